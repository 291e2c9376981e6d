"""What a block says: its length, punctuation, function words, capitals and signs, whatever its language."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from ..article import Block, Kind
from .quantise import log_byte, share_byte

_KINDS = (Kind.PARAGRAPH, Kind.ITEM, Kind.CELL, Kind.CODE, Kind.CAPTION)
_SIGNS = (
    *("sentences", "commas", "comma_rate", "digits", "quotes", "parentheses", "colons", "bars", "lines", "at"),
    *("copyright", "address", "price", "date", "time"),
)
WORDING = (
    *("level", *(f"is_{kind}" for kind in _KINDS), "continues", "links", "words", "word_length", "longest_word"),
    *("end", "first", "capitals", "upper", "function_words", "function_word_share", *_SIGNS),
)
_NO_SIGNS = bytes(len(_SIGNS))
_NOTHING_SAID = bytes(len(WORDING) - len(_KINDS) - 3)
_ANY_SIGN = re.compile(r"[^\w ]|[0-9]")
ENDS = {
    **dict.fromkeys(".。।۔…", 5),
    **dict.fromkeys("!?！？؟", 4),
    **dict.fromkeys(":：", 3),
    **dict.fromkeys(",;、，；،", 2),
}
CLOSERS = "\"'”’»›“)]」』*"
KIND_FLAGS = {kind: tuple(int(kind is other) for other in _KINDS) for kind in _KINDS}
_NO_KIND = (0,) * len(_KINDS)
COMMAS, QUOTES, BARS = ",،、，", '"“«„「', "|·»›•→▶►×✕✓←«"
STOPS, STOP_CLOSERS, WIDE_STOPS = ".!?।۔؟…", "\"'”’»)", "。！？"
_DIGITS = re.compile("[0-9]")
_COMMAS, _QUOTES, _BARS = (re.compile(f"[{members}]") for members in (COMMAS, QUOTES, BARS))
_SENTENCES = re.compile(rf"[{STOPS}][{STOP_CLOSERS}]*(?:\s|$)|[{WIDE_STOPS}]")
PRICE = re.compile(r"[$€£¥₹₽]\s?\d|\d\s?(?:[$€£¥₹₽]|(?:USD|EUR|GBP|kr|zł|Kč|руб|CHF|лв)\b)")
DATE = re.compile(
    r"\b(?:19|20)\d\d[-/.年]\s?\d{1,2}|\b\d{1,2}[./-]\d{1,2}[./-](?:19|20)?\d\d\b"
    r"|\b\d{1,2}\.?\s+(?:de\s+)?[^\W\d]{3,10}\.?,?\s+(?:de\s+)?(?:19|20)\d\d\b"
    r"|\b[^\W\d]{3,10}\.?\s+\d{1,2}(?:st|nd|rd|th)?,?\s+(?:19|20)\d\d\b"
)
TIME = re.compile(r"\b\d{1,2}[:.]\d\d\b|\b\d+\s*(?:min|hours?|days?|weeks?|months?|years?|Std|Uhr)\b")
LOOKED_AT = 400
LONG_SCAN = 20_000


def _read_function_words() -> frozenset[str]:
    text = Path(__file__).with_name("function_words.txt").read_text(encoding="utf-8")
    lines = (line.partition(": ")[2] for line in text.splitlines() if not line.startswith("#"))
    return frozenset(word for line in lines for word in line.split())


FUNCTION_WORDS = _read_function_words()


def read_wordings(blocks: Sequence[Block], words: Sequence[Sequence[str]]) -> bytes:
    """Return a row for each block, one after the other, each with one byte for each name in WORDING.

    `words` are the blocks' words, lower-cased.
    """
    return b"".join(map(_read_wording, blocks, words))


def _read_wording(block: Block, words: Sequence[str]) -> bytes:
    text = block.text
    if len(text) > LONG_SCAN or text[:1].isspace():
        text = text.lstrip()[:LONG_SCAN]
    kind = KIND_FLAGS.get(block.kind, _NO_KIND)
    link_share = share_byte(block.link_share, 1) if block.link_share else 0
    if not words or not text:
        return bytes((block.level, *kind, block.continues, link_share)) + _NOTHING_SAID
    count = len(words)
    tokens = text.split()
    function_words = len([1 for word in words if word in FUNCTION_WORDS])
    row = (
        block.level,
        *kind,
        block.continues,
        link_share,
        log_byte(count),
        min(255, 12 * len(text) // count),
        min(255, 8 * max(map(len, tokens))),
        ENDS.get((text.rstrip(CLOSERS) or text)[-1], 0),
        _first(text[0]),
        share_byte(len([1 for token in tokens if token[0].isupper()]), len(tokens)),
        text.isupper(),
        log_byte(function_words),
        share_byte(function_words, count),
    )
    return bytes(row) + (_read_signs(text, len(tokens)) if _ANY_SIGN.search(text) else _NO_SIGNS)


def _read_signs(text: str, tokens: int) -> bytes:
    """One byte for each of _SIGNS: punctuation, digits, and what is written with them."""
    start = text[:LOOKED_AT]
    commas = len(_COMMAS.findall(text))
    digits = len(_DIGITS.findall(text))
    return bytes(
        (
            log_byte(len(_SENTENCES.findall(text))),
            log_byte(commas),
            share_byte(min(1.0, 4 * commas / tokens), 1),
            share_byte(digits, len(text)),
            log_byte(len(_QUOTES.findall(text))),
            log_byte(text.count("(")),
            log_byte(text.count(":")),
            log_byte(len(_BARS.findall(start))),
            log_byte(text.count("\n")),
            "@" in text,
            "©" in text,
            "http" in text or "www." in text,
            digits > 0 and PRICE.search(start) is not None,
            digits > 0 and DATE.search(start) is not None,
            digits > 0 and TIME.search(start) is not None,
        )
    )


def _first(character: str) -> int:
    """What a text begins with: 1 a small letter, 2 a capital, 3 a digit, 4 another letter, 5 anything else."""
    if character.islower():
        return 1
    if character.isupper():
        return 2
    if character.isdigit():
        return 3
    return 4 if character.isalpha() else 5
