"""Rules between two texts are scene breaks, wherever makers put them."""

from __future__ import annotations

import pytest

from cleancopy.extractors import Source, extract
from cleancopy.extractors.options import WriteOptions
from cleancopy.extractors.write import RENDERERS

ONE = "The harbour reopened on Monday, nine days after a storm had closed it to all traffic, officials said."
TWO = "Nobody spoke against it, although the mayor had asked for a second report on what its chains cost."

THREE = "In the evening the wind turned to the north, and the boats that were still out made for the island."


def written(body: str, format: str) -> str:
    page = f"<html lang=en><title>A page</title><body>{body}"
    return RENDERERS[format](extract(Source("p.html", page.encode())), WriteOptions(front_matter=False))


@pytest.mark.parametrize(
    "body",
    [
        f"<article><p>{ONE}</p><hr><p>{TWO}</p></article>",
        f"<article><div class=a><p>{ONE}</p></div><div class=s><hr></div><div class=a><p>{TWO}</p></div></article>",
        f"<article><p>{ONE}</p><div role=separator></div><p>{TWO}</p></article>",
        f"<table><tr><td>{ONE}<br><br><hr width=30%><br>{TWO}</td></tr></table>",
        f"<font>{ONE}<hr>{TWO}</font>",
        f"<article><p>{ONE}</p><div><hr></div><p>{TWO}<a href='#n1'><sup>1</sup></a></p></article>",
        f"<article><p>{ONE}</p><p>* * *</p><p>{TWO}</p></article>",
        f"<article><p>{ONE}</p><p class=b><a class=button href=/s>Subscribe now</a></p><hr><p>{TWO}</p></article>",
        f"<article><p>{ONE}</p><hr><p class=b><a class=button href=/s>Subscribe now</a></p><hr><p>{TWO}</p></article>",
    ],
)
def test_a_rule_between_two_texts_is_a_scene_break(body: str) -> None:
    lines = written(body, "markdown").split("\n\n")

    assert lines[-2] == "* * *"
    assert ONE in lines[-3] and TWO in lines[-1]
    assert ONE in written(body, "text").split("\n\n")[-3]


def test_a_scene_may_be_short() -> None:
    body = f"<article><p>{ONE}</p><p>{TWO}</p><p>A</p><hr><p>B goes on.</p><p>{THREE}</p></article>"

    assert "\n\nA\n\n* * *\n\nB goes on.\n\n" in written(body, "markdown")


@pytest.mark.parametrize("sign", ["* * *", "- - -", "***", "    ***", "---", "_ _ _", "⁂"])
@pytest.mark.parametrize("between", ["{}\n\n{}\n\n{}", "{}\n\n\n{}\n\n\n{}\n"])
def test_a_scene_break_of_plain_text_stays(sign: str, between: str) -> None:
    text = f"{between.format(ONE, sign, TWO)}\n\n{sign}\n\n{THREE}"
    article = extract(Source("a.txt", text.encode()))
    marks = {"text": sign.strip(), "markdown": "⁂" if sign == "⁂" else "* * *"}

    for format, mark in marks.items():
        parts = RENDERERS[format](article, WriteOptions(front_matter=False, title=False)).strip().split("\n\n")
        assert parts == [ONE, mark, TWO, mark, THREE]


@pytest.mark.parametrize(
    "body",
    [
        f"<article><p>{ONE}</p><p>{TWO}</p></article><hr><div class=footer>© 2024</div>",
        f"<article><p>{ONE}</p><p>{TWO}</p><hr><div class=tools><a href=/p>Print</a></div></article>",
        f"<table><tr><td>{ONE}<br>{TWO}<hr></td></tr></table>",
    ],
)
def test_a_rule_with_no_text_on_one_side_is_none(body: str) -> None:
    assert "* * *" not in written(body, "markdown") and "---" not in written(body, "markdown")


TYPED = [
    "<p>***</p>",
    "<p class=has-text-align-center>* * *</p>",
    "<p align=center><strong>* * *</strong></p>",
    "<p>*&nbsp;&nbsp;*&nbsp;&nbsp;*</p>",
    "<p>— — —</p>",
    "<p>_____________</p>",
    "<p align=center><b><i>#</i></b></p>",
    "<p>*</p>",
    "<div class=break>***</div>",
    "<h3>* * *</h3>",
    "<p class=ornament><img src=/fleuron.svg alt='* * *' width=60 height=12></p>",
]


@pytest.mark.parametrize("typed", TYPED)
def test_a_typed_scene_break_is_a_rule_in_markdown(typed: str) -> None:
    body = f"<article><p>{ONE}</p><p>{TWO}</p>{typed}<p>{THREE}</p></article>"

    assert written(body, "markdown").strip().split("\n\n")[-3:] == [TWO, "* * *", THREE]
    assert len(written(body, "text").strip().split("\n\n")[-2]) <= len("_____________")


def test_a_typed_scene_break_between_bare_lines_is_a_rule() -> None:
    body = f"<article><div>{ONE}<br><br>{TWO}<br><br>***<br><br>{THREE}</div></article>"

    assert written(body, "markdown").strip().split("\n\n")[-3:] == [TWO, "* * *", THREE]


def test_sections_are_texts() -> None:
    section = "<section><p>{}</p></section>"
    body = f"<article>{section.format(ONE)}<hr>{section.format(TWO)}<hr>{section.format(THREE)}</article>"

    assert written(body, "markdown").count("\n* * *\n") == 2


@pytest.mark.parametrize("typed", ["<p>** Not for children</p>", "<p>5 * 3</p>", "<ul><li>***</li></ul>"])
def test_stars_beside_words_and_in_lists_are_no_rule(typed: str) -> None:
    body = f"<article><p>{ONE}</p><p>{TWO}</p>{typed}<p>{THREE}</p></article>"

    assert "\n* * *\n" not in written(body, "markdown")
