"""The article as a clean HTML fragment, made from the kept blocks' own nodes."""

from __future__ import annotations

from .finish import finish
from .fragment import build_fragment
from .inline import MarkupOptions

__all__ = ["MarkupOptions", "build_fragment", "finish"]
