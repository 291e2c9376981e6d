"""People's names out of bylines, in many languages, without jobs, dates, addresses and words of menus."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleancopy.extractors.metadata.person_names import is_person, names_in


@pytest.mark.parametrize(
    ("byline", "names"),
    [
        ("Jane Doe", ("Jane Doe",)),
        ("By Jane Doe", ("Jane Doe",)),
        ("ByJane Doe", ("Jane Doe",)),
        ("Written by: Jane Doe", ("Jane Doe",)),
        ("Written by:Jane Doe", ("Jane Doe",)),
        ("This post was written by Jane Doe", ("Jane Doe",)),
        ("Von Jane Doe und Rui Sá", ("Jane Doe", "Rui Sá")),
        ("Par Jane Doe et Rui Sá", ("Jane Doe", "Rui Sá")),
        ("Por Jane Doe y Rui Sá", ("Jane Doe", "Rui Sá")),
        ("Автор: Иван Петров", ("Иван Петров",)),
        ("文 山田太郎", ("山田太郎",)),
        ("Jane Doe, Rui Sá and Li Wei", ("Jane Doe", "Rui Sá", "Li Wei")),
        ("Jane Doe, Rui Sá & Li Wei", ("Jane Doe", "Rui Sá", "Li Wei")),
        ("JANE DOE, RUI SOLO and LI WEI", ("Jane Doe", "Rui Solo", "Li Wei")),
        (
            "By IVY O'SHEA-BELL and Dr. Rui Sá, Canal Correspondent, in Kelport x@y.example",
            ("Ivy O'Shea-Bell", "Rui Sá"),
        ),
        ("Dr. Jane Doe and Rui Sá", ("Dr. Jane Doe", "Rui Sá")),
        ("By J.K. DOE", ("J.K. Doe",)),
        ("BBC NEWS", ("BBC NEWS",)),
        ("By Jane Doe in Kelport and Rui Sá in New Haven", ("Jane Doe", "Rui Sá")),
        ("By Jane Doe (Kelport) and Rui Sá (Lisbon)", ("Jane Doe", "Rui Sá")),
        ("Par Jane Doe à Paris et Rui Sá", ("Jane Doe", "Rui Sá")),
        ("Von Jane Doe aus Kiew", ("Jane Doe",)),
        ("Por Jane Doe en Madrid", ("Jane Doe",)),
        ("Von Jane Doe, Berlin", ("Jane Doe",)),
        ("Jane Doe, for The Kelport Post", ("Jane Doe",)),
        ("By Jane Doe, Special to The Kelport Post", ("Jane Doe",)),
        ("By Jane Doe for Kelport News and Rui Sá", ("Jane Doe", "Rui Sá")),
        ("by Jane Doe 59 Comments", ("Jane Doe",)),
        ("by Jane Doe Leave a Comment", ("Jane Doe",)),
        ("Jan in 't Veld", ("Jan in 't Veld",)),
        ("Martin King, Jr.", ("Martin King Jr.",)),
        ("Ludwig van der Berg", ("Ludwig van der Berg",)),
        ("Jane Doe, PhD, RN", ("Jane Doe",)),
        ("Jane Doe, MD and Rui Sá, DVM", ("Jane Doe", "Rui Sá")),
        ("Jane Doe, Staff Writer", ("Jane Doe",)),
        ("Jane Doe Senior Writer", ("Jane Doe",)),
        ("Jane Doe, Political Correspondent", ("Jane Doe",)),
        ("Jane Doe | Updated 3 May 2024", ("Jane Doe",)),
        ("Jane Doe on May 3, 2024", ("Jane Doe",)),
        ("Jane Doe • 5 min read", ("Jane Doe",)),
        ("Jane Doe (Kelport News)", ("Jane Doe",)),
        ("Jane Doe jane@example.com", ("Jane Doe",)),
        ("Jane Doe @jane_doe", ("Jane Doe",)),
        ("Jane Doe https://example.com/jane", ("Jane Doe",)),
        ("View all posts by Jane Doe", ("Jane Doe",)),
        ("Jane Doe, Jane Doe", ("Jane Doe",)),
        ("About the Author", ()),
        ("View all posts", ()),
        ("admin", ()),
        ("May 3, 2024", ()),
        ("https://example.com/jane", ()),
        ("jane@example.com", ()),
        ("Editor", ()),
        ("Źródło: Statista.com", ()),
        ("Foto: Jane Doe", ()),
        ("Quellen: dpa, Jane Doe", ()),
        ("Source Jane", ("Source Jane",)),
        ("", ()),
        ("By", ()),
        ("x" * 10_000, ()),
    ],
)
def test_a_byline_names_people(byline: str, names: tuple[str, ...]) -> None:
    assert names_in(byline) == names


def test_what_people_call_themselves_in_forums_may_have_digits() -> None:
    assert names_in("jane_2024", user_names=True) == ("jane_2024",)


@pytest.mark.parametrize(
    "name", ["Jane Doe", "Ludwig van der Berg", "Иван Петров", "J. R. R. Tolkien", "Mary-Ann O’Neil"]
)
def test_a_persons_name_has_several_capitalised_words(name: str) -> None:
    assert is_person(name)


@pytest.mark.parametrize(
    "name", ["Jane", "jane doe", "Latest News", "Sign In", "Managing Editor", "Route 66 North", "Why Me?", ""]
)
def test_words_of_menus_and_jobs_are_no_person(name: str) -> None:
    assert not is_person(name)


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet="aB ,&|by-.:@/1é中ع\u202e", max_size=80))
def test_whatever_stands_there_names_are_short_lines_without_doubles(text: str) -> None:
    names = names_in(text)

    assert len(set(names)) == len(names)
    assert all(name and name == " ".join(name.split()) and len(name) <= 60 for name in names)


@pytest.mark.parametrize(
    ("byline", "names"),
    [
        ("By Ivy Marsh, with additional reporting by Tom Bell", ("Ivy Marsh", "Tom Bell")),
        ("By Ivy Marsh with reporting by Tom Bell and Maud Ellery", ("Ivy Marsh", "Tom Bell", "Maud Ellery")),
        ("Ivy Marsh, additional research by Tom Bell", ("Ivy Marsh", "Tom Bell")),
        ("STONEBRIDGE — By Ivy Marsh", ("Ivy Marsh",)),
        ("ST. IVES, CORNWALL - by Ivy Marsh", ("Ivy Marsh",)),
    ],
)
def test_helpers_are_named_and_datelines_are_not(byline: str, names: tuple[str, ...]) -> None:
    assert names_in(byline) == names
