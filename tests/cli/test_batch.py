"""`cleancopy batch` as a user runs it: a tree, one file, a list; what a second run does; statuses."""

from __future__ import annotations

import gzip
import json
import os
import subprocess
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from cleancopy.cli.batch_options import choose_cluster
from cleancopy.extractors.batch.output_names import told_apart
from cleancopy.extractors.rules.site_packs import write_pack

Run = Callable[..., subprocess.CompletedProcess[str]]

PAGE = (
    "<!DOCTYPE html><html lang=en><title>Harbour {0} reopens</title><body><nav><a "
    "href=/>Home</a></nav><article><h1>Harbour {0} reopens</h1><p>The harbour of Kelport reopened on Monday, "
    "nine days after a storm had closed it to all traffic, and the ferries left at noon.</p><p>Divers found "
    "the channel free of wreckage, and the first ferry left with two hundred passengers on board, said the "
    "harbour master {0}.</p></article></body></html>"
)


@pytest.fixture
def run(run_here: Run) -> Run:
    return run_here


def tree(top: Path) -> dict[str, str]:
    """The files below a directory and what is in them."""
    return {str(path.relative_to(top)): path.read_text() for path in sorted(top.rglob("*")) if path.is_file()}


def write_pages(top: Path, *names: str) -> None:
    for i, name in enumerate(names):
        path = top / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(PAGE.format(i))


def account(done: subprocess.CompletedProcess[str], path: Path) -> dict[str, int]:
    """The counts of a report."""
    told = json.loads(path.read_bytes())
    assert told["found"] == told["ok"] + told["filtered"] + told["failed"] + told["skipped"]
    return {name: told[name] for name in ("found", "ok", "failed", "skipped", "earlier")}


def test_a_tree_is_mirrored_and_a_second_run_does_what_is_new_changed_or_failed(run: Run, tmp_path: Path) -> None:
    pages, out, report = tmp_path / "pages", tmp_path / "out", tmp_path / "r.json"
    write_pages(pages, "a.html", "sub/b.htm", "sub/deeper/c.html", "gone.html")
    (pages / "style.css").write_text("p {}")
    (pages / "broken.html").write_bytes(bytes(range(256)) * 30)
    done = run("batch", "pages/", "-o", "out/", "-f", "markdown", "-j", 2, "--report", "r.json")

    assert done.returncode == 5
    assert account(done, report) == {"found": 6, "ok": 4, "failed": 1, "skipped": 1, "earlier": 0}
    first = tree(out)
    assert sorted(first) == ["a.md", "gone.md", "sub/b.md", "sub/deeper/c.md"]
    assert "harbour master 0" in first["a.md"]
    told = done.stderr.splitlines()
    assert told[0] == "cleancopy: pages/broken.html: not a page but binary data"
    assert any(line.split()[:2] == ["6", "found"] for line in told)
    assert not done.stdout

    before = {path: path.stat().st_mtime_ns for path in out.rglob("*.md")}
    write_pages(pages, "new.html")
    (pages / "a.html").write_text(PAGE.format("changed"))
    (pages / "broken.html").write_text(PAGE.format("mended"))
    (out / "gone.md").unlink()
    done = run("batch", "pages", "-o", "out", "-f", "markdown", "-j", 2, "--report", "r.json")

    assert done.returncode == 0
    assert account(done, report) == {"found": 7, "ok": 6, "failed": 0, "skipped": 1, "earlier": 2}
    assert sorted(tree(out)) == ["a.md", "broken.md", "gone.md", "new.md", "sub/b.md", "sub/deeper/c.md"]
    assert "master changed" in (out / "a.md").read_text()
    same = [path for path, mtime in before.items() if path.stat().st_mtime_ns == mtime]
    assert sorted(path.name for path in same) == ["b.md", "c.md"]


@pytest.mark.parametrize("out", ["new/", "new/deeper/", "new/deeper"])
def test_a_folder_for_outputs_that_is_missing_is_made(run: Run, tmp_path: Path, out: str) -> None:
    write_pages(tmp_path / "in", "a.html")
    assert run("batch", "in", "-o", out, "-j", 1).returncode == 0
    assert list(tree(tmp_path / out)) == ["a.txt"]


