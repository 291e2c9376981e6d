"""Bring documents that Word, LibreOffice and Google Docs wrote into HTML's own form: lists, titles, bold by class."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from lxml import etree
from lxml.html import HtmlElement

from .index import EDGE, ElementIndex

_WORD_LIST = re.compile(r"mso-list\s*:\s*(?!ignore)\w+\s+level(\d)", re.I)
_WORD_MARKER = re.compile(r"mso-list\s*:\s*ignore", re.I)
_WORD_ITEM = re.compile(r"(?:^|\s)MsoListParagraph|(?:^|\s)MsoList(?:Bullet|Number)")
_TYPED_MARKER = re.compile(r"\s*([·•▪§o–-]|\(?(?:\d{1,3}|[a-z])[.)])(?:[ \t\r\n]*\xa0[\s\xa0]*|\t\s*)")
_COUNTED = re.compile(r"\(?(?:(\d{1,3})|[A-Za-z]{1,4})[.)]")
_TITLE = re.compile(r"(?:^|\s)(?:MsoTitle|title|Title)(?:\s|$)")
_PAGE_MARGINS = ("header", "footer")  # of each printed page, as LibreOffice has them
_GOOGLE_LIST = re.compile(r"(?:^|\s)lst-kix_([\w]{1,40})-(\d)(?:\s|$)")
_RULE = re.compile(r"([^{}]{1,200})\{([^{}]{1,600})\}")
_ONE_CLASS = re.compile(r"\s*(?:span)?\.([A-Za-z_][\w-]{0,40})\s*")
_BOLD = re.compile(r"font-weight\s*:\s*(?:bold|[6-9]00)\b", re.I)
_NOT_BOLD = re.compile(r"font-weight\s*:\s*(?:normal|400)\b", re.I)
_SLANTED = re.compile(r"font-style\s*:\s*(?:italic|oblique)\b", re.I)
_EMPHASISES = re.compile(f"{_BOLD.pattern}|{_SLANTED.pattern}", re.I)
_STYLED = re.compile(f"{_BOLD.pattern}|{_SLANTED.pattern}|{_NOT_BOLD.pattern}", re.I)
_CELL_PARAGRAPH = re.compile(r"\A(?:Mso|western\b|c\d)")
_CELL_PIECES = (f"{EDGE}mso", f"{EDGE}western", f"{EDGE}c")
_GOOGLE_CELL = re.compile(r"c\d{1,3}")
_POINTS, _LARGE, _LONGEST_TITLE = re.compile(r"font-size\s*:\s*(\d{1,3})(?:\.\d+)?pt"), 15, 120  # points; characters
_DEEPEST, _MOST_ITEMS = 9, 20_000


def unify_office(index: ElementIndex) -> None:
    """Write lists, titles and emphasis that only class names or styles make as the elements for them."""
    _list_word_items(index)
    _nest_google_lists(index)
    for title in index.having("class", _TITLE, ("title",)):
        if title.tag == "p" and title.getparent() is not None and title.getparent().tag in ("body", "div"):
            title.tag = "h1"
    for margin in index.valued("title", *_PAGE_MARGINS):
        if margin.tag == "div" and margin.getparent() is not None:
            margin.drop_tree()
    _unwrap_cells(index)
    _emphasise(index)
    _find_title(index)


def _list_word_items(index: ElementIndex) -> None:
    """Put Word's list paragraphs into lists, nested by the level that their style names."""
    found = dict.fromkeys(
        (*index.having("style", _WORD_LIST, ("mso-list",)), *index.having("class", _WORD_ITEM, ("mso",)))
    )
    waiting = {p: item for p in islice(found, _MOST_ITEMS) if p.tag == "p" for item in [_read_item(p)] if item}
    open_lists: list[HtmlElement] = []
    last: HtmlElement | None = None
    for paragraph, (named_level, ordered, start) in waiting.items():
        if paragraph.getparent() is None:
            continue
        if last is None or paragraph.getprevious() is not last or (last.tail or "").strip():
            open_lists = []
        level = min(named_level, len(open_lists) + 1)
        tag = "ol" if ordered else "ul"
        if len(open_lists) == level and open_lists[-1].tag != tag:
            open_lists = open_lists[: level - 1]
        open_lists = open_lists[:level]
        if len(open_lists) < level:
            made = etree.Element(tag, {"start": str(start)} if start and start > 1 else {})
            if open_lists:
                open_lists[-1][-1].append(made)
            else:
                made.tail, paragraph.tail = paragraph.tail, None
                paragraph.addprevious(made)
            open_lists.append(made)
        top = open_lists[0]
        if paragraph.tail and paragraph.tail.strip():
            top.tail = (top.tail or "") + paragraph.tail
        paragraph.tail = None
        paragraph.tag = "li"
        open_lists[-1].append(paragraph)
        last = top


