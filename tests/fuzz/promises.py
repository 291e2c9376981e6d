"""What holds for everything that comes out, whatever went in: each function raises AssertionError where it does not."""

from __future__ import annotations

import json
import re

import jsonschema
import lxml.html
import yaml
from markdown_readers import READERS

from cleancopy.cli.terminal import set_for_terminal
from cleancopy.extractors import Article, CleancopyError, Metadata, Status
from cleancopy.extractors.article import Explanation
from cleancopy.extractors.explain.report import render_report
from cleancopy.extractors.options import WriteOptions
from cleancopy.extractors.write import RENDERERS
from cleancopy.extractors.write.json_record import schema

# C0 but newline and tab, DEL, C1, bidi controls, tag characters, lone surrogates: not the code's own list, on purpose.
COMMANDS = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff\U000e0000-\U000e007f]"
)
_STYLE = re.compile(r"\x1b\[[0-9;]*m")
_SCHEMES = frozenset(("http", "https", "mailto", "tel", ""))
_BARE = frozenset(("ftp", "xmpp"))  # readers make links of such addresses where they stand in a text
_INLINE = set("a abbr br code del em img kbd q strong sub sup s input".split())
_TAGS = _INLINE | set(
    "p h1 h2 h3 h4 h5 h6 ul ol li dl dt dd blockquote pre table thead tbody tfoot caption tr th td hr figure "
    "figcaption details summary aside menu dir div span".split()
)
_FRAME = set("html head body meta title link article section".split())
_ATTRIBUTES = set(
    "href src alt title start value colspan rowspan class id role type checked disabled scope reversed open lang name "
    "content charset rel style data-footnotes data-footnote-ref data-footnote-backref data-footnote-backref-idx "
    "aria-label".split()
)
_NOTHING = Article("page", Status.NO_ARTICLE, Metadata(), explanation=Explanation(0.0, 0.5))
_SCRIPTS_OF_REPORT = [s.get("type") for s in lxml.html.document_fromstring(render_report(_NOTHING)).iter("script")]
_RECORDS = jsonschema.Draft202012Validator(schema())


def check_error(err: CleancopyError, names: set[str]) -> None:
    """An error names its input (or one of its pages) in one line."""
    line = str(err)
    assert err.source in names, line
    assert line.startswith(f"{err.source}: "), line
    assert "\n" not in line, line
    assert len(line) < 400, line


def check_article(article: Article, options: WriteOptions) -> str:
    """All that holds for an article and what its format's renderer makes of it, which is returned."""
    assert len(article.blocks) == len(article.decisions)
    assert len(article.scores) in (0, len(article.blocks))
    assert article.explanation is None or len(article.explanation.grounds) == len(article.blocks)
    assert 0 <= article.confidence <= 1
    for text in (article.metadata.title or "", *article.metadata.authors, *(b.text for b in article.blocks)):
        assert not COMMANDS.search(text), repr(text)
    for note in (*article.notes, article.problem or ""):
        assert "\n" not in note, note
    text = RENDERERS[options.format](article, options)
    assert not COMMANDS.search(text), repr(COMMANDS.search(text))
    text.encode("utf-8")
    if article.explanation is not None:
        check_report(render_report(article))
    _CHECKS[options.format](text, article, options)
    return text


def check_report(html: str) -> None:
    """The report of `explain` runs its own script and nothing else, and loads nothing."""
    assert not COMMANDS.search(html), repr(COMMANDS.search(html))
    root = lxml.html.document_fromstring(html)
    assert [s.get("type") for s in root.iter("script")] == _SCRIPTS_OF_REPORT
    for element in root.iter():
        assert element.tag not in ("iframe", "object", "embed", "base", "link"), element.tag
        for name, value in element.attrib.items():
            assert not name.startswith("on"), name
            if name in ("href", "src"):
                check_target(value)


def check_terminal(article: Article, options: WriteOptions) -> None:
    """On a terminal there are line breaks, tabs, and styles of ours."""
    shown = _STYLE.sub("", set_for_terminal(article, options, width=80))
    assert not COMMANDS.search(shown), repr(COMMANDS.search(shown))


def _check_text(text: str, article: Article, options: WriteOptions) -> None:
    assert text or not article.kept or not any(block.text for block in article.kept)
    check_terminal(article, options)


def _check_json(text: str, article: Article, options: WriteOptions) -> None:
    assert text.endswith("\n")
    assert text.count("\n") == 1
    value = json.loads(text)
    _RECORDS.validate(value)
    assert value["title"] == article.metadata.title
    if "html" in value:
        check_html(value["html"])
    if "markdown" in value:
        check_markdown(value["markdown"])


def _check_markdown_file(text: str, article: Article, options: WriteOptions) -> None:
    body = check_front_matter(text, article) if options.front_matter else text
    check_markdown(body)


def check_front_matter(text: str, article: Article) -> str:
    """The header's fields are the article's, each exactly, and no others. Returns what stands below it."""
    opening, _, rest = text.partition("\n")
    header, end, body = rest.partition("---\n")
    assert opening == "---"
    assert end
    meta = article.metadata
    names = "title authors date modified site url language description image tags license".split()
    fields = {name: getattr(meta, name) for name in names}
    wanted = {k: list(v) if isinstance(v, tuple) else v for k, v in fields.items() if v}
    assert (yaml.safe_load(header) or {}) == wanted
    return body


def check_markdown(text: str) -> None:
    """Markdown shown by readers that allow raw HTML and any link: nothing runs, nothing local is named."""
    for name, reader in READERS.items():
        try:
            check_html(reader(text), more_schemes=_BARE)
        except AssertionError as err:
            raise AssertionError(f"{name}: {err}") from None


def check_html(
    html: str, more_tags: frozenset[str] | set[str] = frozenset(), more_schemes: frozenset[str] = frozenset()
) -> None:
    """Nothing but the elements and attributes of an article, and links that lead to the web, to mail or telephone."""
    if not html.strip():
        return
    for element in lxml.html.document_fromstring(html).iter():
        assert isinstance(element.tag, str), f"a comment or an instruction: {element}"
        assert element.tag in _TAGS | _FRAME | more_tags, f"<{element.tag}> in the output"
        for name, value in element.attrib.items():
            assert name in _ATTRIBUTES, f"{name}= in the output"
            if name in ("href", "src"):
                check_target(value, _SCHEMES | more_schemes)
            assert name != "style" or re.fullmatch("text-align:(left|right|center)", value), value  # of table columns
        assert element.tag != "input" or element.get("type") == "checkbox", "a field in the output"


def check_target(target: str, schemes: frozenset[str] = _SCHEMES) -> None:
    """A link's target, as browsers read it: without the signs that they ignore."""
    seen = re.sub(r"[\t\n\r]", "", target.strip("".join(map(chr, range(33)))))
    scheme = re.match(r"[a-zA-Z][a-zA-Z0-9+.-]*(?=:)", seen)
    assert (scheme.group().lower() if scheme else "") in schemes, target


def _check_html_file(text: str, article: Article, options: WriteOptions) -> None:
    assert text.startswith("<!DOCTYPE html>\n")
    check_html(text)
    title = lxml.html.document_fromstring(text).findtext("head/title") or ""
    assert title == (article.metadata.title or "")


_CHECKS = {"text": _check_text, "json": _check_json, "markdown": _check_markdown_file, "html": _check_html_file}