def test_the_environment_is_as_it_was(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_pages(tmp_path / "in", "a.html")
    monkeypatch.delenv("PYTHONSAFEPATH", raising=False)
    monkeypatch.setenv("PYTHONWARNINGS", "default")
    run("batch", "in", "-o", "out")
    assert "PYTHONSAFEPATH" not in os.environ
    assert os.environ["PYTHONWARNINGS"] == "default"


def test_other_settings_and_redo_do_all_again_and_an_input_that_now_fails_loses_its_output(
    run: Run, tmp_path: Path
) -> None:
    write_pages(tmp_path / "pages", "a.html", "b.html")
    counts = []
    for options in ((), (), ("--redo",), ("--no-title",)):
        done = run("batch", "pages", "-o", "out", "-j", 1, "--report", "r.json", *options)
        assert done.returncode == 0
        counts.append(account(done, tmp_path / "r.json")["earlier"])
    assert counts == [0, 2, 0, 0]

    (tmp_path / "pages/a.html").write_text("")
    assert run("batch", "pages", "-o", "out", "-j", 1, "--no-title").returncode == 5
    assert sorted(tree(tmp_path / "out")) == ["b.txt"]


def test_a_pack_of_many_sites_counts_by_what_is_in_it(run: Run, tmp_path: Path) -> None:
    write_pages(tmp_path / "pages", "a.html")
    pack = tmp_path / "pack"
    write_pack(pack, {"example.com.toml": '[pack]\nname = "ours"\n'})
    earlier = []
    for change in (lambda: None, lambda: None, lambda: (pack / "example.org.toml").write_text("")):
        change()
        assert run("batch", "pages", "-o", "out", "-j", 1, "--rules", "pack", "--report", "r.json").returncode == 0
        earlier.append(json.loads((tmp_path / "r.json").read_bytes())["earlier"])
    assert earlier == [0, 1, 0]


def test_the_order_of_one_file_is_that_of_the_inputs_whatever_the_number_of_workers(run: Run, tmp_path: Path) -> None:
    write_pages(tmp_path, *(f"{i:02}.html" for i in range(12)))
    (tmp_path / "03.html").write_text(PAGE.format("x" * 100_000))  # slower than those after it
    names = [f"./{i:02}.html" for i in range(11, -1, -1)] + ["missing.html"]
    (tmp_path / "list").write_text("\0".join(names))
    for jobs in (1, 3):
        done = run("batch", "--list", "list", "-0", "-o", f"{jobs}.jsonl", "-j", jobs)
        assert done.returncode == 5
    records = [json.loads(line) for line in (tmp_path / "1.jsonl").read_text().splitlines()]

    assert [record["source"] for record in records] == [name.removeprefix("./") for name in names]
    assert records[-1]["status"] == "unreadable"
    assert records[-1]["error"] == "no such file: check the path"
    assert (tmp_path / "1.jsonl").read_bytes() == (tmp_path / "3.jsonl").read_bytes()


def test_inputs_whose_outputs_would_meet_are_told_apart_the_same_way_each_time(run: Run, tmp_path: Path) -> None:
    names = ["page.html", "page.htm", "Page.html", "page.txt", "other.html"]
    write_pages(tmp_path, *names)
    trees = []
    for number, order in enumerate((names, names[::-1])):
        for part in (order[:2], order):  # the second run meets names that the first did not know of
            assert run("batch", *part, "-o", f"out{number}", "-j", 2).returncode == 0
        trees.append(tree(tmp_path / f"out{number}"))

    assert len(trees[0]) == 5
    assert "other.txt" in trees[0]
    assert len({name.lower() for name in trees[0]}) == 5
    assert trees[0] == trees[1]


def test_an_output_that_cannot_be_given_another_name_costs_itself_alone(run: Run, tmp_path: Path) -> None:
    write_pages(tmp_path, "a/page.html", "b/page.html")
    assert run("batch", "a", "-o", "out", "-j", 1).returncode == 0
    (tmp_path / "out/a").write_text("mine")  # where the folder of the first source would be, now that there are two
    done = run("batch", "a", "b", "-o", "out", "-j", 1, "--report", "r.json")

    assert done.returncode == 6
    assert account(done, tmp_path / "r.json") == {"found": 2, "ok": 1, "failed": 1, "skipped": 0, "earlier": 0}
    assert done.stderr.startswith("cleancopy: a/page.html: out/a/page.txt cannot be written")
    assert sorted(tree(tmp_path / "out")) == ["a", "b/page.txt"]

    (tmp_path / "out/a").unlink()
    assert run("batch", "a", "b", "-o", "out", "-j", 1).returncode == 0
    assert sorted(tree(tmp_path / "out")) == ["a/page.txt", "b/page.txt"]


@pytest.mark.parametrize("pages", [("a/page.html",), ("a/page.html", "b.html"), ("a/page.html", "a/other.html")])
@pytest.mark.parametrize("in_the_way", ["out/a/page.txt/", "out/a"])
def test_an_output_that_something_is_in_the_way_of_is_not_written_and_done_later(
    run: Run, tmp_path: Path, pages: tuple[str, ...], in_the_way: str
) -> None:
    write_pages(tmp_path / "pages", *pages)
    taken = tmp_path / in_the_way
    if in_the_way.endswith("/"):
        taken.mkdir(parents=True)
    else:
        taken.parent.mkdir()
        taken.write_text("mine")
    done = run("batch", "pages", "-o", "out", "-j", 1, "--report", "r.json")
    failed = [one for one in json.loads((tmp_path / "r.json").read_text())["inputs"] if one["status"] != "skipped"]

    assert done.returncode == 6
    assert "pages/a/page.html: out/a/page.txt cannot be written" in done.stderr
    assert {one["status"] for one in failed} == {"not-written"}

    taken.rmdir() if taken.is_dir() else taken.unlink()
    assert run("batch", "pages", "-o", "out", "-j", 1).returncode == 0
    assert sorted(tree(tmp_path / "out")) == sorted(page.replace(".html", ".txt") for page in pages)


def test_outputs_that_meet_and_cannot_be_told_apart_end_the_batch_with_its_account(run: Run, tmp_path: Path) -> None:
    write_pages(tmp_path, "page.html", "page.htm")
    own = told_apart("page.txt", ".txt", "page.html")
    (tmp_path / "out" / own / "taken").mkdir(parents=True)
    done = run("batch", "page.html", "page.htm", "-o", "out", "-j", 1)

    assert done.returncode == 6
    assert f"cleancopy: out/{own}: cannot be written" in done.stderr
    assert done.stderr.split()[:2] == ["2", "found"]


def test_what_exists_can_be_passed_over_whoever_wrote_it(run: Run, tmp_path: Path) -> None:
    write_pages(tmp_path / "pages", "a.html", "b.html")
    (tmp_path / "out").mkdir()
    (tmp_path / "out/a.txt").write_text("mine")
    done = run("batch", "pages", "-o", "out", "-j", 1, "--skip-existing", "--report", "r.json")

    assert done.returncode == 0
    assert account(done, tmp_path / "r.json") == {"found": 2, "ok": 1, "failed": 0, "skipped": 1, "earlier": 0}
    assert tree(tmp_path / "out")["a.txt"] == "mine"


def test_archives_are_read_as_their_pages(run: Run, tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "site.zip", "w") as file:
        for i, name in enumerate(("a/b.html", "c.html", "style.css")):
            file.writestr(name, PAGE.format(i))
    (tmp_path / "packed.html.gz").write_bytes(gzip.compress(PAGE.format("packed").encode()))
    alone = run("batch", "site.zip", "-o", "alone", "-j", 1, "--report", "r.json")
    both = run("batch", "site.zip", "packed.html.gz", "-o", "both", "-j", 1)

    assert (alone.returncode, both.returncode) == (0, 0)
    assert account(alone, tmp_path / "r.json")["skipped"] == 1
    assert sorted(tree(tmp_path / "alone")) == ["a/b.txt", "c.txt"]
    assert sorted(tree(tmp_path / "both")) == ["packed.txt", "site.zip/a/b.txt", "site.zip/c.txt"]


def test_near_duplicates_are_marked_with_the_first(run: Run, tmp_path: Path) -> None:
    write_pages(tmp_path, "a.html", "b.html")
    page = (tmp_path / "a.html").read_text().replace("<nav>", "<header>Another site</header><nav>")
    (tmp_path / "c.html").write_text(page)
    (tmp_path / "b.html").write_text("A note\n\n" + "It is about something else, and in other words than those. " * 9)
    done = run("batch", "a.html", "b.html", "c.html", "-o", "o.jsonl", "-j", 1, "--dedupe")
    records = [json.loads(line) for line in (tmp_path / "o.jsonl").read_text().splitlines()]

    again = run("batch", "a.html", "b.html", "c.html", "-o", "o", "-f", "json", "-j", 1, "--dedupe")
    files = [json.loads((tmp_path / f"o/{name}.json").read_text()) for name in "abc"]

    assert (done.returncode, again.returncode) == (0, 0)
    assert records == files
    assert [record.get("duplicate_of") for record in records] == [None, None, "a.html"]
    assert "1 near-duplicate" in done.stderr


@pytest.mark.parametrize("change", [lambda data: b"x" * len(data), lambda data: b"7" + b" " * (len(data) - 1)])
def test_an_output_that_is_no_record_any_more_is_written_again(
    run: Run, tmp_path: Path, change: Callable[[bytes], bytes]
) -> None:
    write_pages(tmp_path, "a.html", "b.html")
    args = ("batch", "a.html", "b.html", "-o", "o", "-f", "json", "-j", 1, "--dedupe")
    assert run(*args).returncode == 0
    before = tree(tmp_path / "o")
    (tmp_path / "o/a.json").write_bytes(change((tmp_path / "o/a.json").read_bytes()))

    assert run(*args).returncode == 0
    assert tree(tmp_path / "o") == before


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (["-o", "out"], "no source"),
        (["a.html"], "--output"),
        (["a.html", "-o", "out.md"], "a directory"),
        (["a.html", "-o", "out.jsonl", "-f", "markdown"], "holds JSON records"),
        (["a.html", "-o", "out.jsonl", "--skip-existing"], "--skip-existing"),
        (["a.html", "-o", "out", "--require", "titel"], "no such field"),
        (["a.html", "-o", "out", "--language", "german"], "not a language code"),
        (["a.html", "-o", "out", "--memory", "lots"], "no size"),
        (["a.html", "-o", "out", "--memory", "1M"], "too little"),
        (["a.html", "-o", "out", "--engine", "spark"], "no such engine"),
        (["a.html", "-o", "out", "--scheduler", "tcp://x:1"], "--cluster ADDRESS"),
        (["a.html", "-o", "out", "--cluster", "local", "--engine", "dask"], "leave out"),
        (["a.html", "-o", "out", "-0"], "--list"),
        (["-", "--list", "-", "-o", "out"], "standard input"),
        (["pages", "-o", "pages"], "name another folder"),
        (["pages/sub", "-o", "pages"], "name another folder"),
    ],
)
def test_wrong_usage_is_one_line_and_nothing_is_written(args: list[str], said: str, run: Run, tmp_path: Path) -> None:
    (tmp_path / "pages/sub").mkdir(parents=True)
    done = run("batch", *args)

    assert done.returncode == 2
    assert said in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert sorted(p.name for p in tmp_path.iterdir()) == ["pages"]