def _read_item(paragraph: HtmlElement) -> tuple[int, bool, int | None] | None:
    """Return level, whether it is counted and its number; its marker is taken out. None for what is no item."""
    level = _WORD_LIST.search(paragraph.get("style") or "")
    marker = next(
        (e for e in islice(paragraph.iterdescendants("span"), 20) if _WORD_MARKER.search(e.get("style") or "")), None
    )
    if marker is not None:
        text = "".join(marker.itertext()).strip(" \xa0\t\r\n")
        marker.drop_tree()
    else:
        holder = next((e for e in paragraph.iter() if (e.text or "").strip(" \t\r\n")), None)
        typed = _TYPED_MARKER.match("".join(islice(paragraph.itertext(), 20)))
        if typed is None or holder is None:
            return (int(level[1]) or 1, False, None) if level else None
        text = typed[1]
        _strip_start(paragraph, typed.end())
    counted = _COUNTED.fullmatch(text)
    depth = min(_DEEPEST, max(1, int(level[1]))) if level else 1
    return depth, counted is not None, int(counted[1]) if counted and counted[1] else None


def _strip_start(element: HtmlElement, length: int) -> None:
    """Take the first `length` characters out of an element's text."""
    for event, one in etree.iterwalk(element, events=("start", "end")):
        if length <= 0:
            return
        if event == "start":
            text = one.text or ""
            one.text, length = text[length:], length - len(text)
        elif one is not element:
            text = one.tail or ""
            one.tail, length = text[length:], length - len(text)


def _nest_google_lists(index: ElementIndex) -> None:
    """Put a list of a deeper level, which Google Docs writes behind the outer one, into the item above it."""
    chain: list[tuple[str, int, HtmlElement]] = []
    for found in index.having("class", _GOOGLE_LIST, ("lst-kix",)):
        name, level = _GOOGLE_LIST.search(found.get("class"))[1], int(_GOOGLE_LIST.search(found.get("class"))[2])  # type: ignore[index]
        if found.tag not in ("ul", "ol") or found.getparent() is None:
            continue
        previous = found.getprevious()
        follows = bool(chain) and previous is chain[0][2] and chain[-1][0] == name and not (previous.tail or "").strip()
        if not follows:
            chain = [(name, level, found)]
            continue
        while len(chain) > 1 and chain[-1][1] >= level:
            chain.pop()
        outer = chain[-1][2]
        if chain[-1][1] < level and len(outer):
            top = chain[0][2]
            top.tail, found.tail = found.tail, None
            outer[-1].append(found)
            chain.append((name, level, found))
        elif len(chain) == 1 and outer.tag == found.tag:
            outer.tail, found.tail = found.tail, None
            outer.extend(list(found))
            found.drop_tree()


