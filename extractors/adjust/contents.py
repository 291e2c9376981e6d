"""Cut the list of contents above an article: links to its own headings, and the label above them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice

from lxml.html import HtmlElement

from ..article import By, Decision, Kind
from ..blocks import Layout
from .step import Context

_CONTENTS = Decision(False, By.NOTICE, "the list of contents: links to the headings below")
_FEWEST, _LEAST_HEADINGS = 3, 0.6  # links; share of them that are headings further down
_LABEL_WORDS, _MOST_LABELS = 4, 3  # a Chinese or Japanese character being a word
_WHOLLY_LINKED = 0.9
_OUTER = 3  # elements around a link, within its line


def cut_contents(layout: Layout, decisions: Sequence[Decision], _: Context) -> tuple[Decision, ...]:
    """Cut runs of three or more lines that are nothing but links to headings of the page further down, and a label or
    two right above. A document without a frame keeps its contents: see keep_documents_whole."""
    inner = set(layout.inner_links)
    if len(inner) < _FEWEST:
        return tuple(decisions)
    blocks, result = layout.blocks, list(decisions)
    headings: dict[str, int] = {_letters(b.text): i for i, b in enumerate(blocks) if b.kind is Kind.HEADING}
    for run in _runs(layout, inner):
        ahead = sum(headings.get(_letters(blocks[i].text), -1) > run[-1] for i in run)
        if len(run) < _FEWEST or ahead < _LEAST_HEADINGS * len(run):
            continue
        for i in (*_labels_above(layout, run), *run):
            if result[i].keep and result[i].by is not By.RULE:
                result[i] = _CONTENTS
    return tuple(result)


def _letters(text: str) -> str:
    """Return a text without numbers, blanks and marks: contents may number what headings do not."""
    return "".join(filter(str.isalpha, text.lower()))


def _runs(layout: Layout, inner: set[HtmlElement]) -> Iterator[list[int]]:
    """Yield the runs of lines that are links within the page."""
    run: list[int] = []
    for i, block in enumerate(layout.blocks):
        is_link = block.words and block.link_share >= _WHOLLY_LINKED and block.kind is not Kind.HEADING
        if is_link and _leads(layout, i, inner):
            run.append(i)
        elif block.words and run:
            yield run
            run = []
    if run:
        yield run


def _leads(layout: Layout, place: int, inner: set[HtmlElement]) -> bool:
    return any(
        element in inner
        for chunk in layout.chunks[place][:_OUTER]
        for element in (chunk.element, *islice(chunk.element.iterancestors(), _OUTER))
    )


def _labels_above(layout: Layout, run: Sequence[int]) -> Iterator[int]:
    """Yield the short lines right above a run that stand in a box with it and nothing else: what the list is called,
    and a button to fold it."""
    first = layout.owners[run[0]]
    around = {first, *islice(first.iterancestors(), 8)}
    for i in range(run[0] - 1, max(-1, run[0] - 1 - _MOST_LABELS), -1):
        block, owner = layout.blocks[i], layout.owners[i]
        if block.words > _LABEL_WORDS or block.level == 1 or not _shares_box(owner, around, first):
            return
        yield i


def _shares_box(owner: HtmlElement, around: set[HtmlElement], first: HtmlElement) -> bool:
    """Return whether the smallest element around a label and the list is no frame, or the label is right above."""
    box = next((up for up in owner.iterancestors() if up in around), None)
    if box is None:
        return False
    if box.tag not in ("article", "main", "body", "section"):
        return True
    below = next((up for up in (first, *first.iterancestors()) if up.getparent() is box), None)
    above = next((up for up in (owner, *owner.iterancestors()) if up.getparent() is box), None)
    return above is not None and above.getnext() is below
