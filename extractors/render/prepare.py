"""The article's fragment with everything put differently that the Markdown converter does not know or gets wrong.

What it must not touch stands in the text as signs that no text can hold (noncharacters, see text.UNSAFE); `restore`
makes Markdown of them when it is done.
"""

from __future__ import annotations

import re
from html import escape, unescape
from itertools import pairwise

# A quotation, or text after a list or a table, would become a part of what stands before it: an empty paragraph keeps
# them apart. What follows in a list item is only set in where its first line, and after <br> each line, has text first.
APART = "\ufdd0"
_AFTER_BANG, _BACKSLASH, _DEFINITION, _ALERT, _NOTE, _NOTE_END = "\ufdd1\ufdd2\ufdd3\ufdd4\ufdd5\ufdd6"
_RAW, _RAW_END = "\ufdd7\ufdd8"
_ESCAPED, _STAND_INS = "[]\\", "\ufdda\ufddb\ufddc"
_ADJACENT = re.compile(
    r"(</(?:blockquote|aside)>(?:\s*</(?:details|dd|dl)>)*\s*(?=<(?:blockquote|aside|table))"
    r"|</(?:ul|ol|dl|table)>(?:\s*</(?:details|dd|dl)>)*\s*(?=<(?!/)))"
)
_TABLE_FIRST = re.compile(r"(<li(?: [^>]*)?>)\s*(?=<table)")
_LINE_OF_MARKUP = re.compile(r"<br>(?=<[a-z])")
_IMAGE = re.compile(r'(<img src="[^"]*" alt=")([^"]*)(" title="[^"]*)?')
_SIGNS = re.compile(r"([`*_<>&~]|(?<=\])\()")  # a link's "](" as well: not every reader minds the first backslash
_BANG_BEFORE_LINK = re.compile(r"!(?=<a )")
_EMPHASIS = re.compile(
    r"(?P<before>(?:^|[^<>]|(?<=>)))<(?P<tag>strong|em)>(?P<content>[^<]*(?:<(?!/?(?P=tag)>)[^<]*)*)</(?P=tag)>(?=(?P<after>.|$))",
    re.DOTALL,
)
_MATH = re.compile(r'<span class="math (inline|display)">\\[(\[](.*?)\\[)\]]</span>', re.DOTALL)
_NOTE_LINK = re.compile(r'(?:<sup>)?<a href="#fn-([^"]*)" role="doc-noteref">.*?</a>(?:</sup>)?', re.DOTALL)
# Exponents and indexes change what is said; the raised letters of "1st" and marks in brackets do not.
_SCRIPT = re.compile(r"<(su[bp])>([^<]{1,20})</\1>")
_MERE_LETTERS = re.compile(r"\W*[^\W\d_]{2,}\W*|\s*|\[\w{1,4}\]")
_CODE = re.compile(r"(<(code|kbd)\b[^>]*>)(.*?)(</\2>)", re.DOTALL)
_MEANT = re.compile(r"[\\`*_\[\]|~$]")
_CODE_BESIDE_CODE = re.compile(r"</(code|kbd)>(?=(?:</?(?:su[bp]|em|strong|del|a)\b[^<>]*>)*<(?:code|kbd)\b)")
_IN_CODE = re.compile(r"</?su[bp]>")
# What GitHub would set as a formula.
_DOLLARS = re.compile(r"\$(?=[^\s$](?:[^$\n]{0,500}[^\s$\\])?\$(?!\d))|\$\$")
_MARKUP = re.compile(r"(<pre>.*?</pre>|<code[^>]*>.*?</code>|<[^>]*>)", re.DOTALL)
_STRUCTURE = re.compile(r"<(/?)(aside|dl|dt|dd|ol|ul|li)((?: [^>]*)?)>")
_FIGURE, _CAPTION = re.compile(r"<(/?)figure>"), re.compile(r"<figcaption>(.*?)</figcaption>", re.DOTALL)
_EM = re.compile(r"</?em>")
_VALUE, _START = re.compile(r' value="(\d+)"'), re.compile(r' start="\d+"')
_CLASS, _IDENT = re.compile(r' class="(\w+)"'), re.compile(r' id="fn-([^"]*)"')
_BLOCK = re.compile(r"<(?:pre|ul|ol|p|blockquote|table|h[1-6]|figure|aside|div|dl|dt|details)\b")
_BLOCK_FIRST = re.compile(rf"\s*{_BLOCK.pattern}")
_ALERT_TITLE = re.compile(
    r"\s*<p>(?:<strong>)?\W*(?:note|info|tip|hint|important|warning|caution|danger|attention)\W*(?:</strong>)?</p>\s*",
    re.I,
)

