"""What the front matter of a Markdown file says of it is its metadata, and no part of its text."""

from __future__ import annotations

import pytest

from cleancopy.extractors import Article, Source, extract
from cleancopy.extractors.options import ExtractOptions
from cleancopy.extractors.page.front_matter import split_front_matter

TEXT = """# How the harbour works

The harbour of Kelport reopened on Monday, nine days after a storm had closed it to traffic from the sea.

Nobody was hurt, said the harbour master, who had waited nine days for the wind to turn again, and went home.
"""
MATTERS = {
    "yaml": "---\ntitle: How the harbour works\ndate: 2024-05-03\nauthor: Jane Doe\ntags: [sea, wall]\n---\n",
    "quoted": "---\ntitle: \"How the harbour works\"\ndate: '2024-05-03'\nauthors: [Jane Doe]\n---\n",
    "objects": "---\nTitle: How the harbour works\nDate: May 3, 2024\nauthors:\n  - name: Jane Doe\n    url: x\n---\n",
    "windows": "---\r\ntitle: How the harbour works\r\ndate: 2024-05-03\r\nby: Jane Doe\r\n...\r\n",
    "toml": '+++\ntitle = "How the harbour works"\ndate = 2024-05-03\nauthors = ["Jane Doe"]\n+++\n',
}


def read(text: str, name: str = "page.md") -> Article:
    return extract(Source(name, text.encode()), ExtractOptions(extractor="model"))


@pytest.mark.parametrize("matter", MATTERS.values(), ids=MATTERS.keys())
def test_front_matter_gives_title_date_and_author(matter: str) -> None:
    article = read(matter + "\n" + TEXT)
    meta = article.metadata

    assert (meta.title, (meta.date or "")[:10], meta.authors) == ("How the harbour works", "2024-05-03", ("Jane Doe",))
    assert [b.text for b in article.blocks if "Jane" in b.text or "title" in b.text] == []
    assert "Nobody was hurt" in article.blocks[-1].text


@pytest.mark.parametrize(
    "text",
    [
        "---\nA line between rules.\n---\n" + TEXT,
        "---\nnote: nothing that is asked for\n---\n" + TEXT,
        "---\ntitle: [unclosed\n---\n" + TEXT,
        "---\ntitle: " + "[" * 5000 + "\n---\n" + TEXT,
        "---\ntitle: no end\n" + TEXT,
        '+++\ntitle = "unclosed\n+++\n' + TEXT,
        "---\ntitle: !!python/object/apply:os.system [exit]\n---\n" + TEXT,
        TEXT,
    ],
)
def test_what_cannot_be_read_is_text(text: str) -> None:
    assert split_front_matter(text) == (None, text)


def test_references_to_references_are_not_multiplied() -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 8)}]" for n in range(1, 30)]
    given, rest = split_front_matter("---\ntitle: Harbour\n" + "\n".join(lines) + "\nauthors: *a29\n---\n" + TEXT)

    assert given is not None
    assert (given.title, given.authors, rest) == ("Harbour", (), TEXT)
