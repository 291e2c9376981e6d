"""What HTML's elements are to the split into blocks: block-level or not, which kind of block, left out, silent."""

from __future__ import annotations

import re
from enum import Enum

from lxml.html import HtmlElement

from ..article import Kind

BLOCK_TAGS = frozenset(
    "address article aside blockquote body center dd details dialog dir div dl dt fieldset figcaption figure footer "
    "form h1 h2 h3 h4 h5 h6 header hgroup hr html li main menu nav ol p pre search section summary table caption "
    "thead tbody tfoot tr td th ul button legend marquee noindex noscript listing xmp".split()
)
SKIPPED = frozenset(
    "script style title template svg math iframe frameset object embed applet canvas audio video textarea "
    "select option datalist input".split()
)
# Of these, what may show something all the same: formulas, films, pictures of accelerated pages.
SILENT = frozenset("math script iframe video audio amp-img amp-youtube lite-youtube".split())
CODE_TAGS = ("pre", "listing", "xmp")
KINDS = {
    **{f"h{n}": Kind.HEADING for n in range(1, 7)},
    **dict.fromkeys(("li", "dd"), Kind.ITEM),
    **dict.fromkeys(("td", "th"), Kind.CELL),
    **dict.fromkeys(CODE_TAGS, Kind.CODE),
    **dict.fromkeys(("figcaption", "caption"), Kind.CAPTION),
    **dict.fromkeys(("ul", "ol", "dl", "table", "blockquote", "figure"), Kind.PARAGRAPH),
    "dt": Kind.TERM,
    "button": Kind.CONTROL,
}
LISTS = ("ul", "ol", "menu", "dir", "dl")
CONTAINERS = frozenset((*LISTS, *"li dt dd blockquote figure details".split()))
TABLE_PARTS = frozenset("table tr td th caption".split())
MEANING = TABLE_PARTS | CONTAINERS | KINDS.keys()  # elements that say more than "a block"
PARTS_OF_CODE = frozenset((*CODE_TAGS, "table", "tr", "td", "th", "tbody"))


class Part(Enum):
    """What the walk does with an element; for those that are not in PARTS it takes their text, and no more."""

    BLOCK = 1
    SKIPPED = 2
    INLINE = 3


PARTS: dict[object, Part] = {
    **dict.fromkeys(SKIPPED, Part.SKIPPED),
    **dict.fromkeys(BLOCK_TAGS, Part.BLOCK),
    **dict.fromkeys(("a", "br", "img"), Part.INLINE),
}


NUMBERINGS = {
    "decimal": "1",
    "lower-alpha": "a",
    "lower-latin": "a",
    "upper-alpha": "A",
    "upper-latin": "A",
    "lower-roman": "i",
    "upper-roman": "I",
}
LIST_STYLE = re.compile(rf"list-style(?:-type)?\s{{0,9}}:[^;]{{0,60}}?({'|'.join(NUMBERINGS)})", re.I)


DEEPEST_BOX = 3  # elements of which each is the first in the one before


def check_box(item: HtmlElement) -> tuple[tuple[str, str], ...]:
    """The check box that an item of a task list begins with, as an attribute. One that can be ticked is a form's."""
    element: HtmlElement | None = item
    for _ in range(DEEPEST_BOX):
        if element is None or (element.text or "").strip() or not len(element):
            break
        element = element[0]
        if element.tag == "input":
            marked = "task" in f"{item.get('class') or ''} {element.get('class') or ''}"
            is_box = (element.get("type") or "").lower() == "checkbox" and (
                marked or element.get("disabled") is not None
            )
            return (("checked", "true" if element.get("checked") is not None else "false"),) if is_box else ()
    return ()


def numbering(element: HtmlElement) -> tuple[tuple[str, str], ...]:
    """Return what an ordered list counts with, as an attribute, where it is letters or Roman numbers."""
    kind = element.get("type") or ""
    style = LIST_STYLE.search(element.get("style") or "")
    if style:
        kind = NUMBERINGS[style[1].lower()]
    return (("type", kind),) if kind in ("a", "A", "i", "I") else ()
