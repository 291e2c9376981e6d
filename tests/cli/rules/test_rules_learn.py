"""`cleancopy rules learn` as a user runs it."""

from __future__ import annotations

import json
import subprocess
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest

Run = Callable[..., subprocess.CompletedProcess[bytes]]

APPEAL = "The Quayside Courier belongs to its readers, and it has been printed in the old salt house for a century."
STORIES = (
    "The ferry left at noon with more passengers than the captain liked to remember, and it came back with fewer.",
    "An engineer measured the old pumps twice, shook her head at what she read, and ordered a third measurement.",
    "Nobody had expected the swallows before the harbour wall was mended, but in April they sat on every wire.",
    "A retired baker sold the last of his eels to the museum, and with the money he bought himself a telescope.",
)


@pytest.fixture
def pages(tmp_path: Path) -> Path:
    folder = tmp_path / "pages"
    folder.mkdir()
    for i, story in enumerate(STORIES):
        own = "".join(
            f"<p>{story} {other.replace('and', f'and, said number {i},')}</p>" for other in STORIES if other != story
        )
        text = f'<html><head><title>Story {"ABCD"[i]}</title><link rel="canonical" href="https://www.quay.example/{i}"></head>'
        text += f"<body><article><h1>Story {'ABCD'[i]}</h1>{own}<p>{APPEAL}</p></article></body></html>"
        (folder / f"{i}.html").write_text(text, encoding="utf-8")
    return folder


def test_learned_rules_are_written_and_do_what_they_say(run: Run, pages: Path, tmp_path: Path) -> None:
    learned = run("rules", "learn", pages, "-o", "learned.toml")
    assert (learned.returncode, learned.stdout) == (0, b"")
    assert b"quay.example: 1 rule from 4 pages" in learned.stderr
    rule = tomllib.loads((tmp_path / "learned.toml").read_text())["rule"][0]
    assert rule["sites"] == ["quay.example"]

    before, after = run(pages / "0.html"), run("--rules", "learned.toml", pages / "0.html")
    assert APPEAL.encode() in before.stdout
    assert after.stdout == before.stdout.replace(b"\n" + APPEAL.encode() + b"\n", b"\n").rstrip(b"\n") + b"\n"

    again = run("rules", "learn", pages, "-o", "learned.toml")
    assert again.returncode == 6
    assert b"--force" in again.stderr
    forced = run("rules", "learn", pages, "-o", "learned.toml", "--force", "-q")
    assert (forced.returncode, forced.stderr) == (0, b"")


def test_nothing_repeats_is_status_one_and_no_output(run: Run, pages: Path) -> None:
    assert run("rules", "learn", pages).stdout.startswith(b"# Proposed by")
    for page in pages.iterdir():
        page.write_text(page.read_text().replace(f"<p>{APPEAL}</p>", ""))
    result = run("rules", "learn", pages)

    assert (result.returncode, result.stdout) == (1, b"")
    assert b"nothing repeats" in result.stderr


def test_what_cannot_be_read_is_named_and_the_rest_is_used(run: Run, pages: Path) -> None:
    (pages / "empty.html").write_bytes(b"")
    result = run("rules", "learn", pages)

    assert result.returncode == 5
    assert b"empty.html: empty" in result.stderr
    assert b"[[rule]]" in result.stdout


@pytest.mark.parametrize(
    "names",
    [(), ("0.html",), ("0.html", "0.html"), ("gone.html", "lost.html"), ("0.html", "gone.html", "lost.html")],
)
def test_too_few_pages_are_one_clear_line(run: Run, pages: Path, names: tuple[str, ...]) -> None:
    result = run("rules", "learn", *(pages / name for name in names))

    assert (result.returncode, result.stdout) == (2, b"")
    assert b"at least 2 different pages" in result.stderr.splitlines()[-1]
    missing = [name for name in names if name in ("gone.html", "lost.html")]
    assert [line for line in result.stderr.decode().splitlines() if "no such file" in line] == [
        f"cleancopy: {pages / name}: no such file: check the path" for name in missing
    ]


def test_the_site_can_be_named(run: Run, pages: Path) -> None:
    named = run("rules", "learn", pages, "--site", "https://www.harbour.example/news")
    assert b"sites = ['harbour.example']" in named.stdout

    wrong = run("rules", "learn", pages, "--site", "no host")
    assert wrong.returncode == 2
    assert b"--site" in wrong.stderr


@pytest.mark.parametrize(
    "medium",
    [
        '<iframe src="https://www.youtube.com/embed/abc123" title="The goose speech"></iframe>',
        '<amp-img src="https://n.example/lake.jpg" alt="A lake"></amp-img>',
        "<math><mi>x</mi><mo>=</mo><mn>2</mn></math>",
        '<script type="math/tex; mode=display">x = 2</script>',
        '<video src="https://n.example/lake.mp4" title="A lake"></video>',
        '<img src="https://n.example/lake.jpg" alt="A lake">',
    ],
)
def test_films_and_formulas_are_passed_over_and_what_stands_below_them_is_learned(
    run: Run, pages: Path, medium: str
) -> None:
    for page in pages.iterdir():
        page.write_text(page.read_text().replace("</h1>", f"</h1>{medium}"))
    result = run("rules", "learn", pages)
    assert (result.returncode, result.stderr) == (0, run("rules", "learn", pages, "--no-rules").stderr)
    rules = tomllib.loads(result.stdout.decode())["rule"]
    assert [example["drops"] for example in rules[0]["example"]] == [[APPEAL]]
    assert len(rules) == 1


def test_a_page_whose_article_stands_in_its_data_shows_what_repeats_elsewhere(run: Run, pages: Path) -> None:
    texts = [f"{story} {APPEAL}" for story in STORIES]
    script = f'<script type="application/json">{json.dumps({"body": texts})}</script>'
    (pages / "4.html").write_text(
        f'<html><link rel="canonical" href="https://www.quay.example/4"><body><p>{APPEAL}</p>{script}</body></html>'
    )
    result = run("rules", "learn", pages)
    assert result.returncode == 0
    assert b"quay.example: 1 rule from 5 pages" in result.stderr
