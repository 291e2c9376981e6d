"""The list of steps: each has its place, and runs on the pages that it names."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from cleancopy.extractors import Block, Kind, Source, adjust, extract
from cleancopy.extractors.adjust import STEPS, Context, On, Stage, Step, run_steps
from cleancopy.extractors.article import By, Decision
from cleancopy.extractors.blocks import Layout

LAYOUT = Layout((Block(0, Kind.PARAGRAPH, "The ferry is back", 4),))
CUT = (Decision(False, By.MODEL, ""),)


def noting(name: str) -> Step:
    """A step for HTML that adds its name to the reasons of all decisions."""

    def change(_layout: Layout, decisions: Sequence[Decision], _context: Context) -> tuple[Decision, ...]:
        return tuple(Decision(d.keep, d.by, f"{d.reason}{name}") for d in decisions)

    return Step(Stage.JUDGED, change, On.HTML)


def test_steps_are_listed_in_the_order_in_which_they_run() -> None:
    stages = [step.stage for step in STEPS]

    assert stages == sorted(stages, key=list(Stage).index)
    assert len({step.name for step in STEPS}) == len(STEPS)


def test_steps_run_one_after_the_other_on_their_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(adjust, "STEPS", (noting("a"), noting("b")))

    assert run_steps(Stage.JUDGED, On.HTML, LAYOUT, CUT, Context())[0].reason == "ab"
    assert run_steps(Stage.JUDGED, On.TEXT, LAYOUT, CUT, Context()) == CUT
    assert run_steps(Stage.RULED, On.HTML, LAYOUT, CUT, Context()) == CUT


@pytest.mark.parametrize("name", ["page.html", "page.txt"])
def test_a_page_without_blocks_passes_every_step(name: str) -> None:
    on = On.HTML if name.endswith("html") else On.TEXT

    assert all(run_steps(stage, on, Layout(()), (), Context()) == () for stage in Stage)


def test_what_trafilatura_chooses_is_changed_by_rules_and_by_what_its_title_and_images_are() -> None:
    names = [step.name for step in STEPS if step.on & On.TRAFILATURA]

    assert names == ["cut_headline", "judge_images", "mark_comments"]


@pytest.mark.parametrize(
    ("name", "page"),
    [
        ("page.html", "<h1>The ferry is back</h1><p>{prose}</p>"),
        ("page.txt", "The ferry is back\n\n{prose}\n"),
    ],
)
def test_the_headline_is_cut_from_html_and_text(name: str, page: str) -> None:
    prose = "The ferry is back on the river, nine days after a storm had closed it, officials said. " * 3
    article = extract(Source(name, page.format(prose=prose).encode()))

    assert article.metadata.title == "The ferry is back"
    assert [d.by for b, d in zip(article.blocks, article.decisions, strict=True) if b.text == "The ferry is back"] == [
        By.TITLE
    ]
