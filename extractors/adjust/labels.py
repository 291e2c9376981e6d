"""Short labels above the first prose (section, byline, place) are cut: gold leaves them out more often than not."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ..article import Block, By, Decision, Kind
from ..blocks import Layout
from ..features.surroundings import ends_sentence, is_prose
from .step import Context

_LABEL = Decision(False, By.LABEL, "a label above the first prose: credit, section or byline")
_ENDS_OF_SALUTATIONS = (",", "，", "、", "،")
_LABEL_WORDS, _MOST_LABELS = 4, 4
_LONGEST_HEADING = 60  # characters
_CHAPTERS = "chapter|kapitel|chapitre|cap[ií]tulo|capitolo|hoofdstuk|kapittel|rozdział|глава"
_PARTS = (
    "book|part|volume|canto|act|scene|teil|buch|band|akt|livre|partie|tome|acte|parte|libro|livro|tomo|deel|boek|del|bok|"
    "część|księga|часть|книга|том"
)
_BOOK_PARTS = (
    "preface|foreword|introduction|prologue|epilogue|afterword|postscript|appendix|vorwort|einleitung|prolog|epilog|"
    "nachwort|anhang|préface|avant-propos|épilogue|postface|prefacio|prólogo|introducción|epílogo|prefácio|introdução|"
    "prefazione|introduzione|prologo|epilogo|voorwoord|inleiding|nawoord|förord|inledning|forord|przedmowa|wstęp|"
    "предисловие|введение|пролог|эпилог"
)
_HEADING = re.compile(
    rf"(?i:{_CHAPTERS}|{_PARTS})\s+(?:\d{{1,3}}|[IVXLC]{{1,8}})\b.*|第.{{1,5}}[章回部卷节節].*|"
    rf"(?i:{_CHAPTERS})\s+(?i:the\s+)?[^\W\d_]+[.:]?|[^\W\d_]+\s+(?i:{_CHAPTERS})[.:]?"
)
_CAPITALS = re.compile(rf"(?i:{_BOOK_PARTS})[.:]?|(?=[IVX])X{{0,3}}(?:IX|IV|V?I{{0,3}})[.)]?")


def cut_labels(layout: Layout, decisions: Sequence[Decision], context: Context) -> tuple[Decision, ...]:
    """Cut a few short unended lines above the first prose; what a rule keeps stays, and so does a page of labels. In a
    text that is kept whole, and in a mail, such a line is a heading or an address."""
    blocks, result = layout.blocks, list(decisions)
    kept = [i for i, d in enumerate(decisions) if d.keep and blocks[i].words]
    # What is below a heading that is kept belongs to that section: the headline itself is cut by now.
    first = next((i for i in kept if _is_heading(blocks[i]) or is_prose(blocks[i])), None)
    labels = [
        i
        for i in kept
        if first is not None and i < first and _is_label(blocks[i]) and decisions[i].by not in (By.RULE, By.POST)
    ]
    whole = not layout.owners and (context.is_titled or all(d.keep or d.by in (By.RULE, By.NOTICE) for d in decisions))
    if len(labels) <= _MOST_LABELS and not whole:
        for i in labels:
            result[i] = _LABEL
    return tuple(result)


def _is_heading(block: Block) -> bool:
    """Return whether a line is marked as a heading or reads as that of a chapter: "CHAPTER I.", "II", "PREFACE"."""
    text = block.text.strip()
    if block.kind is Kind.HEADING or len(text) > _LONGEST_HEADING:
        return block.kind is Kind.HEADING
    if text[:1].isalpha() and not text[0].islower() and _HEADING.fullmatch(text):
        return True
    return text.isupper() and _CAPITALS.fullmatch(text) is not None


def _is_label(block: Block) -> bool:
    if block.kind is not Kind.PARAGRAPH or any(c.tag == "blockquote" for c in block.containers):
        return False  # a motto stands there, and who said it
    if block.text.rstrip().endswith(_ENDS_OF_SALUTATIONS):
        return False
    return block.words <= _LABEL_WORDS and not ends_sentence(block.text)
