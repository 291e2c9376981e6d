"""What trafilatura alone would print, in every format: its own body as blocks, all kept, and no rules."""

from __future__ import annotations

from .article import Article, Decision, Page, Status
from .blocks import split
from .errors import InputError
from .markup import MarkupOptions, build_fragment
from .metadata import Subject, read_metadata
from .metadata.head import base_url
from .page.parse import parse_html
from .reference import read_own_html
from .render import article_text
from .settings import Settings

_KEPT = Decision(True, "trafilatura", "kept by trafilatura")
_CUT = Decision(False, "trafilatura", "cut by trafilatura")


def extract_as_trafilatura(page: Page, settings: Settings) -> Article:
    """Return trafilatura's own result. Raises InputError for plain text, which it does not read."""
    if page.tree is None:
        raise InputError(page.source.name, "trafilatura reads HTML only: leave out --engine for plain text")
    html = read_own_html(page.tree, page.source.url, settings)
    layout = split(parse_html(html, page.source.name)[0]) if html else None
    blocks = layout.blocks if layout else ()
    whole = split(page.tree)
    kept = {b.text for b in blocks}
    decisions = [_KEPT if block.text in kept else _CUT for block in whole.blocks]
    description = read_metadata(Subject(page.tree, whole, decisions, page.source.url), article_text(blocks))
    options = MarkupOptions(base_url(page.tree, page.source.url), settings.links, settings.images)
    return Article(
        source=page.source.name,
        status=Status.OK if blocks else Status.NO_ARTICLE,
        metadata=description.metadata,
        candidates=description.candidates,
        blocks=blocks,
        decisions=tuple(_KEPT for _ in blocks),
        html=build_fragment(layout, range(len(blocks)), options) if layout and settings.wants_markup else None,
        confidence=0.5 if blocks else 0.0,
    )
