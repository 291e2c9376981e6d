"""Every hostile input of ours: about two hundred small ones, made in a moment, always the same.

They are kinds of what pages do to extractors, each written for this project; the benchmark `tests/benchmarks/hostile.py`
takes them as well as any other corpus once they are written to a folder:

    python tests/hostile/pages.py FOLDER
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import hostile_bytes
import hostile_markup
import hostile_words
from making import Entry

_MOST, _BYTES = 12, 900_000  # of one group


@dataclass(frozen=True, slots=True)
class Group:
    """Entries of one kind that one command takes at once."""

    name: str
    entries: tuple[Entry, ...]


def entries(secret: str) -> Iterator[Entry]:
    """All entries; `secret` is the path of the file that pages try to have opened."""
    yield from hostile_markup.structure()
    yield from hostile_markup.json_data()
    yield from hostile_markup.regular_expressions()
    yield from hostile_bytes.characters()
    yield from hostile_bytes.charsets()
    yield from hostile_bytes.packings()
    yield from hostile_bytes.no_pages()
    yield from hostile_words.metadata()
    yield from hostile_words.injection()
    yield from hostile_words.terminal()
    yield from hostile_words.names()
    yield from hostile_words.references(secret)


def groups(secret: str) -> Iterator[Group]:
    """The entries in groups of one kind: a process for each entry would take minutes to start them all."""
    taken: list[Entry] = []
    number = 0
    for one in entries(secret):
        full = len(taken) == _MOST or sum(len(e.data) for e in taken) + len(one.data) > _BYTES
        if taken and (full or one.kind != taken[0].kind):
            yield Group(f"{taken[0].kind}_{number}", tuple(taken))
            number = number + 1 if one.kind == taken[0].kind else 0
            taken = []
        taken.append(one)
    yield Group(f"{taken[0].kind}_{number}", tuple(taken))


def write(folder: Path) -> None:
    """The entries as a corpus for the benchmark: folder/corpus, and beside it MANIFEST.json."""
    secret = folder / "secret.txt"
    manifest = {}
    for one in entries(str(secret)):
        place = os.fsencode(folder / "corpus" / one.kind) + b"/" + one.name
        os.makedirs(os.path.dirname(place), exist_ok=True)
        with open(place, "wb") as file:
            file.write(one.data)
        manifest[f"{one.kind}/{one.name.decode('latin-1')}"] = {
            "cls": one.kind,
            "expect": one.expect,
            "must": one.must,
            "mustnot": [text.decode("latin-1") for text in one.mustnot],
        }
    secret.write_text(hostile_words.SECRET)
    (folder / "MANIFEST.json").write_text(json.dumps(manifest), encoding="utf-8")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    write(Path(sys.argv[1]))
