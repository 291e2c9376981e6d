"""Options that change what is kept of a page, through the command."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

Run = Callable[..., subprocess.CompletedProcess[bytes]]

PARAGRAPHS = (
    "The harbour of Kelport reopened on Monday, nine days after a storm had closed it to all traffic from the sea.",
    "Divers found the channel free of wreckage, and the first ferry left at noon with two hundred passengers aboard.",
    "Repairs are expected to cost four million crowns, most of which the insurers will have to pay this year.",
    "The town council meets on Thursday to decide who pays for the rest, and whether the old crane is rebuilt.",
)
COMMENTS = (
    "I have taken this ferry every morning for twenty years, and I am glad that it is back at last.",
    "A bridge would be cheaper in the long run, whatever the council says about it in its meetings.",
    "Nobody mentions the fishermen, who lost nine days of work and will not see a crown of the money.",
)
FRAME = (
    '<li class="comment"><h4 class="comment-author">Reader {}</h4><span class="comment-date">12 March</span>'
    '<div class="comment-text"><p>{}</p></div><button>Reply</button></li>'
)
PAGE = f"""<!DOCTYPE html><html lang="en"><head><title>Harbour reopens | Kelport News</title></head>
<body><nav><ul><li><a href="/">Home</a></li><li><a href="/sport">Sport</a></li></ul></nav>
<article><h1>Harbour reopens</h1>{"".join(f"<p>{p}</p>" for p in PARAGRAPHS)}</article>
<section class="comments"><h3>3 comments</h3><ol>
{"".join(FRAME.format(i, c) for i, c in enumerate(COMMENTS))}</ol></section>
<footer><a href="/privacy">Privacy policy</a></footer></body></html>
"""


@pytest.fixture
def page(tmp_path: Path) -> Path:
    path = tmp_path / "page.html"
    path.write_text(PAGE)
    return path


def lines_of(output: bytes) -> list[str]:
    return output.decode().splitlines()


def test_fast_prints_the_article_too(run: Run, page: Path) -> None:
    done = run("--fast", page)

    assert (done.returncode, done.stderr) == (0, b"")
    assert lines_of(done.stdout)[0] == "Harbour reopens"
    assert set(PARAGRAPHS) <= set(lines_of(done.stdout))
    assert b"Privacy" not in done.stdout


def test_fast_does_without_trafilatura(samples: Path) -> None:
    import sys

    code = (
        "import sys\nfrom cleancopy.extractors import ExtractOptions, Source, extract\n"
        "article = extract(Source('-', open(sys.argv[1], 'rb').read()), ExtractOptions(extractor='model'))\n"
        "print(article.status, 'trafilatura' in sys.modules)"
    )
    command = [sys.executable, "-c", code, str(samples / "pages" / "german.html")]
    done = subprocess.run(command, capture_output=True, check=True)

    assert done.stdout.decode().split() == ["ok", "False"]


@pytest.mark.parametrize(
    ("options", "named"),
    [
        ("--precision --recall", ["--precision", "--recall"]),
        ("--extractor trafilatura --fast", ["--extractor", "trafilatura", "--fast"]),
        ("--extractor magic", ["magic"]),
        ("--engine magic", ["--engine magic", "--extractor"]),
        ("--min-confidence 1.5", ["--min-confidence"]),
        ("--min-confidence -0.1", ["--min-confidence"]),
        ("--min-confidence much", ["--min-confidence"]),
    ],
)
def test_options_that_make_no_sense_are_refused_in_one_line(
    run: Run, page: Path, options: str, named: list[str]
) -> None:
    done = run(*options.split(), page)
    (line,) = lines_of(done.stderr)

    assert (done.returncode, done.stdout) == (2, b"")
    assert line.startswith("cleancopy: ")
    assert all(name in line for name in named)


@pytest.mark.parametrize("sample", ["newspaper.html", "forum.html"])
def test_precision_keeps_no_more_and_recall_no_fewer_words(run: Run, samples: Path, sample: str) -> None:
    path = samples / "pages" / sample
    counts = {}
    for option in ("--precision", "--quiet", "--recall"):
        done = run("-f", "json", option, path)
        assert done.returncode == 0
        counts[option] = json.loads(done.stdout)["word_count"]

    assert 0 < counts["--precision"] <= counts["--quiet"] <= counts["--recall"]


def test_what_is_filtered_for_too_little_confidence_is_not_printed_and_alone_has_the_status_of_no_article(
    run: Run, page: Path
) -> None:
    done = run("--min-confidence", "1", page)
    (line,) = lines_of(done.stderr)

    assert (done.returncode, done.stdout) == (1, b"")
    assert line.startswith(f"cleancopy: {page}: ")
    assert "--min-confidence 1" in line
    assert float(line.partition("confidence ")[2].split()[0]) < 1


def test_in_json_too_little_confidence_is_a_status_with_its_reason(run: Run, page: Path) -> None:
    done = run("--min-confidence", "1", "-f", "json", page)
    found = json.loads(done.stdout)

    assert done.returncode == 1
    assert found["status"] == "filtered"
    assert found["text"] == ""
    assert "--min-confidence 1" in found["error"]


def test_among_others_what_is_filtered_is_no_failure(run: Run, page: Path, tmp_path: Path) -> None:
    (tmp_path / "other.txt").write_text(
        "".join(f"Ferry {n} left the harbour at noon with passengers.\n" for n in range(9))
    )
    found = [json.loads(run("-f", "json", name).stdout)["confidence"] for name in (page, "other.txt")]
    between = str(sum(found) / 2)

    assert min(found) > 0
    assert run("--min-confidence", between, page, "other.txt").returncode == 0
    assert run("--min-confidence", between, page, "other.txt", "missing.txt").returncode == 5
    assert run("--min-confidence", "1", page, "other.txt").returncode == 1
    assert run("--min-confidence", "1", page, "missing.txt").returncode == 3


def test_enough_confidence_changes_nothing(run: Run, page: Path) -> None:
    plain = run("-f", "json", page)
    assert 0.5 < json.loads(plain.stdout)["confidence"] < 1
    assert run("-f", "json", "--min-confidence", "0.5", page).stdout == plain.stdout


def test_comments_follow_the_article_below_a_heading(run: Run, page: Path) -> None:
    text = run("--comments", page)
    assert (text.returncode, text.stderr) == (0, b"")
    article, heading, comments = text.stdout.decode().partition("\n\nComments\n\n")
    assert heading
    assert set(PARAGRAPHS) <= set(article.splitlines())
    said = [line.strip() for line in comments.splitlines() if line]
    assert said == [line for i, c in enumerate(COMMENTS) for line in (f"{i + 1}. Reader {i}", "12 March", c)]

    markdown = run("--comments", "-f", "markdown", page).stdout.decode()
    article, heading, comments = markdown.partition("\n\n## Comments\n\n")
    assert heading
    assert all(p in article for p in PARAGRAPHS)
    assert all(c in comments and c not in article for c in COMMENTS)

    html = run("--comments", "-f", "html", page).stdout.decode()
    article, heading, comments = html.partition("<h2>Comments</h2>")
    assert heading
    assert all(c in comments and c not in article for c in COMMENTS)


def test_comments_are_a_list_in_json(run: Run, page: Path) -> None:
    found = json.loads(run("--comments", "-f", "json", page).stdout)

    assert found["comments"] == [text for i, c in enumerate(COMMENTS) for text in (f"Reader {i}", "12 March", c)]
    assert not any(text in found["text"] for text in COMMENTS)
    assert found["word_count"] == json.loads(run("-f", "json", page).stdout)["word_count"]


def test_without_the_option_there_are_no_comments(run: Run, page: Path) -> None:
    text, record = run(page).stdout.decode(), json.loads(run("-f", "json", page).stdout)

    assert "Comments" not in text
    assert not any(comment in text for comment in COMMENTS)
    assert "comments" not in record


def test_a_page_without_comments_has_no_heading_for_them(run: Run, tmp_path: Path) -> None:
    (tmp_path / "none.html").write_text(PAGE.partition("<section")[0])
    text, record = run("--comments", "none.html"), json.loads(run("--comments", "-f", "json", "none.html").stdout)

    assert b"Comments" not in text.stdout
    assert record["comments"] == []
