"""Why each block of a page was kept or cut: made only when it is asked for."""

from __future__ import annotations

from .contributions import Heard, hear
from .explanation import explain_page

__all__ = ["Heard", "explain_page", "hear"]
