"""Whatever stands in whatever: a fragment is an article's, and as Markdown it still is."""

from __future__ import annotations

from random import Random

import pytest
from promises import check_html, check_markdown
from trees import tree as tree_at_random

from cleancopy.extractors import Article, Decision, Metadata, Status
from cleancopy.extractors.article import By
from cleancopy.extractors.blocks import split
from cleancopy.extractors.blocks.finish import finish
from cleancopy.extractors.page.parse import parse_html
from cleancopy.extractors.write.article_tree import article_tree
from cleancopy.extractors.write.html import fragment
from cleancopy.extractors.write.markdown import article_markdown
from cleancopy.extractors.write.runs import MarkupOptions

BASE = "https://example.com/"
AT_ONCE = 500
SLOW = [pytest.param(first, marks=pytest.mark.slow) for first in range(AT_ONCE, 20_000, AT_ONCE)]


@pytest.mark.parametrize("first", [0, *SLOW])
def test_texts_of_any_structure_stay_texts(first: int) -> None:
    for number in range(first, first + AT_ONCE):
        dice = Random(number)
        layout = split(parse_html(f"<body>{tree_at_random(dice)}</body>", "-")[0])
        finished = finish(layout, [Decision(dice.random() < 0.9, By.MODEL, "") for _ in layout.blocks], BASE)
        kept = [i for i, decision in enumerate(finished.decisions) if decision.keep]
        tree = article_tree(finished.layout, kept, MarkupOptions(BASE, links=dice.random() < 0.9))
        check_html(fragment(tree))
        try:
            check_markdown(article_markdown(Article("page", Status.OK, Metadata(), tree=tree)))
        except AssertionError as err:
            raise AssertionError(f"tree {number}: {err}: {fragment(tree)}") from None
