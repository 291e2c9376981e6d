"""Metadata of a page: the evidence is gathered once, each field is voted on, and the candidates travel along.

trafilatura's own metadata has no voice here: on pages where nothing else was found it was wrong on three authors of
four and on nine dates of ten, and it takes longer than all of this.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from lxml.html import HtmlElement

from ..article import Candidate, Decision, Given, Metadata
from ..blocks import Layout
from .evidence import gather, title_place
from .title import TitleOffers
from .vote import candidates, ranked


@dataclass(frozen=True, slots=True)
class Subject:
    """A page to describe: `decisions` say which blocks of `layout` are its article; `url` may be unknown."""

    tree: HtmlElement
    layout: Layout
    decisions: Sequence[Decision]
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Description:
    """What the vote found, and what it had to choose from."""

    metadata: Metadata
    candidates: tuple[Candidate, ...] = ()

    def overruled(self, name: str, values: Sequence[str]) -> Description:
        """The same with what a rule gives for "title", "authors" or "date": it stands first, the others lose."""
        first = next(iter(values), None)
        metadata = (
            replace(self.metadata, authors=tuple(values))
            if name == "authors"
            else replace(self.metadata, title=first)
            if name == "title"
            else replace(self.metadata, date=first)
        )
        ruled = [Candidate(name, ", ".join(values), "rule", True)] if values else []
        mine = [replace(c, won=False) for c in self.candidates if c.field == name]
        others = [c for c in self.candidates if c.field != name]
        found = (*ruled, *mine, *others) if self.candidates else ()
        return Description(metadata, found)

    def completed(self, given: Given | None, *, title_only: bool) -> Description:
        """Return the same with what was said of the page outside of it, as far as that counts."""
        description = self
        if given is None:
            return description
        values = {
            "title": (given.title,),
            "authors": given.authors,
            "date": (given.date,),
            "language": (given.language,),
        }
        for name, offered in values.items():
            wanted = [value for value in offered if value]
            own = getattr(description.metadata, name)
            if not wanted or (title_only and name != "title") or (own and not given.last_word):
                continue
            value: Any = tuple(wanted) if name == "authors" else wanted[0]
            metadata = replace(description.metadata, **{name: value})
            others = [replace(c, won=False) if c.field == name else c for c in description.candidates]
            won = Candidate(name, ", ".join(wanted), given.source, True)
            description = Description(metadata, (won, *others) if others else ())
        return description


def read_title(subject: Subject) -> Description:
    """The title alone, for output that shows nothing else."""
    evidence = gather(subject.tree, subject.layout, subject.decisions, subject.url, marked=False)
    order = ranked("title", TitleOffers(evidence).gather())
    return Description(Metadata(title=order[0].values[0] if order else None, url=subject.url))


def read_metadata(subject: Subject, text: str) -> Description:
    """All metadata of an HTML page; `text` is that of its article, for its language."""
    from .bylines import AuthorOffers
    from .details import read_details
    from .language import find_language
    from .published import DateOffers, modified_date

    evidence = gather(subject.tree, subject.layout, subject.decisions, subject.url)
    titles = ranked("title", TitleOffers(evidence).gather())
    title = titles[0].values[0] if titles else None
    place = title_place(evidence, title)
    authors = ranked("authors", AuthorOffers(evidence, place).gather())
    days = DateOffers(evidence, place)
    dates = ranked("date", days.gather())
    date = dates[0].values[0] if dates[0].values else None
    modified, changes = modified_date(evidence, date, days.changes)
    details = read_details(evidence, subject.tree, subject.url)
    found = [*candidates("title", titles), *candidates("authors", authors), *candidates("date", dates)]
    found += [Candidate("modified", iso, source, n == 0) for n, (iso, source) in enumerate(changes)]
    metadata = Metadata(
        title=title,
        authors=authors[0].values,
        date=date,
        modified=modified,
        site=details.site,
        url=evidence.url,
        language=find_language(evidence.head.language, text),
        description=details.description,
        image=details.image,
        tags=details.tags,
        license=details.license,
    )
    return Description(metadata, (*found, *details.candidates))
