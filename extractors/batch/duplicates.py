"""Near-duplicates by MinHash (datasketch, extra `dedupe`): the same report on five sites, whatever stands around it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from ..article import Article
from ..errors import SetupError
from ..text import words
from ..write.article_text import article_text

# Two articles are one when so large a share of their runs of words is common to both. The same agency report shares
# more than nine tenths after two editors; two reports of one event less than a third.
SIMILAR = 0.7
_RUN = 4  # words
_HASHES = 128


def import_datasketch() -> Any:
    """datasketch. Raises SetupError when it is not installed."""
    try:
        import datasketch
    except ImportError:
        raise SetupError("--dedupe", "needs a library: pip install 'cleancopy[dedupe]'") from None
    return datasketch


def sketch_of(article: Article) -> bytes:
    """A sketch of the article's text, about half a kilobyte, from which likeness can be told."""
    found = words(article_text(article.kept))
    runs = {" ".join(found[i : i + _RUN]).encode() for i in range(max(1, len(found) - _RUN + 1))}
    library = import_datasketch()
    full = library.MinHash(num_perm=_HASHES)
    full.update_batch(sorted(runs))
    lean = library.LeanMinHash(full)
    sketch = bytearray(lean.bytesize())
    lean.serialize(sketch)
    return bytes(sketch)


def find_duplicates(sketches: Iterable[tuple[int, bytes]]) -> Iterator[tuple[int, int | None]]:
    """For each article, in order, the first one that it nearly repeats, or None.

    A duplicate of a duplicate is told as one of the first, if it is still like it. Memory grows with the number of
    different articles, by some two kilobytes each.
    """
    library = import_datasketch()
    seen = library.MinHashLSH(threshold=SIMILAR, num_perm=_HASHES)
    hashes: dict[int, Any] = {}
    for number, packed in sketches:
        sketch = library.LeanMinHash.deserialize(bytearray(packed))
        near = sorted(n for n in seen.query(sketch) if hashes[n][1].jaccard(sketch) >= SIMILAR)
        first = min(near, key=lambda n: hashes[n][0], default=None)
        if first is None:
            hashes[number] = (len(hashes), sketch)
            seen.insert(number, sketch)
        yield number, first