_ALERT_LINE = re.compile(rf"{_ALERT}(\w+){_ALERT}(?:(?:\n[ >]*)?\n(?P<prefix>[ >]*))?")
_DEFINITION_LINE = re.compile(rf"\n[ >]*\n(?P<prefix>[ >]*){_DEFINITION}")
_NOTE_TEXT = re.compile(rf"{_NOTE}([^{_NOTE}]*){_NOTE}\n*(.*?)\n*{_NOTE_END}", re.DOTALL)
_LIKE_ADDRESS = re.compile(r"(?:\S+|<.*>)(?:\s+[\"'(].*)?")
_RAW_TEXT = re.compile(rf"{_RAW}([a-z]+):(.*?){_RAW_END}", re.DOTALL)


def prepare(html: str) -> str:
    """Return the fragment as the converter needs it. Linear in the fragment."""
    if "$" in html:
        html = _escape_dollars(html)
    html = _ADJACENT.sub(rf"\1<p>{APART}</p>", html)
    html = _TABLE_FIRST.sub(rf"\1{APART}", _LINE_OF_MARKUP.sub(f"<br>{APART}", html))
    # The converter sets captions at the margin, whatever they stand in, and emphasis within them beside theirs.
    html = _CAPTION.sub(lambda m: f"<p><em>{_EM.sub('', m.group(1))}</em></p>", _FIGURE.sub(r"<\1div>", html))
    html = _IMAGE.sub(_escape_image, html)
    if 'role="doc-noteref"' in html:
        html = _NOTE_LINK.sub(lambda m: _raw("note", m.group(1)), html)
    html = _CODE_BESIDE_CODE.sub(r"</\1> ", html)  # their backticks would run together, and end somewhere else
    if "<su" in html:
        html = _CODE.sub(lambda m: m.group(1) + _IN_CODE.sub("", m.group(3)) + m.group(4), html)
        html = _SCRIPT.sub(_kept_script, html)
    if 'class="math' in html:
        html = _MATH.sub(lambda m: _raw(m.group(1), _harmless(unescape(m.group(2)))), html)
    html = _rebuild(html)
    html = _EMPHASIS.sub(_without_stuck_emphasis, html)
    return _BANG_BEFORE_LINK.sub(f"!{_AFTER_BANG}", html)


def restore(text: str) -> str:
    """The converter's Markdown with the signs of `prepare` made into what they stand for."""
    text = text.replace(f"!{_AFTER_BANG}", "\\!").replace(_BACKSLASH, "\\")
    for sign, stand_in in zip(_ESCAPED, _STAND_INS, strict=True):
        text = text.replace(stand_in, f"\\{sign}")
    if _ALERT in text:
        text = _ALERT_LINE.sub(lambda m: f"[!{m.group(1).upper()}]\n{m.group('prefix') or ''}", text)
    if _DEFINITION in text:
        text = _DEFINITION_LINE.sub(r"  \n\g<prefix>", text).replace(_DEFINITION, "")
    if _NOTE in text:
        text = _NOTE_TEXT.sub(_note_definition, text)
    return _RAW_TEXT.sub(_restored, text) if _RAW in text else text


def escape_dollars(text: str, sign: str = "\\") -> str:
    """The text with a backslash before dollar signs between which GitHub would see a formula."""
    pairs = [m.start() for m in _DOLLARS.finditer(text)]
    return text if not pairs else re.sub(r"\$", lambda _: f"{sign}$", text)


def _escape_dollars(html: str) -> str:
    parts = _MARKUP.split(html)
    return "".join(part if k % 2 else escape_dollars(part, _BACKSLASH) for k, part in enumerate(parts))


def _escape_image(match: re.Match[str]) -> str:
    """Alternative text and title that read back as they are.

    Of alternative text the converter escapes backslashes, and brackets where they are no pairs, though pairs can be
    links; in a figure it takes away blanks before "![". Of an address with a link in it, as "a)[b](c", it prints "c".
    """
    image, alt, title = match.groups("")
    alt = escape(_SIGNS.sub(rf"{_BACKSLASH}\1", unescape(alt)))
    return (
        image.replace("](", "%5D(")
        + alt.translate(str.maketrans(_ESCAPED, _STAND_INS))
        + title.replace("![", f"!{_STAND_INS[0]}")
    )


def _raw(kind: str, text: str) -> str:
    # Letters and digits alone: the converter changes none of them.
    return f"{_RAW}{kind}:{text.encode('utf-8').hex()}{_RAW_END}"


def _restored(match: re.Match[str]) -> str:
    text = bytes.fromhex(match.group(2)).decode("utf-8")
    match match.group(1):
        case "note":
            return f"[^{text}]"
        case "inline":
            return f"${text}$"
        case "display":
            return f"$${text}$$"
        case kind:  # sub, sup
            return f"<{kind}>{_MEANT.sub(_escaped, escape(text, quote=False))}</{kind}>"


def _escaped(match: re.Match[str]) -> str:
    return f"\\{match.group()}"


def _harmless(tex: str) -> str:
    """TeX in which a reader that knows no formulas finds no tags, links or columns."""
    tex = tex.replace("\\|", "\\Vert ").replace("|", "\\vert ").replace("<", "\\lt ").replace(">", "\\gt ")
    return tex.replace("](", "] (").replace("`", "{}'")


