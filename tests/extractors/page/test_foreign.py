"""What is no page is named with what to do, and what only looks like it stays a page: through the command line."""

from __future__ import annotations

import bz2
import io
import json
import lzma
import subprocess
import tarfile
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from cleancopy.extractors.page.foreign import name_foreign

Run = Callable[..., subprocess.CompletedProcess[bytes]]

PROSE = (
    "The harbour of Kelport reopened on Monday, nine days after a storm had closed it to all traffic.\n\n"
    "Divers found the channel free of wreckage, and the first ferry left at noon with two hundred passengers.\n"
)
RSS = '<?xml version="1.0"?>\n<!-- made by hand -->\n<rss version="2.0"><channel><item><description>' + (
    "&lt;p&gt;Long text.&lt;/p&gt;" * 20 + "</description></item></channel></rss>"
)
ATOM = (
    '<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><entry><content type="xhtml"><div><p>a</p><p>b</p>'
)
RDF = '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"><item/></rdf:RDF>'
PYTHON = '"""Count."""\nimport os\nfrom pathlib import Path\n\n\ndef count(path: Path) -> int:\n    n = 0\n    for _ in path:\n        n += 1\n    return n\n'  # noqa: E501
C = '#include <stdio.h>\n\nint main(void) {\n    int n = 0;\n    while (n < 3) {\n        printf("%d", n++);\n    }\n    return 0;\n}\n'  # noqa: E501
SCRIPT = (
    "const a = 1;\nlet b = 2;\nfunction f(x) {\n  return x => a + b;\n}\nexport default f;\nconsole.log(f(1)(2));\n"
)
LOG = "".join(f"2025-04-12 09:00:{n:02} INFO server: request {n} took {n} ms\n" for n in range(20))
ACCESS = "".join(f'10.0.0.{n} - - [12/Apr/2025:09:00:00 +0100] "GET / HTTP/1.1" 200 5\n' for n in range(9))
CSV = "name,age,city\nAnn,31,Paris\nBob,42,Rome\nIvy,53,Oslo\n"
TSV = "name\tage\tcity\nAnn\t31\tParis\nBob\t42\tRome\nIvy\t53\tOslo\n"
DIFF = "diff --git a/x b/x\nindex 1..2 100644\n--- a/x\n+++ b/x\n@@ -1 +1 @@\n-a\n+b\n"

NO_PAGES = [
    (RSS, "a feed: cleancopy batch --feed -"),
    (ATOM, "a feed: cleancopy batch --feed -"),
    (RDF, "a feed: cleancopy batch --feed -"),
    ('{"version": "https://jsonfeed.org/version/1.1", "items": []}', "a feed: cleancopy batch --feed -"),
    (
        '<?xml version="1.0"?><urlset><url><loc>https://a.example/</loc></url></urlset>',
        "a sitemap: cleancopy batch --si",
    ),
    ('<opml version="2.0"><body><outline/></body></opml>', "a list of feeds (OPML)"),
    ("https://a.example/1\nhttps://a.example/2\tnamed/so\n", "a list of files or addresses: cleancopy batch --list -"),
    ("https://a.example/", "a list of files or addresses"),
    ("./a b/page.html\n./c.htm\nd.html.gz\n", "a list of files or addresses"),
    ("a.html\0b c.html\0", "a list of files or addresses: cleancopy batch --list - -0"),
    (CSV, "a table of data"),
    (CSV.replace(",", ";"), "a table of data"),
    (TSV, "a table of data"),
    (json.dumps({"a": [1, {"b": PROSE}]}, indent=1), "JSON data"),
    ('{"a": 1}\n{"a": 2}\n', "JSON data"),
    ('{"nbformat": 4, "cells": []}', "a Jupyter notebook"),
    ("<note><to>Tove</to><from>Jani</from></note>", "XML data"),
    ('<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "b">]><catalogue><book/></catalogue>', "XML data"),
    ('<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><text>Hello</text></svg>', "an SVG image"),
    (PYTHON, "source code"),
    (C, "source code"),
    (SCRIPT, "source code"),
    ("#!/bin/sh\necho hello\n", "a script"),
    ("<?php\necho 'hello';\n", "source code"),
    (LOG, "a log"),
    (ACCESS, "a log"),
    (DIFF, "a diff"),
    ("% a paper\n\\documentclass{article}\n\\begin{document}\n" + PROSE, "a LaTeX source"),
    ("BEGIN:VCALENDAR\nVERSION:2.0\n", "a calendar"),
    ("{\\rtf1\\ansi Hello}", "an RTF document: convert it first"),
]


