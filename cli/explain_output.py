"""An explanation in a terminal, in colour and set to its width, and in a pipe, a line for each block."""

from __future__ import annotations

import io
import shutil
from collections.abc import Iterator, Sequence
from itertools import groupby

from ..extractors.article import Article, By, Candidate, Explanation, Voice
from ..extractors.explain.explanation import remark
from ..extractors.text import fold, safe, safe_line

_COMFORTABLE = 100
_INDENT = 8  # mark and score stand before the text
_MOST_LINES = 3


def as_lines(article: Article, chosen: Sequence[int], why: bool) -> str:
    """For a pipe: what is said of the page behind "#", then mark, score, reason and text of each block, with tabs."""
    lines = [f"# {line}" for line in _head(article)]
    for field, c in _candidates(article):
        lines.append(safe_line(f"# {field}: {_mark(c.won)} {fold(c.value)} ({c.source})"))
    for i in chosen:
        fields = [_mark(article.decisions[i].keep), _score(article, i), _who(article, i)]
        if why:
            fields.append("; ".join(f"{v.weight:+.2f} {v.says}" for v in _voices(article, i)))
        lines.append("\t".join(safe_line(field) for field in (*fields, fold(article.blocks[i].text))))
    return "\n".join(lines) + "\n"


def set_for_terminal(article: Article, chosen: Sequence[int], why: bool, width: int | None = None) -> str:
    """For a person: green and kept, red and cut, readable without colour too. Page text is never read as markup."""
    from rich.console import Console as RichConsole
    from rich.text import Text

    out = io.StringIO()
    columns = min(width or shutil.get_terminal_size().columns, _COMFORTABLE)
    console = RichConsole(
        file=out, width=columns, force_terminal=True, markup=False, highlight=False, emoji=False, legacy_windows=False
    )
    room = max(12, columns - _INDENT)

    def put(head: Text, text: str, style: str, most: int = _MOST_LINES) -> None:
        """A head of eight columns and some lines of text beside it."""
        found = Text(text[: room * most + 1], style=style).wrap(console, room, overflow="fold")
        shortened = len(found) > most or len(text) > room * most + 1
        for number, line in enumerate(found[:most]):
            line.rstrip()
            if shortened and number == most - 1:
                line.truncate(room - 2)
                line.append(" …")
            console.print(Text.assemble(head if number == 0 else " " * _INDENT, line), soft_wrap=True)

    blank = Text(" " * _INDENT)
    name, counts = _head(article)
    console.print(Text(name, style="bold", overflow="fold"))
    console.print(Text(f"{counts}. Where no reason is given, the score decided.", style="dim"))
    for field, group in groupby(_candidates(article), key=lambda pair: pair[0]):
        console.print(Text(f"\n{field}", style="bold"))
        for _, candidate in group:
            style = "green" if candidate.won else "dim"
            mark = Text(f"{_mark(candidate.won):>6}  ", style=style)
            put(mark, f"{safe(fold(candidate.value))}  ({safe_line(candidate.source)})", style if candidate.won else "")
    console.print()
    for i in chosen:
        decision = article.decisions[i]
        colour = "green" if decision.keep else "red"
        head = Text(f"{_mark(decision.keep)} {_score(article, i):>5} ", style=colour)
        put(head, safe(fold(article.blocks[i].text)) or f"({article.blocks[i].kind})", "" if decision.keep else "dim")
        said = _who(article, i)
        if said != "model":
            put(blank, safe_line(said), "yellow")
        for voice in _voices(article, i) if why else ():
            put(blank, f"{voice.weight:+.2f} {safe_line(voice.says)}", "green dim" if voice.weight > 0 else "red dim")
    return out.getvalue()


def _head(article: Article) -> list[str]:
    kept, words = len(article.kept), sum(block.words for block in article.blocks)
    threshold = (article.explanation or Explanation(0.0, 0.0)).threshold
    return [
        safe_line(article.source),
        f"{article.status}, confidence {article.confidence:.2f}; kept {kept} of {len(article.blocks)} blocks, "
        f"{article.word_count} of {words} words; the model keeps from {100 * threshold:.0f} % on",
    ]


def _candidates(article: Article) -> Iterator[tuple[str, Candidate]]:
    """The candidates of each field together, in the order in which the fields come."""
    order = list(dict.fromkeys(c.field for c in article.candidates))
    for field in order:
        yield from ((safe_line(field), c) for c in article.candidates if c.field == field)


def _who(article: Article, index: int) -> str:
    """Who decided, and why if it was not the score alone."""
    block, decision = article.blocks[index], article.decisions[index]
    if decision.by is not By.MODEL:
        return f"{decision.by}: {decision.reason}"
    threshold = article.explanation.threshold if article.explanation else 0.0
    more = remark(block, decision, article.scores[index] if article.scores else None, threshold)
    return f"model: {more}" if more else "model"


def _voices(article: Article, index: int) -> tuple[Voice, ...]:
    return article.explanation.grounds[index].voices if article.explanation else ()


def _score(article: Article, index: int) -> str:
    score = article.scores[index] if article.scores else None
    return "" if score is None else f"{100 * score:.0f} %"


def _mark(kept: bool) -> str:
    return "+" if kept else "-"
