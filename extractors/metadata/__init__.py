"""What a page says of itself: title, authors, dates, site, language …"""

from __future__ import annotations

from .read import read_metadata, read_title

__all__ = ["read_metadata", "read_title"]