def _kept_script(match: re.Match[str]) -> str:
    tag, text = match.groups()
    return text if _MERE_LETTERS.fullmatch(unescape(text)) else _raw(tag, unescape(text))


def _without_stuck_emphasis(match: re.Match[str]) -> str:
    """Emphasis that begins or ends with a sign right beside a letter cannot be written in Markdown: its text alone."""
    before, content, after = match.group("before"), match.group("content"), match.group("after")
    edges = re.sub(r"<[^>]*>", "", content)
    stuck_left = before.isalnum() and edges[:1] and not edges[0].isalnum()
    stuck_right = after.isalnum() and edges[-1:] and not edges[-1].isalnum()
    return before + content if stuck_left or stuck_right else match.group()


def _rebuild(html: str) -> str:
    """Alerts, footnotes, definition lists, and numbered lists that do not count up by one, out of what Markdown has."""
    tags = list(_STRUCTURE.finditer(html))
    irregular = _irregular_lists(tags)
    parts: list[str] = []
    closing: list[str] = []
    end = 0
    for tag in tags:
        if tag.start() < end:
            continue
        parts.append(html[end : tag.start()])
        end = tag.end()
        if tag.group(1):
            parts.append(closing.pop() if closing else "")
            continue
        opened, close, end = _opened(tag, html, irregular)
        parts.append(opened)
        closing.append(close)
    return "".join([*parts, html[end:]])


def _opened(tag: re.Match[str], html: str, irregular: set[int]) -> tuple[str, str, int]:
    """What to write for a start tag and for its end tag, and where the text goes on."""
    name, attributes, end = tag.group(2), tag.group(3), tag.end()
    if name == "aside":
        return _opened_aside(attributes, html, end)
    number = _VALUE.search(attributes) if name == "li" and -tag.start() in irregular else None
    above = html[max(0, tag.start() - 20) : tag.start()].rstrip()
    term_above = above.endswith("</dt>") and not above.endswith("</pre></dt>")
    opened, close = {
        "dl": ("<div>", "</div>"),
        "dt": _term(html, end),
        "dd": ("<div>" + (_DEFINITION if term_above and not _BLOCK_FIRST.match(html, end) else ""), "</div>"),
        "ol": ("<ul>", "</ul>") if tag.start() in irregular else (tag.group(), "</ol>"),
        "li": (f"<li>{number.group(1)}. " if number else tag.group(), "</li>"),
    }.get(name, (tag.group(), f"</{name}>"))
    return opened, close, end


def _term(html: str, at: int) -> tuple[str, str]:
    """A term is bold, but where it holds a picture, or blocks: a fence with signs before it is none."""
    end = html.find("</dt>", at)
    if _BLOCK.search(html, at, max(end, at)):
        return "<div>", "</div>"
    return ("<p><strong>", "</strong></p>") if html.find("<img", at, end) < 0 else ("<p>", "</p>")


def _opened_aside(attributes: str, html: str, end: int) -> tuple[str, str, int]:
    """A footnote between signs, or an alert: the name of its kind stands above it, so its page's title is left out."""
    note = _IDENT.search(attributes)
    if note:
        return f"<p>{_NOTE}{note.group(1)}{_NOTE}</p>", f"<p>{_NOTE_END}</p>", end
    kind = _CLASS.search(attributes)
    title = _ALERT_TITLE.match(html, end)
    if title and not html.startswith("</aside>", title.end()):
        end = title.end()
    return f"<blockquote><p>{_ALERT}{kind.group(1) if kind else 'note'}{_ALERT}</p>", "</blockquote>", end


def _irregular_lists(tags: list[re.Match[str]]) -> set[int]:
    """Where the numbered lists begin whose numbers Markdown cannot give, and, below zero, where their items do."""
    found: set[int] = set()
    lists: list[tuple[str, int, list[tuple[int, int]]]] = []
    for tag in tags:
        if tag.group(2) not in ("ol", "ul", "li"):
            continue
        if tag.group(2) == "li":
            number = _VALUE.search(tag.group(3))
            if number and lists and lists[-1][0] == "ol":
                lists[-1][2].append((int(number.group(1)), tag.start()))
        elif not tag.group(1):
            lists.append((tag.group(2), tag.start(), []))
        elif lists:
            _, start, items = lists.pop()
            if any(b[0] != a[0] + 1 for a, b in pairwise(items)):
                found.add(start)
                found.update(-at for _, at in items)
    return found


def _note_definition(match: re.Match[str]) -> str:
    """A footnote as Markdown Extra and GitHub know it: what follows its first line is set in.

    Readers that know no footnotes would take one of a single word for the address of a link.
    """
    first, *rest = match.group(2).split("\n")
    first = first.strip()
    if _LIKE_ADDRESS.fullmatch(first):
        first += " &zwnj;"
    return "\n".join([f"[^{match.group(1)}]: {first}", *(f"    {line}" if line.strip() else "" for line in rest)])
