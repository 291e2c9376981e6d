"""Readers' comments below an article: boilerplate, but some want to read them."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Iterator, Sequence
from itertools import islice

from lxml.html import HtmlElement

from ..article import By, Decision, Kind
from ..blocks import Layout
from ..blocks.places import shape_of
from ..features.marking import FAR, MARKING
from ..features.outline import Outline, read_outline
from ..features.surroundings import is_prose
from .step import Context

COMMENT = Decision(False, By.COMMENTS, "a reader's comment")
_COMMENT_PLACE = MARKING.index("mark_comment")
_CUT = Decision(False, By.MODEL, "below the article, where its readers comment")
_PROSE = (Kind.PARAGRAPH, Kind.ITEM)
_MOST_LINKS = 0.5
_SMALL_PART = 1 / 3
# A few words are a sentence if they end like one; two of them, each in an element of its own, are two comments.
_SENTENCE = re.compile(r"[.!?…。！？؟।][\"'”’»)\]]*$")
_FEWEST_WORDS, _FEWEST_SHORT = 3, 2
_POST_TAGS = frozenset("time textarea input button cite dt".split())
_POST_NAME = re.compile(
    r"(?:^|[-_\s])(?:author|avatar|vcard|user(?:name)?|repl(?:y|ies)|dates?|time|meta(?:data)?|byline|posted|says|fn|permalink)(?:$|[-_\s])",
    re.I,
)
_DATED = re.compile(r"\d{1,2}[:.]\d{2}|\b(?:19|20)\d{2}\b")
_LONGEST_DATE, _MOST_LEVELS, _MOST_ELEMENTS = 60, 3, 300  # characters; elements
_LONGEST_LINE, _MOST_LINES_ABOVE = 12, 3  # words, lines


def names_comments(outline: Outline) -> bool:
    """Return whether an element of the page is named after comments."""
    return any(row[_COMMENT_PLACE] < FAR for row in set(outline.rows))


def cut_comments(layout: Layout, decisions: Sequence[Decision], context: Context) -> tuple[Decision, ...]:
    """Cut what is kept in an element named after comments, behind the article's last prose outside of such elements.

    Only where it is a small part of what is kept: on a thread it is most of it. A section of the article may have
    "comment" in its name: the article goes on behind it, or it stands among the article's own and has no post.
    """
    outline = context.outline or read_outline(layout)
    below = [outline.rows[owner][_COMMENT_PLACE] < FAR for owner in outline.owners]
    if True not in below:
        return tuple(decisions)
    kept = enumerate(zip(layout.blocks, decisions, below, strict=True))
    own = [i for i, (b, d, commented) in kept if d.keep and not commented and b.kind in _PROSE and is_prose(b)]
    end = next((i for i in reversed(own) if layout.blocks[i].kind is Kind.PARAGRAPH), 0)
    below[:end] = [False] * end
    if any(below):
        below = _without_sections(layout, outline, below, {layout.owners[i] for i in own})
    words = [block.words if d.keep else 0 for block, d in zip(layout.blocks, decisions, strict=True)]
    said = sum(n for n, commented in zip(words, below, strict=True) if commented)
    if not 0 < said <= _SMALL_PART * sum(words):
        return tuple(decisions)
    return tuple(
        _CUT if decision.keep and commented else decision for decision, commented in zip(decisions, below, strict=True)
    )


def _without_sections(layout: Layout, outline: Outline, below: Sequence[bool], prose: set[HtmlElement]) -> list[bool]:
    """Return `below` without the blocks of elements that stand among the article's own and have no sign of a post, or
    are marked as the element beside them with the article's own prose is: the first post of a thread."""
    known: dict[HtmlElement, bool] = {}
    holders: dict[HtmlElement, set[HtmlElement]] = defaultdict(set)  # of the article's prose, by what they stand in
    for owner in prose:
        inner = owner
        for one in islice(owner.iterancestors(), _MOST_LEVELS):
            holders[one].add(inner)
            inner = one
    result = list(below)
    for i, commented in enumerate(below):
        if commented:
            element: HtmlElement | None = layout.owners[i]
            for _ in range(outline.rows[outline.owners[i]][_COMMENT_PLACE]):
                element = element.getparent() if element is not None else None
            if element is not None and element not in known:
                beside = holders.get(element.getparent(), ())
                is_post = bool(element.get("class")) and shape_of(element) in map(shape_of, beside)
                known[element] = bool(beside) and (is_post or not _has_posts(element))
            result[i] = element is None or not known[element]
    return result


