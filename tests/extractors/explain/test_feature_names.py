"""What the model's columns are called."""

from __future__ import annotations

import pytest

from cleancopy.extractors.explain.feature_names import family, phrase
from cleancopy.extractors.model.attribution import load_attribution

FAMILIES = {
    *"trafilatura names heading wording length style links kind copies title place around main alike box page".split(),
    *("neighbours", "box links", "declared"),
}
COLUMNS = sorted({name for model in ("html", "fast", "text") for name in load_attribution(model).names})


def test_every_column_of_every_model_has_a_phrase_for_every_value() -> None:
    assert len(COLUMNS) > 300
    for name in COLUMNS:
        for value in (0, 1, 12, 100, 101, 200, 255):
            said = phrase(name, value)
            assert " = " not in said and "{" not in said, name
            assert said == said.strip() and "  " not in said and not said.endswith("with"), name
        assert family(name) in FAMILIES, name


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("links", 0, "has hardly any links"),
        ("links", 160, "is 80 % link text"),
        ("mark_nav", 2, "stands in an element named “nav” or the like"),
        ("mark_nav", 12, "stands in no element named “nav” or the like"),
        ("tag_aside", 0, "stands inside <aside>"),
        ("verdict", 200, "is kept by trafilatura"),
        ("verdict", 0, "is left out by trafilatura"),
        ("word_odds", 40, "has words that articles seldom have"),
        ("word_odds", 160, "has words that articles often have"),
        ("level", 2, "is a heading of level 2"),
        ("level-1", 2, "the block after it is a heading of level 2"),
        ("word_odds+2", 40, "the second block before it has words that articles seldom have"),
        ("box2_links", 180, "stands in a box that is 90 % link text"),
        ("page_ld_article", 1, "stands on a page that declares a “article” (JSON-LD)"),
        ("copies", 3, "stands on the page 3 times"),
    ],
)
def test_phrases(name: str, value: int, said: str) -> None:
    assert phrase(name, value) == said


def test_a_column_without_a_phrase_is_named_and_stands_alone() -> None:
    assert phrase("moonlight", 7) == "has moonlight = 7"
    assert phrase("moonlight+1", 7) == "has moonlight+1 = 7"
    assert family("moonlight") == "moonlight"


def test_columns_that_tell_the_same_are_added_up() -> None:
    assert family("verdict") == family("shape_verdict+1") == family("box3_of_verdict") == "trafilatura"
    assert family("words+1") == family("level-2") == "neighbours"
    assert family("words") != family("word_odds")
