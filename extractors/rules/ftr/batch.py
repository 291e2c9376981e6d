"""Many site files at once: found, imported, counted, and put together as rule files."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from ...errors import MissingError
from ..schema import problems_in
from ..toml_text import comment_line, rule_file_text, rule_lines
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
            self.losses.update({(s.directive, _kind_of_loss(s)) for s in result.losses})
        elif result.is_whole:
            self.whole += 1
        else:
            self.fetch_only += 1


def _kind_of_loss(skipped: Skipped) -> str:
    return skipped.why if skipped.effect is Effect.LOSS else "the line is wrong"


def find_site_files(paths: Iterable[Path]) -> tuple[list[Path], list[tuple[Path, str]]]:
    """The site files that `paths` (files and folders) name, sorted, and the files in folders that are none, with why.

    Raises MissingError for a path that is not there.
    """
    found: list[Path] = []
    left_out: list[tuple[Path, str]] = []
    for path in paths:
        if path.is_dir():
            for file in _in_folder(path):
                try:
                    sites_of(file.name)
                except ValueError as err:
                    left_out.append((file, str(err)))
                else:
                    found.append(file)
        elif path.exists():
            found.append(path)
        else:
            raise MissingError(str(path), "no such file or folder: check the path")
    return list(dict.fromkeys(found)), left_out


def _in_folder(folder: Path) -> Iterator[Path]:
    """Files called *.txt, hidden ones as well: `.example.com.txt` is a site file. No links to folders are followed."""
    for here, folders, files in os.walk(folder):
        folders[:] = sorted(f for f in folders if not f.startswith("."))
        yield from (Path(here) / f for f in sorted(files) if f.lower().endswith(_SUFFIX))


def import_files(paths: Iterable[Path]) -> Iterator[SiteFile]:
    """Import site files one by one. Of two for the same host the first counts and the second is refused."""
    seen: dict[str, Path] = {}
    for path in paths:
        result = _import_file(path)
        if isinstance(result, Imported):
            other = seen.setdefault(result.sites[0], path)
            if other is not path:
                result = Refused(1, f"{result.sites[0]} has been imported from {other} already")
        yield SiteFile(path, result)


def _import_file(path: Path) -> Imported | Refused:
    try:
        with path.open("rb") as file:
            data = file.read(_LARGEST + 1)
    except OSError as err:
        return Refused(1, f"cannot be read: {(err.strerror or str(err)).lower()}")
    result = import_site(path.name, data)
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
