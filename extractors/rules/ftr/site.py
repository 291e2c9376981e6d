"""One site file as rules, with what became of each of its lines."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from .directives import SETTINGS, Effect, NoRule, is_yes, translate
from .site_lines import Directive, Stray, parse

_HOST = re.compile(r"\.?(?:[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?\.)+[a-z0-9-]{2,63}")
_FINGERPRINT = "fingerprint."
_LONGEST_HOST, _LONGEST_VALUE = 80, 100
_LARGEST_FILE = 1 << 20


@dataclass(frozen=True, slots=True)
class Skipped:
    """A line that became no rule: `effect` says whether anything is lost, `why` in a sentence."""

    line: int
    directive: str
    effect: Effect
    why: str


@dataclass(frozen=True, slots=True)
class Imported:
    """A site file as rules: `rules` are tables for a rule file, `sites` the hosts that all of them are for.

    `tests` are the file's test pages and what they must contain, as lines for a comment.
    """

    sites: tuple[str, ...]
    rules: tuple[dict[str, Any], ...]
    tests: tuple[str, ...] = ()
    skipped: tuple[Skipped, ...] = ()

    @property
    def losses(self) -> tuple[Skipped, ...]:
        """The lines without which the article may differ."""
        return tuple(s for s in self.skipped if s.effect in (Effect.LOSS, Effect.WRONG))

    @property
    def is_whole(self) -> bool:
        """Whether nothing was skipped that does anything, about fetching or else."""
        return all(s.effect is Effect.NONE for s in self.skipped)


@dataclass(frozen=True, slots=True)
class Refused:
    """A file that became nothing at all, the line that it fails at, and why."""

    line: int
    why: str


def sites_of(name: str) -> tuple[str, ...]:
    """The hosts that a site file is for, by its name: `example.com.txt`, or `.example.com.txt` for all below it.

    Raises ValueError with a sentence if the name gives none.
    """
    host = name.lower().removesuffix(".txt")
    if host == "global":
        raise ValueError("is for every site at once, not for one")
    if host.startswith(_FINGERPRINT):
        raise ValueError("is for all pages made by one program, not for a site")
    if not name.lower().endswith(".txt") or not _HOST.fullmatch(host) or len(host) > _LONGEST_HOST:
        raise ValueError("its name gives no host: site files are called example.com.txt or .example.com.txt")
    return (f"*{host}",) if host.startswith(".") else (host.removeprefix("www."),)


def import_site(name: str, data: bytes, prune: bool = False) -> Imported | Refused:
    """Return the rules of the site file `name` (without its folder; it gives the host) with the content `data`.

    What a body selects is judged further unless the file says `prune: no`; with `prune` it is judged in any case.
    """
    try:
        sites = sites_of(name)
    except ValueError as err:
        return Refused(1, str(err))
    if len(data) > _LARGEST_FILE:
        return Refused(1, "larger than 1 MiB: no site file is")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as err:
        return Refused(data.count(b"\n", 0, err.start) + 1, "not UTF-8: save it in that encoding")
    directives, strays = parse(text)
    if not directives:
        return Refused(strays[0].line if strays else 1, "there is no directive in it: is it a site file?")
    prune = prune or all(is_yes(d) for d in directives if d.name == "prune" and d.value)
    return _translated(sites, directives, strays, prune)


def _translated(
    sites: tuple[str, ...], directives: list[Directive], strays: list[Stray], prune: bool
) -> Imported | Refused:
    skipped = [
        Skipped(s.line, _shortened(s.text, 40), Effect.NONE, "no directive: a line is `name: value`") for s in strays
    ]
    prefix = sites[0].replace("*", "any")
    rules: dict[tuple[str, str], dict[str, Any]] = {}
    for directive in directives:
        if directive.name in SETTINGS:
            continue
        try:
            made = translate(directive)
        except NoRule as err:
            skipped.append(Skipped(directive.line, directive.name, err.effect, err.why))
            continue
        if made["action"] == "body" and prune:
            made["prune"] = True
        why = f"{directive.name}: {_shortened(directive.value, _LONGEST_VALUE)}"
        rule = {"id": f"{prefix}-{directive.name.replace('_', '-')}-{directive.line}", **made, "why": why}
        rules.setdefault((rule["action"], rule["xpath"]), rule)  # a line that stands there twice is one rule
    wrong = next((s for s in skipped if s.effect is Effect.WRONG), None)
    if not rules and wrong:
        return Refused(wrong.line, f"{wrong.directive}: {wrong.why}; nothing else in the file makes a rule")
    return Imported(sites, tuple(rules.values()), _tests(directives), tuple(sorted(skipped, key=lambda s: s.line)))


def _tests(directives: Iterable[Directive]) -> tuple[str, ...]:
    kept = (d for d in directives if d.name in ("test_url", "test_contains") and d.value)
    return tuple(f"{'test page' if d.name == 'test_url' else '  contains'}: {d.value}" for d in kept)


def _shortened(value: str, longest: int) -> str:
    return value if len(value) <= longest else value[: longest - 1] + "…"
