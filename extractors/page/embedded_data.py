"""The article's text in a page's data: JSON-LD, or the state (in scripts or attributes) that the page is built from.

Only for pages on which no article is to be seen. What is found takes the place of the page's body, and goes the way
of every page from there.
"""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import groupby, islice
from typing import Any

import lxml.html
from lxml.html import HtmlElement

from ..errors import InputError
from ..text import count_words, fold
from .json_ld import is_article, read_json_ld
from .parse import parse_html
from .react_flight import flight_markup

_LARGEST = 8 << 20  # characters of scripts that are looked at
_MOST_SCRIPTS = 200
_MOST_VALUES = 300_000
_DEEPEST = 60
_FEWEST_WORDS = 60
_LEAST_DATA = 4 * _FEWEST_WORDS  # characters
_OPENING = ("{", "[")
_SHELL = 200
_PROSE = 8
# The end of a sentence in running text: addresses and versions have dots too, but nothing behind them.
_SENTENCE = re.compile(r"\s\S+[.!?…][\"'”’»)\]]*(?:\s|<|$)|[。！？؟।]")
_ENDED = re.compile(r"[.!?…:;。！？؟।][\"'”’»)\]]*\s*$")
_TAGS = re.compile(r"</?(?:p|div|br|h[1-6]|ul|ol|li|figure|section|article|blockquote)\b[^<>]{0,300}>", re.I)
# `window.STATE = {`, `window["STATE"] = {`, `var STATE = [`, and the same with JSON.parse("…").
_ASSIGNED = re.compile(r"(?:[\w$\]\"'.]|\b(?:var|let|const)\s+[\w$]+)\s*=\s*(?:JSON\.parse\(\s*(?=\")|(?=[{\[]))")
_BODY_KEYS = re.compile(r"body|content|article_?text|^text$|html|paragraph|story|blocks?$|children", re.I)
_OTHER_KEYS = re.compile(
    r"relat|recommend|comment|teaser|summary|descr|excerpt|latest|popular|^nav|footer|header|menu|stories|articles|posts"
    r"|translation|i18n|locale|messages|policy|terms|author|bio|cookie|consent",
    re.I,
)


@dataclass(slots=True)
class _Run:
    """Texts that stand in the same place of the data, list positions left out: the paragraphs of one article.

    Each comes with the place of the innermost list that holds it, so that the pieces of one paragraph can be told.
    """

    path: tuple[str, ...]
    texts: list[tuple[tuple[int, ...], str]] = field(default_factory=list)
    prose: int = 0

    @property
    def score(self) -> float:
        """How much prose it has, weighed by what its keys are called."""
        keys = [key for key in self.path if key != "*"]
        weight = 3.0 if any(_BODY_KEYS.search(key) for key in keys[-3:]) else 1.0
        return self.prose * (weight * 0.1 if any(_OTHER_KEYS.search(key) for key in keys) else weight)


def embedded_article(tree: HtmlElement, visible: int) -> HtmlElement | None:
    """A page with the same head and, as its body, the article that the page's data holds; None where it holds none.

    `visible` are the words that the page shows. What its scripts work with is looked at only where these are few: the
    data of a shop has many texts, and JSON-LD alone says which one is the article.
    """
    markup = _from_json_ld(tree) or (_from_flight(tree) or _from_state(tree) if visible <= _SHELL else None)
    if markup is None:
        return None
    try:
        body = parse_html(f"<html><body><article>{markup}</article></body></html>", "")[0].find("body")
    except InputError:
        return None
    page = lxml.html.Element("html", dict(tree.attrib))
    head = tree.find("head")
    if head is not None:
        page.append(copy.deepcopy(head))
    page.append(body)
    return page if count_words(body.text_content()) >= _FEWEST_WORDS else None


def _from_json_ld(tree: HtmlElement) -> str | None:
    bodies = (node.get("articleBody") or node.get("text") for node in filter(is_article, read_json_ld(tree)))
    texts = [text for text in bodies if isinstance(text, str) and count_words(text[:5000]) >= _FEWEST_WORDS]
    return _as_markup([max(texts, key=len)]) if texts else None


