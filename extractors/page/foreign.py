"""Texts that are no pages, by their name and their words: feeds, lists, tables of data, source code, logs.

Each is named with what to do about it, for an article made of them would be nonsense. A page that shows code, names
addresses or has tables is a page: all or nearly all of a text must look like what it is taken for.
"""

from __future__ import annotations

import csv
import json
import re
from collections import Counter
from collections.abc import Callable, Sequence
from itertools import islice
from pathlib import PurePosixPath

from .packings import without_packing

_SNIFFED = 64 * 1024  # characters
_LINES = 300  # that are looked at
_LONGEST_NAME = 1000  # characters of a line that may be a file's name or an address

_FEED = "a feed: cleancopy batch --feed {name} -o out/ reads the pages that it names"
_SITEMAP = "a sitemap: cleancopy batch --sitemap {name} -o out/ reads the pages that it names"
_LIST = "a list of files or addresses: cleancopy batch --list {name} -o out/ reads what it names"
_CODE = "source code: it has no article"
_TABLE = "a table of data (CSV): it has no article"
_JSON = "JSON data: take the HTML or text out of it first, for instance with jq"
_XML = "XML data: convert it to HTML or text first"
_LOG = "a log: it has no article"
_DIFF = "a diff: it has no article"
_SETTINGS = "settings or data: it has no article"

# By the ends of names, where the text is not HTML. Markdown, reStructuredText and the like are texts.
_BY_SUFFIX = {
    **dict.fromkeys((".csv", ".tsv"), _TABLE),
    **dict.fromkeys((".json", ".jsonl", ".ndjson", ".geojson", ".webmanifest"), _JSON),
    **dict.fromkeys((".diff", ".patch"), _DIFF),
    **dict.fromkeys((".yaml", ".yml", ".toml", ".ini", ".cfg", ".conf", ".properties", ".plist"), _SETTINGS),
    **dict.fromkeys(
        ".py .pyi .js .mjs .cjs .ts .tsx .jsx .c .h .cc .cpp .cxx .hpp .cs .java .kt .kts .go .rs .rb .pl .pm .lua "
        ".swift .scala .clj .ex .exs .erl .hs .ml .r .jl .m .vue .sh .bash .zsh .fish .ps1 .bat .cmd .sql .css .scss "
        ".sass .less .asm .s .f90 .pas .vb .lisp .el .vim .gradle .cmake .mk .proto .graphql .tf .map .wat "
        ".ipynb".split(),
        _CODE,
    ),
}
_MARKUP = frozenset((".md", ".markdown", ".rst", ".adoc", ".org"))
_NOTEBOOK = "a Jupyter notebook: export it as HTML first, with jupyter nbconvert --to html"
_LATEX = "a LaTeX source: convert it first, for instance with pandoc"
_BEGINNINGS: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"#!\s?/"), "a script: it has no article"),
    (re.compile(r"<\?php\b|<%@|<\?="), _CODE),
    (re.compile(r"(?:%[^\n]*+\n|\s)*+\\(?:documentclass|documentstyle|begin\{document\})"), _LATEX),
    (re.compile(r"%!PS"), "a PostScript document: convert it first, for instance with pstotext"),
    (re.compile(r"diff --git |Index: [^\n]+\n={20,}|--- [^\n]+\n\+\+\+ [^\n]+\n@@ "), _DIFF),
    (re.compile(r"From [0-9a-f]{40} [^\n]*\n"), _DIFF),
    (re.compile(r"BEGIN:VCALENDAR"), "a calendar: it has no article"),
    (re.compile(r"BEGIN:VCARD"), "an address book: it has no article"),
    (re.compile(r"-----BEGIN (?:[A-Z0-9 ]*(?:KEY|CERTIFICATE|PGP MESSAGE))"), "a key, certificate or encrypted text"),
)

_ROOT = re.compile(r"<([A-Za-z_][\w.:-]{0,100})")
_OF_ROOTS = {
    **dict.fromkeys(("rss", "feed", "rdf", "channel"), _FEED),
    **dict.fromkeys(("urlset", "sitemapindex"), _SITEMAP),
    "opml": "a list of feeds (OPML): name one of them with --feed",
    "svg": "an SVG image",
    "plist": _SETTINGS,
}
_PROLOG = re.compile(r"\s*(?:<\?[^>]{0,4000}>|<!doctype[^>\[]{0,500}(?:\[[^\]]{0,4000}\]\s*)?>)", re.I)
_HTML_TAGS = re.compile(r"<(?:p|div|br|h[1-6]|table|ul|ol|section|article|main|body|td|li)\b[^<>]{0,500}>", re.I)
_TAGS_OF_HTML = 3
_NAMES_OF_HTML = frozenset(
    "html head body title meta link base style script noscript template header footer main nav section article aside "
    "div span p h1 h2 h3 h4 h5 h6 hgroup ul ol li dl dt dd table thead tbody tfoot tr td th caption colgroup col form "
    "input button select textarea label fieldset legend a b i u s em strong small big font center blockquote q cite "
    "pre code kbd samp var sub sup del ins mark abbr time address figure figcaption picture img source video audio "
    "track "
    "iframe object embed param canvas svg math details summary dialog menu hr br wbr ruby rt rp bdi bdo data output "
    "progress meter map area frameset frame noframes marquee tt strike nobr basefont applet dir".split()
)

