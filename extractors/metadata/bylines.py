"""Gather who may be the authors of an article, with the signs for each: `metadata_reader` chooses among these."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from ..page.json_ld import clean_value, is_article, types_of
from ..text import words
from .byline_text import names_in_lines
from .evidence import AROUND_TITLE, Evidence, zone
from .marks import AUTHOR_WORDS, OTHERS, Mark
from .person_names import is_person, is_unspaced_name, names_in
from .site_names import key as key_of
from .site_names import names_site
from .vote import Offer, or_none

_META = {
    "author": "author", "authors": "author", "author_name": "author", "article:author_name": "author",
    "page.author": "author", "article.author": "author", "vr:author": "author", "rbauthors": "author",
    "article:author": "art", "og:author": "art",
    "parsely-author": "strong", "sailthru.author": "strong", "byl": "strong", "cxenseparse:author": "strong",
    "citation_author": "cit", "dc.creator": "dc", "dcterms.creator": "dc", "creator": "dc", "dc.contributor": "x",
    "twitter:creator": "tw", "twitter:data1": "label",
}  # fmt: skip
_LABELS = frozenset(
    "written by|by|author|verfasst von|écrit par|escrito por|scritto da|geschreven door|geschrieben "
    "von|skrevet av|автор".split("|")
)
_ORGANISATION = frozenset(("Organization", "NewsMediaOrganization", "Corporation", "Brand"))
_AFTER_BY = re.compile(r"\b(?:by|von|par|por|di|door)[: ]\s*(.+)", re.I)
_AUTHOR_CLASS = re.compile(AUTHOR_WORDS)
_BIO_CLASS = re.compile(r"bio|box|desc|about|image|avatar|img|photo")
_USER_CLASS, _META_CLASS = (
    re.compile(r"user-?name|poster"),
    re.compile(r"post-?meta|entry-?meta|article-?meta|article-?info|meta-?info"),
)
_BODY_OF_MANY = re.compile(
    r"\b(?:team|staff|editors?|editorial|desk|group|inc|llc|ltd|news|magazine|company|university|media|agency"
    r"|department|center|institute"
    r"|association|foundation|redaktion|studio|blog|contributor|official|services?|solutions)\b",
    re.I,
)
_MOST_LISTED, _MOST_DECLARED, _DEEPEST = 8, 12, 4
_NAME_WORDS = 4
_SAID_PLAINLY = frozenset(
    (
        "ld.art.author.person",
        "ld.art.author.str",
        "ld.art.author.obj",
        "ld.forum.author.person",
        "meta.author",
        "meta.art",
        "meta.cit",
        "meta.dc",
        "meta.strong",
        "rel.near.ok",
        "class.author.near.ok",
        "item.author.near.ok",
        "text.by.after",
        "text.by.next",
        "text.mid",
    )
)
_SHOWN_NEAR = re.compile(
    r"(?:class\.author|rel|item\.\w+)\.(?:near|just|top)\.ok$|text\.(?:by\.after|by\.next|mid$|name\.(?:bar\.)?after)"
)
_TAGS = frozenset(_META)
_LABELLED = frozenset(("text.by.after", "text.by.next", "text.mid"))
_FIRM = frozenset(("declared person",))


class AuthorOffers:
    """All who may have written one article."""

    def __init__(self, evidence: Evidence, title: int | None) -> None:
        self.evidence = evidence
        self.title = title
        self.forum = evidence.kind == "forum"
        self.offers: dict[frozenset[str], Offer] = {}

    def gather(self) -> list[Offer]:
        """The offers with all of their signs; the last one is that nobody is named."""
        self._declared()
        self._marked()
        for names, sign, source in names_in_lines(self.evidence, self.title):
            self._put(names, sign, source)
        self._looks()
        evidence, count = self.evidence, min(4, len(self.offers))
        shown = sum(map(_is_shown, self.offers.values()))
        signs = {"none", f"none:{evidence.kind}", f"none:{count}", f"none:shown{min(2, shown)}"}
        signs |= {"none:home"} if evidence.is_home else set()
        return or_none(self._complete(), _FIRM, signs)

    def _complete(self) -> list[Offer]:
        """The offers without those that are a part of the list of authors that a paper declares.

        Where the article names persons in its JSON-LD, a name that only meta elements say is left out as well.
        """
        people = {key: o.signs for key, o in self.offers.items() if "declared person" in o.signs}
        papers = [key for key, signs in people.items() if "meta.cit" in signs]
        is_named = any(s.startswith("ld.art.author") for signs in people.values() for s in signs)
        return [
            o
            for key, o in self.offers.items()
            if not any(key < paper for paper in papers) and not (is_named and all(s in _TAGS for s in o.sources))
        ]

    def _put(self, names: Iterable[str], sign: str, source: str) -> None:
        values = tuple(dict.fromkeys(names))
        key = frozenset(w for name in values for w in words(name))
        if key and len(values) <= _MOST_DECLARED:
            self.offers.setdefault(key, Offer(values)).add(sign, source)

    def _declared(self) -> None:
        for node in self.evidence.nodes:
            types = types_of(node)
            forum = any("Posting" in t or t == "Question" for t in types - {"BlogPosting", "LiveBlogPosting"})
            page = any("Page" in t for t in types)
            what = "forum" if forum else "art" if is_article(node) else "page" if page else "thing"
            for member in ("author", "creator"):
                value = node.get(member)
                if value:
                    self._put(_declared_names(value, forum), f"ld.{what}.{member}.{_sort(value)}", f"json-ld {member}")
        head = self.evidence.head
        labelled = (head.first("twitter:label1") or "").lower().rstrip(":") in _LABELS
        for name, values in head.meta.items():
            kind = _META.get(name)
            if kind is None or (kind == "label" and not labelled):
                continue
            own = [v for v in values[:_MOST_DECLARED] if not v.startswith(("http", "@"))]
            found = [_forename_first(v) for v in own] if kind == "cit" else [n for v in own for n in names_in(v)]
            self._put(found, f"meta.{kind}", name)

    def _marked(self) -> None:
        groups: dict[tuple[str, str, str, str], list[str]] = {}
        first: set[str] = set()
        for mark in self.evidence.marks:
            kind = _kind_of(mark)
            names = self._names_of(mark, kind) if kind else ()
            if not names:
                continue
            where = zone(self.evidence, mark.block, self.title)
            standing = "reply" if "comment" in mark.inside else "bad" if mark.inside else "ok"
            if not self.forum and where not in AROUND_TITLE and not mark.inside.isdisjoint(OTHERS):
                continue  # a reply, a testimonial, the author of another article
            if not self.forum and mark.tag != "meta" and self.evidence.is_of_another(mark, self.title):
                continue
            group = groups.setdefault((kind, where, standing, mark.name), [])
            group.extend(n for n in names if n not in group)
            for sign in (
                f"first:{kind}",
                f"first:{kind}@{'article' if where in ('near', 'top', 'in', 'just') else 'else'}",
            ):
                if sign not in first:
                    first.add(sign)
                    self._put(names, sign, _said_by(mark.by, kind))
        for (kind, where, standing, _), listed in groups.items():
            source = _said_by("class" if kind.startswith("class") else kind.partition(".")[0], kind)
            self._put(listed if len(listed) <= _MOST_LISTED else listed[:1], f"{kind}.{where}.{standing}", source)
            if len(listed) > 1:
                self._put(listed[:1], f"{kind}.first.{standing}", source)

    def _names_of(self, mark: Mark, kind: str) -> tuple[str, ...]:
        text = mark.value if mark.value and (mark.tag == "meta" or not mark.parts) else mark.text
        if kind == "class.meta":
            after = _AFTER_BY.search(text)
            return names_in(after.group(1)) if after else ()
        if len(mark.parts) > 1 and len(people := _people_of(mark.parts)) > 1:
            return people  # side by side, with only style between them
        user = self.forum and kind != "rel" and len(text.split()) <= 3
        names = names_in(text, user)
        if user or (names and all(map(is_person, names))):
            return names
        # A box with a portrait, a job and a date beside the name: the pieces that look like a person's name.
        pieces = tuple(
            n for part in mark.parts if len(part.split()) <= _NAME_WORDS + 1 for n in names_in(part) if is_person(n)
        )
        return pieces if len(mark.parts) > 1 and pieces else names

    def _looks(self) -> None:
        """What the offers look like, and how they stand to each other and to the name of the site."""
        keys, kind, own = list(self.offers), self.evidence.kind, self.evidence.names
        people = [o for o in self.offers.values() if all(map(is_person, o.values)) and not _are_site(o.values, own)]
        for key, offer in self.offers.items():
            names, signs = offer.values, offer.signs
            alike = f"p{sum(map(is_person, names)) * 2 // len(names)}"
            places = {
                "text" if s.startswith("text") else re.split("[.:]", s)[0] for s in signs if not s.startswith("first")
            }
            signs.update(f"{place}&{alike}" for place in places)
            signs.update((f"nsrc{min(3, len(places))}", f"n{min(3, len(names))}"))
            if "ld" in places or "meta" in places:
                signs.add(f"{kind}&declared&{alike}")
            if any(s.startswith("ld.art.author") for s in signs):
                signs.add(f"{kind}&ld.art")
            labelled = bool(signs & _LABELLED) and all(map(is_unspaced_name, names))
            if (alike == "p2" or labelled) and signs & _SAID_PLAINLY and not _are_site(names, own):
                signs.add("declared person")
            if _are_site(names, own):
                signs.update(("site", f"site&{alike}", f"site&rival{min(1, len(people))}"))
            elif any(names_site(n, own) for n in names):
                signs.add(f"sitelike&{alike}")
            signs.update(_shapes(names, kind))
            if any(key < other for other in keys):
                signs.add(f"within&{alike}")
            if any(other < key for other in keys):
                signs.add(f"beyond&{alike}")


def _is_shown(offer: Offer) -> bool:
    """Whether an offer is of persons alone, and stands in a marked place or a byline near the title."""
    return all(map(is_person, offer.values)) and any(_SHOWN_NEAR.match(sign) for sign in offer.signs)


def _shapes(names: Sequence[str], kind: str) -> Iterator[str]:
    """Yield the signs of how names are written."""
    if len(names) == 1 and len(names[0].split()) == 1:
        yield from ("oneword", f"oneword:{kind}")
    if any(c.isdigit() for n in names for c in n):
        yield "digit"
    if any(_BODY_OF_MANY.search(n) for n in names):
        yield "org"
    if any(len(n.split()) > 4 for n in names):
        yield "longname"


def _people_of(parts: Sequence[str]) -> tuple[str, ...]:
    """Return the pieces of a marked element's text if each of them is one person's name."""
    found = [names_in(part) if len(part.split()) <= _NAME_WORDS else () for part in parts]
    return tuple(n for (n,) in found) if all(len(f) == 1 and is_person(f[0]) for f in found) else ()


def _are_site(names: Sequence[str], own: frozenset[str]) -> bool:
    return any(key_of(name) in own for name in names)


def _declared_names(value: Any, user_names: bool, depth: int = 0) -> list[str]:
    """The names in a JSON-LD author: a string, an object with a name, or a list of these."""
    if depth > _DEEPEST:
        return []
    if isinstance(value, list):
        return [n for each in value[:_MOST_DECLARED] for n in _declared_names(each, user_names, depth + 1)]
    if isinstance(value, dict):
        return _declared_names(value.get("name"), user_names, depth + 1)
    text = clean_value(value) if isinstance(value, str) else None
    return list(names_in(text, user_names)) if text and not text.startswith("http") else []


def _sort(value: Any) -> str:
    first = value[0] if isinstance(value, list) and value else value
    if not isinstance(first, dict):
        return "str"
    types = types_of(first)
    return "org" if types & _ORGANISATION else "person" if "Person" in types else "obj"


def _forename_first(name: str) -> str:
    last, comma, first = name.partition(",")
    return f"{first.strip()} {last.strip()}" if comma and "," not in first else name


def _kind_of(mark: Mark) -> str:
    if mark.by in ("itemprop", "property"):
        if mark.name == "name":
            return "item.name" if "Person" in mark.scope else ""
        return "item.author" if mark.name in ("author", "creator") else ""
    if mark.by == "rel":
        return "rel"
    if mark.by != "class":
        return ""
    if _AUTHOR_CLASS.search(mark.name):
        return "class.bio" if _BIO_CLASS.search(mark.name) else "class.author"
    return "class.user" if _USER_CLASS.search(mark.name) else "class.meta" if _META_CLASS.search(mark.name) else ""


def _said_by(by: str, kind: str) -> str:
    return {"rel": "rel=author", "class": "class name", "item": "microdata"}.get(by, f"{by} {kind.partition('.')[2]}")
