"""The account of a batch at its end: what it counts, where it goes, and the exit status that goes with it."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

Run = Callable[..., subprocess.CompletedProcess[bytes]]

PAGE = (
    "<!DOCTYPE html><html lang=en><title>Harbour reopens</title>{0}<article><h1>Harbour reopens</h1><p>The harbour of "
    "Kelport reopened on Monday, nine days after a storm had closed it to all traffic, and the ferries left at "
    "noon.</p><p>Divers found the channel free of wreckage, and the first ferry left with two hundred passengers on "
    "board.</p></article></html>"
)
PAID = '<script type="application/ld+json">{"@type":"NewsArticle","isAccessibleForFree":false,"wordCount":900}</script>'
SHELL = '<!DOCTYPE html><title>App</title><div id="root"></div><script src="a.js"></script>'


@pytest.fixture(autouse=True)
def pages(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text(PAGE.format(""))
    (tmp_path / "paid.html").write_text(PAGE.format(PAID))
    (tmp_path / "shell.html").write_text(SHELL)


def test_the_status_is_that_of_the_command_without_batch_for_pages_behind_walls(run: Run, tmp_path: Path) -> None:
    done = run("batch", "paid.html", "shell.html", "-o", "out.jsonl", "-j", 1)

    records = [json.loads(line) for line in (tmp_path / "out.jsonl").read_text().splitlines()]
    assert [record["status"] for record in records] == ["paywalled", "needs-javascript"]
    assert done.returncode == run("paid.html", "shell.html").returncode == 7


@pytest.mark.parametrize("out", ["out", "out.jsonl"])
def test_the_words_that_are_counted_are_those_of_articles(run: Run, tmp_path: Path, out: str) -> None:
    words = json.loads(run("-f", "json", "a.html").stdout)["word_count"]

    for _ in range(2):
        run("batch", "a.html", "paid.html", "-o", out, "-j", 1, "--report", "r.json")
        assert json.loads((tmp_path / "r.json").read_bytes())["words"] == words > 0


def test_through_links_the_files_are_replaced_and_not_the_links(run: Run, tmp_path: Path) -> None:
    for link, file in (("link.jsonl", "real.jsonl"), ("r.json", "real.json")):
        (tmp_path / "elsewhere").mkdir(exist_ok=True)
        (tmp_path / "elsewhere" / file).write_text("old")
        (tmp_path / link).symlink_to(f"elsewhere/{file}")
    assert run("batch", "a.html", "-o", "link.jsonl", "-j", 1, "--report", "r.json").returncode == 0

    assert (tmp_path / "link.jsonl").is_symlink()
    assert (tmp_path / "r.json").is_symlink()
    assert json.loads((tmp_path / "elsewhere/real.jsonl").read_bytes())["status"] == "ok"
    assert json.loads((tmp_path / "elsewhere/real.json").read_bytes())["ok"] == 1
    assert sorted(p.name for p in (tmp_path / "elsewhere").iterdir()) == [
        "real.json",
        "real.jsonl",
        "real.jsonl.cleancopy",
    ]


def test_a_folder_where_an_output_would_stand_costs_that_output_alone(run: Run, tmp_path: Path) -> None:
    (tmp_path / "b.html").write_text(PAGE.format(""))
    (tmp_path / "out/a.txt").mkdir(parents=True)
    done = run("batch", "a.html", "b.html", "-o", "out", "-j", 1)

    assert done.returncode == 6
    assert done.stderr.startswith(b"cleancopy: a.html: out/a.txt cannot be written: is a directory\n")
    assert sorted(p.name for p in (tmp_path / "out").iterdir()) == ["a.txt", "b.txt"]
