"""Points for the vote: what they learn, that they come out the same, and the command on a few pages made here."""

from __future__ import annotations

import gzip
import json
import random
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleancopy.extractors.options import ExtractOptions

pytest.importorskip("numpy")

from cleancopy.extractors import Source, extract
from cleancopy.extractors.metadata.train.fit_points import Choice, fit_points, held_out_picks
from cleancopy.extractors.metadata.train.gold_choices import (
    GoldMetadata,
    read_choices,
    read_gold,
    same,
    without_declarations,
)

MODEL = ExtractOptions(extractor="model")
SITE_NAME, SENTENCE = (
    "Kelport News",
    "The harbour of Kelport reopened on Monday, nine days after a storm had closed it.",
)


def choices(count: int) -> list[Choice]:
    """Pages whose right offer has the sign "good"; "noise" stands anywhere, and "never" only where all are wrong."""
    dice = random.Random(1)
    pages = []
    for number in range(count):
        right = dice.randrange(3)
        noise = [("noise",) if dice.random() < 0.5 else () for _ in range(3)]
        offers = tuple(("good" if i == right else "bad", *noise[i]) for i in range(3))
        pages.append(Choice(offers, frozenset((right,)), f"site{number % 9}.example"))
    return [*pages, Choice((("never",), ("bad",)), frozenset(), "site0.example")]


def test_signs_of_right_offers_get_points_and_those_of_wrong_ones_lose_some() -> None:
    points = fit_points(choices(60))
    assert points["good"] > 1 > -1 > points["bad"]
    assert abs(points.get("noise", 0.0)) < 0.5
    assert "never" not in points, "a page where nothing is right teaches nothing"


def test_the_same_choices_give_the_same_points_in_any_order_of_signs() -> None:
    pages = choices(40)
    turned = [Choice(tuple(offer[::-1] for offer in p.offers), p.right, p.site) for p in pages]
    assert fit_points(pages) == fit_points(pages) == fit_points(turned)


def test_a_weight_counts_as_that_many_pages() -> None:
    pages = choices(20)
    heavy = [Choice(p.offers, p.right, p.site, 3.0) for p in pages]
    assert fit_points(heavy) == pytest.approx(fit_points(pages * 3), abs=0.02)


def test_a_page_is_picked_for_with_points_from_other_sites() -> None:
    everywhere = choices(45)
    # On one site alone "bad" is right: nothing elsewhere says so, and what it says itself does not count for it.
    odd = [Choice((("good",), ("bad",)), frozenset((1,)), "odd.example") for _ in range(30)]
    picks = held_out_picks([*everywhere, *odd, Choice((), frozenset(), "odd.example")])
    assert all(pick in page.right for pick, page in zip(picks, everywhere[:-1], strict=False))
    assert picks[len(everywhere) :] == [0] * 30 + [-1]


@settings(max_examples=30, deadline=None)
@given(
    st.lists(st.tuples(st.lists(st.sets(st.sampled_from("abcd")), min_size=1, max_size=4), st.booleans()), min_size=1)
)
def test_any_choices_give_finite_points(pages: list[tuple[list[set[str]], bool]]) -> None:
    made = [
        Choice(tuple(tuple(sorted(o)) for o in offers), frozenset((0,) if some else ()), "a") for offers, some in pages
    ]
    if any(page.right and any(page.offers) for page in made):
        assert all(abs(value) < 20 for value in fit_points(made).values())


@pytest.mark.parametrize(
    ("field", "found", "wanted", "is_same"),
    [
        ("title", "Harbour  reopens!", "harbour reopens", True),
        ("title", "Harbour reopens | News", "Harbour reopens", False),
        ("title", "", None, True),
        ("authors", "Jane Doe John Roe", "John Roe, Jane Doe", True),
        ("authors", "Jane Doe", "Jane Dow", False),
        ("date", "2024-02-03T10:00:00Z", "2024-02-03", True),
        ("date", "2024-02-03", "2024-02-04", False),
        ("date", "2024-02-03", None, False),
    ],
)
def test_what_counts_as_the_annotators_value(field: str, found: str, wanted: str | None, is_same: bool) -> None:
    assert same(field, found, wanted) is is_same


