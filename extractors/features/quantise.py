"""Numbers as single bytes.

A feature of a page's blocks is a byte string, one byte a block: such columns are shifted, mapped and compared at the
speed of C without NumPy, whose import costs more than a page.
"""

from __future__ import annotations

import math
from collections.abc import Iterable

WHOLE = 200
_EXACT = 4096
_LOGARITHMS = bytes(min(255, round(16 * math.log2(1 + n))) for n in range(_EXACT))


def log_byte(count: int) -> int:
    """A count on a logarithmic scale, 16 steps a doubling: exact up to 20, and 255 from some 60,000 on."""
    return _LOGARITHMS[count] if count < _EXACT else min(255, round(16 * math.log2(1 + count)))


def share_byte(part: float, whole: float) -> int:
    """A share of 0 to 1 as 0 to 200; a share of nothing is 0."""
    return int(WHOLE * part / whole + 0.5) if whole > 0 else 0


def log_column(counts: Iterable[int]) -> bytes:
    """`log_byte` of each count."""
    table = _LOGARITHMS
    return bytes([table[n] if n < _EXACT else log_byte(n) for n in counts])


def share_column(parts: Iterable[float], wholes: Iterable[float]) -> bytes:
    """`share_byte` of each part and its whole."""
    # Not strict: one whole for all parts may be repeated without end.
    return bytes([int(WHOLE * part / whole + 0.5) if whole > 0 else 0 for part, whole in zip(parts, wholes)])  # noqa: B905


def flags(values: Iterable[object]) -> bytes:
    """Truth values as a column: 1 where true."""
    return bytes(1 if v else 0 for v in values)


def shifted(column: bytes, by: int) -> bytes:
    """The column of each block's neighbour: `by` 1 is the block before, -1 the one after; 0 beyond the ends."""
    count = len(column)
    if by > 0:
        return (bytes(min(by, count)) + column)[:count]
    return (column + bytes(min(-by, count)))[-count:] if count else column


def since(marks: Iterable[object]) -> bytes:
    """For each block how many blocks lie between it and the last marked one before it; 255 where there is none."""
    result = bytearray()
    distance = 255
    for mark in marks:
        result.append(distance)
        distance = 0 if mark else min(255, distance + 1)
    return bytes(result)
