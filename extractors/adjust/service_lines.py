"""Cut what a page or mail says of itself: that it needs scripts, and how to get no more of it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import islice

from ..article import By, Decision
from ..blocks import Layout
from .step import Context

_SCRIPTS = Decision(False, By.NOTICE, "asks for JavaScript where there is none")
_MAILING = Decision(False, By.NOTICE, "the lines of a mailing below its text: how to get no more of it")
_JAVASCRIPT = re.compile(r"java-?script", re.I)  # in every language
_UNSUBSCRIBE = re.compile(
    r"unsubscri|\bopt[-_ ]?out\b|abmelde|abbestell|d[ée]sinscri|d[ée]sabonn|darse?[-_ ]de[-_ ]baja|"
    r"cancelar.{1,6}suscripc|cancelar.{1,12}inscri|descadastr|disiscri|annulla.{1,6}iscrizione|afmelden|uitschrijven|"
    r"avregistrer|avprenumerer|avmeld|afmeld|wypisz|отписаться|відписатися|odhlásit|abonelikten|退订|退訂|取消订阅|"
    r"取消訂閱|配信停止|購読解除|구독 ?취소|수신 ?거부|إلغاء الاشتراك",
    re.I,
)
_LONGEST_APPEAL, _LONGEST_LINE, _MOST_WORDS_BELOW, _FEWEST_WORDS_ABOVE = 40, 60, 80, 30  # words


def cut_service_lines(layout: Layout, decisions: Sequence[Decision], _: Context) -> tuple[Decision, ...]:
    """Cut appeals in <noscript>, and all from a line below the text with a link to unsubscribe on."""
    blocks, result = layout.blocks, list(decisions)
    kept = [i for i, decision in enumerate(decisions) if decision.keep and blocks[i].words]
    for i in kept:
        if blocks[i].words <= _LONGEST_APPEAL and _JAVASCRIPT.search(blocks[i].text) and _is_for_no_scripts(layout, i):
            result[i] = _SCRIPTS
    below = 0
    for at in range(len(kept) - 1, -1, -1):
        block = blocks[kept[at]]
        if below > _MOST_WORDS_BELOW or block.words > _LONGEST_LINE:
            break
        below += block.words
        offers = block.link_share and any(map(_UNSUBSCRIBE.search, _said_by_links(layout, kept[at])))
        if offers and sum(blocks[i].words for i in kept[:at]) >= _FEWEST_WORDS_ABOVE:
            result[kept[at] :] = [_MAILING if d.keep else d for d in result[kept[at] :]]
    return tuple(result)


def _is_for_no_scripts(layout: Layout, place: int) -> bool:
    owner = layout.owners[place]
    return owner.tag == "noscript" or next(owner.iterancestors("noscript"), None) is not None


def _said_by_links(layout: Layout, place: int) -> Iterator[str]:
    """Yield what the links of a block say and where they lead."""
    for link in islice(layout.owners[place].iter("a"), 10):
        yield f"{''.join(islice(link.itertext(), 5))[:100]} {(link.get('href') or '')[:300]}"