def _unwrap_cells(index: ElementIndex) -> None:
    """Take the paragraph out of each cell of a document's tables that has one alone: they are data, no layout."""
    for paragraph in index.having("class", _CELL_PARAGRAPH, _CELL_PIECES):
        cell = paragraph.getparent()
        if paragraph.tag != "p" or cell is None or cell.tag not in ("td", "th") or len(cell) != 1:
            continue
        styled = (paragraph.get("class") or "").startswith(("Mso", "western")) or _GOOGLE_CELL.fullmatch(
            cell.get("class") or ""
        )
        if styled and not (cell.text or "").strip() and not (paragraph.tail or "").strip():
            paragraph.drop_tag()


def _find_title(index: ElementIndex) -> None:
    """In a page without title and headings make the first paragraph one where it is large or bold."""
    title = next(index.root.iter("title"), None)
    if (title is not None and (title.text or "").strip()) or index.tagged("h1", "h2", "h3"):
        return
    body = index.root.find("body")
    first = next((e for e in islice(body if body is not None else (), 5) if "".join(e.itertext()).strip()), None)
    if first is None or first.tag not in ("p", "div", "center") or first.find(".//p") is not None:
        return
    text = " ".join("".join(first.itertext()).split())
    if len(text) > _LONGEST_TITLE or text.endswith((".", ",", ":", ";")):
        return
    large = any(_is_large(one) for one in islice(first.iter("font", "span", "p", "big"), 10))
    bold = "".join("".join(b.itertext()) for b in islice(first.iter("b", "strong"), 10)).split() == text.split()
    if large or bold:
        first.tag = "h1"


def _is_large(element: HtmlElement) -> bool:
    size = _POINTS.search(element.get("style") or "")
    return element.get("size") in ("5", "6", "7", "+2", "+3") or (size is not None and float(size[1]) >= _LARGE)


def _emphasise(index: ElementIndex) -> None:
    """Make spans bold or slanted where a class rule of the page's own style sheet, or a style, says so."""
    by_class = dict(_emphasising_classes(index))
    for span in index.classed(by_class) if by_class else ():
        if span.tag == "span" and span.getparent() is not None:
            made = [tag for name in span.get("class").split() for tag in by_class.get(name, ())]
            _wrap(span, made)
    for element in index.having("style", _STYLED, ("font-weight", "font-style")):
        style = element.get("style")
        if element.tag == "span" and element.getparent() is not None:
            _wrap(element, [tag for tag, said in (("b", _BOLD), ("i", _SLANTED)) if said.search(style)])
        elif element.tag in ("b", "strong") and _NOT_BOLD.search(style) and element.find(".//p") is not None:
            element.tag = "div"  # the wrapper of what was pasted from Google Docs


def _emphasising_classes(index: ElementIndex) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield the classes that a document's own style sheet makes bold or slanted, with the elements for it.

    A page of a site has its style sheet elsewhere; a document brings its own.
    """
    if not index.sheets or any(link.get("rel") == "stylesheet" for link in index.root.iter("link")):
        return
    for sheet in index.sheets:
        for rule in _RULE.finditer(sheet) if _EMPHASISES.search(sheet) else ():
            tags = tuple(tag for tag, said in (("b", _BOLD), ("i", _SLANTED)) if said.search(rule[2]))
            for selector in rule[1].split(",") if tags else ():
                one = _ONE_CLASS.fullmatch(selector)
                if one:
                    yield one[1], tags


def _wrap(span: HtmlElement, tags: list[str]) -> None:
    """Turn a span into the first of the tags, and put the rest around what is in it."""
    if not tags or not "".join(span.itertext()).strip():
        return
    if any(one.tag in ("h1", "h2", "h3", "h4", "h5", "h6", "pre", "code") for one in islice(span.iterancestors(), 6)):
        return
    span.tag = tags[0]
    for tag in dict.fromkeys(tags[1:]):
        if tag == tags[0]:
            continue
        inner = etree.Element(tag)
        inner.text, span.text = span.text, None
        for child in list(span):
            inner.append(child)
        span.append(inner)
