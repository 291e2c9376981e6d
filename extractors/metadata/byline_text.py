"""Authors in the lines of a page: bylines around the title and at the article's end, and names that stand alone."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import islice

from ..article import Block, Kind
from ..text import words
from .dates import written_dates
from .evidence import Evidence
from .person_names import MADE, has_role, is_person, names_in

_BYLINE = re.compile(
    rf"^(?:(?:{MADE})(?=\s?[:：])"
    r"|(?:texte?|texto|tekst|words) (?:and|und|et|y|e|og|och|&|/) (?:photos?|fotos?|bilder)(?=\s?[:：])|"
    r"(?:article |post )?(?:written|posted|published|submitted|started|asked|reviewed|authored|reported) by|"
    r"(?:story|text|words|article|report) by|words and photos by|by|von|par|por|door|av|af|przez|di|a cura di"
    r"|texte?|texto|tekst|"
    r"escrito por|publié par|écrit par|ein (?:artikel|gastbeitrag|kommentar) von|автор|текст|autor|autorin"
    r"|autora|autorka|авторка|auteur|autrice|authors?|autore|"
    r"作者|記者|记者|撰文|執筆|著者|文|بقلم|كتبته?|كتبه?)(?!\w)\s?[:：]?\s?\S",
    re.I,
)
_STRONG = re.compile(
    r"^(?:article |post |this (?:post|article) was |content )?(?:written|authored|reported) by\b[: ]*\S"
    r"|^authors?(?:\(s\))?: ?\S"
    r"|^(?:story|words|text|article) by\b[: ]*\S|^(?:geschrieben|verfasst) von\b|^(?:escrito|publicado) por\b"
    r"|^(?:écrit|publié) par\b|^scritto da\b",
    re.I,
)
_LABEL_LINE = re.compile(
    r"(?:(?:article |post )?written |posted |story |authored )?by:?|von:?|par:?|authors?(?:\(s\))?:?"
    r"|autor(?:in)?:?|about the author:?|the author|作者:?",
    re.I,
)
_AMID = re.compile(
    r"\b(?:written|posted|published|submitted|started|created|asked|hosted|presented)(?: [^|•·]{0,40})? by:? "
    r"([^\d|•·]{3,60})"
    r"|(?:作者|記者|记者|撰文|執筆|著者)\s?[:：]\s?([^\s\d|•·][^\d|•·]{1,59})"
    r"|^[^|•·]{0,40}[|•·] ?by ([^\d|•·]{3,60})",
    re.I,
)
# Blanks are tried from the first of a run alone: from each of them, a long run would be read again.
_BAR = re.compile(r"(?<!\s)\s*+[|•·⋅]\s*|(?<!\s)\s++[–—-]\s+|\n")
# What stands between the date that a line begins with and the byline: "12 April 2025, 10:30 — by Jane Doe".
_BEFORE_DATE, _AFTER_DATE = 12, re.compile(r"(?:[\s,]*\d{1,2}[:.]\d{2}(?:\s?[ap]\.?m\.?|\s?Uhr)?)?[\s,|•·⋅/–—-]+", re.I)
_DIGIT = re.compile(r"\d")
_ABOUT = re.compile(r"about (?:the author:? )?(.+)", re.I)
_PLACE_OR_SECTION = re.compile(
    r"(?:^|[-_\s])(?:locations?|places?|city|region|country|venue|ort|lieu|lugar|category|categories|section|kicker|rubrik|rubrique|topics?|tags?)"
    r"(?:$|[-_\s])",
    re.I,
)
_MOST_LEVELS = 2  # from a line's element to the one that is named
_WRITTEN_BY = re.compile(r"(?:article |post )?written by:?|authors?(?:\(s\))?:", re.I)
_LINES_ABOVE, _LINES_BELOW, _LINES_AFTER_END = 4, 9, 6
_LONGEST_LINE, _LONGEST_LINE_WORDS, _NAME_WORDS = 160, 40, 4

# Names, the sign of where they stand, and that place in a user's words.
Find = tuple[tuple[str, ...], str, str]


def names_in_lines(evidence: Evidence, title: int | None) -> Iterator[Find]:
    """The names that lines of text give; `title` is the place of the block that shows the title."""
    reader = _Lines(evidence, title)
    yield from reader.lines()
    yield from reader.bare_names()


class _Lines:
    """The lines of one page."""

    def __init__(self, evidence: Evidence, title: int | None) -> None:
        self.evidence = evidence
        self.title = title

    def lines(self) -> Iterator[Find]:
        """Bylines in the short lines around the title and at the article's end."""
        evidence, title = self.evidence, self.title
        blocks = evidence.blocks
        anchor = title if title is not None else evidence.start
        last = max(anchor + _LINES_BELOW, evidence.start + 2)
        # Below the article stand other articles, with bylines of their own.
        last = min(last, evidence.end + 1) if anchor <= evidence.end else last
        near = range(max(0, anchor - _LINES_ABOVE), min(len(blocks), last))
        for i in near:
            side = "after" if title is not None and i > title else "before"
            lines = blocks[i].text.split("\n")[:4] if blocks[i].words <= _LONGEST_LINE_WORDS else ()
            found = [find for line in lines for find in self._line(line, i, side)]
            if found and (evidence.kind == "forum" or not evidence.is_of_another(i, title)):
                yield from found
        for i in range(max(0, evidence.end - 2), min(len(blocks), evidence.end + _LINES_AFTER_END)):
            text = blocks[i].text
            signed = i <= evidence.end and blocks[i].words <= 25 and _BYLINE.match(text)
            if signed and (evidence.kind == "forum" or not evidence.is_of_another(i, title)):
                yield names_in(text), "text.by.end", "byline at the end"
            elif i == evidence.end and _is_signature(blocks[i]):
                yield names_in(text), "text.name.end", "name at the end"
            about = _ABOUT.match(text) if blocks[i].kind is Kind.HEADING and blocks[i].words <= 8 else None
            if about:
                yield names_in(about.group(1)), "text.about", "about the author"
        seen = 0
        for i, block in enumerate(blocks):
            if block.words > 25:
                continue
            is_label = _is_written_by(block)
            if _STRONG.match(block.text) or (i + 1 < len(blocks) and is_label):
                line = self._next_line(i) if is_label else block.text.split("\n")[0]
                yield names_in(line), f"text.written.{min(seen, 1)}", "byline"
                seen += 1

    def _next_line(self, place: int) -> str:
        after = [b for b in self.evidence.blocks[place + 1 : place + 3] if b.kind is not Kind.IMAGE]
        return after[0].text.split("\n")[0] if after and after[0].words <= 8 else ""

    def _line(self, line: str, place: int, side: str) -> Iterator[Find]:
        if len(line) > _LONGEST_LINE:
            return
        if _LABEL_LINE.fullmatch(line.strip()):
            yield names_in(self._next_line(place)), "text.by.next", "byline near the title"
        elif _BYLINE.match(line := _behind_date(line)):
            yield names_in(line), f"text.by.{side}", "byline near the title"
        else:
            amid = _AMID.search(line)
            if amid:
                yield names_in(next(filter(None, amid.groups()))), "text.mid", "byline near the title"

    def bare_names(self) -> Iterator[Find]:
        """Lines between title and prose that are nothing but a name, or a name with a job or a date behind a bar."""
        evidence = self.evidence
        blocks = evidence.blocks
        anchor = self.title if self.title is not None else evidence.start
        for i in range(max(0, anchor - 3), min(len(blocks), max(anchor + _LINES_BELOW, evidence.start + 1))):
            block = blocks[i]
            if i == self.title or block.kind in (Kind.HEADING, Kind.IMAGE, Kind.CONTROL) or block.words > 16:
                continue
            if self._is_place_or_section(i):
                continue
            side = "after" if i > anchor else "before"
            head, bar, rest = _first_piece(block.text)
            names = names_in(head)
            if not names or not all(map(is_person, names)) or len(words(head)) > _NAME_WORDS * len(names):
                continue
            if bar:
                dated = next(written_dates(rest), None) is not None
                if dated or has_role(rest):
                    yield names, f"text.name.bar.{side}", "name near the title"
                continue
            beside = _beside(names[0], blocks[max(0, i - 2) : i] + blocks[i + 1 : i + 3])
            for sign in (f"text.name.{side}", *beside) if beside else ():
                yield names, sign, "name near the title"

    def _is_place_or_section(self, place: int) -> bool:
        """Return whether a block stands in an element that is named after a place, or after a part of the site."""
        cards = self.evidence.cards
        if cards is None or place >= len(cards.layout.owners):
            return False
        owner = cards.layout.owners[place]
        around = (owner, *islice(owner.iterancestors(), _MOST_LEVELS))
        return any(_PLACE_OR_SECTION.search(one.get("class") or "") for one in around)


