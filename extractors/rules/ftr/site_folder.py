"""Many site files at once: found, imported, counted, and put together as rule files."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from ...errors import MissingError
from ..rule_schema import problems_in
from ..toml_writer import comment_line, rule_file_text, rule_lines
from .directives import Effect
from .site import Imported, Refused, Skipped, import_site, sites_of

_SUFFIX = ".txt"
_LARGEST = 1 << 20


@dataclass(frozen=True, slots=True)
class SiteFile:
    """One site file and what became of it."""

    path: Path
    result: Imported | Refused

    @property
    def has_rules(self) -> bool:
        """Whether any rule came of it."""
        return isinstance(self.result, Imported) and bool(self.result.rules)

    @property
    def site(self) -> str:
        """The host, `example.com` or `*.example.com`; only of an imported file."""
        assert isinstance(self.result, Imported)
        return self.result.sites[0]


@dataclass
class Summary:
    """How many files, and how they ended; `rules` and `sites` count what was made of them.

    `whole`: nothing was skipped that does anything. `fetch_only`: nothing but how pages are fetched. `lossy`: more
    than that; `losses` counts the files for each directive and why. `without_rules`: nothing in them is about a page
    that is fetched already (they count among the three above as well). `refused`: nothing could be imported.
    """

    files: int = 0
    rules: int = 0
    sites: int = 0
    whole: int = 0
    fetch_only: int = 0
    lossy: int = 0
    without_rules: int = 0
    refused: int = 0
    losses: Counter[tuple[str, str]] = field(default_factory=Counter)

    def count(self, result: Imported | Refused) -> None:
        """Take one more file into account."""
        self.files += 1
        if isinstance(result, Refused):
            self.refused += 1
            return
        self.rules += len(result.rules)
        self.sites += bool(result.rules)
        self.without_rules += not result.rules
        if result.losses:
            self.lossy += 1
            self.losses.update(dict.fromkeys(((s.directive, _kind_of_loss(s)) for s in result.losses), 1))
        elif result.is_whole:
            self.whole += 1
        else:
            self.fetch_only += 1


def _kind_of_loss(skipped: Skipped) -> str:
    return skipped.why if skipped.effect is Effect.LOSS else "the line is wrong"


def find_site_files(paths: Iterable[Path]) -> tuple[list[Path], list[tuple[Path, str]]]:
    """The site files that `paths` (files and folders) name, and those that are left out, with why.

    Left out are files in folders that are for no site, and of two for the same site the second.
    Raises MissingError for a path that is not there.
    """
    found: dict[tuple[str, ...], Path] = {}
    left_out: list[tuple[Path, str]] = []
    for path, is_named in _files_in(paths):
        try:
            sites = sites_of(path.name)
        except ValueError as err:
            if is_named:
                found[(str(path),)] = path  # asked for by name, it is refused and not passed over
            else:
                left_out.append((path, str(err)))
            continue
        if found.setdefault(sites, path) != path:
            left_out.append((path, f"{sites[0]} is in {found[sites]} already"))
    return list(found.values()), left_out


def _files_in(paths: Iterable[Path]) -> Iterator[tuple[Path, bool]]:
    """Every file, and whether it was named itself and not its folder."""
    for path in paths:
        if path.is_dir():
            yield from ((file, False) for file in _in_folder(path))
        elif path.exists():
            yield path, True
        else:
            raise MissingError(str(path), "no such file or folder: check the path")


def _in_folder(folder: Path) -> Iterator[Path]:
    """Files called *.txt, hidden ones as well: `.example.com.txt` is a site file. No links to folders are followed."""
    for here, folders, files in os.walk(folder):
        folders[:] = sorted(f for f in folders if not f.startswith("."))
        named = (f for f in files if f.lower().endswith(_SUFFIX))
        # Full-Text RSS looks for a host without its www, so a file without it is the one that counts.
        yield from (Path(here) / f for f in sorted(named, key=lambda f: (f.startswith("www."), f)))


def import_files(paths: Iterable[Path], prune: bool = False) -> Iterator[SiteFile]:
    """Import site files one by one. `prune` is as in import_site."""
    for path in paths:
        yield SiteFile(path, _import_file(path, prune))


def _import_file(path: Path, prune: bool) -> Imported | Refused:
    try:
        with path.open("rb") as file:
            data = file.read(_LARGEST + 1)
    except OSError as err:
        return Refused(1, f"cannot be read: {(err.strerror or str(err)).lower()}")
    result = import_site(path.name, data, prune)
    if isinstance(result, Imported) and result.rules:
        problems = problems_in({"pack": {"name": "ftr"}, "rule": list(result.rules)}, "", path.name)
        if problems:  # what the importer let through although the schema does not
            return Refused(1, f"its rules do not pass: {problems[0].partition(': ')[2]}")
    return result


def site_text(one: SiteFile) -> str:
    """The rule file of one imported site."""
    assert isinstance(one.result, Imported)
    pack = {"name": "ftr", "about": f"{one.site}, from the FiveFilters site file {one.path.name}"}
    rules = ({**rule, "sites": one.result.sites} for rule in one.result.rules)
    return rule_file_text(pack, rules, one.result.tests)


def joined_text(sites: Iterable[SiteFile]) -> str:
    """One rule file of several imported sites."""
    parts = ["[pack]", 'name = "ftr"', 'about = "from FiveFilters site files"']
    for one in sites:
        assert isinstance(one.result, Imported)
        parts += ["", comment_line(f"--- {one.path.name}"), *map(comment_line, one.result.tests)]
        for rule in one.result.rules:
            parts += ["", *rule_lines({**rule, "sites": one.result.sites})]
    return "\n".join(parts) + "\n"
