"""What a page says of itself: title, authors, dates, site, language …"""

from __future__ import annotations

from .metadata_reader import Description, Reading, Subject, read_metadata

__all__ = ["Description", "Reading", "Subject", "read_metadata"]
