"""Drop text that nobody sees from the sentences it is in: hidden spans, twins for screen readers, bubbles.

Only what is within a line of visible text is dropped here. Whole hidden blocks (tabs, answers, dialogs) may be the
article; the model judges them.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterable
from itertools import chain, islice

from lxml.html import HtmlElement

from .index import EDGE, ElementIndex
from .screen_twins import drop_small_twins
from .style_sheets import hidden_by_sheets
from .vocabulary import BLOCK_TAGS

_NOT_SHOWN = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)|mso-hide\s*:\s*all|"
    r"font-size\s*:\s*(?:0++(?:\.0++)?|\.0++)(?:px|pt|em|rem|%)?\s*(?:;|!|$)|"
    r"opacity\s*:\s*(?:0++(?:\.0++)?|\.0++)\s*(?:;|!|$)",
    re.I,
)
# Hidden for the eye alone, as accessibility guides have it: clipped to a pixel, or moved off the screen.
_OFF_SCREEN = re.compile(
    r"(?:^|[;{\s])(?:left|right|top|text-indent|margin-left)\s*:\s*-\d{3,6}(?:px|r?em|pt|vw)", re.I
)
_CLIPPED = re.compile(
    rf"\bclip\s*:\s*rect\(\s*[01](?:px)?\b|clip-path\s*:\s*inset\(\s*(?:50|100)%|{_OFF_SCREEN.pattern}", re.I
)
# What the first lines of a mail are hidden with, for its preview alone: several means at once, for every mail program.
_MEANS = re.compile(
    r"max-(?:height|width)\s*:\s*0|font-size\s*:\s*[01]px|line-height\s*:\s*[01](?:px)?\s*(?:;|$)|opacity\s*:\s*0|"
    r"color\s*:\s*transparent",
    re.I,
)
_FEWEST_MEANS = 2
# The names that CSS frameworks and accessibility guides give to text for screen readers.
_FOR_READERS = re.compile(
    r"(?:^|\s)(?:[\w]{1,12}[-_]{1,2})?(?:sr-?only|(?:for-)?screen-?readers?(?:-?(?:only|text))?|visually-?hidden|hidden-?visually|"
    r"(?:a-)?off-?screen|(?:element|text)-invisible|show-for-sr|show-on-focus|assistive-?text|"
    r"accessib(?:le|ility|ly)-?(?:text|hidden|hide)|a11y-?(?:text|hidden|only)|is-?sr-?only|aural(?:-only)?|"
    r"only-for-screen-?readers?|sr)(?:\s|$)",
    re.I,
)
_NOT_SHOWN_PIECES = ("none", "visibility", "mso-hide", "font-size", "opacity")
_FOR_READERS_PIECES = (
    *("sronly", "sr-only", f"sr{EDGE}", "screen", "visually", "invisible", "on-focus"),
    *("assist", "accessib", "a11y", "aural"),
)
_NEGATIVE = tuple(f"-{digit}" for digit in range(10))
# The page of the printed book that begins here.
_BREAK_OF_BOOK = re.compile(r"(?:\A|\s)(?:doc-)?pagebreak(?:\s|\Z)")
_PAGE_BREAK = re.compile(r"(?:^|\s)page-?(?:num(?:ber)?|no|break)s?(?:\s|$)", re.I)
_PAGE_NUMBER = re.compile(r"\s*+[\[({]?(?:p(?:g|age)?\b\.?\s*+)?(?:\d{1,4}|[ivxlc]{1,7})[\])}]?\s*+", re.I)
_BUBBLE = re.compile(
    r"(?:^|[-_\s])(?:tool-?tip|pop-?over|pop-?up|bubble|hover-?card|tippy)s?[-_]{0,2}(?:text|content|body|box|inner|bubble|message|panel)"
    r"(?:$|\s)",
    re.I,
)
_BUBBLE_PIECES = ("tip", "pop", "bubble", "hover")
_NOT_PRINTED = re.compile(r"(?:^|\s)(?:no-?print|d-print-none|hidden-print|print:hidden)(?:\s|$)")
_ICON = re.compile(r"\s*[!?¡¿i•›»→▶►✓✔☞⚠ⓘℹ✎#¶]\ufe0f?\s*")
_WORD = re.compile(r"[^\W_]")
_NO_LETTERS = re.compile(r"[\W_]+")
_MOST_NEIGHBOURS = 20
_MOST_TEXTS, _LONGEST_TWIN = 200, 2_000  # pieces, characters of a block that is compared with its neighbours


def drop_unseen(index: ElementIndex) -> None:
    """Drop hidden text within visible lines; of a text given twice, for the eye and for screen readers, keep one."""
    marked = [element for element in index.having("hidden") if element.get("hidden").lower() != "until-found"]
    by_sheet = list(hidden_by_sheets(index))
    hidden = dict.fromkeys(
        chain(
            index.valued("role", "tooltip"),
            marked,
            index.having("style", _NOT_SHOWN, _NOT_SHOWN_PIECES),
            index.having("popover"),
            (dialog for dialog in index.tagged("dialog") if dialog.get("open") is None),
            index.having("class", _BUBBLE, _BUBBLE_PIECES),
            (e for e in index.having("class", _NOT_PRINTED, ("print",)) if e.tag in ("sup", "span", "small")),
            (element for element, is_off_screen in by_sheet if not is_off_screen),
        )
    )
    _drop_planted(chain(index.having("style", _OFF_SCREEN, _NEGATIVE), (e for e, off in by_sheet if off)))
    _drop_icons(index)
    _drop_page_numbers(index)
    drop_small_twins(index)
    for element in hidden:
        if element.getparent() is not None and (
            _never_shown(element) or within_line(element) or _repeats_neighbour(element, hidden)
        ):
            element.drop_tree()
    for element in chain(
        index.having("class", _FOR_READERS, _FOR_READERS_PIECES), index.having("style", _CLIPPED, ("clip", *_NEGATIVE))
    ):
        if element.getparent() is None or element in hidden:
            continue
        if element.tag not in BLOCK_TAGS:
            _drop_twin(element)
        elif _repeats_neighbour(element, hidden):
            element.drop_tree()


def _never_shown(element: HtmlElement) -> bool:
    """Return whether no script opens a block later: bubbles, and text without a size in a mail."""
    if element.get("role") == "tooltip" or element.get("popover") is not None or element.tag == "dialog":
        return True
    style = element.get("style") or ""
    if "mso-hide" in style:
        return True
    if "none" in style and len(set(_MEANS.findall(style))) >= (1 if _begins_page(element) else _FEWEST_MEANS):
        return True
    return (
        not len(element) and re.search(r"font-size\s*:\s*0", style, re.I) is not None and bool(_NOT_SHOWN.search(style))
    )


def _repeats_neighbour(element: HtmlElement, hidden: Container[HtmlElement]) -> bool:
    """Return whether a hidden block has the same words as what is seen right before or after it: a caption twice."""
    beside = [one for one in (element.getprevious(), element.getnext()) if one is not None and one not in hidden]
    letters = _letters_of(element) if beside else ""
    return bool(letters) and any(_letters_of(one) == letters for one in beside)


def _letters_of(element: HtmlElement) -> str:
    """Return the letters of an element's text, none if it is long."""
    text = "".join(islice(element.itertext(), _MOST_TEXTS))
    return _letters(text) if len(text) <= _LONGEST_TWIN else ""