_URL = re.compile(r"(?:https?|ftp|file)://\S+(?:\t.*)?$", re.I)
_PATH = re.compile(r"(?:\.{0,2}/|~/|[A-Za-z]:\\)?[^\t]*[^\s.]\.[A-Za-z0-9]{1,5}(?:\.gz|\.bz2|\.xz|\.zst)?$")
_LOG_LINE = re.compile(
    r"\S+ \S+ \S+ \[\d\d/[A-Z][a-z]{2}/\d{4}:"  # a web server's
    r"|[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d \S+ [^\s:]+:"  # syslog
    r"|\[?\d{4}[-/]\d\d[-/]\d\d[T ]\d\d:\d\d:\d\d\S*\s.{0,60}?"
    r"\b(?:TRACE|DEBUG|INFO|NOTICE|WARN|WARNING|ERROR|FATAL|CRITICAL)\b"
    r"|\[? ?\d+\.\d{6}\] "  # a kernel's
    r"|(?:TRACE|DEBUG|INFO|WARN|WARNING|ERROR|FATAL|CRITICAL)\b[\s:\[]",
)
_CODE_LINE = re.compile(
    r"[^;]*[;{}]\s*(?://.*|/\*.*)?$|[)\]}]+[,;]?$|.*[({\[,]$|# ?(?:include|define|ifdef|ifndef|endif|undef)\b"
    r"|(?:from [\w.]+ import |import [\w.{*]|def \w+\(|class \w+\s*[(:{]|return\b|if .*:$|for .*:$|while .*:$|try:$"
    r"|else:$|elif .*:$|except\b.*:$|with .*:$|@\w+|(?:async )?function\b|(?:const|let|var) \w+ ?=|package [\w.]+;?$"
    r"|use [\w:\\]+;|pub |fn \w+|func |end$|elsif |local \w+ = |echo |fi$|done$|esac$|export \w+=)"
    r"|[\w.\[\]\"'>-]+\s*(?:=|\+=|-=|:=|==|=>|<-)\s*\S.*$|[\w.]+\(.*\)$"
    r"|[\"']?[\w.-]+[\"']?: .*[,{\[]$"
    r"|raise |assert |self\.|\$[a-zA-Z_]\w*(?:\[|->| ?=)",
)
_STRONG = re.compile(
    r"# ?(?:include|define|ifdef|ifndef|endif|undef)\b|from [\w.]+ import |import [\w.]+(?: as \w+)?;?$|[)}\]]"
)
_COMMENT = re.compile(r"//|/\*|\*/|\*(?: |$)|#(?: |!|$|-|=|#)|--[ -]|;;|\"\"\"|'{3}|r\"\"\"")
_SENTENCE = re.compile(r"(?<!\S)[^\w\s]{0,3}[^\W\d_]\S*+(?: ++\S++){6}")  # seven words and more
_SYMBOLS = re.compile(r"[;{}()\[\]=<>$_\\|&]")


def name_foreign(text: str, name: str, content_type: str | None = None) -> str | None:
    """Return what a text is that is no page, and what to do about it; None for pages. Linear in the text."""
    asked = "-" if name == "-" else "FILE"
    if "\0" in text[:_SNIFFED]:
        names = text[:_SNIFFED].split("\0")
        is_list = len(names) > 1 and all(_PATH.match(n) or _URL.match(n) for n in names[:-1])
        return _LIST.format(name=f"{asked} -0") if is_list else None
    head = text[:_SNIFFED].lstrip("\ufeff \t\r\n\f")
    problem = _beginning(head)
    if problem is None and head.startswith("<"):
        problem = _xml(head)
    elif problem is None and not _is_html(content_type):
        problem = _by_name(name) or _by_words(
            head, text, is_markup=PurePosixPath(without_packing(name)).suffix in _MARKUP
        )
    return problem.format(name=asked) if problem else None


def _is_html(content_type: str | None) -> bool:
    return "html" in (content_type or "").partition(";")[0].lower()


def _beginning(head: str) -> str | None:
    return next((what for pattern, what in _BEGINNINGS if pattern.match(head)), None)


def _by_name(name: str) -> str | None:
    suffix = PurePosixPath(without_packing(name)).suffix
    return None if "://" in name else _NOTEBOOK if suffix == ".ipynb" else _BY_SUFFIX.get(suffix)


