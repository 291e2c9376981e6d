"""The explanation as one page for the browser: self-contained, nothing in it is requested, nothing of the page runs.

Everything of the page stands in it as escaped text; the article is our own fragment, its images named and not shown.
The policy in the page allows its own style and script by their hashes and nothing else.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections import Counter
from collections.abc import Iterable
from functools import cache
from html import escape
from itertools import groupby
from pathlib import Path
from typing import Any

from .. import __version__
from ..article import Article, Block, By, Decision, Explanation, Grounds, Kind, Status
from ..text import fold, safe
from .explanation import remark
from .rule_text import HEADER

_FIELD = re.compile(r"\{\{(\w+)\}\}")
_IMAGE = re.compile(r'<img src="[^"]*" alt="([^"]*)"[^<>]*>')
_LINK_NOWHERE = re.compile(r'<a href="(?!https?://)[^"]*">')
_NO_KEY = re.compile(r"[^a-z0-9]")
_STEPS = 20  # of the bars that show scores
_GROUP = 50
_TONES = ("model", "rule", "title", "repeat", "label", "neighbours", "comments", "lead")
_NAMES = {
    "neighbours": "image",
    "repeat": "said twice",
    "title": "printed as the title",
    "label": "label above the text",
    "comments": "readers' comment",
}


def render_report(article: Article) -> str:
    """Return the whole page. The article must have been made with options that ask to explain, and for its markup."""
    explanation = article.explanation or Explanation(0.0, 0.0)
    keys = Counter(_key(decision) for decision in article.decisions)
    style = _file("report.css") + _generated_style(keys)
    script = _file("report.js")
    title = article.title
    fields = {
        "policy": f"default-src 'none'; style-src '{_hash(style)}'; script-src '{_hash(script)}'; "
        "base-uri 'none'; form-action 'none'",
        "version": __version__,
        "style": style,
        "script": script,
        "name": _text(article.source),
        "title": _text(title or article.source),
        "source": _text(article.metadata.url or article.source if title else ""),
        "language": _text(article.metadata.language or ""),
        "figures": _figures(article, explanation),
        "notes": _notes(article.notes),
        "metadata": _metadata(article),
        "legend": _legend(article, keys),
        "blocks": _blocks(article, explanation),
        "article": _article(article),
        "data": _data(article, explanation),
    }
    return _FIELD.sub(lambda match: fields[match.group(1)], _file("report.html"))


@cache
def _file(name: str) -> str:
    return Path(__file__).with_name(name).read_text(encoding="utf-8")


def _hash(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode("utf-8")).digest()).decode("ascii")


def _text(text: str) -> str:
    """Text of the page as markup that shows it to the letter."""
    return escape(safe(text))


def _percent(share: float) -> str:
    return f"{share:.0%}".replace("%", "\u00a0%")


def _key(decision: Decision) -> str:
    """What the legend counts together: a name that is safe as a class."""
    return ("k-" if decision.keep else "c-") + (_NO_KEY.sub("", decision.by.lower())[:30] or "other")


def _tone(key: str) -> str:
    """The colour of a kind of decision."""
    if key.startswith("k-"):
        return "keep"
    return key[2:] if key[2:] in _TONES else "other"


def _generated_style(keys: Iterable[str]) -> str:
    """Tones and filters for the kinds of decisions that the page has, and the widths of bars."""
    lines = [f".{key}{{--tone:var(--{_tone(key)})}}.hide-{key} .{key}{{display:none}}" for key in sorted(keys)]
    lines += [f".p{step} i{{width:{100 * step // _STEPS}%}}" for step in range(_STEPS + 1)]
    return "\n" + "\n".join(lines) + "\n"


def _figures(article: Article, explanation: Explanation) -> str:
    words = sum(block.words for block in article.blocks)
    figures = [
        ("confidence", f"{article.confidence:.2f}"),
        ("blocks kept", f"{len(article.kept):,} <small>of {len(article.blocks):,}</small>"),
        ("words kept", f"{article.word_count:,} <small>of {words:,}</small>"),
        ("score from which the model keeps", _percent(explanation.threshold)),
    ]
    if article.status is not Status.OK:
        figures.insert(0, ("status", f'<span class="bad">{escape(article.status)}</span>'))
    return "".join(f"<div><dt>{name}</dt><dd>{value}</dd></div>" for name, value in figures)


def _notes(notes: Iterable[str]) -> str:
    lines = "".join(f"<li>{_text(note)}</li>" for note in notes)
    return f'<ul class="notes">{lines}</ul>' if lines else ""


def _metadata(article: Article) -> str:
    """The candidates of each field, the winner marked; nothing where there were none to choose from."""
    order = {name: place for place, name in enumerate(dict.fromkeys(c.field for c in article.candidates))}
    rows = []
    for field, group in groupby(sorted(article.candidates, key=lambda c: order[c.field]), key=lambda c: c.field):
        for number, candidate in enumerate(group):
            name = f'<th scope="row">{_text(field)}</th>' if number == 0 else "<th></th>"
            marks = ("more " if number else "") + ("won" if candidate.won else "")
            rows.append(
                f'<tr class="{marks.strip()}">{name}<td class="verdict">{"✓ taken" if candidate.won else ""}</td>'
                f'<td dir="auto">{_text(candidate.value)}</td><td class="from">{_text(candidate.source)}</td></tr>'
            )
    if not rows:
        return ""
    summary = f"Metadata: {len(rows)} candidates for {len(order)} fields, and which were taken"
    return f'<details class="metadata"><summary>{summary}</summary><table>{"".join(rows)}</table></details>'


def _legend(article: Article, keys: Counter[str]) -> str:
    names = {_key(decision): decision for decision in article.decisions}
    chips = []
    for key, count in sorted(keys.items(), key=lambda item: (item[0][0] != "k", -item[1])):
        decision = names[key]
        said = f"{'kept' if decision.keep else 'cut'}: {_NAMES.get(decision.by, decision.by)}"
        chips.append(
            f'<button type="button" class="chip {key}" data-key="{key}" aria-pressed="true">{_text(said)} '
            f"<b>{count:,}</b></button>"
        )
    return "".join(chips)


def _blocks(article: Article, explanation: Explanation) -> str:
    """The blocks in groups, which the browser lays out when they come into sight."""
    groups = []
    for start in range(0, len(article.blocks), _GROUP):
        places = range(start, min(start + _GROUP, len(article.blocks)))
        blocks = "\n".join(_block(article, explanation, i) for i in places)
        groups.append(f'<ol class="group" start="{start + 1}">\n{blocks}\n</ol>')
    return "\n".join(groups)


def _block(article: Article, explanation: Explanation, index: int) -> str:
    block, decision = article.blocks[index], article.decisions[index]
    score = article.scores[index] if article.scores else None
    key, state = _key(decision), "kept" if decision.keep else "cut"
    text = _text(block.text)
    if not text.strip():
        text, extra = _text(f"{block.kind} without text"), " none"
    else:
        extra = ""
    why = remark(block, decision, score, explanation.threshold) if decision.by is By.MODEL else _reason(decision)
    bar = f'<span class="bar p{round(_STEPS * score)}"><i></i></span>' if score is not None else ""
    shown = _percent(score) if score is not None else ""
    return (
        f'<li class="block {state} {key} k-{escape(block.kind)}" data-key="{key}"><div class="row" role="button" '
        f'tabindex="-1" aria-expanded="false"><span class="score"><span class="mark">{"+" if decision.keep else "−"}'
        f'</span>{shown}{bar}</span><span class="what"><span class="said{extra}" dir="auto">{text}</span>'
        + (f'<span class="why">{_text(why)}</span>' if why else "")
        + "</span></div></li>"
    )


def _reason(decision: Decision) -> str:
    return f"rule {decision.reason}" if decision.by is By.RULE else decision.reason


def _article(article: Article) -> str:
    """The article's own fragment, with the names of its images in their place and links only to the web."""
    title = f"<h1>{_text(article.title)}</h1>\n" if article.title else ""
    if not article.html:
        return title + '<p class="none">Nothing was kept.</p>'
    shown = _IMAGE.sub(
        lambda m: f'<span class="picture">{m.group(1) or "an image without a description"}</span>', article.html
    )
    return title + safe(_LINK_NOWHERE.sub("<a>", shown))


