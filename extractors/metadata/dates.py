"""Dates as ISO 8601."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta

_ISO = re.compile(r"\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2})?(?:[.,]\d{1,9})?\s?(?:Z|[+-]\d{2}:?\d{2})?)?")
_LONGEST = 80


def declared_date(value: str | None) -> str | None:
    """The ISO 8601 date (with its time, if there is one) at the start of a value; None if it is none or to come."""
    match = _ISO.match(value.strip()) if value else None
    if match is None:
        return None
    text = match.group().replace(" ", "T", 1).replace(" ", "")
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return text if moment.date() <= date.today() + timedelta(days=1) else None


def to_iso(value: str) -> str | None:
    """A date as people write it, in any of many languages, as ISO 8601; None if it cannot be read as one."""
    if len(value) > _LONGEST:
        return None
    known = declared_date(value)
    if known:
        return known
    # Imported here: it is slow, and only a rule that takes a date from running text needs it.
    import dateparser

    moment = dateparser.parse(value, settings={"STRICT_PARSING": True})
    return moment.date().isoformat() if moment else None
