"""Write pictures of emoji as the character or the name (":smile:") that they stand for."""

from __future__ import annotations

import re

from lxml.html import HtmlElement

from .index import ElementIndex

_NAMED = re.compile(r"emoji|smil(?:ey|ie)|emoticon", re.I)
_NAME = re.compile(r":[\w+-]{1,40}:|[:;8=xX][-o']?[()\[\]DdPpOo|/\\*3]{1,2}")
_LONGEST = 12  # characters: flags and families are several in one
_FIRST_SYMBOL = "\u00a9"


def write_emoji(index: ElementIndex) -> None:
    """Replace each picture of an emoji by its alternative text."""
    for picture in index.tagged("img"):
        alt = (picture.get("alt") or "").strip()
        named = f"{picture.get('class') or ''} {(picture.get('src') or '')[:300]}"
        if (
            alt
            and picture.getparent() is not None
            and _NAMED.search(named)
            and (_is_symbol(alt) or _NAME.fullmatch(alt))
        ):
            _write(picture, alt)


def _is_symbol(alt: str) -> bool:
    return len(alt) <= _LONGEST and alt[0] >= _FIRST_SYMBOL and not any(map(str.isalpha, alt))


def _write(picture: HtmlElement, alt: str) -> None:
    text = alt + (picture.tail or "")
    previous, parent = picture.getprevious(), picture.getparent()
    if previous is not None:
        previous.tail = (previous.tail or "") + text
    else:
        parent.text = (parent.text or "") + text
    picture.tail = None
    parent.remove(picture)
