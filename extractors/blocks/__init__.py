"""A page's tree or paragraphs as blocks in reading order."""

from __future__ import annotations

from .layout import Layout
from .split import split
from .split_text import split_text

__all__ = ["Layout", "split", "split_text"]
