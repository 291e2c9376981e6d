"""trafilatura on a parsed page: what it keeps, and what happens where it fails."""

from __future__ import annotations

import lxml.html

from cleancopy.extractors import Settings, Source, Status, extract
from cleancopy.extractors.reference import read_reference

SENTENCE = "The harbour council met on Tuesday evening to decide whether the old ferry line should be restored. "


def test_the_tree_is_not_changed() -> None:
    tree = lxml.html.document_fromstring(
        f"<html><body><nav>Home</nav><article><p>{SENTENCE * 3}</p></article></body></html>"
    )
    before = lxml.html.tostring(tree)
    reference = read_reference(tree)

    assert "harbour" in reference
    assert lxml.html.tostring(tree) == before


def test_a_page_nested_deeper_than_trafilatura_can_follow_is_still_an_article() -> None:
    nested = "<ul><li>x" * 900 + "</li></ul>" * 900
    page = (
        f"<html><body><article><h1>Ferry</h1><p>{SENTENCE * 3}</p>{nested}<p>{SENTENCE}End.</p></article></body></html>"
    )
    article = extract(Source("deep.html", page.encode()), Settings())

    assert article.status is Status.OK
    assert any("harbour council" in block.text for block in article.kept)
