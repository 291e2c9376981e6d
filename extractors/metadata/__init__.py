"""What a page says of itself: title, authors, dates, site, language …"""

from __future__ import annotations

from .read import Description, Subject, read_metadata, read_title

__all__ = ["Description", "Subject", "read_metadata", "read_title"]
