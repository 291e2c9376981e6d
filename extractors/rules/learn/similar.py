"""Lines that say nearly the same: one sentence of the template with changing parts, or sentences that are alike."""

from __future__ import annotations

from collections import Counter, defaultdict
from itertools import pairwise

from .line_index import At, Index, Repeat
from .page_lines import token_key, tokens
from .pattern import Keys, common, longest_gap, says_enough, slots

_FEWEST_TOKENS, _MOST_TOKENS = 3, 60
_JOINS = 0.5  # share of its words that a line must have in common with others like it
_LEADERS_A_PAIR = 30
_COMPARED = 4
_MOST_KEYS = 30_000


def near_same(index: Index) -> list[tuple[tuple[str, ...], Keys]]:
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
_FIXED_WORDS, _FIXED_SHARE, _SURE_SHARE, _LONG = 3.0, 0.6, 0.8, 8.0
_APART_WORDS, _APART_SHARE, _APART_TOKENS = 1.0, 0.5, 25
_WIDEST_GAP = 8
_VARIED_PAGES, _VARIED_SHARE = 3, 0.3
_A_PAGE = 2.0  # different ones on one page: more are a series, and that is the article's
_AMONG = 0.3  # of its lines stand inside the articles' own text
_SAMPLE = 200


def is_one_sentence(index: Index, repeat: Repeat, shared: Keys) -> bool:
    """Whether lines that differ are one sentence of the template and not sentences of articles that are alike.

    A place of its own in the template says so, and one above or below all of the articles' own text nearly. Inside of
    it more must be the same, and what changes must be one thing: "it ended 3-1 before 7,000" tells two, and is news.
    """
    pages, total = len(repeat.pages), len(index.sheets)
    longest = max(len(key.split(" ")) for key in repeat.keys)
    share = len(shared) / longest
    few = pages < min(_VARIED_PAGES, total) or pages < _VARIED_SHARE * total or (total == 2 and share < _SURE_SHARE)
    if few or max(longest_gap(tuple(key.split(" ")), shared) for key in repeat.keys) > _WIDEST_GAP:
        return False
    own_place = _has_own_place(index, repeat)
    a_page = len({(at[0], index.line(at).text) for at in repeat.members}) / pages
    names = _names_change(index, repeat.members, set(shared))
    among = not own_place and _is_among_own(index, repeat)
    fixed = says_enough(shared)
    long = share >= _SURE_SHARE and fixed >= _LONG
    if among and (_changes(index, repeat) > 1 or not (long or pages * 2 >= total)):
        return False
    if not among and pages * 2 >= total and longest <= _APART_TOKENS and names and (own_place or a_page <= 1):
        return fixed >= _APART_WORDS and share >= _APART_SHARE
    return fixed >= _FIXED_WORDS and share >= (_FIXED_SHARE if names else _SURE_SHARE) and a_page <= _A_PAGE


def _is_among_own(index: Index, repeat: Repeat) -> bool:
    """Whether many of its lines stand inside the articles' own text."""
    kept = index.kept(repeat)[:_SAMPLE]
    return sum(map(index.is_inside, kept)) >= _AMONG * len(kept)


def _changes(index: Index, repeat: Repeat) -> int:
    """How many things change from line to line."""
    return slots(list(dict.fromkeys(index.line(at).text for at in index.kept(repeat)[:_SAMPLE])))


def _has_own_place(index: Index, repeat: Repeat) -> bool:
    """Whether the lines stand in one place of the template, and nothing else that comes through stands there."""
    places = {index.line(at).place for at in repeat.members}
    if len(places) > 1 or 0 in places:
        return False
    own = set(repeat.members)
    return all(at in own for at in index.kept_at[places.pop()])


def _names_change(index: Index, members: tuple[At, ...], shared: set[str]) -> bool:
    """Whether most of what differs are numbers and names: words with a capital, or of a script without them."""
    names = others = 0
    for at in members[:_SAMPLE]:
        for token in tokens(index.line(at).text):
            if token_key(token) not in shared:
                is_name = bool(token["number"]) or not token[0][0].islower()
                names, others = names + is_name, others + (not is_name)
    return names >= 2 * others
