"""Whether the compiled modules and Python give the same of every page, byte for byte.

    python tests/benchmarks/forms.py samples/pages PAGE_OR_FOLDER ...     # both forms, each in a process of its own
    python tests/benchmarks/forms.py --form compiled PAGE ... > before    # one form, to compare with another version

Of each page a line: its name, and what was made of it by each step, as a hash: layout, outline, features, decisions.
Pages are HTML, also packed with gzip; a file that is no page says so in both forms. The status is 1 if lines differ.
"""

from __future__ import annotations

import argparse
import gzip
import subprocess
import sys
from collections.abc import Iterator
from hashlib import blake2b
from pathlib import Path
from typing import Any

_FORMS = ("compiled", "python")


def main() -> int:
    """Read the command line and print what it asks for."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("pages", nargs="+", type=Path, help="pages, and folders of pages")
    parser.add_argument("--form", choices=_FORMS, help="print the lines of one form, and compare nothing")
    given = parser.parse_args()
    if given.form:
        if given.form == "python":
            sys.path.insert(0, str(Path(__file__).parents[1]))
            from interpreted import import_sources_alone

            import_sources_alone()
        for name, data in _pages(given.pages):
            print(name, *digests(data), flush=True)
        return 0
    lines = [_lines(form, given.pages) for form in _FORMS]
    different = [pair for pair in zip(*lines, strict=True) if pair[0] != pair[1]]
    for pair in different:
        print(*pair, sep="\n")
    print(f"{len(lines[0])} pages, {len(different)} of them not the same in both forms")
    return 1 if different or not lines[0] else 0


def _lines(form: str, pages: list[Path]) -> list[str]:
    command = [sys.executable, __file__, "--form", form, *map(str, pages)]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.splitlines()


def _pages(paths: list[Path]) -> Iterator[tuple[str, bytes]]:
    for path in paths:
        for file in sorted(p for p in path.rglob("*") if p.is_file()) if path.is_dir() else [path]:
            data = file.read_bytes()
            yield file.name.replace(" ", "_"), gzip.decompress(data) if file.suffix == ".gz" else data


def digests(data: bytes) -> list[str]:
    """Return what each step makes of a page, as hashes; of what is no page the error's name."""
    from cleancopy.extractors.article import Source
    from cleancopy.extractors.errors import CleancopyError
    from cleancopy.extractors.page import read_page

    try:
        page = read_page(Source("page", data))
    except CleancopyError as err:
        return [type(err).__name__]
    return ["text"] if page.tree is None else tree_digests(page.tree)


def tree_digests(tree: Any) -> list[str]:
    """Return what each step makes of a tree, as hashes."""
    from cleancopy.extractors.blocks import split
    from cleancopy.extractors.features.columns import html_features
    from cleancopy.extractors.features.outline import read_outline
    from cleancopy.extractors.model.judge import judge_page
    from cleancopy.extractors.model.models import FAST, load_model
    from cleancopy.extractors.model.page_facts import gather
    from cleancopy.extractors.options import ExtractOptions

    layout = split(tree)
    outline = read_outline(layout)
    columns = html_features(layout, outline, gather(tree, None), load_model(FAST).lexicon)
    judged = judge_page(tree, layout, None, ExtractOptions(extractor="model"))
    made = (
        _layout(tree, layout),
        [*[list(getattr(outline, name)) for name in type(outline).__slots__], outline.families()],
        sorted(columns.items()),
        (judged.decisions, judged.scores, judged.confidence),
    )
    return [blake2b(repr(one).encode("utf-8", "surrogatepass"), digest_size=8).hexdigest() for one in made]


def _layout(tree: Any, layout: Any) -> object:
    """The layout with elements as their numbers in the tree, so that it says the same of another tree of the page."""
    order = {element: number for number, element in enumerate(tree.getroottree().getroot().iter())}
    return (
        layout.blocks,
        layout.words,
        [[(order[chunk.element], chunk.tail) for chunk in chunks] for chunks in layout.chunks],
        [order[owner] for owner in layout.owners],
        [(order[element], ident) for element, ident in layout.containers.items()],
        [(s.before, order[s.element], order[s.owner], s.containers) for s in layout.silent],
        [order[link] for link in layout.inner_links],
    )


if __name__ == "__main__":
    sys.exit(main())
