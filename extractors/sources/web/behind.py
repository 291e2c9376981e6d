"""The page behind a page that has next to no text and sends on by itself, as a redirect does."""

from __future__ import annotations

import re

from ...article import Source
from ...errors import CleancopyError
from ...settings import Settings

_LARGEST = 64 * 1024  # bytes of a page that is worth a look
_REFRESH = re.compile(rb"http-equiv\s*+=\s*+(?:[\"']\s*+)?refresh", re.I)


def page_behind(source: Source, settings: Settings) -> str | None:
    """The address to which a page that came from the web only sends on; None for any other page."""
    if len(source.data) > _LARGEST or not _REFRESH.search(source.data):
        return None
    from ...page import read_page
    from ...walls.refresh import sent_on

    try:
        tree = read_page(source, settings).tree
    except CleancopyError:
        return None
    return sent_on(tree, source.url) if tree is not None else None
