# ruff: noqa: E501  # payloads and places as they are, one beside the other
"""What a page says about markup stays text: in every place that takes text, in every reader, and in a browser."""

from __future__ import annotations

import os
import re
import shutil
from html import escape
from pathlib import Path

import lxml.html
import pytest
from fragments import tree_of
from markdown_readers import READERS
from promises import check_markdown

from cleancopy.extractors.article import Article, Metadata, Status
from cleancopy.extractors.options import WriteOptions
from cleancopy.extractors.write import render_markdown

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
# An image with this handler runs as soon as it is there.
IMG = "<img src=x onerror=alert(1)>"
PAYLOADS = [
    IMG, "<img src=x onerror=alert(1)//", "<IMG SRC=x OnError=alert(1)>", '<img src="x" onerror="alert(1)">',
    "<img/src=x/onerror=alert(1)>", "<img\nsrc=x\nonerror=alert(1)>", "<img src=x onerror=alert(1)", f"\\{IMG}",
    "<svg onload=alert(1)>", "<svg/onload=alert(1)>", "<svg><script>alert(1)</script></svg>",
    "<script>alert(1)</script>", "<ScRiPt>alert(1)</sCrIpT>", "<script src=//e.example/x.js></script>",
    "<script>\n\nalert(1)\n\n</script>", "<scr<script>ipt>alert(1)</script>", "</script><script>alert(1)</script>",
    "<body onload=alert(1)>", "<details open ontoggle=alert(1)>", "<iframe srcdoc='<script>alert(1)</script>'>",
    "<iframe src=javascript:alert(1)>", "<math href=javascript:alert(1)>x</math>", "<style>*{color:red}</style>",
    "<style onload=alert(1)>", "<video><source onerror=alert(1)>", "<input autofocus onfocus=alert(1)>",
    "<a href=javascript:alert(1)>x</a>", "<object data=javascript:alert(1)>", "<base href=javascript:alert(1)//>",
    f"<!-- x -->{IMG}", f"<!--{IMG}", f"--> {IMG}", f"<![CDATA[{IMG}]]>", f"]]>{IMG}", f"<?php {IMG} ?>", f"<!X {IMG}>",
    "[x](javascript:alert(1))", "[x](JaVaScRiPt:alert(1))", "[x](javascript&colon;alert(1))", "[x](&#106;avascript:alert(1))",
    "[x](java\nscript:alert(1))", "[x](<javascript:alert(1)>)", "[x](data:text/html,<script>alert(1)</script>)",
    "[x](vbscript:x)", "![x](javascript:alert(1))", "[x]: javascript:alert(1)\n\n[x]", "[x][y]\n\n[y]: javascript:alert(1)",
    "<javascript:alert(1)>", "<data:text/html,x>", "[^1]: javascript:alert(1)", '![x](x "onerror=alert(1)")',
    f"https://e.example/{IMG}", f"www.e.example/{IMG}", f"ftp://e.example/\\{IMG}", f"see http://e.example?{IMG}&lt;",
    f"a@b.example/{IMG}", f"mailto:a@b.example{IMG}", f"xmpp:a@b.example/{IMG}", f"HTTPS://E.example/*{IMG}*",
    f"https://e.example/`{IMG}`", f"(https://e.example/[{IMG}](x)",
    f"`{IMG}", f"``{IMG}`", f"`` ` {IMG}", f"```\n{IMG}\n```", f"~~~\n{IMG}", f"\\`{IMG}`", f"`a`{IMG}`b`",
    "&lt;img src=x onerror=alert(1)&gt;", "&#60;img src=x onerror=alert(1)&#62;", "&amp;lt;script&amp;gt;", "&LT;script>",
    f"\n\n    {IMG}", f"> {IMG}", f"1. {IMG}", f"- {IMG}", f"# {IMG}", f"| a |\n|---|\n| {IMG} |", f"a | {IMG} \\|",
    f"x\n===\n{IMG}", f":::\n{IMG}\n:::", f"$${IMG}$$", f"$`{IMG}`$", f"\u2028{IMG}", f"\xa0\xa0\xa0\xa0{IMG}",
    f"\u200b{IMG}", "＜img src=x onerror=alert(1)＞", "<\u00a0img src=x onerror=alert(1)>", "<\u200bscript>alert(1)</script>",
    f"a\\|{IMG}", f"\\\\|{IMG}|", f"*{IMG}*", f"**a{IMG}**b", f"_{IMG}_", f"~~{IMG}~~", f"!{IMG}", f"{IMG}\\",
    "x{onclick=alert(1)}", "{: onclick=alert(1) }", f"{{=html}}{IMG}", f"`{IMG}`{{=html}}",
]  # fmt: skip
# Each place with what stands beside it; {} is the text, {a} the same within quotation marks.
PLACES = [
    "<p>{}</p>", "<p>See {} now</p>", "<p>a<br>{}<br>b</p>", "<h2>{}</h2>", "<ul><li>{}</li></ul>",
    "<ul><li>a<p>{}</p></li></ul>", '<ol><li value="3">{}</li><li value="2">{}</li></ol>', "<blockquote><p>{}</p></blockquote>",
    "<table><tr><th>{}</th><th>b</th></tr><tr><td>{}</td><td>{}</td></tr></table>",
    "<table><caption>{}</caption><tr><td><code>{}</code></td><td>x<br>{}</td></tr><tr><td><pre><code>{}</code></pre></td></tr></table>",
    '<table><tr><td><a href="https://e.example/">{}</a></td><td><img src="https://e.example/p.png" alt="{a}"></td></tr></table>',
    '<p><a href="https://e.example/">{}</a> <a href="https://e.example/"><code>{}</code></a></p>',
    '<p><img src="https://e.example/p.png" alt="{a}" title="{a}"> <img src="https://e.example/p.png" alt="a"></p>',
    '<figure><img src="https://e.example/p.png" alt="{a}"><figcaption>{}</figcaption></figure>',
    "<p>a <code>{}</code> b</p>", "<p>{}<code>{}</code>{}</p>", "<p>`<code>`{}</code>`{}</p>", "<p>https://e.example/<code>{}</code></p>",
    '<p>www.e.example<strong>{}</strong>https://e.example/\xa0<code>{}</code> https://e.example<a href="https://e.example/">{}</a></p>',
    '<p><code>x<br> <a href="https://e.example/">{}</a></code> and <code>a `` {}</code><code></code> <code> </code></p>',
    "<h2>How <code></code>{} <code>`` {}</code><code>{}</code></h2>", "<p><kbd><strong>{}</strong></kbd><kbd>{}</kbd></p>",
    "<pre><code>{}\n</code></pre>", '<pre><code class="language-{a}">{}\n</code></pre>', "<ul><li><pre><code>a\n{}\n</code></pre></li></ul>",
    "<blockquote><pre><code>{}\n</code></pre></blockquote>", "<p>a <strong>{}</strong> <em>{}</em><del>{}</del><q>{}</q></p>",
    "<p>a<em>{}</em>b<strong>{}</strong>c</p>", "<p>x<sup>{}</sup><sub>{}</sub> 1<sup>2</sup>{}</p>",
    "<dl><dt>{}</dt><dd>{}</dd><dd>{}</dd></dl>", "<details><summary>{}</summary>{}</details>", '<aside class="{a}"><p>{}</p></aside>',
    '<p>x<a href="#fn-1" role="doc-noteref">1</a>{}</p><aside id="fn-1" role="doc-footnote"><p>{}</p><p>{}</p></aside>',
    '<p>x<a href="#fn-1" role="doc-noteref">1</a></p><aside id="fn-1" role="doc-footnote"><pre><code>{}</code></pre></aside>',
    '<p>a <span class="math inline">\\({}\\)</span> <span class="math display">\\[{}\\]</span>{}</p>',
]  # fmt: skip


