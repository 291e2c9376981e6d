"""Gold pages: `DIR/html/ID.html.gz` beside `DIR/gold/ID.json` with the whole text of the article."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from ...text import host_of


@dataclass(frozen=True, slots=True)
class GoldPage:
    """A page and the text that an annotator took from it. `site` groups pages of one host, "www." left out."""

    name: str
    path: Path
    url: str | None
    page_type: str
    text: str

    @property
    def set_name(self) -> str:
        """The gold set that it is from."""
        return self.name.partition("/")[0]

    @property
    def site(self) -> str:
        """The host, so that no site is both learned from and judged on."""
        return site_of(self.url, self.name)

    @property
    def html(self) -> bytes:
        """The page as it was saved."""
        return gzip.decompress(self.path.read_bytes())


def site_of(url: str | None, name: str) -> str:
    """The host of an address without "www."; the name stands for a page that has no address."""
    return (host_of(url) or name).removeprefix("www.")


def read_gold(folder: Path) -> Iterator[GoldPage]:
    """Yield the pages of a gold set that have a whole text, in order of their names.

    Raises FileNotFoundError when there are none.
    """
    found = sorted((folder / "gold").glob("*.json"))
    if not found:
        raise FileNotFoundError(f"{folder}: no gold/*.json here")
    for path in found:
        gold = json.loads(path.read_text(encoding="utf-8"))
        if gold.get("text") is not None:
            page = folder / "html" / f"{path.stem}.html.gz"
            kind = gold.get("page_type") or "article"
            yield GoldPage(f"{folder.name}/{path.stem}", page, gold.get("url"), kind, gold["text"])
