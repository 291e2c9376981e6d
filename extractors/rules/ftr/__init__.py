"""Site files of FiveFilters' Full-Text RSS (`key: value`, XPath 1.0) as rules of our own."""

from __future__ import annotations

from .directives import Effect
from .site import Imported, Refused, Skipped, import_site, sites_of

__all__ = ["Effect", "Imported", "Refused", "Skipped", "import_site", "sites_of"]
