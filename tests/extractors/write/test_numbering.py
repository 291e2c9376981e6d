"""Ordered lists count as their page does: with numbers, letters or Roman numbers, in every format."""

from __future__ import annotations

import pytest

from cleancopy.extractors import Source, WriteOptions, extract
from cleancopy.extractors.write import RENDERERS
from cleancopy.extractors.write.tree import item_label

SAYS = "who joins the club reads the rules that are kept in the green folder of the secretary"


def written(start_tag: str, form: str) -> str:
    items = "".join(f"<li>Rule {word}: {SAYS}.</li>" for word in ("one", "two", "three"))
    page = (
        f"<title>Rules</title><main><h1>Rules</h1><p>The club has rules, and {SAYS}.</p>{start_tag}{items}</ol></main>"
    )
    return RENDERERS[form](extract(Source("p.html", page.encode())), WriteOptions(format=form))


@pytest.mark.parametrize(
    ("start_tag", "labels"),
    [
        ("<ol>", ("1", "2", "3")),
        ("<ol type=1 start=7>", ("7", "8", "9")),
        ("<ol type=a>", ("a", "b", "c")),
        ("<ol type=A start=25>", ("Y", "Z", "AA")),
        ("<ol type=i start=3>", ("iii", "iv", "v")),
        ("<ol type=I>", ("I", "II", "III")),
        ("<ol style='margin: 0; list-style-type: lower-roman'>", ("i", "ii", "iii")),
        ("<ol style='list-style: inside upper-alpha'>", ("A", "B", "C")),
        ("<ol type=a style='list-style-type:decimal'>", ("1", "2", "3")),
        ("<ol type=disc>", ("1", "2", "3")),
        ("<ol type=a reversed>", ("c", "b", "a")),
    ],
)
def test_lists_count_as_the_page_shows_them(start_tag: str, labels: tuple[str, ...]) -> None:
    for form in ("text", "markdown"):
        text = written(start_tag, form)
        for label, word in zip(labels, ("one", "two", "three"), strict=True):
            assert f"{label}. Rule {word}" in text


@pytest.mark.parametrize(("start_tag", "wanted"), [("<ol type=a>", '<ol type="a">'), ("<ol type=7>", "<ol>")])
def test_html_says_what_a_list_counts_with(start_tag: str, wanted: str) -> None:
    assert wanted in written(start_tag, "html")


@pytest.mark.parametrize(
    ("number", "numbering", "label"),
    [
        (1, "", "1"), (26, "a", "z"), (27, "a", "aa"), (702, "A", "ZZ"), (703, "a", "aaa"), (0, "a", "0"),
        (-3, "i", "-3"), (4, "i", "iv"), (1994, "I", "MCMXCIV"), (3999, "i", "mmmcmxcix"), (4000, "i", "4000"),
    ],
)  # fmt: skip
def test_labels(number: int, numbering: str, label: str) -> None:
    assert item_label(number, numbering) == label