def _is_signature(block: Block) -> bool:
    """Whether a block is nothing but one person's name, as the last line of an article is."""
    names = names_in(block.text) if block.kind is Kind.PARAGRAPH and block.words <= _NAME_WORDS else ()
    return len(names) == 1 and is_person(names[0]) and len(words(names[0])) == block.words


def _behind_date(line: str) -> str:
    """The byline that follows the date which a line begins with; any other line as it is."""
    if not _DIGIT.search(line, 0, _BEFORE_DATE + 10):
        return line
    day = min(written_dates(line), key=lambda w: w.start, default=None)
    between = _AFTER_DATE.match(line, day.end) if day is not None and day.start <= _BEFORE_DATE else None
    rest = line[between.end() :] if between else ""
    return rest if _BYLINE.match(rest) else line


def _is_written_by(block: Block) -> bool:
    return block.words <= 3 and _WRITTEN_BY.fullmatch(block.text.strip()) is not None


def _first_piece(text: str) -> tuple[str, str, str]:
    match = _BAR.search(text)
    return (text[: match.start()], match.group(), text[match.end() :]) if match else (text, "", "")


def _beside(name: str, around: Sequence[Block]) -> list[str]:
    signs = []
    if any(b.kind is Kind.IMAGE and name.lower() in b.text.lower() for b in around):
        signs.append("text.name.portrait")
    if any(b.words <= 12 and next(written_dates(b.text), None) is not None for b in around):
        signs.append("text.name.dated")
    if any(b.words <= 6 and has_role(b.text) for b in around):
        signs.append("text.name.job")
    return signs
