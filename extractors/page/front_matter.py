"""Front matter: what the beginning of a Markdown file says of it in YAML (between lines of ---) or TOML (+++)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from ..article import Given
from ..text import fold, safe

_FENCED = re.compile(r"\ufeff?(---|\+\+\+)[ \t]*\r?\n(.{1,20000}?\r?\n)(?:\1|\.\.\.)[ \t]*(?:\r?\n|\Z)", re.S)
_ENTRY = re.compile(r"^[A-Za-z][\w .-]{0,40}(?::(?:\s|$)|\s?=)", re.M)
_TITLES, _AUTHORS = ("title",), ("author", "authors", "by", "creator")
_DATES, _LANGUAGES = ("date", "published", "pubdate", "publishdate", "created"), ("lang", "language", "locale")
_MOST_AUTHORS, _LONGEST = 50, 500


def split_front_matter(text: str) -> tuple[Given | None, str]:
    """Return what the front matter of a text says, and the text without it; None and the text as it is if there is
    none that can be read, or if it names neither title, author nor date."""
    fenced = _FENCED.match(text)
    if fenced is None or not _ENTRY.search(fenced[2]):
        return None, text
    entries = _toml(fenced[2]) if fenced[1] == "+++" else _yaml(fenced[2])
    entries = {str(name).strip().lower(): value for name, value in entries.items()}
    title, day, language = (_first(entries, names) for names in (_TITLES, _DATES, _LANGUAGES))
    authors = next((found for name in _AUTHORS if (found := _names(entries.get(name)))), ())
    if not (title or authors or day):
        return None, text
    given = Given("front matter", title, authors, day, language, last_word=True)
    return given, text[fenced.end() :]


def _yaml(text: str) -> Mapping[Any, Any]:
    import yaml

    try:
        found = yaml.safe_load(text)
    except (yaml.YAMLError, ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _toml(text: str) -> Mapping[str, Any]:
    import tomllib

    try:
        return tomllib.loads(text)
    except (ValueError, RecursionError):
        return {}


def _first(entries: Mapping[str, Any], names: tuple[str, ...]) -> str | None:
    return next((found for name in names if (found := _line(entries.get(name)))), None)


def _line(value: object) -> str | None:
    """A value as one safe line: nothing that is made of others."""
    if isinstance(value, date):
        return value.isoformat()  # a moment, too
    return fold(safe(str(value)[:_LONGEST])) or None if isinstance(value, str | int | float) else None


def _names(value: object) -> tuple[str, ...]:
    """The names in a value: one, or a list of names or of entries with a name."""
    found = []
    for each in value[:_MOST_AUTHORS] if isinstance(value, list) else [value]:
        name = _line(each.get("name") if isinstance(each, dict) else each)
        if name:
            found.append(name)
    return tuple(dict.fromkeys(found))
