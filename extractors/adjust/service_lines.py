"""Cut what a page or mail says of itself: that it needs scripts, and how to get more or no more of it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import islice

from lxml.html import HtmlElement

from ..article import Block, By, Decision
from ..blocks import Layout
from .step import Context

_SCRIPTS = Decision(False, By.NOTICE, "asks for JavaScript where there is none")
_MAILING = Decision(False, By.NOTICE, "the lines of a mailing below its text: how to get no more of it")
_JAVASCRIPT = re.compile(r"java-?script")  # in every language, in small letters
_UNSUBSCRIBE = re.compile(
    r"unsubscri|\bopt[-_ ]?out\b|abmelde|abbestell|d[ée]sinscri|d[ée]sabonn|darse?[-_ ]de[-_ ]baja|"
    r"cancelar.{1,6}suscripc|cancelar.{1,12}inscri|descadastr|disiscri|annulla.{1,6}iscrizione|afmelden|uitschrijven|"
    r"avregistrer|avprenumerer|avmeld|afmeld|wypisz|отписаться|відписатися|odhlásit|abonelikten|退订|退訂|取消订阅|"
    r"取消訂閱|配信停止|購読解除|구독 ?취소|수신 ?거부|إلغاء الاشتراك",
    re.I,
)
_WHERE, _LINE = re.compile(r"https?://|\S@\S"), "____"  # an address; what a list's footer begins with
_SUBSCRIBE = Decision(False, By.NOTICE, "asks for a subscription, in a box with a form for an address")
_FRAMES = frozenset("html body main article form".split())
_OTHER_FIELDS = frozenset(("password", "file", "search", "date", "number", "radio"))
_ADDRESS = re.compile(r"e-?mail", re.I)
_MOST_FIELDS, _MOST_LEVELS = 3, 4
_FEWEST_WORDS, _LONGEST_BOX, _MOST_LINES = 5, 60, 3  # words and kept blocks in such a box
_TIMES_LONGER = 2  # the text around it, at least
_LONGEST_APPEAL, _LONGEST_LINE, _MOST_WORDS_BELOW, _FEWEST_WORDS_ABOVE = 40, 60, 80, 30  # words


def cut_service_lines(layout: Layout, decisions: Sequence[Decision], _: Context) -> tuple[Decision, ...]:
    """Cut appeals in <noscript>, boxes to subscribe in, and all from a line below the text with a link to unsubscribe
    on."""
    blocks, result = layout.blocks, list(decisions)
    kept = [i for i, decision in enumerate(decisions) if decision.keep and blocks[i].words]
    for i in kept if layout.owners else ():
        is_short = blocks[i].words <= _LONGEST_APPEAL
        if is_short and _JAVASCRIPT.search(blocks[i].text.lower()) and _is_for_no_scripts(layout, i):
            result[i] = _SCRIPTS
    for i in _asks_for_address(layout, kept):
        result[i] = _SUBSCRIBE
    below = 0
    for at in range(len(kept) - 1, -1, -1):
        block = blocks[kept[at]]
        if below > _MOST_WORDS_BELOW or block.words > _LONGEST_LINE:
            break
        below += block.words
        if _offers_less(layout, kept[at]) and sum(blocks[i].words for i in kept[:at]) >= _FEWEST_WORDS_ABOVE:
            start = _below_line(blocks, kept[at])
            result[start:] = [_MAILING if d.keep else d for d in result[start:]]
    return tuple(result)


def _asks_for_address(layout: Layout, kept: Sequence[int]) -> list[int]:
    """Return the kept blocks in boxes to subscribe in: the nearest around a form for an address that say a little."""
    if not kept or not layout.owners:
        return []
    forms = [form for form in layout.owners[0].getroottree().iter("form") if _wants_address(form)]
    if not forms:
        return []
    words: Counter[HtmlElement] = Counter()
    lines: Counter[HtmlElement] = Counter()
    around: dict[HtmlElement | None, tuple[HtmlElement, ...]] = {None: ()}  # the boxes around each element
    may_be = {box for form in forms for box in (form, *islice(form.iterancestors(), _MOST_LEVELS))}
    for i in kept:
        for element in _boxes_around(layout.owners[i], may_be, around):
            words[element] += layout.blocks[i].words
            lines[element] += 1
    least = sum(layout.blocks[i].words for i in kept) / (1 + _TIMES_LONGER)
    boxes: set[HtmlElement] = set()
    for form in forms:
        for element in (form, *islice(form.iterancestors(), _MOST_LEVELS)):
            is_frame = element.tag in _FRAMES and element is not form
            if is_frame or lines[element] > _MOST_LINES or words[element] > min(_LONGEST_BOX, least):
                break
            boxes.add(element)
            if words[element] >= _FEWEST_WORDS:
                break
    return [i for i in kept if not boxes.isdisjoint(around[layout.owners[i]])] if boxes else []


def _boxes_around(
    element: HtmlElement, boxes: set[HtmlElement], known: dict[HtmlElement | None, tuple[HtmlElement, ...]]
) -> tuple[HtmlElement, ...]:
    """Return those of the boxes that an element is or stands in; `known` are the answers so far."""
    chain = []
    one: HtmlElement | None = element
    while one not in known:
        chain.append(one)
        one = one.getparent() if one is not None else None
    found = known[one]
    for one in reversed(chain):
        found = known[one] = (*found, one) if one in boxes else found
    return found


def _wants_address(form: HtmlElement) -> bool:
    """Return whether a form asks for a mail address and little else: no comment, search, login or order."""
    if next(form.iter("textarea", "select"), None) is not None:
        return False
    fields = [(one.get("type") or "text").lower() for one in islice(form.iter("input"), 20)]
    shown = [kind for kind in fields if kind not in ("hidden", "submit", "button", "image", "checkbox")]
    named = any(_ADDRESS.search(f"{one.get('name')} {one.get('id')}") for one in islice(form.iter("input"), 20))
    is_other = len(shown) > _MOST_FIELDS or not _OTHER_FIELDS.isdisjoint(shown)
    return bool(shown) and not is_other and ("email" in shown or named)


def _below_line(blocks: Sequence[Block], place: int) -> int:
    """Return where the footer of a mailing begins: at the line drawn above its lines, else at the line at `place`."""
    start = place
    while blocks[start].continues:
        start -= 1
    return start if start and blocks[start - 1].text.startswith(_LINE) else place


def _offers_less(layout: Layout, place: int) -> bool:
    """Return whether a line says where to get no more of a mailing: by a link, in plain text by an address."""
    block = layout.blocks[place]
    if layout.owners:
        return bool(block.link_share) and any(map(_UNSUBSCRIBE.search, _said_by_links(layout, place)))
    return _WHERE.search(block.text) is not None and _UNSUBSCRIBE.search(block.text) is not None


def _is_for_no_scripts(layout: Layout, place: int) -> bool:
    owner = layout.owners[place]
    return owner.tag == "noscript" or next(owner.iterancestors("noscript"), None) is not None


def _said_by_links(layout: Layout, place: int) -> Iterator[str]:
    """Yield what the links of a block say and where they lead."""
    for link in islice(layout.owners[place].iter("a"), 10):
        yield f"{''.join(islice(link.itertext(), 5))[:100]} {(link.get('href') or '')[:300]}"
