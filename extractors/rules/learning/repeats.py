"""What repeats across the pages of a site: lines that say the same, and lines that say nearly the same."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from .pattern import Keys, common, longest_gap, says_enough
from .sheet import NUMBER, Line, Sheet, token_key, tokens

At = tuple[int, int]  # a page's and a line's number

_FEWEST_TOKENS, _MOST_TOKENS = 3, 60
_JOINS = 0.5  # share of its words that a line must have in common with others like it
_LEADERS_A_PAIR = 30
_COMPARED = 4
_MOST_KEYS = 30_000


@dataclass(frozen=True, slots=True)
class Repeat:
    """Lines of two pages or more that say the same; `varied` when names, dates or more than numbers differ."""

    keys: tuple[str, ...]
    members: tuple[At, ...]
    varied: bool

    @property
    def pages(self) -> set[int]:
        """The pages that it stands on, whether it comes through there or not."""
        return {page for page, _ in self.members}


class Index:
    """All lines of a site's pages by what they say."""

    def __init__(self, sheets: Sequence[Sheet]) -> None:
        self.sheets = sheets
        self.places: dict[str, list[At]] = defaultdict(list)
        self.kept_at: dict[int, list[At]] = defaultdict(list)  # place in the template -> lines that come through
        for page, sheet in enumerate(sheets):
            for number, line in enumerate(sheet.lines):
                if line.key:
                    self.places[line.key].append((page, number))
                if line.kept:
                    self.kept_at[line.place].append((page, number))

    def line(self, at: At) -> Line:
        """The line at a place."""
        return self.sheets[at[0]].lines[at[1]]

    def pages(self, key: str) -> int:
        """How many pages have a line with this key."""
        return len({page for page, _ in self.places[key]})

    def repeat(self, keys: Iterable[str], varied: bool = False) -> Repeat:
        """The lines with one of these keys."""
        own = tuple(keys)
        return Repeat(own, tuple(at for key in own for at in self.places[key]), varied)

    def kept(self, repeat: Repeat) -> list[At]:
        """Those of its lines that come through extraction."""
        return [at for at in repeat.members if self.line(at).kept]


def find_repeats(index: Index) -> list[Repeat]:
    """Return what stands on two pages or more and comes through on one; near-same lines as one repeat.

    Near linear: lines are compared only with the few that share most pairs of words with them.
    """
    found = []
    taken: set[str] = set()
    for keys, shared in _near_same(index):
        repeat = index.repeat(keys, varied=True)
        if index.kept(repeat) and _is_one_sentence(index, repeat, shared):
            found.append(repeat)
            taken.update(keys)
    return found + [repeat for key in index.places if key not in taken for repeat in same(index, key)]


def same(index: Index, key: str) -> list[Repeat]:
    """The lines with this very key, if they repeat and are more than a number or a letter."""
    repeat = index.repeat((key,))
    pages = len(repeat.pages)
    if pages < 2 or not index.kept(repeat):
        return []
    said = says_enough(tuple(key.split(" ")))
    if said < 1 or (said < _SAID_BY_FEW and pages < _FEW_PAGES * len(index.sheets)):
        return []
    if NUMBER in key.split(" ") and _raw_texts(index, repeat) > 1:
        fits = _is_one_sentence(index, repeat, tuple(key.split(" ")))
        return [repeat] if fits else []
    return [repeat]


_SAID_BY_FEW = 4  # shorter lines repeat by chance: they must stand on a quarter of the pages
_FEW_PAGES = 0.25


def _raw_texts(index: Index, repeat: Repeat) -> int:
    return len({index.line(at).text for at in repeat.members})


def _near_same(index: Index) -> list[tuple[tuple[str, ...], Keys]]:
    """Groups of two keys or more, each with the words that all of the group share."""
    keys = sorted(index.places, key=lambda k: (-index.pages(k), k))[:_MOST_KEYS]
    leaders: dict[tuple[str, str], list[int]] = defaultdict(list)
    groups: list[list[str]] = []
    shared: list[Keys] = []
    for key in keys:
        own = tuple(key.split(" "))
        if not _FEWEST_TOKENS <= len(own) <= _MOST_TOKENS:
            continue
        pairs = set(pairwise(("^", *own, "$")))
        votes = Counter(group for pair in pairs for group in leaders[pair])
        for group, _ in votes.most_common(_COMPARED):
            both = common(shared[group], own)
            if len(both) >= _JOINS * max(len(own), len(groups[group][0].split(" "))):
                groups[group].append(key)
                shared[group] = both
                break
        else:
            for pair in pairs:
                if len(leaders[pair]) < _LEADERS_A_PAIR:
                    leaders[pair].append(len(groups))
            groups.append([key])
            shared.append(own)
    return [(tuple(group), both) for group, both in zip(groups, shared, strict=True) if len(group) > 1]


# A sentence with changing parts: how much of it must be the same, and on how many pages it must stand.
_FIXED_WORDS, _FIXED_SHARE, _SURE_SHARE = 3.0, 0.6, 0.8
_OWN_PLACE_WORDS, _OWN_PLACE_SHARE, _OWN_PLACE_TOKENS = 1.0, 0.5, 25
_WIDEST_GAP = 8
_VARIED_PAGES, _VARIED_SHARE = 3, 0.3
_A_PAGE = 2.0  # different ones on one page: more are a series, and that is the article's


def _is_one_sentence(index: Index, repeat: Repeat, shared: Keys) -> bool:
    """Whether lines that differ are one sentence of the template and not sentences of articles that are alike."""
    pages, total = len(repeat.pages), len(index.sheets)
    longest = max(len(key.split(" ")) for key in repeat.keys)
    share = len(shared) / longest
    if pages < min(_VARIED_PAGES, total) or pages < _VARIED_SHARE * total or (total == 2 and share < _SURE_SHARE):
        return False
    if max(longest_gap(tuple(key.split(" ")), shared) for key in repeat.keys) > _WIDEST_GAP:
        return False
    if _has_own_place(index, repeat) and pages * 2 >= total and longest <= _OWN_PLACE_TOKENS:
        return says_enough(shared) >= _OWN_PLACE_WORDS and share >= _OWN_PLACE_SHARE
    if says_enough(shared) < _FIXED_WORDS or share < _FIXED_SHARE:
        return False
    if len({(at[0], index.line(at).text) for at in repeat.members}) > _A_PAGE * pages:
        return False
    return share >= _SURE_SHARE or _names_change(index, repeat, set(shared))


def _has_own_place(index: Index, repeat: Repeat) -> bool:
    """Whether the lines stand in one place of the template, and nothing else that comes through stands there."""
    places = {index.line(at).place for at in repeat.members}
    if len(places) > 1 or 0 in places:
        return False
    own = set(repeat.members)
    return all(at in own for at in index.kept_at[places.pop()])


def _names_change(index: Index, repeat: Repeat, shared: set[str]) -> bool:
    """Whether most of what differs are numbers and names: words with a capital, or of a script without them."""
    names = others = 0
    for at in repeat.members[:200]:
        for token in tokens(index.line(at).text):
            if token_key(token) not in shared:
                is_name = bool(token["number"]) or not token[0][0].islower()
                names, others = names + is_name, others + (not is_name)
    return names >= 2 * others
