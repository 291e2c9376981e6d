"""Small facts about text that several steps share: words, folded white space, characters that are not safe to print."""

from __future__ import annotations

import re
from functools import cache

_CJK = "\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\uac00-\ud7af"
# Scripts whose vowel signs Python does not count among the letters, and accents that stand on their own.
_MARKS = "\u0300-\u036f\u0591-\u05bd\u05bf-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06dc"
_SYLLABLES = "\u0900-\u0963\u0966-\u0dff\u0e00-\u0eff\u1000-\u109f\u1780-\u17d3"
WORD = f"[{_CJK}]|(?:[^\\W_{_CJK}]|[{_SYLLABLES}])(?:[^\\W_{_CJK}]|[{_MARKS}{_SYLLABLES}])*"

SCENE_BREAK = "* * *"  # what is written for a rule between two scenes
# What is typed for one: three signs or more of those that would begin something else in Markdown, or one star or hash.
TYPED_RULE = re.compile(r"\s*+(?:(?:[*#_~=+–—-]\s*+){3,40}|[*#]\s*+)")
# C0 but tab and newline, DEL, C1, soft hyphen, byte-order mark, Unicode's Bidi_Control, tag characters, lone
# surrogates, noncharacters. Joiners and variation selectors stay: emoji and several scripts need them.
UNSAFE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\ufdd0-\ufdef\ufffe\uffff"
    "\ud800-\udfff\U000e0000-\U000e007f]"
)


@cache  # costs milliseconds, and not every command needs it
def _word() -> re.Pattern[str]:
    return re.compile(WORD)


@cache
def _unsafe_line() -> re.Pattern[str]:
    return re.compile(UNSAFE.pattern[:-1] + "\t\n\u2028\u2029]")


def words_in_python(text: str) -> list[str]:
    """Return the lower-cased words of a text; a Chinese, Japanese or Korean character is a word of its own."""
    return _word().findall(text.lower())


def folded_in_python(text: str) -> str | None:
    """Return a text with its white space folded; None if some of it cannot be printed."""
    folded = " ".join(text.split())
    return folded if folded.isprintable() else None


try:  # the same, compiled: where the installation found a compiler
    from .compiled_words import folded_if_printable
    from .compiled_words import words as words  # noqa: PLC0414  (the second name exports it)
except ImportError:
    words, folded_if_printable = words_in_python, folded_in_python


def count_words(text: str) -> int:
    """How many words `words` would return."""
    return len(_word().findall(text))


def fold(text: str) -> str:
    """White space folded to single spaces, none at the ends."""
    return " ".join(text.split())


def safe(text: str) -> str:
    """The text without characters that could command a terminal or reorder what is seen."""
    return UNSAFE.sub("", text)


def safe_fold(text: str) -> str:
    """`fold(safe(text))`, quickly: most texts have nothing in them but what can be printed."""
    folded = folded_if_printable(text)
    return fold(safe(text)) if folded is None else folded


def safe_line(text: str) -> str:
    """One safe line, whatever the text: for names and messages. What cannot be shown becomes a question mark."""
    return _unsafe_line().sub("?", text)


def is_url(name: str) -> bool:
    """Return whether a source is fetched from the web."""
    return name[:8].lower().startswith(("http://", "https://"))


_LONGEST_SALUTATION = 80  # characters
_SALUTATION = re.compile(
    r"(?:dear|hi|hello|hey|liebe[rs]?|sehr geehrte[rs]?|hallo|moin|cher|chère|chers|chères|bonjour|querid[oa]s?|"
    r"estimad[oa]s?|hola|car[oaie]|gentile|beste|geachte|kære|kära|hei|hej|szanown[aiey]|drog[ai]|prezad[oa]s?)"
    r"(?=[ ,:，：])"
    r".{0,60}[,:，：]$",
    re.I,
)


def is_salutation(text: str) -> bool:
    """Return whether a line is how letters begin: "Dear Tom,", "Sehr geehrte Frau Ellery,"."""
    return len(text) <= _LONGEST_SALUTATION and _SALUTATION.match(text) is not None


def can_be_split(url: str | None) -> bool:
    """Return whether functions on addresses take this one: for "http://[::1" they raise ValueError."""
    from urllib.parse import urlsplit

    try:
        urlsplit(url or "")
    except ValueError:
        return False
    return True


def host_of(url: str | None) -> str | None:
    """The host of an address, lower-cased; None if it has none or is none."""
    from urllib.parse import urlsplit

    try:
        return urlsplit(url or "").hostname
    except ValueError:
        return None
