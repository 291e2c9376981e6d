"""What has no words to judge (images, formulas on a line of their own, films): each follows the blocks around it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import islice

from lxml.html import HtmlElement

from ..article import Block, By, Decision, Kind
from ..blocks import Layout
from ..text import words
from .step import Context

_KEPT = Decision(True, By.NEIGHBOURS, "inside the article")
_LEADING = Decision(True, By.NEIGHBOURS, "picture between the headline and the article")
_CUT = Decision(False, By.NEIGHBOURS, "outside the article")
_WORDLESS = frozenset((Kind.IMAGE, Kind.FORMULA, Kind.EMBED))
# A photograph has a caption and a credit; they may be cut, but they do not part it from the text.
# Both in small letters: that is many times as fast as to ignore case.
_BESIDE_IMAGE = re.compile(r"caption|credit|copyright|legend|photographer")
_LONGEST_CAPTION = 60
# What a page draws in its own cause: its logo, its authors' faces, its buttons.
_DECORATION = re.compile(
    r"logo|avatar|icon|gravatar|author|byline|profile|portrait|headshot|badge|button|share|social|sprite|emoji|smil(?:ey|ie)|"
    r"banner|sponsor|advert|\bads?\b|promo|tracking|newsletter|pagination|breadcrumb|flag"
)
_SMALL_SIDE = 200
_MOST_ABOVE, _JUST_ABOVE, _LEAD_WORDS = 12, 4, 20
_PROSE = (Kind.PARAGRAPH, Kind.HEADING)
_NEAR, _DEEPEST, _MOST_LINKS, _MOST_BESIDE = 8, 6, 0.5, 3


def judge_images(layout: Layout, decisions: Sequence[Decision], context: Context) -> tuple[Decision, ...]:
    """Keep an image whose figure keeps its caption, that stands between kept texts, or beside one in the same element.

    Between the headline and the article's first prose, or just above the headline, the first picture is kept that is
    no logo and no portrait. Captions and credits that were cut do not part an image from the text. What a rule decided
    stays as it is.
    """
    blocks = layout.blocks
    wordless = [i for i, block in enumerate(blocks) if block.kind in _WORDLESS]
    if not wordless:
        return tuple(decisions)
    keeps = _standings(layout, decisions, set(wordless))
    kept_figures = {_figure(blocks[i]) for i, keep in enumerate(keeps) if keep and blocks[i].containers}
    kept_figures.discard(None)
    before, after = _last_seen(keeps), _last_seen(keeps[::-1])[::-1]
    first = keeps.index(True) if True in keeps else len(keeps)
    flow = _Flow(layout, decisions)
    result = list(decisions)
    for i in wordless:
        block = blocks[i]
        if decisions[i].by is By.RULE:
            continue
        figure = _figure(block)
        inside = i > first and before[i] and (after[i] is not False or figure is not None)
        if block.kind is Kind.FORMULA:
            inside = before[i] or after[i]
        keep = inside or figure in kept_figures or (after[i] and figure is not None) or flow.holds(i)
        result[i] = _KEPT if keep else _CUT
    lead = _leading(layout, decisions, context.title)
    if lead is not None and not any(result[k].keep for k in range(lead, first) if blocks[k].kind in _WORDLESS):
        result[lead] = _LEADING
    return tuple(result)


class _Flow:
    """The elements that directly hold the article's paragraphs."""

    def __init__(self, layout: Layout, decisions: Sequence[Decision]) -> None:
        self.layout = layout
        kept = [i for i, d in enumerate(decisions) if d.keep and layout.blocks[i].kind not in _WORDLESS]
        count = len(layout.blocks)
        self.following = _next_of(kept, count)
        mirrored = _next_of([count - 1 - i for i in kept], count)
        self.previous = [count - 1 - i for i in mirrored][::-1]  # -1 where there is none
        self.around: dict[HtmlElement, tuple[HtmlElement, ...]] = {}  # each element, and what it is in, a few levels up

    def holds(self, index: int) -> bool:
        """Whether a picture stands in the element that holds the kept paragraph before or after it, with nothing
        beside it but its caption."""
        layout = self.layout
        if not layout.owners:
            return False
        outside = self.previous[index] < 0 or self.following[index] >= len(layout.blocks)
        for near in (self.following[index], self.previous[index]):
            if not 0 <= near < len(layout.blocks) or abs(near - index) > _NEAR:
                continue
            between = layout.blocks[min(near, index) + 1 : max(near, index)]
            if layout.blocks[near].kind not in _PROSE or (outside and any(b.kind not in _WORDLESS for b in between)):
                continue
            body = layout.owners[near].getparent()
            around = self._around(layout.chunks[index][0].element)
            child = next((one for one in around if one.getparent() is body), None) if body is not None else None
            if child is not None and self._is_alone(index, child):
                return _is_picture(layout, index)
        return False

    def _around(self, element: HtmlElement) -> tuple[HtmlElement, ...]:
        found = self.around.get(element)
        if found is None:
            found = self.around[element] = (element, *islice(element.iterancestors(), _DEEPEST - 1))
        return found

    def _is_alone(self, index: int, child: HtmlElement) -> bool:
        blocks, owners = self.layout.blocks, self.layout.owners
        nearby = range(max(0, index - _NEAR), min(len(blocks), index + _NEAR))
        beside = [blocks[k] for k in nearby if k != index and child in self._around(owners[k])]
        texts = [b for b in beside if b.kind not in _WORDLESS]
        return (
            sum(b.words for b in texts) <= _LONGEST_CAPTION
            and not any(b.kind in (Kind.HEADING, Kind.ITEM) or b.link_share > _MOST_LINKS for b in texts)
            and sum(b.kind is Kind.IMAGE for b in beside) <= _MOST_BESIDE
        )


