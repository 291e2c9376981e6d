"""trafilatura on a parsed page: what it keeps, and what happens where it fails."""

from __future__ import annotations

import lxml.html
import pytest

from cleancopy.extractors import Source, Status, extract
from cleancopy.extractors.trafilatura.reference import read_reference

SENTENCE = "The harbour council met on Tuesday evening to decide whether the old ferry line should be restored. "


def test_the_tree_is_not_changed() -> None:
    tree = lxml.html.document_fromstring(
        f"<html><body><nav>Home</nav><article><p>{SENTENCE * 3}</p></article></body></html>"
    )
    before = lxml.html.tostring(tree)
    reference = read_reference(tree)

    assert "harbour" in reference
    assert lxml.html.tostring(tree) == before


@pytest.mark.parametrize(("twice", "times"), [(False, 1), (True, 2)])
def test_a_page_of_which_it_finds_little_is_gone_over_again_only_if_that_is_wanted(
    twice: bool, times: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    from trafilatura import core

    modes = []
    extract_content = core.extract_content
    monkeypatch.setattr(
        core, "extract_content", lambda tree, options: modes.append(options.focus) or extract_content(tree, options)
    )
    teasers = f"<div class='teaser sidebar'><p>{SENTENCE * 2}</p></div>" * 12
    tree = lxml.html.document_fromstring(f"<html><body><article><p>{SENTENCE * 3}</p></article>{teasers}</body></html>")

    assert "harbour" in read_reference(tree, twice=twice)
    assert len(modes) == times


def test_a_page_nested_deeper_than_trafilatura_can_follow_is_still_an_article() -> None:
    nested = "<ul><li>x" * 900 + "</li></ul>" * 900
    page = (
        f"<html><body><article><h1>Ferry</h1><p>{SENTENCE * 3}</p>{nested}<p>{SENTENCE}End.</p></article></body></html>"
    )
    article = extract(Source("deep.html", page.encode()))

    assert article.status is Status.OK
    assert any("harbour council" in block.text for block in article.kept)
