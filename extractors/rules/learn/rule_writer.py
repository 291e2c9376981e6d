"""What was learned as a rule file: commented, with examples, ready to be reviewed."""

from __future__ import annotations

import os
import re
import unicodedata
from collections.abc import Iterable, Iterator
from pathlib import Path

from ...blocks import split_text
from ...text import safe, safe_line
from ..patterns import SEARCHED
from ..toml_writer import toml_value
from .propose import Learned, Proposal
from .sites import Lesson

_HEADER = """\
# Proposed by `cleancopy rules learn`: boilerplate that repeats and still came through. Nothing uses this file yet.
# Read every rule, delete those you do not want, and try the rest before you put it to use:
#   cleancopy rules try THIS-FILE PAGE...
# The surest rules come first. Each was tried on all pages that it was learned from: what it cuts there repeats, but for
# the numbers, dates and names in a sentence.
"""
_ID_WORDS, _LONGEST_ID = 5, 48
_QUOTED = 100
_EXAMPLES = 2
_FOUND_BY, _LIKE = 60, 200


def rule_file(lesson: Lesson, folder: Path) -> str:
    """Return the file as text, valid TOML by the schema of rule files; it must have a rule to be one.

    `folder` is where it will stand: the pages of examples are named from there.
    """
    sites = [site for site in lesson.sites if site.proposals]
    hosts = [site.host for site in sites if site.host]
    name = f"learned-{hosts[0]}" if len(hosts) == 1 else "learned"
    about = "boilerplate that repeats across pages" + (f" of {', '.join(hosts)}"[:300] if hosts else "")
    parts = [_HEADER, f"[pack]\nname = {toml_value(name[:80])}\nabout = {toml_value(about)}\n"]
    used: set[str] = set()
    for site in sites:
        parts.append(_site_comment(site))
        parts += ["\n".join(_rule(site, proposal, used, folder)) + "\n" for proposal in site.proposals]
    return "\n".join(parts)


def _site_comment(site: Learned) -> str:
    share = 100 * site.covered // site.repeated if site.repeated else 100
    name = site.host or "One site"
    return f"# {name}: {len(site.sheets)} pages. These rules take {share} % of the words found to be boilerplate.\n"


def _rule(site: Learned, proposal: Proposal, used: set[str], folder: Path) -> Iterator[str]:
    total = len(site.sheets)
    page, number = proposal.takes[0]
    text = site.sheets[page].lines[number].text
    yield f"# On {proposal.seen} of {total} pages, came through on {proposal.came}. {_kind(proposal)} Example, from"
    yield f"# {safe_line(site.sheets[page].name)}: {_shown(text)}"
    yield "[[rule]]"
    yield f"id = {toml_value(_ident(proposal, text, used))}"
    yield 'action = "drop"'
    if site.host:
        yield f"sites = [{toml_value(site.host)}]"
    if proposal.selector:
        yield f"selector = {toml_value(proposal.selector)}"
    else:
        yield f"text = {toml_value(proposal.text or '')}"
        yield f"max_words = {proposal.max_words}"
    yield f"why = {toml_value(f'repeats on {proposal.seen} of {total} pages')}"
    yield from _example(site, proposal, folder)


def _kind(proposal: Proposal) -> str:
    if proposal.selector:
        return "One element of the template."
    return "The same sentence with changing parts." if proposal.varied else "The same text."


def _example(site: Learned, proposal: Proposal, folder: Path) -> Iterator[str]:
    """What the rule takes and leaves: blocks for a text rule, a page for a selector, which needs its markup."""
    like = [_beginning(proposal.like, _LIKE)] if proposal.like else []
    if proposal.text:
        texts = dict.fromkeys(site.sheets[p].lines[n].text[:SEARCHED] for p, n in proposal.takes)
        drops = [text for text in texts if _is_one_block(text)]
    else:
        page = proposal.takes[0][0]
        name = site.sheets[page].name
        if not os.path.isfile(name):
            return  # from standard input or the web: there is no page to try it on again
        own = [(p, n) for p, n in proposal.takes if p == page]
        texts = dict.fromkeys(_beginning(site.sheets[p].lines[n].text) for p, n in own)
        others = [line.text for n, line in enumerate(site.sheets[page].lines) if line.kept and (page, n) not in own]
        drops = [text for text in texts if not any(text in other for other in others)]
    if not drops:
        return
    yield "\n  [[rule.example]]"
    if proposal.selector:
        yield f"  page = {toml_value(os.path.relpath(name, folder))}"
    yield f"  drops = {_strings(drops[:_EXAMPLES])}"
    if like:
        yield f"  keeps = {_strings(like)}"


def _is_one_block(text: str) -> bool:
    """Whether a text on its own is a block of plain text: what begins like a list item loses its marker."""
    return [block.text for block in split_text((text,)).blocks] == [text]


def _strings(texts: Iterable[str]) -> str:
    return f"[{', '.join(map(toml_value, texts))}]"


def _beginning(text: str, length: int = _FOUND_BY) -> str:
    """The first words of a text: enough to find it on its page."""
    return text if len(text) <= length else text[:length].rsplit(" ", 1)[0]


def _shown(text: str) -> str:
    line = safe_line(safe(text))
    return f'"{line if len(line) <= _QUOTED else line[: _QUOTED - 3] + "..."}"'


def _ident(proposal: Proposal, text: str, used: set[str]) -> str:
    """A readable id that no other rule has: from the selector, else the first words."""
    plain = unicodedata.normalize("NFKD", proposal.selector or text[:200]).encode("ascii", "ignore").decode()
    words = re.findall(r"[a-z0-9]+", plain.lower())
    stem = "-".join(words[:_ID_WORDS])[:_LONGEST_ID].strip("-") or "text"
    ident, number = stem, 1
    while ident in used:
        number += 1
        ident = f"{stem}-{number}"
    used.add(ident)
    return ident
