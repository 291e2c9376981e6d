"""Printing rules and where they are: what `rules list`, `show`, `path` and `new` write."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from ...extractors.errors import OutputError, RuleError, SetupError
from ...extractors.rules.catalogue import (
    Entry,
    builtin_files,
    concerns_language,
    concerns_site,
    read_catalogue,
    read_entries,
)
from ...extractors.text import safe
from ..common_options import PROJECT_FILE, user_rule_files
from ..console import Console, unwritable
from ..messages import counted
from ..tables import print_table, styled
from ..user_folders import rules_folder


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which rules to list; None is any."""

    pack: str | None
    language: str | None
    site: str | None

    def among(self, entries: Iterable[Entry]) -> list[Entry]:
        """Those of the entries that are wanted, in their order. A rule for every language is for this one too."""
        return [
            entry
            for entry in entries
            if (self.pack is None or entry.pack == self.pack)
            and (self.language is None or concerns_language(entry, self.language))
            and (self.site is None or concerns_site(entry, self.site))
        ]


def print_list(console: Console, entries: Sequence[Entry], *, as_json: bool) -> None:
    """One row, or one JSON object, for each rule."""
    if as_json:
        from ...extractors.write.json_record import dump

        for entry in entries:
            console.write(dump(_record(entry)))
    elif entries:
        rows = [(e.id, e.action, _joined(e.sites), _joined(e.languages), e.pack, e.why) for e in entries]
        print_table(console, ("id", "action", "sites", "languages", "pack", "why"), rows)
    else:
        console.note("there are no such rules: leave out --pack, --language or --site")


def _joined(values: Sequence[str]) -> str:
    return ", ".join(values) or "any"


def _record(entry: Entry) -> dict[str, object]:
    return {
        "id": entry.id,
        "action": entry.action,
        "sites": list(entry.sites),
        "languages": list(entry.languages),
        "pack": entry.pack,
        "why": entry.why,
        "file": str(entry.file),
        "line": entry.line,
        "examples": sum(len(e.drops) + len(e.keeps) + len(e.finds) for e in entry.examples),
    }


def print_rules(console: Console, ids: Sequence[str], entries: Sequence[Entry]) -> None:
    """The TOML of the rules with these ids below `# FILE:LINE`. Raises SetupError for an id that there is not."""
    found = [[entry for entry in entries if entry.id == one] for one in ids]
    missing = [one for one, matches in zip(ids, found, strict=True) if not matches]
    if missing:
        raise SetupError("", f"{missing[0]!r}: there is no such rule: {_meant(missing[0], entries)}")
    blank = ""
    for entry in (entry for matches in found for entry in matches):
        where = f"# {entry.file}:{entry.line}"
        if console.is_terminal:
            console.write_styled(blank + styled((where, "dim")) + _coloured(entry.written))
        else:
            console.write(f"{blank}{where}\n{entry.written}")
        blank = "\n"


def _meant(unknown: str, entries: Iterable[Entry]) -> str:
    from difflib import get_close_matches

    near = get_close_matches(unknown, [entry.id for entry in entries], 1)
    return f"did you mean {near[0]}?" if near else "see cleancopy rules list"


def _coloured(toml: str) -> str:
    """TOML with comments dimmed and keys set off; nothing in it commands the terminal."""
    lines = []
    for line in safe(toml).splitlines():
        key, sign, value = line.partition("=")
        if line.lstrip().startswith("#"):
            lines.append(styled((line, "dim")))
        elif line.lstrip().startswith("["):
            lines.append(styled((line, "bold")))
        elif sign and key.strip().replace("_", "").isalnum():
            lines.append(styled((key, "cyan"), (sign + value, "")))
        else:
            lines.append(styled((line, "")))
    return "".join(lines)


def print_paths(console: Console, given: Sequence[Path]) -> None:
    """Every place of rules, the strongest first: where from, the path, and what is there."""
    folder = rules_folder()
    own = user_rule_files()
    rows = [("--rules", str(file), _state(file)) for file in given]
    rows.append(("project", str(PROJECT_FILE.absolute()), _state(PROJECT_FILE)))
    if folder is not None:
        rows.append(("user", str(folder), counted(len(own), "file") if folder.is_dir() else "not there"))
    rows += [("user", str(file), _state(file)) for file in own]
    packs = builtin_files()
    rules = sum(len(read_entries(file)) for file in packs)
    rows.append(("built-in", str(packs[0].parent), f"{counted(len(packs), 'pack')}, {counted(rules, 'rule')}"))
    print_table(console, ("from", "path", "there"), rows)


def _state(file: Path) -> str:
    if not file.exists():
        return "not there"
    try:
        return counted(len(read_catalogue((file,))), "rule")
    except RuleError as err:
        return f"{counted(len(err.problems), 'mistake')}: see cleancopy rules check"


def write_new(file: Path, text: str) -> None:
    """Write a file that is not there yet. Raises OutputError if it is, or cannot be written."""
    try:
        with file.open("x", encoding="utf-8") as out:
            out.write(text)
    except FileExistsError:
        raise OutputError(str(file), "exists already and is left as it is: name another file") from None
    except OSError as err:
        raise unwritable(str(file), err) from None
