"""Options that change what is printed of an article, through the command."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

Run = Callable[..., subprocess.CompletedProcess[bytes]]

PAGE = """<!DOCTYPE html><html lang="en"><head><title>Harbour reopens | Kelport News</title>
<meta property="og:site_name" content="Kelport News"></head>
<body><nav><a href="/">Home</a> <a href="/sport">Sport</a></nav><article><h1>Harbour reopens</h1>
<p>The harbour of Kelport reopened on Monday, nine days after a storm had closed it to all traffic.</p>
<p>Divers found the channel free of wreckage, says <a href="/report?a=1">their report</a>, and the first ferry left.</p>
<p><img src="crane.jpg" alt="A fallen crane"></p>
<p>Repairs are expected to cost four million crowns, most of which the insurers will have to pay this year.</p>
</article></body></html>
"""


@pytest.fixture
def page(tmp_path: Path) -> Path:
    path = tmp_path / "page.html"
    path.write_text(PAGE)
    return path


LINK, IMAGE, TITLE = "[their report](/report?a=1)", "![A fallen crane](crane.jpg)", "# Harbour reopens"


@pytest.mark.parametrize(
    ("options", "there", "gone"),
    [
        ("-f markdown", ["---\n", TITLE, LINK, IMAGE], []),
        ("-f markdown --no-front-matter", [TITLE, LINK, IMAGE], ["---"]),
        ("-f markdown --no-title --no-links", ["---\n", "says their report, and", IMAGE], [TITLE, "/report"]),
        ("-f markdown --no-images", [TITLE, LINK], ["crane"]),
        ("-f html", ["<h1>Harbour reopens</h1>", '<a href="/report?a=1">', "<img"], ["---", "Sport"]),
        ("-f html --no-title --no-links --no-images", ["their report"], ["<h1", "<a ", "<img"]),
        ("", ["Harbour reopens\n\nThe harbour"], ["#", "Sport"]),
        ("--no-title", ["The harbour of"], ["Harbour reopens", "Sport"]),
    ],
)
def test_what_is_printed(run: Run, page: Path, options: str, there: list[str], gone: list[str]) -> None:
    done = run(*options.split(), "page.html")
    text = done.stdout.decode()
    assert (done.returncode, done.stderr) == (0, b"")
    for part in there:
        assert part in text
    for part in gone:
        assert part not in text


@pytest.mark.parametrize("fmt", ["markdown", "html"])
def test_the_url_makes_links_and_images_absolute(run: Run, page: Path, fmt: str) -> None:
    text = run("-f", fmt, "--url", "https://news.example/2024/harbour", "page.html").stdout.decode()
    assert "https://news.example/report?a=1" in text
    assert "https://news.example/2024/crane.jpg" in text


def test_the_url_is_the_articles_address_in_front_matter(run: Run, page: Path) -> None:
    text = run("-f", "markdown", "--url", "https://news.example/2024/harbour", "page.html").stdout.decode()
    front = yaml.safe_load(text.split("---\n")[1])
    assert front["url"] == "https://news.example/2024/harbour"
    assert front["title"] == "Harbour reopens"


def test_a_url_that_is_none_is_a_wrong_option_or_ignored(run: Run, page: Path) -> None:
    done = run("--url", "http://[x", "page.html")
    assert done.returncode in (0, 2)
    assert b"internal error" not in done.stderr


def test_the_given_encoding_overrules_what_the_page_declares(run: Run, tmp_path: Path) -> None:
    russian = "Порт снова открыт после бури, сообщила администрация города в понедельник утром на собрании."
    page = f"<!DOCTYPE html><meta charset=utf-8>{PAGE}".replace("The harbour of Kelport", f"{russian} The harbour")
    (tmp_path / "page.html").write_bytes(page.encode("koi8-r"))
    assert russian in run("--encoding", "koi8-r", "page.html").stdout.decode()


def test_an_unknown_encoding_is_named(run: Run, page: Path) -> None:
    done = run("--encoding", "klingon", "page.html")
    assert done.returncode in (2, 3)
    assert b"'klingon'" in done.stderr
    assert done.stdout == b""


def test_trafilatura_alone_reads_html_and_refuses_plain_text(run: Run, page: Path) -> None:
    html = run("--extractor", "trafilatura", "page.html")
    assert (html.returncode, html.stderr) == (0, b"")
    assert "Divers found the channel free of wreckage" in html.stdout.decode()
    text = run("--extractor", "trafilatura", "-", stdin=b"A sentence that stands in a file of plain text.")
    assert text.returncode == 3
    assert text.stderr.startswith(b"cleancopy: -: trafilatura reads HTML only")
