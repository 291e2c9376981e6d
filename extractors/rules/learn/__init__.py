"""Learning a site's boilerplate from several of its pages: rules to review, never applied on their own."""

from __future__ import annotations

from .page_lines import Sheet, host_in, sheet_of
from .propose import Learned
from .rule_writer import rule_file
from .sites import FEWEST_PAGES, Lesson, learn

__all__ = ["FEWEST_PAGES", "Learned", "Lesson", "Sheet", "host_in", "learn", "rule_file", "sheet_of"]
