"""The article as the page itself declares it: the text in its JSON-LD, and its description in a sentence."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice, pairwise

from lxml.html import HtmlElement

from ..elements.declarations import declarations
from ..text import words
from .quantise import log_byte, share_byte
from .surroundings import Columns

# "articleBody" of an article, "text" of a forum's post or an answer.
_BODY = re.compile(r'"(?:articleBody|text)"\s*:\s*"')
_DESCRIPTION = re.compile(r'"description"\s*:\s*"')
_DESCRIBING = frozenset(("description", "og:description", "twitter:description"))
_MARKUP = re.compile(r"<[^<>]{0,500}>|&(?:nbsp|#160);")
_LONGEST_TEXT = 200_000
_MOST_TEXTS, _MOST_ELEMENTS = 200, 2000
_decode_string = json.JSONDecoder(strict=False).raw_decode


@dataclass(frozen=True, slots=True)
class Declared:
    """Words, lower-cased: of the article's text (empty where the page does not give it) and of its descriptions."""

    body: Sequence[str] = ()
    description: Sequence[str] = ()


NOTHING_DECLARED = Declared()


def read_declared(tree: HtmlElement) -> Declared:
    """Return what a page declares. JSON is searched and not parsed: a mistake elsewhere in it costs nothing."""
    bodies: list[str] = []
    descriptions: list[str] = []
    found = declarations(tree)
    for script in found.scripts[:_MOST_ELEMENTS]:
        if "ld+json" in (script.get("type") or "").lower():
            source = (script.text or "")[:_LONGEST_TEXT]
            bodies += _strings(source, _BODY)
            descriptions += _strings(source, _DESCRIPTION)
    for meta in found.metas[:_MOST_ELEMENTS]:
        if (meta.get("name") or meta.get("property") or "").lower() in _DESCRIBING:
            descriptions.append((meta.get("content") or "")[:_LONGEST_TEXT])
    return Declared(words(" | ".join(bodies)), words(" | ".join(dict.fromkeys(descriptions))))


def _strings(source: str, key: re.Pattern[str]) -> Iterator[str]:
    """The values of a key, as text without markup."""
    for match in islice(key.finditer(source), _MOST_TEXTS):
        try:
            value, _ = _decode_string(source, match.end() - 1)
        except ValueError:  # cut off, or no JSON
            continue
        yield _MARKUP.sub(" ", value)


def describe_declared(words_of_blocks: Sequence[Sequence[str]], declared: Declared) -> Columns:
    """How much of each block the declared text and the descriptions say in the same words, two at a time."""
    body, description = set(pairwise(declared.body)), set(pairwise(declared.description))
    count = len(words_of_blocks)
    return {
        "declared": _shared(words_of_blocks, body),
        "described": _shared(words_of_blocks, description),
        "page_declared": bytes([log_byte(len(declared.body))]) * count,
    }


def _shared(words_of_blocks: Sequence[Sequence[str]], pairs: set[tuple[str, str]]) -> bytes:
    if not pairs:
        return bytes(len(words_of_blocks))
    return bytes([share_byte(sum(map(pairs.__contains__, pairwise(own))), len(own) - 1) for own in words_of_blocks])
