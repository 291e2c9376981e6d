"""A page's tree or paragraphs as blocks in reading order, and their alignment with other texts."""

from __future__ import annotations

from .align import shares
from .layout import Layout
from .split import split
from .split_text import split_text

__all__ = ["Layout", "shares", "split", "split_text"]