def page_of(title: str, author: str, date: str) -> str:
    """A page with the name of its site behind the title in the window, and a byline."""
    return (
        f'<html lang=en><head><title>{title} | {SITE_NAME}</title><meta property="og:site_name" content="{SITE_NAME}">'
        f'<meta property="article:published_time" content="{date}T08:00:00Z"></head><body><h1>{title}</h1>'
        f"<p class=byline>By {author}</p>{f'<p>{SENTENCE} {SENTENCE}</p>' * 5}</body></html>"
    )


@pytest.fixture(scope="module")
def gold(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Twenty pages of ten sites."""
    folder = tmp_path_factory.mktemp("gold")
    (folder / "html").mkdir()
    (folder / "gold").mkdir()
    for n in range(20):
        title, author, date = (
            f"Harbour number {n} reopens after the storm",
            f"Jane Doe{'abcdefghij'[n % 10]}",
            f"2024-03-{n + 1:02}",
        )
        html = page_of(title, author, date)
        record = {"url": f"https://www.site{n % 10}.example/{n}", "title": title, "author": author, "date": date}
        (folder / "html" / f"{n:02}.html.gz").write_bytes(gzip.compress(html.encode()))
        (folder / "gold" / f"{n:02}.json").write_text(json.dumps(record))
    return folder


def test_gold_pages_are_choices_with_the_right_offers_among_them(gold: Path) -> None:
    pages = list(read_gold(gold))
    assert {page.site for page in pages} == {f"site{n}.example" for n in range(10)}
    for page in pages:
        as_it_is, bare = read_choices(page, 2.0)
        for field, choice in as_it_is.items():
            assert choice.right, (page.path.name, field)
            assert max(choice.right) < len(choice.offers)
            assert (choice.site, choice.weight) == (page.site, 2.0)
        assert bare["authors"].right, "the byline is enough"
        assert not bare["date"].right, "the day stands in a meta element alone"


def test_a_page_without_its_declarations_has_its_text_and_its_charset() -> None:
    page = (
        b"<META charset=koi8-r><meta name=author content='A B'><script type=x>1 < 2</script><p>text<Script>2</script >"
    )

    assert without_declarations(page) == b"<META charset=koi8-r><p>text"


def test_what_is_no_html_is_no_choice(tmp_path: Path) -> None:
    (tmp_path / "a.html.gz").write_bytes(gzip.compress(b"Plain words.\n\nNothing else, and no markup at all in it."))
    assert read_choices(GoldMetadata(tmp_path / "a.html.gz", "a", dict.fromkeys(("title", "authors", "date")))) == []


def test_the_command_writes_points_that_the_vote_can_use(
    gold: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    command = [sys.executable, "-m", "cleancopy.extractors.metadata.train", "--data", f"{gold}=1", "--jobs", "1"]
    for name in ("one.json", "two.json"):
        done = subprocess.run(
            [*command, "--out", tmp_path / name], capture_output=True, text=True, timeout=120, check=True
        )
    assert f"title, {gold.name}, points from other sites: 20 right" in done.stderr
    assert (tmp_path / "one.json").read_bytes() == (tmp_path / "two.json").read_bytes()
    tables = json.loads((tmp_path / "one.json").read_bytes())
    assert set(tables) == {"title", "authors", "date"}
    monkeypatch.setattr("cleancopy.extractors.metadata.vote.points", lambda field: tables[field])
    found = extract(Source("new.html", page_of("Ferry comes back in May", "Ann Roe", "2025-05-06").encode()), MODEL)
    assert (found.metadata.title, found.metadata.authors) == ("Ferry comes back in May", ("Ann Roe",))
    assert (found.metadata.date or "").startswith("2025-05-06")
