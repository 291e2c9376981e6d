"""What the model's features are called: a readable phrase for each column and value, and the family that it belongs to.

A phrase says something of a block ("is 80 % link text"), so that it can be said of a neighbour as well. Columns of one
family tell much the same in different ways; their shares are added up, and the strongest lends its phrase.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from ..features.marking import FAR
from ..features.odds import EVEN
from ..features.quantise import WHOLE

_NEIGHBOUR = re.compile(r"(.+)([+-])([12])")
_NEIGHBOURS = {
    "+1": "the block before it",
    "-1": "the block after it",
    "+2": "the second block before it",
    "-2": "the second block after it",
}


@dataclass(frozen=True, slots=True)
class _Phrase:
    """`low` is said of values up to `split`, `high` of those above; `{n}` is the value in its own unit, `{0}` the
    first group of the column's name."""

    family: str
    unit: Callable[[int], int]
    split: int
    low: str
    high: str


def _share(value: int) -> int:
    return round(100 * value / WHOLE)


def _count(value: int) -> int:
    return round(2 ** (value / 16) - 1)


def _number(value: int) -> int:
    return value


def _below_title(value: int) -> int:
    return _count(2 * (value - 128)) if value >= 128 else 0


_SELDOM, _OFTEN = "that articles seldom have", "that articles often have"

