"""Pages from the web: one that a person typed the address of, or many, politely."""

from __future__ import annotations

from .visit import fetch

__all__ = ["fetch"]