def _data(article: Article, explanation: Explanation) -> str:
    """What the script needs for the details, as JSON in which no tag can end or begin."""
    says: dict[str, int] = {}
    paths: dict[str, int] = {}
    blocks = [_details(article, explanation, i, says, paths) for i in range(len(article.blocks))]
    whole = {"base": explanation.base, "header": HEADER, "blocks": blocks, "says": list(says), "paths": list(paths)}
    text = safe(json.dumps(whole, ensure_ascii=False, separators=(",", ":")))
    return text.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e")


def _details(
    article: Article, explanation: Explanation, index: int, says: dict[str, int], paths: dict[str, int]
) -> dict[str, Any]:
    """One block's; `says` and `paths` number the phrases and paths met so far."""
    block, decision = article.blocks[index], article.decisions[index]
    score = article.scores[index] if article.scores else None
    grounds = explanation.grounds[index] if explanation.grounds else Grounds()
    return {
        "score": score,
        "verdict": safe(_verdict(block, decision, score, explanation.threshold)),
        "facts": _facts(block, index),
        "path": paths.setdefault(safe(grounds.path), len(paths)) if grounds.path else -1,
        "others": round(grounds.others, 4),
        "voices": [[says.setdefault(safe(v.says), len(says)), round(v.weight, 4)] for v in grounds.voices],
        "rule": safe(grounds.rule) if grounds.rule else None,
    }


def _verdict(block: Block, decision: Decision, score: float | None, threshold: float) -> str:
    """A sentence or two on what became of a block."""
    state = "Kept" if decision.keep else "Cut"
    if score is None:
        return (
            f"{state}: {fold(decision.reason)}."
            if block.kind is Kind.IMAGE or decision.by is By.RULE
            else f"{state}: it has no words."
        )
    scored = f"The model gives it {_percent(score)}, and keeps from {_percent(threshold)} on."
    if decision.by is not By.MODEL:
        return f"{state}: {fold(_reason(decision))}. {scored}"
    more = remark(block, decision, score, threshold)
    return f"{state} by the model{', ' + more.partition(' ')[2] if more else ''}. {scored}"


def _facts(block: Block, index: int) -> str:
    kind = f"heading of level {block.level}" if block.level else str(block.kind)
    words = "1 word" if block.words == 1 else f"{block.words} words"
    links = f", {_percent(block.link_share)} of it links" if block.link_share else ""
    return f"Block {index + 1}: {kind}, {words}{links}"
