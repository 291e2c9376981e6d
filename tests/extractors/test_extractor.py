"""What judges a page (`--extractor`), and that rules come after each of them."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from cleancopy.extractors import Source, Status, extract
from cleancopy.extractors.errors import InputError
from cleancopy.extractors.options import EXTRACTORS, ExtractOptions
from cleancopy.extractors.text import words
from cleancopy.extractors.write.article_text import article_text

Run = Callable[..., subprocess.CompletedProcess[bytes]]

PARAGRAPHS = (
    "The harbour of Kelport reopened on Monday, nine days after a storm had closed it to all traffic from the sea.",
    "Divers found the channel free of wreckage, and the first ferry left at noon with two hundred passengers aboard.",
    "Repairs are expected to cost four million crowns, most of which the insurers will have to pay this year.",
    "The town council meets on Thursday to decide who pays for the rest, and whether the old crane is rebuilt.",
)
PAGE = f"""<!DOCTYPE html><html lang="en"><head><title>Harbour reopens</title></head>
<body><nav><ul><li><a href="/">Home</a></li><li><a href="/sport">Sport</a></li></ul></nav>
<article><h1>Harbour reopens</h1>{"".join(f"<p>{p}</p>" for p in PARAGRAPHS[:3])}
<p class="kelport-vote">{PARAGRAPHS[3]}</p></article>
<footer><p class="kelport-foot">Printed by the Kelport Press.</p></footer></body></html>
"""
RULES = """[pack]
name = "kelport"
about = "the Kelport Press"

[[rule]]
id = "no-vote"
action = "drop"
selector = "p.kelport-vote"
why = "what the Kelport Press prints"

[[rule]]
id = "printer"
action = "keep"
selector = "p.kelport-foot"
why = "what the Kelport Press prints"

[[rule]]
id = "headline"
action = "title"
selector = "nav li:first-child a"
why = "what the Kelport Press prints"
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "page.html").write_text(PAGE)
    (tmp_path / "my.toml").write_text(RULES)
    return tmp_path


@pytest.mark.parametrize("extractor", EXTRACTORS)
def test_rules_by_the_pages_own_classes_come_after_each(extractor: str, folder: Path) -> None:
    options = ExtractOptions(extractor=extractor, rule_files=(folder / "my.toml",))
    article = extract(Source("page.html", PAGE.encode()), options)
    kept = [block.text for block in article.kept]

    assert article.status is Status.OK
    assert set(PARAGRAPHS[:3]) <= set(kept)
    assert PARAGRAPHS[3] not in kept
    assert kept[-1] == "Printed by the Kelport Press."
    assert article.metadata.title == "Home"
    assert article.rules == {"no-vote": 1, "printer": 1, "headline": 1}


def test_trafilatura_plus_own_rules_is_one_option_away(run: Run, folder: Path) -> None:
    done = run("--extractor", "trafilatura", "--rules", "my.toml", "page.html", cwd=folder)

    assert (done.returncode, done.stderr) == (0, b"")
    assert "council meets" not in done.stdout.decode()
    assert "council meets" in run("--extractor", "trafilatura", "--no-rules", "page.html", cwd=folder).stdout.decode()


@pytest.mark.parametrize("name", ["forum", "german", "japanese", "longread", "recipe", "russian"])
def test_trafilatura_keeps_what_it_would_print(name: str, samples: Path) -> None:
    import trafilatura

    data = (samples / "pages" / f"{name}.html").read_bytes()
    options = ExtractOptions(extractor="trafilatura", use_rules=False)
    article = extract(Source(name, data), options)
    found = set(words(article_text(article.kept)) + words(article.metadata.title or ""))
    own = set(words(trafilatura.extract(data, include_comments=False, deduplicate=False) or ""))

    assert len(found & own) >= 0.98 * len(own)
    assert len(found & own) >= 0.98 * len(found)


def test_the_record_says_what_judged(run: Run, samples: Path) -> None:
    def judged_by(page: str, *options: str) -> str | None:
        done = run("-f", "json", *options, samples / "pages" / page)
        found: str | None = json.loads(done.stdout)["extractor"]
        return found

    assert judged_by("newspaper.html") == "model"  # which is sure of this page, and asks nothing else
    assert judged_by("forum.html") == "model+trafilatura"
    assert judged_by("german.html", "--fast") == judged_by("german.html", "--extractor", "model") == "model"
    assert judged_by("german.html", "--extractor", "trafilatura") == "trafilatura"
    assert judged_by("newspaper-saved.txt") == "model"
    assert judged_by("missing.html") is None


def test_plain_text_is_nothing_for_trafilatura() -> None:
    with pytest.raises(InputError, match="reads HTML only"):
        extract(Source("a.txt", b"A sentence in a file of plain text."), ExtractOptions(extractor="trafilatura"))


@pytest.mark.parametrize(
    ("older", "named"), [("trafilatura", "--extractor trafilatura"), ("cleancopy", "--extractor auto")]
)
def test_the_older_option_is_taken_with_a_line_that_names_the_new_one(
    older: str, named: str, run: Run, folder: Path
) -> None:
    done = run("--engine", older, "page.html", cwd=folder)

    assert done.returncode == 0
    assert done.stdout == run(*named.split(), "page.html", cwd=folder).stdout
    (line,) = done.stderr.decode().splitlines()
    assert named in line
    assert run("-q", "--engine", older, "page.html", cwd=folder).stderr == b""


def test_a_batch_knows_the_older_option_too(run: Run, folder: Path) -> None:
    batch = ("batch", "page.html", "-o", "out.jsonl", "--no-progress", "-j", "1")
    done = run(*batch, "--engine", "trafilatura", cwd=folder)

    assert done.returncode == 0
    assert "--extractor trafilatura" in done.stderr.decode()
    assert json.loads((folder / "out.jsonl").read_text())["extractor"] == "trafilatura"


@pytest.mark.parametrize("command", [(), ("batch",)])
def test_the_older_option_is_not_in_the_help(command: tuple[str, ...], run: Run) -> None:
    said = run(*command, "--help").stdout.decode()
    assert "--extractor" in said
    assert "--engine" not in said
