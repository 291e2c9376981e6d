"""Bytes to a page: unpack, decode, tell HTML from plain text, parse once."""

from __future__ import annotations

from .page_reader import read_page

__all__ = ["read_page"]
