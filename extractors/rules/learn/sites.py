"""Pages by site, each article once, and what each site has to teach."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from ...options import ExtractOptions
from .page_lines import Sheet
from .propose import Learned, learn_site

FEWEST_PAGES = 2
_SAME_PAGE, _SAME_TITLE = 0.9, 0.7


@dataclass(frozen=True, slots=True)
class Lesson:
    """What the pages of all sites have to teach; `remarks` are about pages, those about rules stand in `sites`."""

    sites: tuple[Learned, ...]
    remarks: tuple[str, ...]

    @property
    def rules(self) -> int:
        """How many rules are proposed."""
        return sum(len(site.proposals) for site in self.sites)


def learn(sheets: Sequence[Sheet], site: str | None, options: ExtractOptions) -> Lesson:
    """Group pages by host and learn from every group with two different pages or more.

    With `site`, all are pages of that host. Pages that name no host belong to the only host there is, if there is one,
    and else to one site of their own.
    """
    remarks: list[str] = []
    groups: dict[str | None, list[Sheet]] = defaultdict(list)
    for sheet in sheets:
        groups[site or sheet.host].append(sheet)
    nameless = groups.get(None, [])
    if nameless and len(groups) == 2:
        only = next(h for h in groups if h)
        remarks.append(f"{_pages(len(nameless))} without an address of their own: taken as pages of {only}")
        groups[only] += groups.pop(None)
    elif nameless:
        remarks.append(f"{_pages(len(nameless))} without an address of their own: taken as one site (--site names it)")
    found = []
    for host, group in groups.items():
        different, copies = _without_copies(group)
        remarks += copies
        if len(different) >= FEWEST_PAGES:
            found.append(learn_site(host, different, options))
        elif len(groups) > 1:
            remarks.append(f"{host or 'unknown site'}: one page only, nothing can be learned from it")
    return Lesson(tuple(found), tuple(remarks))


def _pages(count: int) -> str:
    return f"{count} page" if count == 1 else f"{count} pages"


def _without_copies(sheets: Sequence[Sheet]) -> tuple[list[Sheet], list[str]]:
    """The pages with different articles: what two copies of one article share is no boilerplate."""
    pages = [_kept_keys(sheet) for sheet in sheets]
    spread = Counter(key for keys in pages for key in keys)
    found: list[int] = []
    remarks = []
    for i, sheet in enumerate(sheets):
        original = next((k for k in found if _are_copies(sheets, pages, spread, (k, i))), None)
        if original is None:
            found.append(i)
        else:
            remarks.append(f"{sheet.name}: left out: the same article as {sheets[original].name}")
    return [sheets[i] for i in found], remarks


def _kept_keys(sheet: Sheet) -> dict[str, int]:
    """What comes through of a page, each text once, with its words."""
    return {line.key: line.words for line in sheet.lines if line.kept}


def _are_copies(
    sheets: Sequence[Sheet], pages: Sequence[dict[str, int]], spread: Counter[str], pair: tuple[int, int]
) -> bool:
    """Whether two pages share their article: nearly all of their words, or the title and most.

    Of more than two pages, texts that most of them have do not count: they are what is to be learned.
    """
    first, second = (
        {k: w for k, w in pages[i].items() if len(sheets) == 2 or spread[k] * 2 <= max(len(sheets), 4)} for i in pair
    )
    if sheets[pair[0]].packed == sheets[pair[1]].packed:
        return True
    sizes = sum(first.values()), sum(second.values())
    shared = sum(words for key, words in first.items() if key in second)
    titles = {sheets[i].title for i in pair}
    if len(titles) == 1 and titles != {""}:
        return shared >= _SAME_TITLE * min(sizes) > 0
    return shared >= _SAME_PAGE * max(sizes) > 0
