"""Why each block of a page was kept or cut: made only when the settings ask for it."""

from __future__ import annotations

from .grounds import explain_page
from .voices import Heard, hear

__all__ = ["Heard", "explain_page", "hear"]