def _from_flight(tree: HtmlElement) -> str | None:
    markup = flight_markup(tree)
    return markup if markup and count_words(_TAGS.sub(" ", markup)) >= _FEWEST_WORDS else None


def _from_state(tree: HtmlElement) -> str | None:
    runs: dict[tuple[str, ...], _Run] = {}
    for number, data in enumerate(_states(tree)):
        _collect(data, str(number), runs)
    best = max(runs.values(), key=lambda run: run.score, default=None)
    if best is None or best.prose < _FEWEST_WORDS:
        return None
    return _as_markup(_paragraphs(best))


def _states(tree: HtmlElement) -> Iterator[Any]:
    """The data in a page's scripts, each as JSON has it."""
    budget = _LARGEST
    for script in islice(tree.iter("script"), _MOST_SCRIPTS):
        text = script.text or ""
        kind = (script.get("type") or "").lower()
        budget -= len(text)
        if budget < 0 or len(text) < _LEAST_DATA or "ld+json" in kind:
            continue
        if "json" in kind:
            yield from _decoded(text.strip().removeprefix("<!--").strip())
        elif kind in ("", "module") or "javascript" in kind:
            for found in islice(_ASSIGNED.finditer(text), 20):
                yield from _decoded(text[found.end() :])
    for element in tree.iter("div", "main", "section", "body", "meta"):  # where scripts keep it for themselves: data-…
        for name, value in element.items():
            if name.startswith("data-") and len(value) >= _LEAST_DATA and value[0] in _OPENING:
                budget -= len(value)
                if budget >= 0:
                    yield from _decoded(value)


def _decoded(text: str) -> Iterator[Any]:
    """The value at the beginning of a text; of a string, the value that it holds in turn."""
    try:
        value, _ = json.JSONDecoder(strict=False).raw_decode(text)
        yield json.loads(value, strict=False) if isinstance(value, str) else value
    except (ValueError, RecursionError):
        return


def _collect(data: Any, name: str, runs: dict[tuple[str, ...], _Run]) -> None:
    """Sort every text of some data into its run, in the order in which they stand there."""
    stack: list[tuple[Any, tuple[str, ...], tuple[int, ...]]] = [(data, (name,), ())]
    left = _MOST_VALUES
    while stack and left:
        left -= 1
        value, path, place = stack.pop()
        if len(path) > _DEEPEST:
            continue
        if isinstance(value, dict):
            stack.extend((v, (*path, k), place) for k, v in reversed(value.items()))
        elif isinstance(value, list):
            stack.extend((v, (*path, "*"), (*place, i)) for i, v in reversed(list(enumerate(value))))
        elif isinstance(value, str) and len(value) >= _LEAST_DATA and value[0] in _OPENING:
            stack.extend((inner, path, place) for inner in _decoded(value))  # data within data
        elif isinstance(value, str) and value.strip():
            run = runs.setdefault(path, _Run(path))
            run.texts.append((place[:-1], value))
            count = count_words(_TAGS.sub(" ", value)) if _SENTENCE.search(value) else 0
            run.prose += count if count >= _PROSE else 0


def _paragraphs(run: _Run) -> list[str]:
    """A run's texts. Where a list holds the pieces of a paragraph (words in bold, links), they are put together."""
    nested = run.path.count("*") > 1
    result: list[str] = []
    for _, group in groupby(run.texts, key=lambda text: text[0]):
        pieces: list[str] = []
        for _, text in group:
            # Whether the pieces so far end a sentence, the last one says: what went before it did not.
            if pieces and (not nested or _ENDED.search(pieces[-1])):
                result.append("".join(pieces))
                pieces.clear()
            pieces.append(text)
        result.append("".join(pieces))
    return result


def _as_markup(texts: list[str]) -> str:
    """HTML of texts, each of them HTML already or plain, with line breaks between its paragraphs."""
    parts = []
    for text in texts:
        if _TAGS.search(text):
            parts.append(text)
        else:
            lines = (fold(line) for line in re.split(r"\n+|\r", text))
            parts += [f"<p>{_escaped(line)}</p>" for line in lines if line]
    return "\n".join(parts)


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;")
