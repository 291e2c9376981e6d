"""The odds of a block's first words, looked up and put together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from .quantise import share_byte

EVEN = 100  # the byte for even odds; 20 steps are a factor of e
WORDS_READ = 25
WORD_ODDS = ("least_word_odds", "greatest_word_odds", "word_odds", "words_known")


def read_odds(table: Mapping[str, int], words: Sequence[Sequence[str]]) -> bytes:
    """Return a row of WORD_ODDS for each block, one after the other: the least, the greatest and the mean odds of its
    first words (0 to 255), and how many of these the table knows."""
    rows = bytearray()
    for own in words:
        read = own[:WORDS_READ]
        known = [table[word] for word in read if word in table]
        if known:
            rows += bytes((min(known), max(known), sum(known) // len(known), share_byte(len(known), len(read))))
        else:
            rows += bytes((EVEN, EVEN, EVEN, 0))
    return bytes(rows)
