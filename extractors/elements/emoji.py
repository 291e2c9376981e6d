"""Write pictures of characters as text: emoji as the character or their name (":smile:"), and first letters."""

from __future__ import annotations

import re

from lxml.html import HtmlElement

from .index import ElementIndex
from .vocabulary import BLOCK_TAGS

_NAMED = re.compile(r"emoji|smil(?:ey|ie)|emoticon", re.I)
_NAME = re.compile(r":[\w+-]{1,40}:|[:;8=xX][-o']?[()\[\]DdPpOo|/\\*3]{1,2}")
_LONGEST_INITIAL = 2  # characters: a letter, behind a quotation mark
_IN_CAPITALS = frozenset("span small b strong".split())
_LONGEST_NAME = 42  # characters, with its colons
_LONGEST = 12  # characters: flags and families are several in one
_FIRST_SYMBOL = "\u00a9"


def write_emoji(index: ElementIndex) -> None:
    """Replace each picture of an emoji, or of the letter that a text begins with, by its alternative text."""
    for picture in index.tagged("img"):
        alt = (picture.get("alt") or "").strip()
        if not alt or len(alt) > _LONGEST_NAME:
            continue
        named = f"{picture.get('class') or ''} {(picture.get('src') or '')[:300]}"
        if (
            picture.getparent() is not None and (_is_symbol(alt) or _NAME.fullmatch(alt)) and _NAMED.search(named)
        ) or _begins_word(picture, alt):
            _write(picture, alt)


def _begins_word(picture: HtmlElement, alt: str) -> bool:
    """Return whether a picture is of the first letter of a paragraph, whose word goes on right behind it."""
    if len(alt) > _LONGEST_INITIAL or not alt[-1].isupper() or any(map(str.isalnum, alt[:-1])):
        return False
    one: HtmlElement = picture
    while one.getprevious() is None and one.getparent() is not None and not (one.getparent().text or "").strip():
        if one.tail:
            return _goes_on(one.tail)
        if one.getparent().tag in BLOCK_TAGS or len(one.getparent()) > 1:
            break
        one = one.getparent()
    following = one.getnext()
    return not one.tail and following is not None and following.tag in _IN_CAPITALS and _goes_on(following.text or "")


def _goes_on(text: str) -> bool:
    return text[:1].islower() or (text[:2].isupper() and text[:2].isalpha())


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
