"""Rules as they are written: for listing and showing them, and for running their examples."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..errors import RuleError
from .conditions import host_matches, language_matches, normal_language, normal_site
from .load import BUILTIN, read_document
from .site_packs import files_in, has_stamp, is_pack
from .toml_locations import Standing


@dataclass(frozen=True, slots=True)
class Example:
    """A `[[rule.example]]`: what is cut and kept on a page (or of single blocks), and which values are found there."""

    page: str | None
    drops: tuple[str, ...]
    keeps: tuple[str, ...]
    finds: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """One rule as it stands in `file` at `line`. `languages` are its own, or else its pack's; `written` is the TOML."""

    id: str
    action: str
    pack: str
    why: str
    sites: tuple[str, ...]
    languages: tuple[str, ...]
    file: Path
    line: int
    written: str
    examples: tuple[Example, ...]


def builtin_files() -> tuple[Path, ...]:
    """The packs that come with cleancopy."""
    return tuple(sorted(BUILTIN.glob("*.toml")))


def read_catalogue(files: Iterable[Path]) -> tuple[Entry, ...]:
    """The rules of rule files in their order. Raises RuleError with every problem of every file."""
    entries: list[Entry] = []
    problems: list[str] = []
    for file in (file for path in files for file in files_in(path)):
        try:
            entries.extend(read_entries(file))
        except RuleError as err:
            problems.extend(err.problems)
    if problems:
        raise RuleError("", tuple(problems))
    return tuple(entries)


def read_entries(file: Path) -> tuple[Entry, ...]:
    """The rules of one file. Raises RuleError with every problem in it."""
    document, text = _read(file)
    standing = Standing(text)
    pack = document["pack"]
    return tuple(
        Entry(
            id=rule["id"],
            action=rule["action"],
            pack=pack["name"],
            why=rule.get("why", ""),
            sites=tuple(rule.get("sites", ())),
            languages=tuple(rule.get("languages") or pack.get("languages", ())),
            file=file,
            line=standing.rule(number).line,
            written=standing.rule_text(number),
            examples=tuple(_example(e) for e in rule.get("example", ())),
        )
        for number, rule in enumerate(document["rule"])
    )


def _read(file: Path) -> tuple[dict[str, Any], str]:
    if file.parent == BUILTIN or is_pack(file.parent):
        text = file.read_text(encoding="utf-8")
        if file.parent == BUILTIN or has_stamp(text):  # tests validate the former, the import has validated the latter
            return tomllib.loads(text), text
    return read_document(file)


def _example(entry: dict[str, Any]) -> Example:
    lists = (tuple(entry.get(key, ())) for key in ("drops", "keeps", "finds"))
    return Example(entry.get("page"), *lists)


def concerns_site(entry: Entry, host: str) -> bool:
    """Whether the rule is written for this host; a general one is for none in particular."""
    return any(host_matches(normal_site(host), normal_site(site)) for site in entry.sites)


def concerns_language(entry: Entry, language: str) -> bool:
    """Whether the rule is for pages in this language; a general one is for all."""
    wanted = normal_language(language)
    return not entry.languages or any(language_matches(wanted, normal_language(one)) for one in entry.languages)
