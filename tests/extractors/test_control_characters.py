"""Characters that do not belong into a page must not cost its article."""

from __future__ import annotations

import pytest

from cleancopy.extractors import Source, extract

PAGE = """<!DOCTYPE html><html><head><title>Harbour reopens</title></head><body><article><h1>Harbour reopens</h1>
<p>The harbour of Kelport reopened on Monday, nine days after a storm had closed it to all traffic from the sea.</p>
<p>Divers{} found the channel free of wreckage, and the first ferry left at noon with two hundred passengers.</p>
<p>Repairs are expected to cost four million crowns, most of which the insurers will have to pay this year.</p>
</article></body></html>"""


CONTROLS = ["&#11;", "&#27;", "&#8;", "&#12;", "\x0b", "\x0c", "\x08", "\x1b", "\uffff"]
OTHERS = ["\u00ad", "\u200b", "\ufeff", "\x7f", "\x9b", "&#0;", "&#128;", "&#xD800;", "\x00"]


@pytest.mark.parametrize("character", CONTROLS + OTHERS)
def test_an_odd_character_does_not_cost_the_article(character: str) -> None:
    article = extract(Source("page.html", PAGE.format(character).encode()))
    assert article.word_count == extract(Source("page.html", PAGE.format("").encode())).word_count