def _has_posts(element: HtmlElement) -> bool:
    """Return whether an element has something of readers' posts: a form, a time, a name, a link to answer."""
    if element.getparent().tag in ("body", "html") or element.find(".//form") is not None:
        return True
    for one in islice(element.iterdescendants("*"), _MOST_ELEMENTS):
        if one.tag in _POST_TAGS or _POST_NAME.search(f"{one.get('class') or ''} {one.get('rel') or ''}"):
            return True
    return any(_DATED.search(text) for text in islice(element.itertext(), _MOST_ELEMENTS) if len(text) < _LONGEST_DATE)


def mark_comments(layout: Layout, decisions: Sequence[Decision], context: Context) -> tuple[Decision, ...]:
    """Tell readers' comments from what else is cut.

    They stand under an element that is named so. Names, dates and buttons stand there as well: what is marked like the
    comments that read as prose is a comment, however short; so are short sentences where each has an element for it.
    """
    if not context.has_comments:
        return tuple(decisions)
    outline = context.outline or read_outline(layout)
    shapes = [(outline.shapes[o], outline.shapes[outline.parents[o]]) for o in outline.owners]
    below = [
        i
        for i, (block, decision) in enumerate(zip(layout.blocks, decisions, strict=True))
        if not decision.keep
        and decision.by is By.MODEL
        and outline.rows[outline.owners[i]][_COMMENT_PLACE] < FAR
        and block.kind not in (Kind.IMAGE, Kind.CONTROL, Kind.HEADING)
        and block.link_share <= _MOST_LINKS
    ]
    fluent = {shapes[i] for i in below if is_prose(layout.blocks[i])}
    if not fluent:
        holders: dict[tuple[tuple[str, str], tuple[str, str]], set[HtmlElement | None]] = defaultdict(set)
        for i in _sentences(layout, below):
            holders[shapes[i]].add(layout.owners[i].getparent())
        fluent = {shape for shape, elements in holders.items() if len(elements) >= _FEWEST_SHORT}
    result = list(decisions)
    said = [i for i in below if shapes[i] in fluent]
    for i in (*said, *_lines_above(layout, decisions, said, shapes)):
        result[i] = COMMENT
    return tuple(result)


def _lines_above(
    layout: Layout, decisions: Sequence[Decision], said: Sequence[int], shapes: Sequence[Hashable]
) -> Iterator[int]:
    """The lines that say who wrote a comment, and when: short ones just above it, in the same element as it.

    A line above several comments stands in an element that has another of them before it, or above one of them alone:
    where there are more, lines are marked in the same way above most of them.
    """
    found: list[int] = []
    first = [(i, before) for i, before in zip(said, (-1, *said), strict=False) if before != i - 1]
    for i, before in first:
        above = set(layout.owners[i].iterancestors())
        for j in range(i - 1, max(before, i - 1 - _MOST_LINES_ABOVE), -1):
            block, cut = layout.blocks[j], not decisions[j].keep and decisions[j].by is By.MODEL
            if block.kind in (Kind.IMAGE, Kind.CONTROL):
                continue
            if not cut or not 0 < block.words <= _LONGEST_LINE:
                break
            owner = layout.owners[j]
            around = next((up for up in (owner, *owner.iterancestors()) if up in above), None)
            if around is None or (before >= 0 and around in layout.owners[before].iterancestors()):
                break
            found.append(j)
    counts = Counter(shapes[j] for j in found)
    for j in found:
        alone = len(first) == 1 and layout.blocks[j].kind is not Kind.HEADING
        if alone or counts[shapes[j]] > len(first) / 2 > 0.5:
            yield j


def _sentences(layout: Layout, places: Iterable[int]) -> Iterable[int]:
    """Those of the blocks at `places` that say something, if little, and are not what a form says of itself."""
    for i in places:
        block = layout.blocks[i]
        in_form = any(True for _ in layout.owners[i].iterancestors("form"))
        if block.words >= _FEWEST_WORDS and _SENTENCE.search(block.text) and not in_form:
            yield i
