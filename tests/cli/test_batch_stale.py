"""Outputs whose input is gone are named, and removed with --prune-outputs; and none whose input may be there."""

from __future__ import annotations

import json
import shutil
import subprocess
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

Run = Callable[..., subprocess.CompletedProcess[str]]

PAGE = (
    "Harbour {0} reopens\n\nThe harbour of Kelport reopened on Monday, nine days after a storm had closed it to all "
    "traffic.\n\nDivers found channel {0} free of wreckage, and the first ferry left at noon with two hundred people.\n"
)


def write(top: Path, *names: str) -> None:
    for name in names:
        (top / name).parent.mkdir(parents=True, exist_ok=True)
        (top / name).write_text(PAGE.format(name))


@pytest.fixture
def batch(run_here: Run, tmp_path: Path) -> Callable[..., dict[str, tuple[str, bool]]]:
    """Run a batch into `out`: the stale outputs, with their inputs and whether they were removed."""

    def call(*args: object, cwd: Path = tmp_path, status: int = 0) -> dict[str, tuple[str, bool]]:
        out, report = tmp_path / "out", tmp_path / "r.json"
        done = run_here("batch", *args, "-o", out, "-f", "text", "-j", 1, "--report", report, cwd=cwd)
        told = json.loads(report.read_bytes())
        assert done.returncode == status
        assert told["stale"] == len(told["stale_outputs"])
        assert told["pruned"] == sum(one["removed"] for one in told["stale_outputs"])
        for one in told["stale_outputs"]:
            word = "removed" if one["removed"] else "stale"
            assert f"cleancopy: {one['output']}: {word}: its input {one['source']} is {one['input']}" in done.stderr
        prefix = len(str(out)) + 1
        return {one["output"][prefix:]: (one["source"], one["removed"]) for one in told["stale_outputs"]}

    return call


Batch = Callable[..., dict[str, tuple[str, bool]]]


def files(top: Path) -> list[str]:
    return sorted(str(p.relative_to(top)) for p in top.rglob("*"))


def test_outputs_of_inputs_that_are_gone_are_named_until_they_are_removed(batch: Batch, tmp_path: Path) -> None:
    write(tmp_path, "in/a.txt", "in/b.txt", "in/sub/deep/c.txt", "in/sub/d.txt")
    assert batch("in") == {}
    (tmp_path / "in/b.txt").unlink()
    shutil.rmtree(tmp_path / "in/sub/deep")
    stale = {"b.txt": ("in/b.txt", False), "sub/deep/c.txt": ("in/sub/deep/c.txt", False)}
    assert batch("in") == stale
    assert batch("in") == stale
    assert batch("in", "--prune-outputs") == {name: (source, True) for name, (source, _) in stale.items()}
    assert files(tmp_path / "out") == ["a.txt", "sub", "sub/d.txt"]
    assert batch("in") == {}
    write(tmp_path, "in/b.txt")
    assert batch("in") == {}
    assert files(tmp_path / "out") == ["a.txt", "b.txt", "sub", "sub/d.txt"]


def test_files_that_were_named_one_by_one_are_known_as_well(batch: Batch, tmp_path: Path) -> None:
    write(tmp_path, "in/a.txt", "in/b.txt", "c.txt", "d.txt")
    assert batch("in/a.txt", "in/b.txt", "c.txt", "d.txt") == {}
    (tmp_path / "in/b.txt").unlink()
    (tmp_path / "d.txt").unlink()
    assert batch("in/a.txt", "c.txt") == {"in/b.txt": ("in/b.txt", False), "d.txt": ("d.txt", False)}


def test_what_may_be_there_is_not_stale(batch: Batch, tmp_path: Path) -> None:
    write(tmp_path, "in/a.txt", "disk/b.txt", "disk/sub/c.txt", "other/d.txt")
    for source in ("in", "disk", "other"):
        assert batch(f"{source}/", "in/a.txt") == {}  # the inputs of other sources are not met, and are there
    shutil.rmtree(tmp_path / "disk")
    (tmp_path / "disk").mkdir()  # as where a disk is not mounted
    assert batch("in", "disk", "--prune-outputs", status=5) == {}
    # Relative names mean something else from another folder.
    write(tmp_path, "elsewhere/in/z.txt")
    assert batch("in", "--prune-outputs", cwd=tmp_path / "elsewhere") == {}
    assert len([name for name in files(tmp_path / "out") if name.endswith(".txt")]) >= 5


def test_members_that_an_archive_no_longer_has(batch: Batch, tmp_path: Path) -> None:
    def pack(*names: str) -> None:
        with zipfile.ZipFile(tmp_path / "site.zip", "w") as file:
            for name in names:
                file.writestr(name, PAGE.format(name))

    write(tmp_path, "in/x.txt")
    pack("a.txt", "b.txt")
    assert batch("site.zip", "in") == {}
    pack("a.txt")
    assert batch("in") == {}  # it was not opened
    (tmp_path / "site.zip").write_bytes((tmp_path / "site.zip").read_bytes()[:60])
    assert batch("site.zip", "in", status=5) == {}  # nobody knows what was in it
    pack("a.txt")
    assert batch("site.zip", "in") == {"site.zip/b.txt": ("site.zip#b.txt", False)}


def test_an_output_that_somebody_has_changed_is_kept(batch: Batch, tmp_path: Path) -> None:
    write(tmp_path, "in/a.txt", "in/b.txt")
    batch("in")
    (tmp_path / "in/b.txt").unlink()
    (tmp_path / "out/b.txt").write_text("my notes")
    assert batch("in", "--prune-outputs") == {"b.txt": ("in/b.txt", False)}
    assert (tmp_path / "out/b.txt").read_text() == "my notes"


def test_what_is_no_longer_taken_leaves_a_stale_output(batch: Batch, tmp_path: Path) -> None:
    write(tmp_path, "in/a.html", "in/a_files/b.txt")
    assert batch("in", "--no-skip-companions") == {}
    assert batch("in") == {"a_files/b.txt": ("in/a_files/b.txt", False)}
    assert batch("in", "--prune-outputs") == {"a_files/b.txt": ("in/a_files/b.txt", True)}
    assert files(tmp_path / "out") == ["a.txt"]
    assert batch("in", "--no-skip-companions") == {}
    assert batch("in", "--no-skip-companions", "--skip-existing") == {}
    assert batch("in", "--no-skip-companions") == {}


@pytest.mark.parametrize("out", ["out.jsonl", "-"])
def test_where_there_is_one_file_nothing_can_be_stale(run_here: Run, tmp_path: Path, out: str) -> None:
    done = run_here("batch", "in", "-o", out, "--prune-outputs")
    assert done.returncode == 2
    assert done.stderr.startswith("cleancopy: --prune-outputs: ")


@pytest.mark.parametrize("inside", [(), ("in/b.txt/c.txt",)])
def test_an_input_in_whose_place_there_is_a_folder_is_gone(
    batch: Batch, tmp_path: Path, inside: tuple[str, ...]
) -> None:
    write(tmp_path, "in/a.txt", "in/b.txt")
    assert batch("in") == {}
    (tmp_path / "in/b.txt").unlink()
    (tmp_path / "in/b.txt").mkdir()
    write(tmp_path, *inside)
    assert batch("in", "--prune-outputs") == {"b.txt": ("in/b.txt", True)}
    made = [path for path in (tmp_path / "out").rglob("*") if path.is_file()]
    assert len(made) == 1 + len(inside), made
    assert batch("in") == {}
