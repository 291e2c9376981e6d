"""The page's own headline: what headings and declarations offer for it, and the signs that speak for each offer."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from ..article import Block, Kind
from ..page.json_ld import as_text, clean_value, is_article, types_of
from ..text import words
from .dates import is_only_date
from .evidence import Evidence
from .site_names import cuts, is_site, names_site, without_site
from .vote import Offer

_LONGEST = 300
_MOST_WORDS = 100
_MOST_HEADINGS = 15
_LOWEST_LEVEL = 3
_JUST_ABOVE, _LABEL_WORDS = 8, 2
_SHORTEST_BEFORE_SECTIONS = 6  # words: each sign of Chinese is one
_META = {
    "og:title": "og",
    "twitter:title": "og",
    **dict.fromkeys(
        ("parsely-title", "dc.title", "dcterms.title", "citation_title", "sailthru.title", "headline"), "meta"
    ),
}
_SLUG_BREAK = re.compile(r"[-_+.]+")
_ENDING = re.compile(r"\.\w{2,5}$")
_BAR, _DASH = re.compile(r" [|] |»| :: "), re.compile(r" [-–—] ")
# What a page made for printing is called before its title.
_PRINT = re.compile(
    r"^(?:print(?:able|er)?(?:[ -]friendly)?(?: (?:page|view|version|article))?|druck(?:en|version|ansicht)|imprimer"
    r"|version (?:imprimable|à imprimer)|imprimir|versión (?:para imprimir|imprimible)|versão para impressão|stampa"
    r"|versione stampabile|afdrukken|printversie|skriv ut|utskrift|drukuj|версия для печати"
    r"|印刷(?:用ページ)?)\s?[:：|–—-]\s*(?=\S)",
    re.I,
)
_DECLARED = frozenset(("og:whole", "ld.headline:whole", "meta:whole"))
_HEADINGS = frozenset(("h1", "h2", "h3"))
_HEADING_SIGNS = ("h1:", "h2:", "h3:")
_PARTS = frozenset(("head", "tail", "h+"))  # no places of their own
_CONTEXTUAL = frozenset(("og:whole", "og:nosite", "ld.headline:whole", "title:whole", "title:nosite"))

Key = tuple[str, ...]


class TitleOffers:
    """All that may be the title of one page, by its words."""

    def __init__(self, evidence: Evidence) -> None:
        self.evidence = evidence
        self.offers: dict[Key, Offer] = {}
        self.first_level: dict[Key, list[Block]] = {}
        self._keys: dict[str, Key] = {}  # of values, most of which stand at several places

    def gather(self) -> list[Offer]:
        """The offers with all of their signs, in the order in which they were found."""
        self._declared()
        self._headings()
        self._looks()
        found = list(self.offers.values())
        declared = self.evidence.declared_names
        own = found if self.evidence.is_home else [o for o in found if not is_site(o.values[0], declared)]
        if any(_is_confirmed(o.signs) for o in own):
            own = [o for o in own if not _is_astray(o.signs)]
        own = self._without_labels(_without_sections(own))
        if not self.first_level:
            # A part of the window's title that the article itself begins with is its headline; the rest is the site.
            own = [o for o in own if _is_at_the_top(o.signs) and len(words(o.values[0])) > _LABEL_WORDS] or own
        # Nothing but the name of the site is the title of its home page, or of a page that offers nothing else.
        return own or found

    def _without_labels(self, offers: list[Offer]) -> list[Offer]:
        """The offers without few words of the window's title alone that share none with what the page declares: the
        name of a site that nothing else names."""
        declared = [set(words(o.values[0])) for o in offers if o.signs & _DECLARED]
        own = [
            o
            for o in offers
            if set(o.sources) != {"<title>"}
            or len(words(o.values[0])) > _LABEL_WORDS
            or any(said & set(words(o.values[0])) for said in declared)
        ]
        return own if declared else offers

    def _put(self, value: str, sign: str, source: str) -> None:
        key = self._keys.get(value)
        if key is None:
            key = self._keys[value] = tuple(words(value[: 2 * _LONGEST]))
        if key and len(key) <= _MOST_WORDS:
            self.offers.setdefault(key, Offer((value.strip()[:_LONGEST],))).add(sign, source)

    def _declare(self, source: str, value: str | None, place: str) -> None:
        """A declared title as a whole, without the site's name, and cut at each separator."""
        if not value:
            return
        value = _PRINT.sub("", value)
        names, home = self.evidence.names, self.evidence.is_home
        bare = without_site(value, names)
        if home or without_site(value, self.evidence.declared_names, is_site) == value:
            self._put(value, f"{source}:whole", place)
        if bare != value:
            self._put(bare, f"{source}:nosite", place)
        group = "title" if source == "title" else "decl"
        for cut in cuts(value, names):
            for side, part, other in (("head", cut.head, cut.tail), ("tail", cut.tail, cut.head)):
                kind = "site" if names_site(other, names) else "short" if len(words(other)) <= 3 else "long"
                self._put(part, f"{group}:{side}:{kind}", place)
                self._put(part, f"{side}:{cut.separator}:{'L' if cut.last else 'M'}", place)

    def _declared(self) -> None:
        head = self.evidence.head
        for name, source in _META.items():
            self._declare(source, head.first(name), name)
        self._declare("title", head.title, "<title>")
        for node in self.evidence.nodes:
            types = types_of(node)
            page = any("Page" in t for t in types)
            name = "ld.headline" if is_article(node) else "ld.page" if page else "ld.name"
            for member, source in (("headline", "ld.headline"), ("name", name), ("alternativeHeadline", "ld.alt")):
                if isinstance(node.get(member), str) and (page or is_article(node) or types - _NO_PAGE):
                    self._declare(source, as_text(node[member]), "json-ld")

    def _headings(self) -> None:
        """What headings say; one that is a date is none's title: blogs have one above the posts of a day."""
        evidence = self.evidence
        start = evidence.start
        seen: Counter[int] = Counter()
        headings = [(i, block) for i, block in enumerate(evidence.blocks) if block.kind is Kind.HEADING]
        total = sum(block.level == 1 for _, block in headings)
        last: tuple[int, Block] | None = None
        for i, block in headings:
            if block.level > _LOWEST_LEVEL or block.words > _MOST_WORDS or is_only_date(block.text):
                continue
            level, number = block.level, min(seen[block.level], 2)
            seen[level] += 1
            if seen[level] > _MOST_HEADINGS:
                continue
            inside = evidence.begin <= i <= evidence.end
            where = (
                "in" if inside else "just" if start - _JUST_ABOVE <= i < start else "before" if i < start else "after"
            )
            text, place = clean_value(block.text) or "", f"h{level}"
            if level > 1:
                self._put(text, f"h{level}:{where}", place)
                self._put(text, f"h+:{number}", place)
                continue
            signs = [f"h1:{where}:{number}", f"h1:of{min(total, 3)}"]
            signs += ["h1:first"] if sum(seen.values()) == 1 else []
            for sign in signs:
                self._put(text, sign, place)
            self.first_level.setdefault(tuple(words(text)), []).append(block)
            if last is not None and last[0] == i - 1:
                self._put(f"{last[1].text} {text}", "h1:joined", place)
            last = (i, block)

    def _looks(self) -> None:
        """What the offers look like, and how they stand to each other, to the address and to the page's text."""
        evidence = self.evidence
        head, path = evidence.head, evidence.path
        slug = set(words(_SLUG_BREAK.sub(" ", _ENDING.sub("", path.rsplit("/", 1)[-1]))))
        lengths = {len(key) for key in self.offers}
        lines = [(i, tuple(words(b.text))) for i, b in enumerate(evidence.blocks) if b.words in lengths]
        shown = Counter(line for _, line in lines)
        declared = [set(words(without_site(t, evidence.names))) for t in (head.first("og:title"), head.title) if t]
        window = set(words(head.title or ""))
        relations = _Relations(self.offers)
        places_shown = self._places_shown(lines)
        for key, offer in self.offers.items():
            signs = offer.signs
            places = {s.partition(":")[0] for s in signs}
            if key in places_shown and places.isdisjoint(_HEADINGS):
                signs.add(f"text:{places_shown[key]}")
                places.add("text")
            signs.add(f"nsrc{min(len(places - _PARTS), 4)}")
            signs.add(_length(len(key)))
            signs.update(relations.of(key))
            if names_site(offer.values[0], evidence.names):
                signs.add("sitename")
            if slug:
                own = set(key)
                signs.add(f"slug{int(4.99 * len(own & slug) / len(own | slug))}")
                signs.add(f"slugcov{int(3.99 * len(own & slug) / len(slug))}")
            signs.add(f"shown{min(shown[key], 4)}")
            if key in self.first_level:
                alike = max((_alike(set(key), d) for d in declared), default=0.0)
                signs.add(f"h1~declared{int(4.99 * alike)}")
                signs.add(f"h1 in title{int(3.99 * len(set(key) & window) / len(set(key)))}")
                if all(block.link_share > 0.8 for block in self.first_level[key]):
                    signs.add("h1link")
            else:
                signs.add("h1no:some" if self.first_level else "h1no:none")
                if any(len(h) > 1 and set(h) <= set(key) for h in self.first_level):
                    signs.add("h1within")
                if any(len(h) > len(key) and h[: len(key)] == key for h in self.first_level):
                    signs.add("h1 goes on")
            signs.update(_punctuation(offer.values[0]))
            signs.update(_in_context(signs, evidence.kind, "h1" in places))
            if evidence.is_home:
                signs.update(f"home:{s}" for s in _at_home(signs))

    def _places_shown(self, lines: Sequence[tuple[int, Key]]) -> dict[Key, str]:
        """Where a line of the page says an offer in full, seen from the article: the place that is nearest to it."""
        evidence = self.evidence
        found: dict[Key, str] = {}
        for i, key in lines:
            if key in self.offers:
                if evidence.start - _JUST_ABOVE <= i <= evidence.start:
                    found[key] = "just"
                else:
                    found.setdefault(key, "before" if i < evidence.start else "in" if i <= evidence.end else "after")
        return found