def _next_of(places: Sequence[int], count: int) -> list[int]:
    """For each index the first of the ascending places that is greater; `count` where there is none."""
    result = [count] * count
    following = count
    wanted = set(places)
    for i in range(count - 1, -1, -1):
        result[i] = following
        if i in wanted:
            following = i
    return result


def _standings(layout: Layout, decisions: Sequence[Decision], wordless: set[int]) -> list[bool | None]:
    """Whether each block says that the article is here; None where it does not say."""
    near_images = {i + way for i in wordless if layout.blocks[i].kind is Kind.IMAGE for way in (-1, 1, 2)}
    return [
        None if i in wordless else decision.keep or _cut_standing(layout, i, decision, i in near_images)
        for i, decision in enumerate(decisions)
    ]


def _cut_standing(layout: Layout, index: int, decision: Decision, near_image: bool) -> bool | None:
    """False where a block that is cut says that the article is not here; None if it does not say."""
    block = layout.blocks[index]
    if block.words <= _LONGEST_CAPTION and decision.by not in (By.RULE, By.TEASER):
        named = block.kind is Kind.CAPTION or _figure(block) is not None
        if named or decision.by in (By.LABEL, By.GUTTER, By.CODE, By.REPEAT):
            return None
        if near_image and layout.owners and _is_beside_image(layout.owners[index]):
            return None
    return False


def _is_beside_image(owner: HtmlElement) -> bool:
    """Whether a text next to an image is in an element that is named after what stands there."""
    element: HtmlElement | None = owner
    for _ in range(3):
        if element is None:
            return False
        if _BESIDE_IMAGE.search((element.get("class") or "").lower()):
            return True
        element = element.getparent()
    return False


def _leading(layout: Layout, decisions: Sequence[Decision], title: str | None) -> int | None:
    """The first picture or film between the headline and the first kept prose, or just above the headline."""
    blocks = layout.blocks
    kept = (i for i, d in enumerate(decisions) if d.keep and blocks[i].kind in _PROSE and blocks[i].words > _LEAD_WORDS)
    end = next((i for i in kept if decisions[i].by is not By.LEAD), 0)
    key = words(title or "")
    headline = None
    for i in range(end - 1, -1, -1):
        block = blocks[i]
        has_as_many = key and block.words in (0, len(key))  # 0: the alternative text of an image
        if (block.kind is Kind.HEADING and block.level == 1) or (has_as_many and words(block.text) == key):
            headline = i
            break
    if headline is None:
        return None
    below = islice((i for i in range(headline + 1, end) if blocks[i].kind in (Kind.IMAGE, Kind.EMBED)), _MOST_ABOVE)
    above = (i for i in range(headline - 1, max(-1, headline - _JUST_ABOVE), -1) if blocks[i].kind is Kind.IMAGE)
    pictures = [i for i in below if _is_picture(layout, i)] + [i for i in above if _is_lead_picture(layout, i)]
    return next((i for i in pictures if decisions[i].by is not By.RULE), None)


def _is_lead_picture(layout: Layout, index: int) -> bool:
    return _figure(layout.blocks[index]) is not None and _is_picture(layout, index)


def _is_picture(layout: Layout, index: int) -> bool:
    """Whether an image is large, or does not say how large, and nothing names it a logo, a portrait or a button."""
    if not layout.chunks:
        return False
    image = layout.chunks[index][0].element
    sides = [image.get(side) or "" for side in ("width", "height")]
    if any(
        side.isdecimal() and 0 < int(side) < _SMALL_SIDE for side in (s.removesuffix("px").strip()[:6] for s in sides)
    ):
        return False
    name = (image.get("src") or "").rpartition("/")[2]
    own = f"{name} {image.get('class') or ''} {image.get('id') or ''}"
    around = " ".join(e.get("class") or "" for e in islice(image.iterancestors(), 3))
    return not _DECORATION.search(f"{own[:500]} {around[:500]}".lower())


def _figure(block: Block) -> int | None:
    for container in reversed(block.containers):  # asked of every block: a generator takes twice as long
        if container.tag == "figure":
            return container.ident
    return None


def _last_seen(keeps: Sequence[bool | None]) -> list[bool | None]:
    """For each place the last value before it that is not None."""
    result: list[bool | None] = []
    last: bool | None = None
    for keep in keeps:
        result.append(last)
        last = last if keep is None else keep
    return result