def _begins_page(element: HtmlElement) -> bool:
    parent = element.getparent()
    return parent is not None and parent.tag == "body" and parent.index(element) < 2 and element.tag in ("div", "span")


def _drop_planted(elements: Iterable[HtmlElement]) -> None:
    """Drop paragraphs off the screen beside paragraphs on it: planted against copying, and words within lines."""
    found = dict.fromkeys(elements)
    for element in found:
        parent = element.getparent()
        if parent is None or element.tag != "p":
            continue
        if any(one.tag == "p" and one not in found for one in islice(parent, _MOST_NEIGHBOURS)):
            element.drop_tree()


def _drop_page_numbers(index: ElementIndex) -> None:
    """Drop the numbers of printed pages, which books have where these began: what a class alone names so stays
    where it is a line of its own."""
    said = {e: None for name in ("role", "epub:type") for e in index.having(name, _BREAK_OF_BOOK, ("pagebreak",))}
    for number in dict.fromkeys(chain(said, index.having("class", _PAGE_BREAK, ("page",)))):
        if number.getparent() is None or not _PAGE_NUMBER.fullmatch("".join(islice(number.itertext(), 5))):
            continue
        if number in said or within_line(number):
            number.drop_tree()


def _drop_icons(index: ElementIndex) -> None:
    """Drop the sign that is drawn before a line as an icon (a warning's "!"), and not read out."""
    for icon in index.valued("aria-hidden", "true"):
        sign, parent = icon.text, icon.getparent()
        if not sign or parent is None or icon.tag in BLOCK_TAGS or len(icon) or not _ICON.fullmatch(sign):
            continue
        if icon.getprevious() is None and not (parent.text or "").strip() and parent.tag in BLOCK_TAGS:
            icon.drop_tree()


def within_line(element: HtmlElement) -> bool:
    """Return whether an inline element is a piece of a line that has other words beside it.

    A line ends at a block or a line break. A few neighbours on each side are looked at: more are never without a word.
    """
    if element.tag in BLOCK_TAGS or next(element.iter("p"), None) is not None:
        return False
    one: HtmlElement | None = element
    while one is not None and one.tag not in BLOCK_TAGS:
        if _has_word_beside(one, True) or _has_word_beside(one, False):
            return True
        one = one.getparent()
    return False


def _has_word_beside(element: HtmlElement, before: bool) -> bool:
    if not before and _WORD.search(element.tail or ""):
        return True
    for one in islice(element.itersiblings(preceding=before), _MOST_NEIGHBOURS):
        if before and _WORD.search(one.tail or ""):
            return True
        if one.tag in BLOCK_TAGS or one.tag == "br":
            return False
        if any(_WORD.search(text) for text in islice(one.itertext(), _MOST_NEIGHBOURS)):
            return True
        if not before and _WORD.search(one.tail or ""):
            return True
    parent = element.getparent()
    return before and parent is not None and _WORD.search(parent.text or "") is not None


def _drop_twin(element: HtmlElement) -> None:
    """Drop a text for screen readers, or what is drawn for the eye beside it where both have the same letters.

    A sign alone (a fraction's slash) stays: it is the only one that bears the meaning.
    """
    text = "".join(element.itertext())
    if not _WORD.search(text):
        return
    letters = _letters(text)
    for twins in (_drawn(element, True), _drawn(element, False)):
        if twins and _letters("".join("".join(t.itertext()) for t in twins)) == letters:
            for twin in twins:
                twin.drop_tree()
            return
    if within_line(element):
        element.drop_tree()


def _drawn(element: HtmlElement, before: bool) -> list[HtmlElement]:
    """Return the elements right before or after one that are drawn and not read out (aria-hidden)."""
    found: list[HtmlElement] = []
    for one in element.itersiblings(preceding=before):
        between = (one.tail if before else (found[-1] if found else element).tail) or ""
        if one.get("aria-hidden") != "true" or between.strip():
            break
        found.append(one)
    return found[::-1] if before else found


def _letters(text: str) -> str:
    return _NO_LETTERS.sub("", text).casefold()
