"""Readers of Markdown of every common kind, all of them set to let raw HTML and any link through."""

from __future__ import annotations

from collections.abc import Callable

import cmarkgfm.cmark
import mistune
from cmarkgfm.cmark import Options
from markdown_it import MarkdownIt

_GITHUB = ["table", "strikethrough", "autolink", "tasklist"]
_ALL_OF_MISTUNE = ["strikethrough", "footnotes", "table", "url", "task_lists", "def_list"]


def _markdown_it(*rules: str) -> Callable[[str], str]:
    reader = MarkdownIt("commonmark", {"html": True, "linkify": "linkify" in rules}).enable(list(rules))
    reader.validateLink = lambda url: True  # type: ignore[method-assign]  # it would leave out links that must not come
    return reader.render


def _cmark(extensions: list[str], options: int = 0) -> Callable[[str], str]:
    def render(text: str) -> str:
        options_ = Options.CMARK_OPT_UNSAFE | options
        return cmarkgfm.cmark.markdown_to_html_with_extensions(text, options=options_, extensions=extensions)

    return render


def _mistune() -> Callable[[str], str]:
    renderer = mistune.HTMLRenderer(escape=False, allow_harmful_protocols=True)
    reader = mistune.create_markdown(escape=False, renderer=renderer, plugins=_ALL_OF_MISTUNE)
    return lambda text: str(reader(text))


READERS: dict[str, Callable[[str], str]] = {
    "CommonMark": _markdown_it(),
    "markdown-it": _markdown_it("table", "strikethrough"),
    "markdown-it with bare addresses": _markdown_it("table", "strikethrough", "linkify"),
    "GitHub": _cmark(_GITHUB),
    "GitHub with footnotes": _cmark(_GITHUB, Options.CMARK_OPT_FOOTNOTES),
    "mistune": _mistune(),
}
