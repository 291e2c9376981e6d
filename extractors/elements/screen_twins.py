"""Drop what only small screens show where a counterpart for large ones stands beside it: a date in full, and short."""

from __future__ import annotations

import re

from lxml.html import HtmlElement

from .index import ElementIndex
from .vocabulary import BLOCK_TAGS

# The names that CSS frameworks give to what one size of screen shows and the others hide.
_SMALL = re.compile(
    r"(?:^|\s)(?:(?:sm|md|lg|xl):hidden|d-(?:sm|md|lg|xl)-none|visible-xs(?:-\S{1,12})?|hidden-(?:sm|md|lg)|"
    r"show-for-small(?:-only)?|hide-for-(?:medium|large)|is-hidden-(?:tablet|desktop)|"
    r"(?:show|visible|only)-?(?:on|for)?-?(?:mobile|phone)|(?:mobile|phone)-only|hide-?(?:on|for)?-?desktop)(?:\s|$)",
    re.I,
)
_LARGE = re.compile(
    r"(?:^|\s)(?:(?:sm|md|lg|xl):(?:inline|block|flex|inline-block|inline-flex)|d-(?:sm|md|lg|xl)-(?:inline|block|flex|inline-block)|"
    r"hidden-xs|hide-for-small(?:-only)?|show-for-(?:medium|large)(?:-up)?|is-hidden-mobile|"
    r"hide-?(?:on|for)?-?(?:mobile|phone)|(?:show|visible|only)-?(?:on|for)?-?desktop|desktop-only)(?:\s|$)",
    re.I,
)
_PIECES = ("hid", "none", "visible", "show", "only")


def drop_small_twins(index: ElementIndex) -> None:
    """Drop inline elements for small screens right beside one for large screens."""
    for small in index.having("class", _SMALL, _PIECES):
        if small.getparent() is not None and small.tag not in BLOCK_TAGS and _has_large_twin(small):
            small.drop_tree()


def _has_large_twin(small: HtmlElement) -> bool:
    previous, following = small.getprevious(), small.getnext()
    beside = (
        previous if previous is not None and not (previous.tail or "").strip() else None,
        following if not (small.tail or "").strip() else None,
    )
    return any(
        one is not None and one.tag not in BLOCK_TAGS and _LARGE.search(one.get("class") or "") is not None
        for one in beside
    )