def markdown(places: list[str], payloads: list[str]) -> str:
    """The Markdown of an article with each payload in each place."""
    html = "\n".join(
        place.replace("{}", escape(text, quote=False)).replace("{a}", escape(text))
        for place in places
        for text in payloads
    )
    return render_markdown(Article("-", Status.OK, Metadata(), tree=tree_of(html)), WriteOptions(front_matter=False))


def header(payload: str) -> str:
    """Front matter and title that hold a payload wherever they take text."""
    meta = Metadata(payload, (payload, "Bo"), site=payload, description=payload, tags=(payload, f"{payload}](x)"))
    return render_markdown(Article("-", Status.OK, meta), WriteOptions())


def check(text: str) -> None:
    """Beside what holds for all Markdown: no picture or link that is not the page's."""
    check_markdown(text)
    for name, reader in READERS.items():
        root = lxml.html.fragment_fromstring(reader(text), create_parent="div")
        assert {i.get("src") for i in root.iter("img")} <= {"https://e.example/p.png"}, name
        targets = " ".join(a.get("href", "") for a in root.iter("a"))
        assert not re.search(r"javascript|vbscript|data:", targets, re.I), (name, targets)


def test_there_are_sixty_payloads_and_more() -> None:
    assert len(set(PAYLOADS)) == len(PAYLOADS) >= 60


