# ruff: noqa: E501  # what is hostile as it is, one beside the other
"""Pages whose words are hostile: to front matter, Markdown, HTML, terminals, shells, and to the files beside them."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from making import BEGIN, END, Entry, entry, json_ld, page

SECRET = "quicksilver-heron-4711"  # what the file holds that pages try to have opened
SECRET_PLACE = "/@path-of-the-secret@"  # stands in pages for the path of that file
_TITLES = (
    "---", "--- # a document", "\n---\nadmin: true\n---\n", "...", "%YAML 1.1", "!!python/object/apply:os.system ['id']",
    "&all *all", "{open: [", "| of many lines", "key: 'value' # \"quoted\"", "- item", "? asked", "null", "on", "0o17",
    "1e999", "12:30:45", "2020-01-01", "=", "<<: *all", "@home `now`", "tab\there", "next\u0085line", "line\u2028apart",
    "back\\slash\\n", '"', "'", "\ufeffmark", "[a](javascript:alert(1))", "# heading", "</title><script>alert(1)</script>",
)  # fmt: skip


def metadata() -> Iterator[Entry]:
    """Titles, names, dates and addresses that would end the front matter, add to it or be something else in it."""
    for number in range(0, len(_TITLES), 4):  # four in one page: the title, a description, an author, the site
        title, about, author, site = (*_TITLES[number : number + 4], "Mara Holt")[:4]
        head = (
            f'<meta name="description" content="{escape(about)}"><meta name="author" content="{escape(author)}">'
            f'<meta property="og:site_name" content="{escape(site)}"><meta name="keywords" content="{escape(title)},-,[,]">'
        )
        yield entry("metadata", f"title_{number:02}", page(head=head, title=escape(title)))
    long = "The lighthouse " * 6700
    head = f'<meta name="description" content="{long}"><meta name="author" content="{long}">'
    yield entry("metadata", "title_of_100000_characters", page(head=head, title=long), "bounded")
    dates = (
        "99999-13-45T99:99:99Z",
        "0000-00-00",
        "-1",
        "2147483648",
        "31 February 2020",
        "9999-12-31T23:59:59+99:99",
        "",
    )
    head = "".join(
        f'<meta property="article:published_time" content="{d}"><meta name="date" content="{d}">' for d in dates
    )
    times = "".join(f'<time datetime="{d}">{d}</time>' for d in dates)
    yield entry("metadata", "dates", page(f"<p>{times}</p>", head))
    addresses = (
        "javascript:alert(1)",
        "data:text/html,x",
        "file:///etc/passwd",
        "http://[",
        "//",
        "http://a:99999999/",
        "\n---\n",
    )
    for number, address in enumerate(addresses):
        head = (
            f'<base href="{address}"><link rel="canonical" href="{address}"><meta property="og:image" content="{address}">'
            f'<meta property="og:url" content="{address}"><link rel="license" href="{address}"><html lang="{address}">'
        )
        body = '<p><a href="more">further in the log</a> <img src="lamp.png" alt="lamp"></p>'
        yield entry("metadata", f"address_{number}", page(body, head))


_TARGETS = (
    "javascript:alert(1)", "JaVaScRiPt:alert(1)", " javascript:alert(1)", "java\nscript:alert(1)", "java\tscript:alert(1)",
    "\x01javascript:alert(1)", "javascript\r\n:alert(1)", "java&#115;cript&colon;alert(1)", "javascript&#x3A;alert(1)",
    "javascript://example.org/%0aalert(1)", "\u00a0javascript:alert(1)", "\ufeffjavascript:alert(1)", "vbscript:msgbox(1)",
    "VBScript:x", "data:text/html,<script>alert(1)</script>", "data:text/html;base64,PHNjcmlwdD4=", "data:image/svg+xml,<svg>",
    "file:///etc/passwd", "FILE://c:/x", "blob:https://example.org/1", "about:blank", "view-source:x", "livescript:x",
    "jar:file:///x", "feed:javascript:alert(1)", "https:javascript:alert(1)", "//javascript:alert(1)", "\\\\host\\share",
    "x) [y](javascript:alert(1)", "<javascript:alert(1)>", "a b> <javascript:alert(1)", 'x "onclick="alert(1)', "http://[::1",
    "https://example.org/a)b(c", "https://example.org/`|`", "?a=](javascript:alert(1))", "javascript&NewLine;:alert(1)",
)  # fmt: skip
_HANDLED = (
    '<p onclick="alert(1)">clicked</p>', '<img src="lamp.png" onerror="alert(1)" alt="lamp">', '<a href="/x" onmouseover=alert(1)>x</a>',
    '<svg onload="alert(1)"><a xlink:href="javascript:alert(1)"><text>in svg</text></a></svg>', "<details open ontoggle=alert(1)>x</details>",
    '<form action="javascript:alert(1)"><button formaction="javascript:alert(1)">send</button><input autofocus onfocus=alert(1)></form>',
    '<iframe srcdoc="&lt;script&gt;alert(1)&lt;/script&gt;" src="javascript:alert(1)" title="a film"></iframe>', "<marquee onstart=alert(1)>m</marquee>",
    '<object data="javascript:alert(1)"></object><embed src="javascript:alert(1)">', '<p style="background:url(javascript:alert(1))">styled</p>',
    '<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=alert(1)&gt;"></table></mtext></math>',
    '<video poster="javascript:alert(1)"><source onerror="alert(1)"></video>', '<link rel="import" href="javascript:alert(1)"><style>@import "javascript:x"</style>',
    '<template><script>alert(1)</script></template><noscript><img src=x onerror="alert(1)"></noscript>', "<script>alert(1)</script><script/src=x></script>",
    '<table background="javascript:alert(1)"><tr><th>a | b</th><td>c\n\n| d |<br>`|`</td></tr></table>', '<meta http-equiv="refresh" content="0;url=javascript:x">',
)  # fmt: skip
_LOOKS_LIKE_MARKUP = (
    "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "[click](javascript:alert(1))", "![x](javascript:alert(1))",
    "[ref]: javascript:alert(1)", "[ref]", "<javascript:alert(1)>", "<https://example.org/ onclick=x>", "&lt;script&gt;alert(1)",
    "```", "~~~", "    <script>alert(1)</script>", "<!-- hidden", "-->", "<!-- ==> other.html <== -->", "==> other.html <==", "<?php x ?>", "<![CDATA[", "---", "===", "# title",
    "> quote", "1. one", "* * *", "| a | b |", "|---|---|", "[^1]: note", "[^1]", "$$x$$", "\\", "\\<b>", "`a`` b```", "**a __b",
    "[a]\\(javascript:alert(1)\\)", "a\n</article></body><script>alert(1)</script>", "[x](<javascript:alert(1)>", "{{7*7}}", "](", "![",
)  # fmt: skip


def injection() -> Iterator[Entry]:
    """Links that run something, handlers, and text that would become markup in Markdown or HTML."""
    links = "".join(
        f'<p>In the log <a href="{escape(t).replace("&amp;", "&")}">page {n}</a> is marked, said the keeper.</p>'
        f'<p>Beside it <img src="{escape(t).replace("&amp;", "&")}" alt="picture {n}"> hangs, said the keeper.</p>'
        for n, t in enumerate(_TARGETS)
    )
    yield entry("injection", "targets", page(links))
    yield entry("injection", "handlers", page("".join(_HANDLED)), "bounded")
    for number, one in enumerate(_HANDLED):
        if number % 4 == 0:
            yield entry("injection", f"handler_{number}", page(f"<p>The log says {one} of the night.</p>"), "bounded")
    texts = [escape(text) for text in _LOOKS_LIKE_MARKUP]
    inside = "".join(f"<p>{text}</p>" for text in texts)
    must = (BEGIN, END, "<script>alert(1)</script>", "[click](javascript:alert(1))")
    yield entry("injection", "text_in_paragraphs", page(inside), must=must)
    yield entry(
        "injection", "text_in_sentences", page("".join(f"<p>The log reads {t} here.</p>" for t in texts)), must=must
    )
    for tag in ("h2", "li", "td", "th", "dt", "blockquote", "figcaption", "summary", "b", "sup", "q", "caption"):
        body = "".join(f"<{tag}>the log reads {t} here</{tag}>" for t in texts)
        around = {"td": "table", "th": "table", "li": "ul", "dt": "dl", "caption": "table", "summary": "details"}.get(
            tag, "div"
        )
        yield entry("injection", f"text_in_{tag}", page(f"<{around}>{body}</{around}>"), "bounded")
    breakouts = "".join(
        f'<p>In the log <a href="https://example.org/" title="{t}">{t}</a> is marked. <img src="/a.png" alt="{t}" title="{t}"></p>'
        for t in [*texts, "x](javascript:alert(1)) [y", '" onclick="alert(1)', "]]", "x\\", "]: javascript:x"]
    )
    yield entry("injection", "text_of_links_and_pictures", page(breakouts))
    fences = "".join(f"<pre><code class='language-{c * n}{t}'>{c * n}\n{t}\n{c * n}</code></pre><p><code>{c * n} {t}</code></p>"
                     for c in "`~" for n in (1, 3, 8) for t in texts[:4])  # fmt: skip
    yield entry("injection", "fences", page(fences), "bounded")
    formulas = "".join(
        f'<p>So <math alttext="{t}"><mi>x</mi></math> and <span class="katex"><annotation encoding="application/x-tex">{t}'
        f"</annotation></span> hold.</p>" for t in (*texts[:8], "\\href{javascript:alert(1)}{x}", "$ ](javascript:x)")
    )  # fmt: skip
    yield entry("injection", "formulas", page(formulas), "bounded")
    notes = "".join(f'<sup><a href="#n{n}" id="r{n}">{n}</a></sup>' for n in range(len(texts)))
    listed = "".join(f'<li id="n{n}">{t} <a href="#r{n}">back</a></li>' for n, t in enumerate(texts))
    yield entry(
        "injection",
        "notes",
        page(f'<p>Noted {notes}</p><section class="footnotes"><ol>{listed}</ol></section>'),
        "bounded",
    )


_SEQUENCES = (
    "\x1b[31mred", "\x1b[2J\x1b[H", "\x1b]0;owned\x07", "\x1b]8;;file:///etc/passwd\x1b\\here\x1b]8;;\x1b\\", "\x1b]52;c;aWQ=\x07",
    "\x1bP+q544e\x1b\\", "\x1b[?1049h", "\x1bc", "\x9b31mred", "\x9d0;owned\x9c", "\x90q\x9c", "gone\x08\x08\x08\x08", "over\rwritten",
    "\x05", "\x0e\x0f", "\x07", "\x7f", "\u202etxt.exe\u202c", "\u2066x\u2069", "\U000e0041", "[bold red]rich[/]", "[link=file:///x]y[/link]",
)  # fmt: skip
_COMMANDS = (
    b"\x1b",
    b"\x07",
    b"\x08",
    b"\x05",
    b"\x0e",
    b"\x7f",
    b"\xc2\x9b",
    b"\xc2\x9d",
    "\u202e".encode(),
    "\u2066".encode(),
)


def terminal() -> Iterator[Entry]:
    """Sequences that command a terminal, in every place from which something is printed."""
    all_of_them = " ".join(_SEQUENCES)
    attribute = escape(all_of_them)
    references = " ".join("".join(f"&#{ord(c)};" for c in one) for one in _SEQUENCES)
    head = "".join(
        f'<meta name="{key}" property="{key}" content="The {attribute}">'
        for key in (
            "author",
            "og:title",
            "og:site_name",
            "description",
            "keywords",
            "article:published_time",
            "og:image",
        )
    )
    data = json_ld(
        '{"@type":"NewsArticle","headline":"Light\\u001b]0;owned\\u0007house","author":{"@type":"Person","name":'
        '"Mara \\u009b31mHolt\\u202e"},"publisher":{"name":"\\u001b[2J"}}'
    )
    for name, html in (
        ("text", page(f"<p>The log reads {all_of_them} here.</p>")),
        ("title", page(title=f"Lighthouse {all_of_them}")),
        ("references", page(f"<p>The log reads {references} here.</p>", title=f"Lighthouse {references}")),
        ("metadata", page(head=head)),
        ("json_ld", page(head=data)),
        (
            "links",
            page(f'<p>The log <a href="https://example.org/{attribute}" title="{attribute}">here</a> is long.</p>'),
        ),
        ("pictures", page(f'<p>The log <img src="/{attribute}" alt="{attribute}" title="{attribute}"> is long.</p>')),
        ("code", page(f'<pre><code class="language-{attribute}">log {all_of_them}</code></pre>')),
        ("cells", page(f"<table><tr><th>{all_of_them}</th></tr><tr><td>{all_of_them}</td></tr></table>")),
        ("language", page().replace('lang="en"', f'lang="{attribute}"')),
    ):
        yield entry("terminal", name, html, mustnot=_COMMANDS)
    plain = page("<p>@</p>").replace("utf-8", "windows-1252").encode()
    yield entry("terminal", "bytes_of_c1", plain.replace(b"@", b"\x9b31m \x9d0;owned\x9c \x90q\x9c"), mustnot=_COMMANDS)
    yield entry(
        "terminal",
        "plain.txt",
        f"Lighthouse {all_of_them}\n\n{BEGIN} {all_of_them} of the log.\n\n{END}.\n" * 3,
        "bounded",
        mustnot=_COMMANDS,
    )


NAMES = (
    b"line\nbreak.html", b"-rf.html", b"--help.html", b"-.html", b"not\xff\xfeutf8.html", b"esc\x1b]0;owned\x07\x1b[31m.html",
    b"[bold red]rich[/].html", b"%s%n{0}$(touch x)`touch y`.html", b"all*?[a-z].html", b" spaces .html", b"quo'te\"s;&|.html",
    b"back\\slash.html", b"http:%2f%2fexample.org.html", b"cr\rtab\t.html", b"-->.html", b"L" * 250 + b".html",
    "bidi\u202elmth.html".encode(), "\u2028apart\u0085.html".encode(), ("\u00e9" * 125 + ".html").encode(), "\U0001f468\u200d\U0001f469.html".encode(),
)  # fmt: skip


def names() -> Iterator[Entry]:
    """Good pages and empty ones whose names are hostile."""
    mustnot = (*_COMMANDS, b"\xff", "\u2028".encode())
    for name in NAMES:
        yield Entry("names", name, page().encode(), "ok", (BEGIN, END), mustnot)
    for name in NAMES[:6]:
        yield Entry("names", b"-empty " + name, b"", "reject", (), mustnot)


def references() -> Iterator[Entry]:
    """Pages that ask for other files in every way that XML and HTML know, above all for the one with the secret."""
    secret, url, mustnot = SECRET_PLACE, f"file://{SECRET_PLACE}", (SECRET.encode(), b"root:x:0")
    xml = '<?xml version="1.0" encoding="utf-8"?>'
    for name, dtd in (
        ("entity", f'<!DOCTYPE html [<!ENTITY leak SYSTEM "{url}"><!ENTITY rel SYSTEM "{secret}">]>'),
        (
            "parameter",
            f'<!DOCTYPE html [<!ENTITY % leak SYSTEM "{url}"><!ENTITY % all "<!ENTITY leak \'%leak;\'>">%all;%leak;]>',
        ),
        ("external_dtd", f'<!DOCTYPE html SYSTEM "{url}">'),
        (
            "public_dtd",
            f'<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0//EN" "{secret}" [<!ENTITY leak SYSTEM "/etc/passwd">]>',
        ),
    ):
        html = page("<p>It says &leak; and &rel; here.</p>", title="Lighthouse &leak;").partition("<html")[2]
        for ending in ("html", "xhtml"):
            whole = f'{xml}{dtd}<html xmlns="http://www.w3.org/1999/xhtml"{html}'
            yield entry("references", f"{name}.{ending}", whole, mustnot=mustnot)
    inner = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))
    laughs = f'<!DOCTYPE html [<!ENTITY l0 "laugh">{inner}]>' + page("<p>&l11;</p>", title="Lighthouse &l9;")
    yield entry("references", "billion_laughs.xhtml", xml + laughs)
    quadratic = f'<!DOCTYPE html [<!ENTITY q "{"q" * 50_000}">]>' + page("<p>" + "&q;" * 20_000 + "</p>")
    yield entry("references", "quadratic.xhtml", xml + quadratic)
    include = (
        f'<p xmlns:xi="http://www.w3.org/2001/XInclude">It says <xi:include href="{url}" parse="text"/> and '
        f'<xi:include href="{secret}" parse="text"><xi:fallback>nothing</xi:fallback></xi:include> here.</p>'
    )
    yield entry("references", "include.xhtml", f'{xml}<?xml-stylesheet href="{url}"?>' + page(include), mustnot=mustnot)
    yield entry("references", "everything", everything(url), mustnot=mustnot)


def everything(url: str) -> str:
    """A page that refers to an address in every way that HTML knows."""
    head = (
        f'<base href="{url}/"><meta http-equiv="refresh" content="0; url={url}"><link rel="stylesheet" href="{url}">'
        f'<link rel="preload" as="fetch" href="{url}"><link rel="manifest" href="{url}"><link rel="icon" href="{url}">'
        f'<link rel="canonical" href="{url}"><link rel="amphtml" href="{url}"><link rel="next" href="{url}">'
        f'<link rel="alternate" type="application/rss+xml" href="{url}"><link rel="import" href="{url}">'
        f'<style>@import "{url}"; p {{ background: url({url}) }}</style><script src="{url}"></script>'
        f'<meta property="og:image" content="{url}"><meta property="og:url" content="{url}">'
    ) + json_ld(f'{{"@context":"{url}","@id":"{url}","@type":"NewsArticle","image":"{url}","url":"{url}"}}')
    body = (
        f'<p>The log <img src="{url}" srcset="{url} 2x, {url} 3x" data-src="{url}" alt="lamp"> is <a href="{url}">long</a>.</p>'
        f'<picture><source srcset="{url}"><img src="{url}"></picture><iframe src="{url}" title="a film"></iframe>'
        f'<object data="{url}">object</object><embed src="{url}"><video src="{url}" poster="{url}"><track src="{url}"></video>'
        f'<audio src="{url}"></audio><svg><image href="{url}" xlink:href="{url}"/><use href="{url}#a"/></svg>'
        f'<form action="{url}"><input type="image" src="{url}"></form><blockquote cite="{url}"><p>The log is long.</p></blockquote>'
        f'<div style="background: url({url})" itemscope itemid="{url}"></div><portal src="{url}"></portal>'
    )
    return page(body, head)
