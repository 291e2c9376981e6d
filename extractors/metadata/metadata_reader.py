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
from .evidence import Evidence, gather, title_place, with_marks
from .title import TitleOffers
from .vote import Offer, candidates, ranked


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
        from .dates import declared_date

        values = {
            "title": (given.title,),
            "authors": given.authors,
            "date": (declared_date(given.date),),
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


class Reading:
    """The metadata of an HTML page: the title at once, the rest when it is wanted."""

    def __init__(self, subject: Subject) -> None:
        self._subject = subject
        self._evidence = gather(subject.tree, subject.layout, subject.decisions, subject.url)
        self._titles = ranked("title", TitleOffers(self._evidence).gather())

    @property
    def title(self) -> Description:
        """The title alone."""
        title = self._titles[0].values[0] if self._titles else None
        return Description(Metadata(title=title, url=self._subject.url))

    def everything(self, text: str) -> Description:
        """Return all metadata; `text` is that of the article, for its language."""
        subject = self._subject
        evidence = with_marks(self._evidence, subject.tree, subject.layout, subject.url)
        return _describe(subject, evidence, self._titles, text)


def read_metadata(subject: Subject, text: str) -> Description:
    """Return all metadata of an HTML page; `text` is that of its article, for its language."""
    return Reading(subject).everything(text)


def _describe(subject: Subject, evidence: Evidence, titles: Sequence[Offer], text: str) -> Description:
    from .bylines import AuthorOffers
    from .details import read_details
    from .language import find_language
    from .published import DateOffers, modified_date

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
