"""`cleancopy rules import ftr`: what is written, said and returned."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

Run = Callable[..., subprocess.CompletedProcess[bytes]]

SITE = """# made by hand
title: //h1[@class='headline']
author: substring-after(//p[@class='by'], 'By ')
date: //time/@datetime
body: //div[@id='old']
body: //div[@id='story']
strip: //div[@id='story']//span[@class='tool']
strip_id_or_class: promo
strip_image_src: tracker
prune: no
tidy: no
http_header(user-agent): Mozilla/5.0
find_string: <x>
replace_string: <y>
test_url: https://paper.example/1
test_contains: nine days
"""
PAGE = """<html><head><title>Paper</title></head><body><h1>Other</h1><h1 class=headline>Harbour reopens</h1>
<p class=by>By Ann Lee</p><time datetime=2024-05-06>yesterday</time>
<div id=story><p>The harbour reopened <span class=tool>Share</span> on Monday, nine days after a storm.</p>
<p>Divers found the channel free of wreckage, and the first ferry left at noon with passengers.</p>
<ul><li>Short</li></ul>
<div class="big-promo-box"><p>Subscribe to the paper and read more of it every day.</p></div></div>
<p>The council will meet on Thursday to talk about the cost of repairs to the harbour wall.</p></body></html>"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    sites = tmp_path / "sites"
    sites.mkdir()
    (sites / "paper.example.txt").write_text(SITE)
    (sites / ".blog.example.txt").write_text("body: //article\nsingle_page_link: //a\n")
    (sites / "whole.example.txt").write_text("strip: //aside\n")
    (sites / "nothing.example.txt").write_text("http_header(cookie): a=b\n")
    (sites / "LICENSE.txt").write_text("These files are free.\n")
    (tmp_path / "page.html").write_text(PAGE)
    return tmp_path


def said(done: subprocess.CompletedProcess[bytes]) -> list[str]:
    return done.stderr.decode().splitlines()


def test_a_folder_is_imported_and_its_pack_used(run: Run, folder: Path) -> None:
    done = run("rules", "import", "ftr", "sites", "-o", "pack")
    assert (done.returncode, done.stdout) == (0, b"")
    assert said(done) == [
        "cleancopy: sites/LICENSE.txt:1: left out: its name gives no host: site files are called example.com.txt or "
        ".example.com.txt",
        "cleancopy: 4 site files: 10 rules for 3 sites",
        "cleancopy: 1 imported whole, 2 but for how pages are fetched, 1 with losses, 0 refused",
        "cleancopy: 1 of them have nothing for a page that is fetched already: no rules",
        "cleancopy: lost in 1 file: find_string: replaces text in the page's source before it is read",
        "cleancopy: lost in 1 file: replace_string: replaces text in the page's source before it is read",
    ]
    names = ["_.blog.example.toml", "pack.json", "paper.example.toml", "whole.example.toml"]
    assert sorted(f.name for f in (folder / "pack").iterdir()) == names
    url = ("--url", "https://www.paper.example/1")
    record = json.loads(run("-f", "json", "--rules", "pack", *url, "page.html").stdout)
    assert (record["title"], record["authors"], record["date"]) == ("Harbour reopens", ["Ann Lee"], "2024-05-06")
    assert record["text"].split("\n\n") == [
        "The harbour reopened on Monday, nine days after a storm.",
        "Divers found the channel free of wreckage, and the first ferry left at noon with passengers.",
        "- Short",
    ]
    own = folder / "config" / "cleancopy" / "rules"
    own.mkdir(parents=True)
    (folder / "pack").rename(own / "ftr")
    assert json.loads(run("-f", "json", *url, "page.html").stdout)["text"] == record["text"], "in the user's own folder"
    elsewhere = json.loads(run("-f", "json", "--url", "https://other.example/1", "page.html").stdout)
    assert not [rule for rule in elsewhere["rules"] if rule.startswith("paper.example")]


def test_one_file_is_printed_or_written_to_one_file(run: Run, folder: Path) -> None:
    printed = run("rules", "import", "ftr", "-q", "sites/paper.example.txt")
    assert (printed.returncode, printed.stderr) == (0, b"")
    assert b"# test page: https://paper.example/1\n#   contains: nine days\n" in printed.stdout
    written = run("rules", "import", "ftr", "-q", "sites/paper.example.txt", "-o", "paper.toml")
    assert (written.returncode, written.stdout, written.stderr) == (0, b"", b"")
    stamp, _, rest = (folder / "paper.toml").read_bytes().partition(b"\n")
    assert (stamp.partition(b": ")[0], rest) == (b"# checked", printed.stdout)
    done = run("-v", "--rules", "paper.toml", "--url", "https://paper.example/1", "page.html")
    assert b"paper.example-strip-id-or-class-8 (1)" in done.stderr


def test_every_line_that_becomes_no_rule_is_named_with_v(run: Run, folder: Path) -> None:
    done = run("rules", "import", "ftr", "-v", "sites/paper.example.txt", "-o", "p.toml")
    lines = [line for line in said(done) if "skipped" in line]
    assert lines == [
        "cleancopy: sites/paper.example.txt:11: tidy: skipped (nothing is lost): the page is parsed by another parser",
        "cleancopy: sites/paper.example.txt:12: http_header: skipped (about fetching): a header to fetch with",
        "cleancopy: sites/paper.example.txt:13: find_string: skipped (a loss): replaces text in the page's source "
        "before it is read",
        "cleancopy: sites/paper.example.txt:14: replace_string: skipped (a loss): replaces text in the page's source "
        "before it is read",
    ]


def test_what_cannot_be_imported_is_refused_with_its_line_and_a_status(run: Run, folder: Path) -> None:
    bad = folder / "sites" / "bad.example.txt"
    bad.write_text("# x\nbody: //div[\n")
    some = run("rules", "import", "ftr", "sites", "-o", "pack")
    assert some.returncode == 5
    assert any(
        line.startswith("cleancopy: sites/bad.example.txt:2: refused: body: not an XPath") for line in said(some)
    )
    assert (folder / "pack" / "paper.example.toml").is_file()
    for names, status, words in (
        (["sites/bad.example.txt"], 3, "refused"),
        (["sites/LICENSE.txt"], 3, "its name gives no host"),
        (["nowhere"], 3, "no such file or folder"),
        (["config"], 3, "no such file or folder"),
        ([], 2, "Missing argument"),
        (["sites", "-o", "sites"], 6, "a folder with other things in it"),
        (["sites", "-o", "no/such/pack.toml"], 6, "cannot be written"),
    ):
        done = run("rules", "import", "ftr", *names)
        assert (done.returncode, done.stdout) == (status, b""), names
        assert words in done.stderr.decode(), names


def test_a_folder_without_site_files_is_said(run: Run, folder: Path) -> None:
    (folder / "empty").mkdir()
    done = run("rules", "import", "ftr", "empty", "-o", "pack")
    assert (done.returncode, said(done)[0][:33]) == (3, "cleancopy: no site files found: t")
    assert not (folder / "pack").exists()


def test_a_site_that_was_edited_is_not_overwritten(run: Run, folder: Path) -> None:
    command = ("rules", "import", "ftr", "sites", "-o", "pack")
    run(*command)
    edited = folder / "pack" / "paper.example.toml"
    edited.write_text(edited.read_text().replace("nine days", "ten days"))
    done = run(*command)
    assert done.returncode == 0
    assert "cleancopy: pack/paper.example.toml: edited since it was imported, so it is left as it is" in said(done)
    assert "ten days" in edited.read_text()


@pytest.mark.parametrize("text", ["", None], ids=["empty", "as it was written"])
def test_a_rule_file_that_holds_nothing_else_is_written_anew(run: Run, folder: Path, text: str | None) -> None:
    command = ("rules", "import", "ftr", "-q", "sites/paper.example.txt", "-o", "paper.toml")
    run(*command)
    written = (folder / "paper.toml").read_text()
    (folder / "paper.toml").write_text(written if text is None else text)
    changed = folder / "sites" / "paper.example.txt"
    changed.write_text(changed.read_text().replace("promo", "advert"))

    assert run(*command).returncode == 0
    assert "advert" in (folder / "paper.toml").read_text() != written


def test_rules_of_one_file_are_read_checked_and_shown_below_their_stamp(run: Run, folder: Path) -> None:
    run("rules", "import", "ftr", "-q", "sites", "-o", "all.toml")

    assert run("rules", "check", "all.toml").stdout == b"all.toml: 10 rules, nothing wrong\n"
    assert b"paper.example-title-2" in run("rules", "list", "--rules", "all.toml", "--site", "paper.example").stdout


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("own.toml", '[pack]\nname = "own"\n\n[[rule]]\nid = "a"\naction = "drop"\ntext = "^x$"\n'),
        ("edited.toml", None),
        ("keep.txt", "notes"),
        ("page.htm", "<html><p>a page"),
    ],
)
def test_what_an_import_did_not_write_is_left_alone(run: Run, folder: Path, name: str, text: str | None) -> None:
    command = ("rules", "import", "ftr", "-q", "sites/paper.example.txt", "-o", name)
    if text is None:
        run(*command)
        text = (folder / name).read_text().replace("nine days", "ten days")
    (folder / name).write_text(text)
    done = run(*command)

    assert (done.returncode, done.stdout, (folder / name).read_text()) == (6, b"", text)
    assert name in said(done)[-1]
    forced = run(*command, "--force")
    is_rule_file = name.endswith(".toml")
    assert (forced.returncode == 0, (folder / name).read_text() != text) == (is_rule_file, is_rule_file)


def test_force_writes_an_edited_file_of_a_folder_anew(run: Run, folder: Path) -> None:
    command = ("rules", "import", "ftr", "-q", "sites", "-o", "pack")
    run(*command)
    edited = folder / "pack" / "paper.example.toml"
    written = edited.read_text()
    edited.write_text("# mine\n" + written)

    assert (run(*command, "--force").returncode, edited.read_text()) == (0, written)


def test_a_device_takes_the_rules_as_standard_output_does(run: Run, folder: Path) -> None:
    printed = run("rules", "import", "ftr", "-q", "sites/paper.example.txt").stdout

    assert run("rules", "import", "ftr", "-q", "sites/paper.example.txt", "-o", "/dev/stdout").stdout == printed


def test_prune_judges_what_a_body_selects(run: Run, folder: Path) -> None:
    bodies = [
        run("rules", "import", "ftr", "-q", *more, "sites/paper.example.txt").stdout for more in ([], ["--prune"])
    ]
    assert [b"prune = true" in text for text in bodies] == [False, True]