@pytest.mark.parametrize("payload", PAYLOADS)
def test_a_payload_stays_text_in_all_places(payload: str) -> None:
    check(markdown(PLACES, [payload]))
    check(header(payload))


@pytest.mark.parametrize("place", PLACES)
def test_a_place_makes_text_of_all_payloads(place: str) -> None:
    check(markdown([place], PAYLOADS))


# All but what is read elsewhere than as text, and what not every reader knows.
SHOWN = [p for p in PLACES if not any(part in p for part in ("{a}", "math", "pre>", "fn-1"))]


@pytest.mark.parametrize("reader", ["markdown-it", "GitHub"])
@pytest.mark.parametrize("place", SHOWN)
def test_every_payload_is_shown_as_it_was_written(place: str, reader: str) -> None:
    """In a paragraph, a heading, code, a cell … each payload can be read, sign for sign, but for blanks."""
    for payload in PAYLOADS:
        shown = lxml.html.fragment_fromstring(READERS[reader](markdown([place], [payload])), create_parent="div")
        seen, wanted = ("".join(re.sub(r"[\s`]", "", t).split()) for t in (str(shown.text_content()), payload))
        assert seen.count(wanted) >= place.count("{}"), (payload, markdown([place], [payload]))


@pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium: apt install chromium")
def test_a_browser_runs_nothing_of_it(tmp_path: Path) -> None:
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed (extra dev)")
    texts = [*(markdown([place], PAYLOADS) for place in PLACES), *map(header, PAYLOADS)]
    arguments = ["--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []
    alerts: list[str] = []
    with playwright.sync_playwright() as running:
        browser = running.chromium.launch(executable_path=CHROMIUM, args=arguments)
        page = browser.new_page()
        page.route("https://**", lambda route: route.abort())
        page.expose_function("told", lambda what: alerts.append(what))  # noqa: PLW0108  # a built-in has no signature
        page.add_init_script("window.alert = what => told(String(what))")
        for name in ("markdown-it with bare addresses", "GitHub", "mistune"):
            path = tmp_path / "shown.html"
            path.write_text("<!doctype html><meta charset=utf-8>" + "<hr>".join(map(READERS[name], texts)), "utf-8")
            page.goto(path.as_uri())
            assert page.locator("text=onerror").count() > len(PLACES), "the payloads are there to be read"
            page.wait_for_timeout(200)
            assert alerts == [], name
        path.write_text(f"<!doctype html>{IMG}")  # the check itself
        page.goto(path.as_uri())
        page.wait_for_function("document.images[0].complete")
        page.wait_for_timeout(200)
        browser.close()
    assert alerts == ["1"]