# Patterns of column names, the first that matches counts. The order of the columns below is that of `_Phrase`.
_PHRASES: tuple[tuple[str, _Phrase], ...] = (
    # trafilatura
    ("verdict|is_kept", _Phrase("trafilatura", _share, 100, "is left out by trafilatura", "is kept by trafilatura")),
    ("kept_within_.*", _Phrase("trafilatura", _share, 100, "stands where trafilatura keeps only {n} % of the text",
                               "stands where trafilatura keeps {n} % of the text")),
    ("since_kept|till_kept", _Phrase("trafilatura", _number, 3, "stands close to text that trafilatura keeps",
                                     "stands far from text that trafilatura keeps")),
    ("kept_up", _Phrase("trafilatura", _number, 0, "stands in the box that trafilatura keeps most of",
                        "stands outside the box that trafilatura keeps most of")),
    ("kept_below", _Phrase("trafilatura", _number, 2, "stands beside what trafilatura keeps most of",
                           "stands deep in a box of its own, seen from what trafilatura keeps")),
    ("shape_verdict", _Phrase("trafilatura", _share, 100, "is marked like blocks that trafilatura leaves out",
                              "is marked like blocks that trafilatura keeps")),
    ("page_verdict", _Phrase("page", _share, -1, "", "stands on a page of which trafilatura keeps {n} %")),
    ("page_kept", _Phrase("page", _count, -1, "", "stands on a page of which trafilatura keeps some {n} words")),
    # its own names
    ("tag_(.*)", _Phrase("names", _number, FAR - 1, "stands inside <{0}>", "does not stand inside <{0}>")),
    ("mark_hidden", _Phrase("names", _number, FAR - 1, "stands in an element that is hidden or named so",
                            "stands in no hidden element")),
    (".*mark_odds", _Phrase("names", _number, EVEN, f"stands in elements with names {_SELDOM}",
                            f"stands in elements with names {_OFTEN}")),
    ("mark_(.*)", _Phrase("names", _number, FAR - 1, "stands in an element named “{0}” or the like",
                          "stands in no element named “{0}” or the like")),
    ("depth", _Phrase("names", _number, -1, "", "stands {n} elements deep")),
    # what it says
    ("heading_.*word_odds", _Phrase("heading", _number, EVEN - 1, f"stands below a heading with words {_SELDOM}",
                                    f"stands below a heading with words {_OFTEN}")),
    (".*word_odds", _Phrase("wording", _number, EVEN, f"has words {_SELDOM}", f"has words {_OFTEN}")),
    ("words_known", _Phrase("wording", _share, 100, "has few words that the model knows",
                            "has words that the model knows")),
    ("words|sentences|function_words", _Phrase("length", _count, 64, "is short", "is long")),
    ("declared", _Phrase("declared", _share, 60, "is not in the text that the page declares as its article",
                         "is in the text that the page declares as its article")),
    ("described", _Phrase("declared", _share, 60, "says little of what the page's descriptions say",
                          "says what the page's descriptions say")),
    ("share_of_page", _Phrase("length", _share, -1, "", "has {n} % of the page's words")),
    ("lines", _Phrase("length", _count, 0, "is a single line", "has several lines")),
    ("prose", _Phrase("style", _number, 0, "does not read as running text", "reads as running text")),
    ("function_word_share", _Phrase("style", _share, 60, "has few of the small words that bind sentences",
                                    "has the small words that bind sentences")),
    ("commas|comma_rate", _Phrase("style", _number, 0, "has no commas", "has commas, as sentences do")),
    ("end", _Phrase("style", _number, 1, "does not end as a sentence does", "ends as a sentence or clause does")),
    ("first", _Phrase("style", _number, 1, "begins with a small letter", "begins with a capital, a digit or a sign")),
    ("capitals", _Phrase("style", _share, 80, "has few words with capitals", "has many words with capitals")),
    ("upper", _Phrase("style", _number, 0, "is not all capitals", "is all capitals")),
    ("word_length|longest_word", _Phrase("style", _number, 70, "has short words", "has long words")),
    ("digits", _Phrase("style", _share, 10, "has hardly any digits", "is {n} % digits")),
    ("quotes", _Phrase("style", _count, 0, "quotes nothing", "has quotation marks")),
    ("parentheses", _Phrase("style", _count, 0, "has no parentheses", "has parentheses")),
    ("colons", _Phrase("style", _count, 0, "has no colon", "has a colon")),
    ("bars", _Phrase("style", _count, 0, "has no bars, dots or arrows between its words",
                     "has bars, dots or arrows between its words")),
    ("at", _Phrase("style", _number, 0, "has no @", "has an @")),
    ("copyright", _Phrase("style", _number, 0, "has no ©", "has a ©")),
    ("address", _Phrase("style", _number, 0, "has no web address", "has a web address in its text")),
    ("price", _Phrase("style", _number, 0, "names no price", "names a price")),
    ("date", _Phrase("style", _number, 0, "names no date", "names a date")),
    ("time", _Phrase("style", _number, 0, "names no time", "names a time")),
    ("links", _Phrase("links", _share, 10, "has hardly any links", "is {n} % link text")),
    ("level", _Phrase("kind", _number, 0, "is no heading", "is a heading of level {n}")),
    ("is_item", _Phrase("kind", _number, 0, "is no list item", "is a list item")),
    ("is_cell", _Phrase("kind", _number, 0, "is no table cell", "is a table cell")),
    ("is_(.*)", _Phrase("kind", _number, 0, "is no {0}", "is a {0}")),
    ("continues", _Phrase("kind", _number, 0, "begins a paragraph", "continues the line before it")),
    ("copies", _Phrase("copies", _number, 1, "stands on the page once", "stands on the page {n} times")),
    ("copies_before", _Phrase("copies", _number, 0, "is said for the first time", "has been said before")),
    ("title_likeness", _Phrase("title", _share, 60, "says little of what the page's title says",
                               "says what the page's title says")),
    # where it stands
    ("from_title", _Phrase("place", _below_title, 127, "stands above the headline",
                           "stands some {n} blocks below the headline")),
    ("index", _Phrase("place", _count, 48, "is one of the first blocks", "stands some {n} blocks down the page")),
    ("index_from_end", _Phrase("place", _count, 48, "is one of the last blocks", "is followed by some {n} blocks")),
    ("position", _Phrase("place", _share, -1, "", "stands {n} % down the page")),
    ("words_before", _Phrase("place", _share, -1, "", "has {n} % of the page's words above it")),
    ("prose_before", _Phrase("place", _share, -1, "", "has {n} % of the page's running text above it")),
    ("since_heading|till_heading", _Phrase("heading", _number, 3, "stands close to a heading",
                                           "stands far from a heading")),
    ("heading_level", _Phrase("heading", _number, 0, "stands below no heading",
                              "stands below a heading of level {n}")),
    ("heading_words", _Phrase("heading", _count, 0, "stands below no heading",
                              "stands below a heading of {n} words")),
    ("since_prose|till_prose", _Phrase("around", _number, 3, "stands close to running text",
                                       "stands far from running text")),
    ("prose_within_.*", _Phrase("around", _share, 100, "stands among little running text ({n} %)",
                                "stands among running text ({n} %)")),
    ("words_within_.*", _Phrase("around", _count, 107, "stands among short blocks", "stands among long blocks")),
    ("main_up", _Phrase("main", _number, 0, "stands in the box with most of the running text",
                        "stands outside the box with most of the running text")),
    ("main_below", _Phrase("main", _number, 2, "stands beside most of the running text",
                           "stands deep in a box of its own, seen from the running text")),
    ("shape_links", _Phrase("alike", _share, 60, "is marked like blocks with few links",
                            "is marked like blocks that are {n} % links")),
    ("shape_prose", _Phrase("alike", _share, 100, "is marked like blocks that are no running text",
                            "is marked like blocks of running text")),
    ("shape_count", _Phrase("alike", _count, 32, "is marked like hardly any other block",
                            "is marked like some {n} blocks")),
    ("shape_of_page", _Phrase("alike", _share, -1, "", "is marked like blocks with {n} % of the page's words")),
    ("shape_words", _Phrase("alike", _count, 64, "is marked like short blocks", "is marked like long blocks")),
)  # fmt: skip