def _xml(head: str) -> str | None:
    """What an XML document is, by its root element; HTML may begin with an XML declaration as well."""
    at = 0
    while True:
        at += len(head[at:]) - len(head[at:].lstrip()) if head[at : at + 1].isspace() else 0
        if head.startswith("<!--", at):
            end = head.find("-->", at)
            if end < 0:
                return None
            at = end + 3
        elif prolog := _PROLOG.match(head, at):
            if "html" in prolog[0].lower() and prolog[0].lstrip()[:9].lower() == "<!doctype":
                return None
            at = prolog.end()
        else:
            break
    root = _ROOT.match(head, at)
    if root is None:
        return None
    local = root[1].rpartition(":")[2].lower()
    if local in _OF_ROOTS and (local != "channel" or "<item" in head):
        return _OF_ROOTS[local] if local != "svg" or head.lstrip()[:5].lower() in ("<?xml", "<svg ") else None
    if local in _NAMES_OF_HTML or "-" in local:
        return None
    return None if sum(1 for _ in islice(_HTML_TAGS.finditer(head), _TAGS_OF_HTML)) == _TAGS_OF_HTML else _XML


def _by_words(head: str, text: str, *, is_markup: bool) -> str | None:
    if head[:1] in "{[" and (problem := _json(text.strip("\ufeff \t\r\n"))):
        return problem
    lines = [line[:_LONGEST_NAME].rstrip() for line in head.splitlines()[:_LINES] if line.strip()]
    if len(head) == _SNIFFED and len(lines) > 1:
        lines.pop()  # cut off
    checks: tuple[tuple[Callable[[Sequence[str]], bool], str], ...] = (
        (_is_list, _LIST),
        (_is_log, _LOG),
        (_is_table, _TABLE),
        (_is_code, _CODE),
    )[: 3 if is_markup else 4]
    return next((what for check, what in checks if check(lines)), None)


def _json(text: str) -> str | None:
    if text[-1:] not in "}]":
        return None
    try:
        value = json.loads(text if "\n{" not in text or text[0] == "[" else _first_document(text))
    except (ValueError, RecursionError):
        return None
    if isinstance(value, dict) and "jsonfeed.org" in str(value.get("version", "")):
        return _FEED
    if isinstance(value, dict) and "nbformat" in value:
        return _NOTEBOOK
    return _JSON if isinstance(value, dict) or (isinstance(value, list) and text != "[]" and len(text) > 2) else None


def _first_document(text: str) -> str:
    """The first line of JSON Lines, or the whole where that is no document by itself."""
    first = text.partition("\n")[0].strip()
    return first if first.endswith("}") else text


def _is_list(lines: Sequence[str]) -> bool:
    """Whether all lines are addresses or files' names."""
    if not lines or any(len(line) == _LONGEST_NAME for line in lines):
        return False
    if all(_URL.match(line.strip()) for line in lines):
        return True
    return all(_URL.match(line.strip()) or _is_path(line.strip()) for line in lines)


def _is_path(line: str) -> bool:
    return _PATH.match(line) is not None and ("/" in line or " " not in line) and not line.endswith(("...", "etc."))


def _is_log(lines: Sequence[str]) -> bool:
    return len(lines) > 2 and sum(_LOG_LINE.match(line) is not None for line in lines) > 0.6 * len(lines)


def _is_table(lines: Sequence[str]) -> bool:
    """Whether all lines have the same number of cells: tabs, semicolons or commas as nobody writes them in a text."""
    if len(lines) < 3:
        return False
    for mark in "\t;,|":
        least = 1 if mark == "\t" else 2
        if lines[0].count(mark) < least or sum(mark in line for line in lines) < 0.9 * len(lines):
            continue
        try:
            rows = list(csv.reader(lines, delimiter=mark))
        except csv.Error:
            continue
        columns, rows_like_this = Counter(map(len, rows)).most_common(1)[0]
        marks = sum(line.count(mark) for line in lines)
        spaced = sum(line.count(mark + " ") for line in lines)
        prose = sum(_SENTENCE.search(cell) is not None for row in rows for cell in row)
        if columns > least and rows_like_this >= 0.9 * len(rows) and spaced < 0.2 * marks and prose < 0.5 * len(rows):
            return True
    return False


def _is_code(lines: Sequence[str]) -> bool:
    """Whether most lines look like code and hardly any like a sentence; fewer will do where the first one does."""
    if len(lines) < 5 or any(line.startswith("```") for line in lines):
        return False
    stripped = [line.strip() for line in lines]
    begins = _COMMENT.match(stripped[0]) is not None or _looks_like_code(stripped[0])
    told = [line for line in stripped if not _COMMENT.match(line)]
    code = sum(map(_looks_like_code, told))
    prose = sum(_SENTENCE.search(line) is not None and not _SYMBOLS.search(line) for line in told)
    if begins:
        return code > max(4, 0.3 * len(told)) and prose < 0.5 * len(told)
    return code > max(4, 0.5 * len(told)) and prose < 0.2 * len(told)


def _looks_like_code(line: str) -> bool:
    if _STRONG.match(line):
        return True
    return _CODE_LINE.match(line) is not None and _SYMBOLS.search(line) is not None
