"""Keep posts whole: who wrote each post of a thread or entry of a live blog, when, and under which heading."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from itertools import islice, takewhile

from lxml.html import HtmlElement

from ..article import Block, By, Decision, Kind
from ..blocks import Layout
from ..blocks.places import place_of, shape_of
from ..features.outline import Outline, read_outline
from .step import Context

_WITH_POST = Decision(True, By.POST, "a part of a post that is kept")
_FEWEST_POSTS = 3
_KEPT_SHARE = 0.6  # of the posts that have text: fewer kept ones are teasers among which one was mistaken
_SURE_SHARE, _MOST_LINKS = 0.75, 0.5
_COVERED_SHARE = 0.5  # of the posts: a line that fewer have is none of the form's
_SAID = frozenset(("blockquote", "pre"))
_INSETS = frozenset("blockquote pre ul ol dl table aside".split())
_TEXT_TAGS = frozenset("p ul ol li blockquote pre h1 h2 h3 h4 h5 h6 dl dt dd table tbody tr td th figure".split())
_DIFFERENT_SHARE = 0.3  # of the lines: "Reply" is the same in each post, names return
_LONGEST_LABEL, _LONGEST_QUOTATION = 14, 40  # words
# What is kept along with posts is of their length: at most so many words, or so many times those of the longest one.
_ANY_LENGTH, _TIMES_LONGEST = 100, 2
_SHORTEST_TEXT = 4  # words of what a post says
_MOST_LEVELS = 8
# Mean score of the lines in one place. Of 0.1 to 0.4, 0.2 did best on WCXB's forums and cost no type anything.
_DOUBTFUL = 0.2
_DOUBTFUL_INSET = 0.05  # score of a quotation, code or a list within the text of a post
_TIME = re.compile(
    r"\b[012]?\d[:.h][0-5]\d\b|\b(?:19|20)\d\d\b|\b\d{1,3}\s?(?:m|min|h|hr|d|w|mo|y|yr)s?\b(?:\s+ago)?|"
    r"\b\d{1,2}[./-]\d{1,2}[./-]\d{2,4}\b|\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\b|\d[年月日時]|"
    r"\b(?:ago|yesterday|today|gestern|heute|vor \d+|il y a|hace \d+|fa|назад|前)\b",
    re.I,
)
_AUTHOR = re.compile(
    r"(?:^|[-_\s])(?:author|by|writer|reporter|speaker|user(?:-?name|-?info)?|poster|hnuser|nick(?:name)?|creator|byline|names?|fn)(?:$|[-_\s])",
    re.I,
)


def keep_posts_whole(layout: Layout, decisions: Sequence[Decision], context: Context) -> tuple[Decision, ...]:
    """Keep the lines that say who wrote a kept post and when, its heading, short answers between kept ones, and
    quotations, code, lists and tables in the element that the posts' texts stand in.

    Posts are three or more siblings of one shape, most of which have kept text. Lines that the model is sure about are
    left to it: it has seen that such lines are none of the article.
    """
    result = list(decisions)
    places: dict[HtmlElement, int] = {}
    for posts in _groups(layout, context.outline or read_outline(layout), decisions):
        if not _is_torn(decisions, posts):
            continue
        longest = max(layout.blocks[i].words for post in posts for i in post if decisions[i].keep)
        most = max(_ANY_LENGTH, _TIMES_LONGEST * longest)
        for place, least in _parts(layout, decisions, posts, places):
            if sum(context.scores[i] or 0.0 for i in place) >= least * len(place):
                for i in place:
                    is_long = layout.blocks[i].words > most and layout.blocks[i].kind is not Kind.CODE
                    if decisions[i].by is By.MODEL and not decisions[i].keep and not is_long:
                        result[i] = _WITH_POST
    return tuple(result)


def _is_torn(decisions: Sequence[Decision], posts: Sequence[Sequence[int]]) -> bool:
    """Return whether the model keeps something of several posts, and drops something else of them."""
    of_posts = [decisions[i] for post in posts for i in post]
    return (
        any(decision.by is By.MODEL and not decision.keep for decision in of_posts)
        and sum(decision.keep for decision in of_posts) >= _FEWEST_POSTS
    )


def _groups(layout: Layout, outline: Outline, decisions: Sequence[Decision]) -> Iterator[list[list[int]]]:
    """Yield the siblings of one shape, each as the numbers of its blocks; those of one block alone are no posts, and
    posts that are torn have three blocks that are kept and one that is cut."""
    parents = outline.parents
    kept, cut = [0] * len(parents), [0] * len(parents)  # blocks below each element
    for owner, decision in zip(outline.owners, decisions, strict=True):
        if decision.keep:
            kept[owner] += 1
        elif decision.by is By.MODEL:
            cut[owner] += 1
    for place in range(len(parents) - 1, 0, -1):
        kept[parents[place]] += kept[place]
        cut[parents[place]] += cut[place]
    may_hold = [of_kept >= _FEWEST_POSTS and of_cut > 0 for of_kept, of_cut in zip(kept, cut, strict=True)]
    children = Counter(parents[1:])
    wanted = [place > 0 and may_hold[up] and children[up] >= _FEWEST_POSTS for place, up in enumerate(parents)]
    inside: dict[int, list[int]] = defaultdict(list)
    elements: dict[int, HtmlElement] = {}
    nearest = outline.nearest(wanted)
    for i, owner in enumerate(outline.owners):
        place, level, element = nearest[owner], outline.depths[owner], layout.owners[i]
        while place > 0 and outline.depths[place] >= outline.depths[owner] - _MOST_LEVELS:
            inside[place].append(i)
            if place not in elements:
                for _ in range(outline.depths[place], level):
                    element = element.getparent()
                elements[place], level = element, outline.depths[place]
            place = nearest[parents[place]]
    siblings: dict[int, list[int]] = defaultdict(list)
    for place in inside:
        siblings[parents[place]].append(place)
    for among in siblings.values():
        if len(among) < _FEWEST_POSTS or all(len(inside[place]) < 2 for place in among):
            continue
        groups: dict[str, list[list[int]]] = defaultdict(list)
        for place in among:
            groups[shape_of(elements[place])].append(inside[place])
        yield from (group for group in groups.values() if len(group) >= _FEWEST_POSTS and max(map(len, group)) > 1)


def _parts(
    layout: Layout, decisions: Sequence[Decision], posts: Sequence[Sequence[int]], places: dict[HtmlElement, int]
) -> Iterator[tuple[list[int], float]]:
    """Yield the blocks that belong to kept posts, those in the same place of each post together, and the mean
    score that they need."""
    blocks = layout.blocks
    lines: dict[tuple[int, int], list[tuple[int, int]]] = defaultdict(list)
    for number, post in enumerate(posts):
        met: Counter[int] = Counter()
        for i in post:
            if blocks[i].words and blocks[i].kind is not Kind.CONTROL:
                at = place_of(layout.owners[i], places)
                lines[at, met[at]].append((number, i))
                met[at] += 1
    labels = {place for place, found in lines.items() if _are_labels(layout, found, len(posts))}
    texts = [found for place, found in lines.items() if place not in labels]
    most = [found for found in texts if _are_mostly_kept(decisions, found)]
    yield from (([i for _, i in found if blocks[i].link_share < _MOST_LINKS], _DOUBTFUL) for found in most)
    if labels:
        yield from (([i], _DOUBTFUL_INSET) for i in _bodies(layout, decisions, posts, places))
    told = {number for found in texts for number, i in found if blocks[i].words >= _SHORTEST_TEXT}
    kept = {number for found in texts for number, i in found if decisions[i].keep}
    kept |= {number for found in most for number, i in found}
    if len(kept) >= max(_FEWEST_POSTS, _KEPT_SHARE * len(told | kept)):
        yield from (([i for number, i in lines[place] if number in kept], _DOUBTFUL) for place in labels)


def _bodies(
    layout: Layout, decisions: Sequence[Decision], posts: Sequence[Sequence[int]], places: dict[HtmlElement, int]
) -> Iterator[int]:
    """Yield quotations, code, lists and tables in the element that holds the text of a post with kept text.

    It is the element around their paragraphs that most posts have in the same place, once each, below the post itself.
    """
    found: dict[int, dict[int, HtmlElement]] = defaultdict(dict)  # place -> post -> element
    words: Counter[int] = Counter()
    doubtful: set[int] = set()
    for number, post in enumerate(posts):
        for i in post:
            if decisions[i].keep and decisions[i].by is By.MODEL:
                holder = _holder(layout.owners[i])
                at = place_of(holder, places)
                words[at] += layout.blocks[i].words
                if found[at].setdefault(number, holder) is not holder:
                    doubtful.add(at)
    if not found:
        return
    at = max(words, key=words.__getitem__)
    holders = found[at]
    if at in doubtful or len(holders) < max(_FEWEST_POSTS, _COVERED_SHARE * len(posts)):
        return
    for number, holder in holders.items():
        inside = [i for i in posts[number] if any(one is holder for one in _up(layout.owners[i]))]
        # With who and when, with tags and buttons: lists among these are not said by anybody.
        is_whole_post = len(inside) == len(posts[number])
        insets: dict[HtmlElement, list[int]] = defaultdict(list)
        for i in inside:
            outer = _insets_around(layout.owners[i], holder)
            said = outer and (not is_whole_post or outer[-1].tag in _SAID)
            if said and layout.blocks[i].words and layout.blocks[i].kind is not Kind.CONTROL:
                insets[outer[-1]].append(i)
        for inset, places_of_inset in insets.items():
            yield from _said(layout, inset, places_of_inset)


def _insets_around(owner: HtmlElement, holder: HtmlElement) -> list[HtmlElement]:
    return [one for one in takewhile(lambda one: one is not holder, _up(owner)) if one.tag in _INSETS]


def _said(layout: Layout, inset: HtmlElement, places: Sequence[int]) -> Iterator[int]:
    """Yield what the author of a post said with an inset: of a card for a link its headline alone, no long quotation,
    which repeats a post above, and no list of links."""
    blocks = layout.blocks
    is_quotation = inset.tag == "blockquote" or inset.find(".//blockquote") is not None
    if is_quotation and sum(blocks[i].words for i in places) > _LONGEST_QUOTATION:
        return
    is_card = inset.tag == "aside" and not is_quotation
    for i in places:
        if blocks[i].kind is Kind.HEADING if is_card else blocks[i].link_share < _MOST_LINKS:
            yield i


def _up(element: HtmlElement) -> Iterator[HtmlElement]:
    yield element
    yield from islice(element.iterancestors(), _MOST_LEVELS)


def _holder(owner: HtmlElement) -> HtmlElement:
    """The element that holds the paragraphs of a text: the first around one that is no paragraph, list or quotation."""
    return next((one for one in _up(owner) if one.tag not in _TEXT_TAGS), owner)


def _are_mostly_kept(decisions: Sequence[Decision], found: Sequence[tuple[int, int]]) -> bool:
    """Return whether a few posts lose a text in a place where the others keep theirs: short answers, foremost."""
    kept = sum(decisions[i].keep for _, i in found)
    return kept >= max(_FEWEST_POSTS, _SURE_SHARE * len(found))


def _are_labels(layout: Layout, found: Sequence[tuple[int, int]], posts: int) -> bool:
    """Return whether lines in the same place of the posts say who or when, or are headings."""
    blocks = [layout.blocks[i] for _, i in found]
    covered = {number for number, _ in found}
    if len(covered) < _COVERED_SHARE * posts or len(found) > 2 * len(covered):
        return False
    if any(block.words > _LONGEST_LABEL for block in blocks):
        return False
    if len({block.text for block in blocks}) < max(2, _DIFFERENT_SHARE * len(covered)):
        return False
    said = sum(
        _says_who_or_when(block, layout.owners[i], layout.chunks[i])
        for block, (_, i) in zip(blocks, found, strict=True)
    )
    return 2 * said > len(found)


def _says_who_or_when(block: Block, owner: HtmlElement, chunks: Sequence[tuple[HtmlElement, bool]]) -> bool:
    if block.kind is Kind.HEADING or _TIME.search(block.text):
        return True
    around = [owner, *islice(owner.iterancestors(), 1), *(element for element, _ in chunks[:6])]
    return any(
        e.tag == "time" or _AUTHOR.search(f"{e.get('class') or ''} {e.get('itemprop') or ''} {e.get('rel') or ''}")
        for e in around
    )
