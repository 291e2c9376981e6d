"""Learning a site's boilerplate from several of its pages: rules to review, never applied on their own."""

from __future__ import annotations

from .propose import Learned
from .sheet import Sheet, host_in, sheet_of
from .sites import FEWEST_PAGES, Lesson, learn
from .write import rule_file

__all__ = ["FEWEST_PAGES", "Learned", "Lesson", "Sheet", "host_in", "learn", "rule_file", "sheet_of"]