_BOXES = {
    "box0": "an element", "box1": "a box", "box2": "a box", "box3": "a wider box", "box4": "a wider box",
    "part": "a part that repeats", "series": "a series of like parts", "section": "a section",
}  # fmt: skip
_FACTS: dict[str, _Phrase] = {
    "of_page": _Phrase("box", _share, -1, "", "with {n} % of the page's words"),
    "of_prose": _Phrase("box", _share, -1, "", "with {n} % of the page's running text"),
    "links": _Phrase("box links", _share, 60, "with few links", "that is {n} % link text"),
    "prose": _Phrase("box", _share, 100, "with little running text ({n} %)", "that is {n} % running text"),
    "blocks": _Phrase("box", _count, 16, "of a single block", "of {n} blocks"),
    "words_a_block": _Phrase("box", _count, 64, "of short blocks", "of long blocks"),
    "words": _Phrase("box", _count, -1, "", "of some {n} words"),
    "headings": _Phrase("box", _share, 0, "without headings", "with headings"),
    "twins": _Phrase("box", _count, 16, "that stands alone", "that is one of {n} alike"),
    "place": _Phrase("box", _count, 0, "that is the first of its kind", "that follows {n} of its kind"),
    "verdict": _Phrase("trafilatura", _share, 100, "that trafilatura leaves out", "that trafilatura keeps"),
    "of_verdict": _Phrase("trafilatura", _share, -1, "", "with {n} % of what trafilatura keeps"),
}
_PAGE: tuple[tuple[str, _Phrase], ...] = (
    ("words", _Phrase("page", _count, -1, "", "of some {n} words")),
    ("blocks", _Phrase("page", _count, -1, "", "of some {n} blocks")),
    ("declared", _Phrase("page", _count, 0, "that declares no text of its article",
                         "that declares {n} words of its article")),
    ("prose", _Phrase("page", _share, -1, "", "that is {n} % running text")),
    ("ld_(.*)", _Phrase("page", _number, 0, "that declares no “{0}” (JSON-LD)", "that declares a “{0}” (JSON-LD)")),
    ("og_(.*)", _Phrase("page", _number, 0, "whose og:type is not “{0}”", "whose og:type is “{0}”")),
    ("count_(.*)", _Phrase("page", _count, 0, "without an <{0}> element", "with {n} <{0}> elements")),
    ("made_(.*)", _Phrase("page", _number, 0, "not made with software for {0}", "made with software for {0}")),
    ("path_depth", _Phrase("page", _number, -1, "", "whose address has {n} steps")),
    ("path_digits", _Phrase("page", _number, 0, "whose address has no number", "whose address has a number")),
    ("path_root", _Phrase("page", _number, 0, "that is not a site's front page", "that is a site's front page")),
    ("path_(.*)", _Phrase("page", _number, 0, "whose address is not that of a “{0}” page",
                          "whose address is that of a “{0}” page")),
    ("published", _Phrase("page", _number, 0, "that gives no date of publication", "that gives a date of publication")),
    ("price", _Phrase("page", _number, 0, "that declares no price", "that declares a price")),
)  # fmt: skip


def phrase(name: str, value: int) -> str:
    """What the column's value says of a block, as a phrase without its subject ("is 80 % link text"), or with one that
    is a neighbour; the bare name and value if the table has none."""
    subject, found, group = _look_up(name)
    if found is None:
        return f"has {name} = {value}"
    said = found.low if value <= found.split else found.high
    return subject + said.format(group, n=found.unit(value))


def family(name: str) -> str:
    """The family of a column: what it is added up with. A column without a phrase is a family of its own."""
    found = _look_up(name)[1]
    if found is None:
        return name
    return "neighbours" if _NEIGHBOUR.fullmatch(name) and found.family != "trafilatura" else found.family


@cache
def _look_up(name: str) -> tuple[str, _Phrase | None, str]:
    """What stands before the phrase, the phrase, and the part of the column's name that it quotes."""
    neighbour = _NEIGHBOUR.fullmatch(name)
    if neighbour:
        base, sign, step = neighbour.groups()
        _, found, group = _look_up(base)
        return _NEIGHBOURS[sign + step] + " ", found, group
    found, group = _first(_PHRASES, name)
    if found is not None:
        return "", found, group
    prefix, _, rest = name.partition("_")
    if prefix == "page":
        return "stands on a page ", *_first(_PAGE, rest)
    if prefix in _BOXES:
        return f"stands in {_BOXES[prefix]} ", _FACTS.get(rest), ""
    return "", None, ""


def _first(table: tuple[tuple[str, _Phrase], ...], name: str) -> tuple[_Phrase | None, str]:
    for pattern, found in table:
        match = re.fullmatch(pattern, name)
        if match:
            return found, match.group(1) if match.re.groups else ""
    return None, ""