def test_an_output_folder_inside_the_input_folder_is_no_input(run: Run, tmp_path: Path) -> None:
    write_pages(tmp_path / "site", "a.html")
    for _ in range(2):
        done = run("batch", ".", "-o", "out", "-f", "html", "-j", 1, "--report", "r.json", cwd=tmp_path / "site")
        assert done.returncode == 0
        assert account(done, tmp_path / "site/r.json")["found"] == 1


@pytest.mark.parametrize(
    ("given", "runs_on", "line"),
    [
        ((None, None, None), None, None),
        (("local", None, None), "local", None),
        (("tcp://x:1", None, None), "tcp://x:1", None),
        ((None, "dask", None), "local", "--cluster local"),
        ((None, "dask", "tcp://x:1"), "tcp://x:1", "--cluster tcp://x:1"),
        ((None, "local", None), None, "--cluster"),
    ],
)
def test_older_names_of_where_a_batch_runs_are_taken_with_a_line_on_the_new_one(
    given: tuple[str | None, str | None, str | None], runs_on: str | None, line: str | None
) -> None:
    chosen, said = choose_cluster(*given)

    assert chosen == runs_on
    assert said is None if line is None else line in (said or "")


def test_remarks_in_a_list_are_no_names_but_for_files_that_are_called_so(run: Run, tmp_path: Path) -> None:
    page = "<html lang=en><title>A</title><body><article><h1>A</h1><p>Words that go on for a while, said the man.</p>"
    for name in ("a.html", "#b.html"):
        (tmp_path / name).write_text(page)
    (tmp_path / "list").write_text("# pages of Monday\n\na.html\n#b.html\n")
    (tmp_path / "nul").write_text("a.html\0#b.html\0")

    assert run("batch", "--list", "list", "-o", "out.jsonl", cwd=tmp_path).returncode == 0
    assert run("batch", "--list", "nul", "-0", "-o", "nul.jsonl", cwd=tmp_path).returncode == 0
    assert [json.loads(line)["source"] for line in (tmp_path / "out.jsonl").open()] == ["a.html", "#b.html"]
    assert [json.loads(line)["source"] for line in (tmp_path / "nul.jsonl").open()] == ["a.html", "#b.html"]