_NO_PAGE = frozenset(
    "Organization NewsMediaOrganization Person WebSite BreadcrumbList ListItem ImageObject SearchAction Brand Offer "
    "AggregateRating Place PostalAddress Corporation LocalBusiness SiteNavigationElement WPHeader WPFooter".split()
)


def _is_confirmed(signs: set[str]) -> bool:
    """Whether a heading says in full what a declaration says."""
    return not signs.isdisjoint(_CONTEXTUAL) and any(s.startswith(("h1:", "h2:")) for s in signs)


def _without_sections(offers: list[Offer]) -> list[Offer]:
    """Return the offers without those that declare "标题_栏目" where "标题" is offered too, and no line says more."""
    own = []
    for offer in offers:
        first = next((cut for cut in cuts(offer.values[0]) if "_" in cut.sign), None)
        is_shown = any(s.startswith(("text:", *_HEADING_SIGNS)) for s in offer.signs)
        if is_shown or first is None or len(words(first.head)) < _SHORTEST_BEFORE_SECTIONS:
            own.append(offer)
    return own or offers


def _is_at_the_top(signs: set[str]) -> bool:
    """Whether it is a line just above the article, or a heading of a lower level that a declaration confirms."""
    is_declared = any(s.startswith(("title:", "decl:")) for s in signs)
    return "text:just" in signs or (is_declared and any(s.startswith(("h2:", "h3:")) for s in signs))


