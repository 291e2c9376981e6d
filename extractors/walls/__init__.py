"""Walls before an article, named instead of extracted."""

from __future__ import annotations

from .recognise import Wall, find_wall

__all__ = ["Wall", "find_wall"]
