"""Pages from the web: one that a person typed the address of, or many, politely."""

from __future__ import annotations

from .feeds import NoPage, find_links
from .many import Fetched, check_web, fetch_many
from .visit import fetch

__all__ = ["Fetched", "NoPage", "check_web", "fetch", "fetch_many", "find_links"]
