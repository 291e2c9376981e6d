"""Metadata of a plain-text page: its title is a block that the prose step found, the rest is in its first lines."""

from __future__ import annotations

from ..article import Block, Metadata
from .language import find_language


def read_plain_metadata(title: Block | None, url: str | None, text: str | None) -> Metadata:
    """Title, address and language (only if `text` is given)."""
    language = find_language(None, text) if text is not None else None
    return Metadata(title=title.text if title else None, url=url, language=language)
