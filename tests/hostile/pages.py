"""Every hostile input of ours: about two hundred small ones, made in a moment, always the same.

They are kinds of what pages do to extractors, each written for this project. The benchmark hostile.py takes them as
any other corpus once they are written to a folder, as FOLDER/corpus:

    python tests/hostile/pages.py FOLDER
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

import hostile_bytes
import hostile_markup
import hostile_words
from making import Entry

_BYTES = 2_000_000  # of one group


@dataclass(frozen=True, slots=True)
class Group:
    """Entries of one kind that one command takes at once: a process for each would take minutes to start them all."""

    name: str
    entries: tuple[Entry, ...]


def entries() -> Iterator[Entry]:
    """All entries. In the bytes, SECRET_PLACE stands for the path of a file that pages try to have opened."""
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
    yield from hostile_words.references()


def groups() -> Iterator[Group]:
    """The entries in groups of one kind."""
    for kind, several in groupby(entries(), key=lambda one: one.kind):
        parts: list[list[Entry]] = [[]]
        for one in several:
            if sum(len(e.data) for e in parts[-1]) + len(one.data) > _BYTES:
                parts.append([])
            parts[-1].append(one)
        yield from (Group(f"{kind}_{number}", tuple(part)) for number, part in enumerate(parts))


def write(several: Iterable[Entry], folder: Path) -> list[bytes]:
    """Write entries to folder/KIND/NAME, and the secret to folder/secret.txt. Returns their paths from the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    secret = folder.absolute() / "secret.txt"
    secret.write_text(hostile_words.SECRET)
    paths = []
    for one in several:
        paths.append(one.kind.encode() + b"/" + one.name)
        place = os.path.join(os.fsencode(folder), paths[-1])
        os.makedirs(os.path.dirname(place), exist_ok=True)  # the end tag of rich's markup has a slash
        with open(place, "wb") as file:
            file.write(one.data.replace(hostile_words.SECRET_PLACE.encode(), bytes(secret)))
    return paths


def write_corpus(folder: Path) -> None:
    """The entries as a corpus for the benchmark: folder/corpus, and beside it MANIFEST.json."""
    every = list(entries())
    manifest = {
        path.decode("latin-1"): {
            "cls": one.kind,
            "expect": one.expect,
            "must": one.must,
            "mustnot": [text.decode("latin-1") for text in one.mustnot],
        }
        for path, one in zip(write(every, folder / "corpus"), every, strict=True)
    }
    (folder / "MANIFEST.json").write_text(json.dumps(manifest), encoding="utf-8")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    write_corpus(Path(sys.argv[1]))