@pytest.mark.parametrize(("text", "what"), NO_PAGES)
def test_what_is_no_page_is_named_by_its_words(text: str, what: str) -> None:
    if not what.startswith("an RTF"):  # that is told by its first bytes
        assert (name_foreign(text, "-") or "").startswith(what)
        assert (name_foreign("\ufeff" + text.replace("\n", "\r\n"), "-") or "").startswith(what)


def test_each_is_one_line_and_the_status_of_what_cannot_be_read(run: Run, tmp_path: Path) -> None:
    for n, (text, _) in enumerate(NO_PAGES):
        (tmp_path / f"{n}").write_text(text)
    done = run(*map(str, range(len(NO_PAGES))))
    lines = done.stderr.decode().splitlines()

    assert (done.returncode, done.stdout, len(lines)) == (3, b"", len(NO_PAGES))
    for n, (line, (_, what)) in enumerate(zip(lines, NO_PAGES, strict=True)):
        assert line.startswith(
            f"cleancopy: {n}: not a page but " + what.replace("feed -", "feed FILE").replace("list -", "list FILE")
        )


@pytest.mark.parametrize("text", [RSS, TSV, "https://a.example/1\n", LOG])
def test_in_a_pipe_as_well(text: str, run: Run) -> None:
    done = run(stdin=text.encode())

    assert (done.returncode, done.stdout) == (3, b"")
    assert done.stderr.startswith(b"cleancopy: -: not a page but ")


PAGES = {
    "xhtml": f'<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE html>\n<html><body><p>{PROSE}</p></body></html>',
    "old xhtml": f'<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml"><body><p>{PROSE}</p></body></html>',
    "fragment": f"<p>{PROSE}</p><pre>{C.replace('<', '&lt;')}</pre>",
    "custom": f"<my-page><p>{PROSE}</p></my-page>",
    "code shown": PROSE + "\n" + C + "\n" + PROSE,
    "few addresses": PROSE + "\nhttps://a.example/1\nhttps://a.example/2\n",
    "one line": "Just words.",
    "veni": "Veni, vidi, vici\nRed, white, blue\nFaith, hope, charity\n",
    "poem": "Whose woods these are I think I know;\nHis house is in the village, though;\nHe will not see me;\nOr my horse;\n",  # noqa: E501
    "play": "HAMLET. To be, or not to be;\nOPHELIA. My lord?\nHAMLET. Get thee to a nunnery (go);\n" + PROSE,
    "chat": "".join(f"[09:{n:02}] <ivy> that is what I said to him, {n} times\n" for n in range(20)),
    "chat with tabs": "".join(
        f"09:{n:02}\tivy\tthat is what I said to him on the quay, {n} times\n" for n in range(20)
    ),
    "dates": "".join(f"2025-04-{n:02} The ferry was late again by ten minutes.\n" for n in range(10, 30)),
    "recipe": "Serves: 4\nTime: 20 min\n\n2 eggs, beaten\n1 onion, chopped\n\n" + PROSE,
    "table": "Month      Rain   Sun\nJanuary    53     61\nFebruary   40     77\nMarch      44     110\n\n" + PROSE,
    "verse": "[Verse 1]\nThe harbour is open, the harbour is free\n[Chorus]\nOh, oh, oh\n",
    "wiki": "{{Infobox harbour}}\n'''Kelport''' is a harbour.\n\n" + PROSE,
    "markdown": "# How to count\n\n```python\n" + PYTHON + "```\n\n- one\n- two\n",
    "names": "e.g.\nThe file is called page.html\nIt is short.\n",
    "brackets": "{This is a stage direction.}\n\n" + PROSE,
    "numbers": "1. First, take the ferry.\n2. Then, walk to the café.\n3. Last, come back.\n",
}


