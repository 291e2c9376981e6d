"""Phrases: what a block begins with, equals, contains or ends with, in words that a speaker of the language can add to.

Block and phrase are brought into one form (`comparable`) before they are compared. In a phrase

    {a|b}   stands for one of these, {a|b}? for one or none, {a|b}+ for several; braces may stand in braces
    …       for up to a hundred characters; in scripts without spaces up to forty, within a part of a sentence
    *       for a word or, beside letters, for any rest of it: subscri*, *newsletter
    #       for a number, in brackets or not
    /       for a sign between names: / | · - and the like
    -       for a hyphen, a space or nothing: e-mail, sign-up

and all else for itself.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TypeGuard

from .patterns import Pattern

KINDS = ("begins", "equals", "contains", "ends")
KEY_LENGTH = 4
_LONGEST = 1_000
_DEEPEST = 3  # braces in braces: `_BRACED` reads no more
_MOST_NEEDLES = 60

_ALIKE = (
    ("’", "'"),
    ("‘", "'"),
    ("ʼ", "'"),
    ("`", "'"),
    ("´", "'"),
    ("‐", "-"),
    ("‑", "-"),
    ("ı", "i"),
    ("ø", "o"),
    ("ⓒ", "©"),
)
# What is not seen, and the marks on letters of alphabets that can be read without them.
_MARKS = re.compile(
    "[\u00ad\u0300-\u036f\u0483-\u0489\u05b0-\u05c7\u064b-\u065f\u0670\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufe0e\ufe0f"
    "\ufeff]+"
)
# Scripts without spaces between words, and Korean, which joins particles to words: there a phrase may end where the
# writing goes on.
_UNSPACED = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff]")
_BETWEEN_WORDS = r"(?!(?<=\w)\w)"
_QUOTES = frozenset("\"'“”„「『」』")
_GUILLEMETS = frozenset("«»")
_NO_DECORATION = _QUOTES | frozenset("©@#€$£%&_")
_END = r'[^\w"“”„]{0,20}\Z'

_TOKEN = re.compile(r" ?(?:\.\.\.|/) ?|\}[?+]?|[{|#*-]|(?:(?! ?\.\.\.| /)[^{}|#*/-])+")
_SIGNS = {
    "*": r"\S{1,40}",
    "~": r"[\w&+.'-]{0,30}",  # a * beside letters
    "#": r" ?[(\[]?\d++(?:[., ]\d{3}(?!\d))*+[)\]]?",
    "/": r" ?[/|·•–—-] ?",
    "-": "[- ]?",
}
_BETWEEN_SEVERAL = " ?[/|,&·•–-]{0,2} ?"
# Signs before which a space may stand or be missing: in French, and on careless pages.
_AFTER_SPACE = re.compile(r" ?(\\[?(]|[:;!%])")
_BRACED = r"\{(?:[^{}]|\{(?:[^{}]|\{(?:[^{}]|\{[^{}]*\})*\})*\})*\}"
_CHOICE = re.compile(rf"({_BRACED})([?+]?) ?")
_OPTION = re.compile(rf"(?:[^{{}}|]|{_BRACED})+")
# Signs end it: some stand for more than themselves, and those at the end of a phrase may be missing in a block.
_LETTERS = re.compile(rf"(?:©|[^\W\d])(?:[^\W\d]| ){{0,{KEY_LENGTH - 1}}}")


def comparable(text: str) -> str:
    """Return a text as it is compared: small letters without accents, one kind of apostrophe, single spaces."""
    if not text.isascii():
        for sign, other in _ALIKE:
            text = text.replace(sign, other)
        text = unicodedata.normalize("NFC", _MARKS.sub("", unicodedata.normalize("NFKD", text)))
    return " ".join(text.casefold().split())


def without_decoration(text: str) -> str:
    """Return a comparable text without the bullets, arrows, dashes, emoji and other signs before it.

    Quotation marks stay, for what is quoted is what somebody says; a guillemet of which there is no other is an arrow.
    """
    if text[:1].isalpha():
        return text
    kept = _NO_DECORATION | _GUILLEMETS if "«" in text and "»" in text else _NO_DECORATION
    for start, sign in enumerate(text):
        if sign.isalnum() or sign in kept:
            return text[start:]
    return ""


def key_of(text: str) -> str:
    """Return the first letters of a text without decoration, 0 for a number: what the phrases for it are found by."""
    return "0" if text[:1].isdecimal() else text[:KEY_LENGTH]


class Phrase:
    """One phrase and how it is looked for; `kind` is the key that it is written under, one of KINDS.

    It is parsed and compiled when that is first needed. One that is not `stoppable` is of a built-in pack.
    """

    def __init__(self, text: str, kind: str, *, stoppable: bool = True) -> None:
        self.kind = kind
        self._text = comparable(text)
        self.stoppable = stoppable

    def check(self) -> None:
        """Raise ValueError with a sentence if it is no phrase, or one that fits nearly everything."""
        if len(self._text) > _LONGEST:
            raise ValueError(f"longer than {_LONGEST:,} characters: make several phrases of it")
        if not self.needles:
            raise ValueError("has no word that must be there: say more, or write a regular expression under text")

    @property
    def keys(self) -> set[str]:
        """What `key_of` a text may begin with where the phrase is in it; "" where that can be anything."""
        return _keys(self._text) if self.kind in ("begins", "equals") else {""}

    @cached_property
    def _items(self) -> tuple[_Item, ...]:
        """The phrase as it was read, without decoration at its ends, which is ignored in a block."""
        items = list(_Parser(self._text).read())
        if items and isinstance(items[0], str) and self.kind in ("begins", "equals"):
            items[0] = without_decoration(items[0])
        if items and isinstance(items[-1], str) and self.kind in ("equals", "ends"):
            items[-1] = re.sub(r"[^\w?]{1,20}\Z", "", items[-1])
        return tuple(item for item in items if item)

    @cached_property
    def needles(self) -> frozenset[str]:
        """Words of which one is in each comparable text that the phrase is in."""
        return _needles(self._items)

    def may_be_in(self, text: str) -> bool:
        """Whether a comparable text has a word that the phrase cannot be without."""
        for needle in self.needles:  # noqa: SIM110  # any() takes twice as long
            if needle in text:
                return True
        return False

    @cached_property
    def pattern(self) -> Pattern:
        """The phrase as a regular expression over comparable texts without decoration."""
        is_unspaced = _UNSPACED.search(self._text) is not None
        gap, boundary = ("[^。!?,;]{0,40}?", "") if is_unspaced else (".{0,100}?", _BETWEEN_WORDS)
        anchored = self.kind in ("begins", "equals")
        before = r"\A" if anchored else boundary
        after = _END if self.kind in ("equals", "ends") else boundary
        source = before + _regex(self._items, gap, boundary) + after
        return Pattern(source, any_case=False, stoppable=self.stoppable, anchored=anchored)


def _keys(phrase: str) -> set[str]:
    """Return the first letters of all that a phrase stands for, and perhaps more, without parsing it.

    Each start of the program asks this of all phrases of a language.
    """
    found: set[str] = set()
    while choice := _CHOICE.match(phrase):
        for option in _OPTION.findall(choice[1][1:-1]):
            found |= _keys(option)
        if choice[2] != "?":
            return found
        phrase = phrase[choice.end() :]
    letters = _LETTERS.match(phrase.lstrip(" +("))
    if letters:
        found.add(letters.group().rstrip())
    else:
        found.add("0" if phrase[:1].isdecimal() or phrase[:1] == "#" else "")
    return found


@dataclass(frozen=True, slots=True)
class _Sign:
    """One of `_SIGNS`, or "..."."""

    name: str


@dataclass(frozen=True, slots=True)
class _Choice:
    """`{a|b}`, `{a|b}?` or `{a|b}+`, with the space before or after it that is missing where nothing is chosen."""

    options: tuple[tuple[_Item, ...], ...]
    times: str
    before: str = ""
    after: str = ""


_Item = str | _Sign | _Choice
_GAP = _Sign("...")
_NUMBER = _Sign("#")
_PARTING = _Sign("/")


class _Parser:
    """One pass over a phrase from left to right."""

    def __init__(self, phrase: str) -> None:
        self._tokens = _TOKEN.findall(phrase)
        self._at = 0

    def read(self) -> tuple[_Item, ...]:
        options = self._options(0)
        if self._at < len(self._tokens):
            raise ValueError("a } without its {")
        if len(options) > 1:
            raise ValueError("a | outside of braces: write {a|b}, or two phrases")
        return options[0]

    def _options(self, depth: int) -> tuple[tuple[_Item, ...], ...]:
        """What stands between braces, or without any, one sequence for each part between |."""
        if depth > _DEEPEST + 1:
            raise ValueError(f"more than {_DEEPEST} braces within braces: make several phrases of it")
        options: list[tuple[_Item, ...]] = []
        items: list[_Item] = []
        while self._at < len(self._tokens) and not self._tokens[self._at].startswith("}"):
            sign = self._tokens[self._at]
            self._at += 1
            if sign == "|":
                options.append(_spaced(items))
                items = []
            elif sign == "{":
                items.append(self._choice(depth + 1))
            elif sign == "*":
                is_word = (not items or _ends_with_space(items[-1])) and self._is_at_end_of_word()
                items.append(_Sign("*" if is_word else "~"))
            else:
                items.append(_Sign(sign.strip()) if sign.strip() in ("...", "/", "#", "-") else sign)
        options.append(_spaced(items))
        return tuple(options)

    def _choice(self, depth: int) -> _Choice:
        options = self._options(depth)
        if self._at == len(self._tokens):
            raise ValueError("a { without its }")
        if not all(options):
            raise ValueError("a choice of nothing: write {a|b}? for one of these or nothing")
        self._at += 1
        return _Choice(options, self._tokens[self._at - 1][1:])

    def _is_at_end_of_word(self) -> bool:
        return self._at == len(self._tokens) or self._tokens[self._at][0] in " {|}."


def _spaced(items: Sequence[_Item]) -> tuple[_Item, ...]:
    """Return the items with the space at one side of each optional word made a part of it, and no empty ones."""
    result: list[_Item] = []
    rest = list(items)
    for i, item in enumerate(items):
        following = rest[i + 1] if i + 1 < len(rest) else None
        before = result[-1] if result else None
        if isinstance(item, _Choice) and item.times == "?" and _begins_apart(following):  # and not {re}?tweet
            if _ends_with_space(before):
                result[-1:] = [before[:-1]] if before != " " else []
                rest[i] = replace(item, before=" ")
            elif isinstance(following, str) and following.startswith(" ") and _is_start(before):
                rest[i + 1] = following[1:]
                rest[i] = replace(item, after=" ")
        if rest[i]:
            result.append(rest[i])
    return tuple(result)


def _is_start(before: _Item | None) -> bool:
    return before is None or before == _GAP or (isinstance(before, _Choice) and bool(before.after))


def _begins_apart(item: _Item | None) -> bool:
    """Whether a word before the item has ended: it begins with a space or a sign."""
    if isinstance(item, _Choice):
        return _begins_apart(item.options[0][0])
    return item is None or item in (_GAP, _PARTING) or (isinstance(item, str) and not item[0].isalnum())


def _ends_with_space(item: _Item | None) -> TypeGuard[str]:
    return isinstance(item, str) and item.endswith(" ")


def _regex(items: Sequence[_Item], gap: str, boundary: str) -> str:
    parts = []
    for i, item in enumerate(items):
        is_last = i + 1 == len(items)
        if isinstance(item, str):
            literal = item.rstrip(" ") if not is_last and items[i + 1] == _NUMBER else item
            parts.append(_AFTER_SPACE.sub(r" ?\1", re.escape(literal).replace("\\ ", " ")))
        elif isinstance(item, _Choice):
            several = [_regex(option, gap, boundary) for option in item.options]
            options = "|".join(several)
            if item.times == "+":  # as many as there are, so that there is nothing to try again: the longest first
                options = "|".join(sorted(several, key=len, reverse=True))
                options = f"(?>(?:{options})(?:{_BETWEEN_SEVERAL}(?:{options})){{0,20}})"
            if item.before or item.after:
                before = " ?" if item.before and _begins_apart(item) else item.before
                options = f"{before}(?:{options}){item.after}"
            parts.append(f"(?:{options})?" if item.times == "?" else f"(?:{options})")
        elif item == _GAP:
            parts += [boundary if i else "", gap, "" if is_last else boundary]
        else:
            parts.append(_SIGNS[item.name])
    return "".join(parts)


def _needles(items: Sequence[_Item]) -> frozenset[str]:
    """Return strings of which one is in every text that the items stand for; none where there are none."""
    best: frozenset[str] = frozenset()
    for item in items:
        found: frozenset[str] = frozenset()
        if isinstance(item, str):
            longest = max(re.split(r"[:;?!(%]", item), key=len).strip()
            found = frozenset((longest,)) if longest else found
        elif isinstance(item, _Choice) and item.times != "?":
            each = [_needles(option) for option in item.options]
            found = frozenset().union(*each) if all(each) else found
        if found and len(found) <= _MOST_NEEDLES:
            best = max((best, found), key=lambda needles: min(map(len, needles), default=0))
    return best