def _is_astray(signs: set[str]) -> bool:
    """Whether it is a heading that shares no word with the page's declared titles."""
    return {"h1~declared0", "h1 in title0"} <= signs and signs.isdisjoint(_CONTEXTUAL)


def _length(count: int) -> str:
    if count < 4:
        return f"words{count}"
    return "words26+" if count > 25 else "words16-25" if count > 15 else "wordsmid"


class _Relations:
    """Which offers begin or end as others do, told among those with the same first or last word."""

    def __init__(self, keys: Iterable[Key]) -> None:
        self._by_first: dict[str, list[Key]] = {}
        self._by_last: dict[str, list[Key]] = {}
        for key in keys:
            self._by_first.setdefault(key[0], []).append(key)
            self._by_last.setdefault(key[-1], []).append(key)

    def of(self, key: Key) -> Iterator[str]:
        """Yield the signs of how an offer stands to others."""
        for other in self._by_first[key[0]]:
            if len(other) < len(key):
                if key[: len(other)] == other:
                    yield "extends"
            elif len(other) > len(key) and other[: len(key)] == key:
                yield "prefix"
        if any(len(other) > len(key) and other[-len(key) :] == key for other in self._by_last[key[-1]]):
            yield "suffix"


def _punctuation(value: str) -> Iterator[str]:
    if value.endswith("?"):
        yield "question"
    if _BAR.search(value):
        yield "hasbar"
    if _DASH.search(value):
        yield "hasdash"


def _in_context(signs: set[str], kind: str, is_heading: bool) -> list[str]:
    """What a page calls itself says whom to believe: newspapers their declarations, shops their headings."""
    found = [f"{kind}&{s}" for s in signs & _CONTEXTUAL]
    return found + ([f"{kind}&h1"] if is_heading and any(s.startswith("h1:of") for s in signs) else [])


def _at_home(signs: set[str]) -> set[str]:
    short = {"whole" if s.endswith(":whole") else "head" if s.startswith("title:head") else s for s in signs}
    return ({"h1"} if any(s.startswith("h1:of") for s in signs) else set()) | (short & {"whole", "head", "sitename"})


def _alike(left: set[str], right: set[str]) -> float:
    """Shared words over all words (Jaccard), 0 to 1."""
    return len(left & right) / len(left | right) if left and right else 0.0