@pytest.mark.parametrize("text", PAGES.values(), ids=PAGES)
def test_pages_that_look_like_something_else_stay_pages(text: str) -> None:
    for name in ("-", "a.html", "a.txt", "a"):
        assert name_foreign(text, name) is None


def test_names_tell_where_the_words_do_not(run: Run, tmp_path: Path) -> None:
    names = ("a.py", "a.csv", "a.json", "a.yaml", "a.css", "a.patch", "a.js.gz")
    for name in names:
        (tmp_path / name).write_bytes(PROSE.encode())
    (tmp_path / "saved.php").write_text(f"<html><body><p>{PROSE}</p></body></html>")
    (tmp_path / "notes.md").write_text(PROSE)
    assert run(*names).returncode == 3
    done = run("-f", "json", "saved.php", "notes.md")

    assert [json.loads(line)["status"] for line in done.stdout.splitlines()] == ["ok", "ok"]


def packed(names: dict[str, bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, data in names.items():
            archive.writestr(name, data)
    return file.getvalue()


def tarred() -> bytes:
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode="w") as archive:
        info = tarfile.TarInfo("a.html")
        info.size = len(PROSE)
        archive.addfile(info, io.BytesIO(PROSE.encode()))
    return file.getvalue()


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (packed({"[Content_Types].xml": b"", "word/document.xml": b"<w/>"}), "a Word document: convert it first"),
        (packed({"xl/workbook.xml": b"<w/>"}), "an Excel document"),
        (packed({"mimetype": b"application/vnd.oasis.opendocument.text"}), "an OpenDocument file"),
        (packed({"mimetype": b"application/epub+zip"}), "an EPUB book: give it a name that ends in .epub"),
        (packed({"a.html": b"<p>"}), "a ZIP archive: give it a name that ends in .zip"),
        (tarred(), "a tar archive: give it a name that ends in .tar"),
        (b"\0\0\0\x20ftypheic\0\0", "an image or video file"),
        (b"\xd0\xcf\x11\xe0" + "__substg1.0_".encode("utf-16-le"), "an Outlook mail (.msg)"),
        (b"\0" * 60 + b"BOOKMOBI" + b"\0" * 99, "a Kindle book"),
        (b"SQLite format 3\0", "a database"),
        (b"MZ\x90\0\3\0\0\0", "a program"),
        (b"%PDF-1.7\n", "a PDF document: convert it first, for instance with pdftotext"),
    ],
)
def test_files_of_other_formats_are_named_by_their_first_bytes(data: bytes, what: str, run: Run) -> None:
    done = run(stdin=data)

    assert (done.returncode, done.stdout) == (3, b"")
    assert done.stderr.decode().startswith(f"cleancopy: -: not a page but {what}")


def test_packings_are_undone_and_bounded(run: Run, tmp_path: Path) -> None:
    zstandard = pytest.importorskip("zstandard")
    page = f"<html><body><h1>Harbour</h1><p>{PROSE}</p></body></html>".encode()
    packers = {"bz2": bz2.compress, "xz": lzma.compress, "zst": zstandard.compress}
    for ending, pack in packers.items():
        (tmp_path / f"ok.html.{ending}").write_bytes(pack(page[:50]) + pack(page[50:]))
        (tmp_path / f"cut.html.{ending}").write_bytes(pack(page)[:-6])
        (tmp_path / f"bomb.html.{ending}").write_bytes(pack(b" " * (21 << 20)))
        (tmp_path / f"twice.html.{ending}").write_bytes(pack(pack(page)))
    done = run("-f", "json", tmp_path)
    found = {Path(one["source"]).name: one for one in map(json.loads, done.stdout.splitlines())}

    for ending in packers:
        assert "Divers found the channel" in found[f"ok.html.{ending}"]["text"]
        assert "ends too early" in found[f"cut.html.{ending}"]["error"]
        assert found[f"bomb.html.{ending}"]["error"].startswith("larger than 20 MiB")
        assert found[f"twice.html.{ending}"]["error"] == "packed twice: unpack it first"
    assert run(stdin=lzma.compress(page, lzma.FORMAT_ALONE)).returncode == 0
