"""-o: a file that appears whole or not at all, in the format of its ending."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

Run = Callable[..., subprocess.CompletedProcess[bytes]]

PAGE = (
    "Harbour reopens\n\n"
    "The harbour of Kelport reopened on Monday, nine days after a storm had closed it to all traffic.\n\n"
    "Divers found the channel free of wreckage, and the first ferry left at noon with two hundred passengers.\n"
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The folder in which the command runs, with a page in it and nothing else."""
    (tmp_path / "page.txt").write_text(PAGE)
    return tmp_path


def test_the_format_follows_the_ending_and_nothing_goes_to_standard_output(run: Run, folder: Path) -> None:
    done = run("-o", "out.md", "--no-front-matter", "page.txt")
    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")
    assert (folder / "out.md").read_text().startswith("# Harbour reopens\n\nThe harbour")
    assert sorted(p.name for p in folder.iterdir()) == ["out.md", "page.txt"]


def test_a_new_file_has_the_permissions_that_the_user_gives_new_files(run: Run, folder: Path) -> None:
    before = os.umask(0o027)
    try:
        run("-o", "out.txt", "page.txt")
    finally:
        os.umask(before)
    assert stat.S_IMODE((folder / "out.txt").stat().st_mode) == 0o640


def test_through_a_link_the_file_is_replaced_and_keeps_its_permissions(run: Run, folder: Path) -> None:
    (folder / "real.txt").write_text("old")
    (folder / "real.txt").chmod(0o604)
    (folder / "link.txt").symlink_to("real.txt")
    assert run("-o", "link.txt", "page.txt").returncode == 0
    assert (folder / "link.txt").is_symlink()
    assert (folder / "real.txt").read_text() == PAGE
    assert stat.S_IMODE((folder / "real.txt").stat().st_mode) == 0o604


def test_a_run_that_gives_nothing_leaves_the_old_file_alone(run: Run, folder: Path) -> None:
    (folder / "out.txt").write_text("precious")
    done = run("-o", "out.txt", "missing.txt")
    assert done.returncode == 3
    assert (folder / "out.txt").read_text() == "precious"
    assert sorted(p.name for p in folder.iterdir()) == ["out.txt", "page.txt"]


def test_a_run_that_gives_nothing_makes_no_file(run: Run, folder: Path) -> None:
    assert run("-o", "out.txt", "missing.txt").returncode == 3
    assert sorted(p.name for p in folder.iterdir()) == ["page.txt"]


@pytest.mark.parametrize("output", ["page.txt/", "missing/out.md", "/dev/full", "page.txt/out.md", "/proc/out.md"])
def test_an_output_that_cannot_be_written_is_named_in_one_line(run: Run, folder: Path, output: str) -> None:
    done = run("-o", output, "page.txt")
    assert (done.returncode, done.stdout) == (6, b"")
    lines = done.stderr.decode().splitlines()
    assert len(lines) == 1
    assert lines[0].startswith(f"cleancopy: {output}: ")
    assert [p.name for p in folder.iterdir()] == ["page.txt"]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_without_permission_is_an_output_error(run: Run, folder: Path) -> None:
    (folder / "locked").mkdir(mode=0o500)
    done = run("-o", "locked/out.md", "page.txt")
    assert done.returncode == 6
    assert done.stderr.decode() == "cleancopy: locked/out.md: cannot be written: permission denied\n"


def test_a_device_is_written_and_not_replaced(run: Run, folder: Path) -> None:
    assert run("-o", "/dev/stdout", "page.txt").stdout.decode() == PAGE


def test_what_stands_in_a_file_before_its_descriptor_is_kept(run: Run, folder: Path) -> None:
    (folder / "log").write_text("before\n")
    command = f"{sys.executable} -m cleancopy.cli page.txt -o /dev/stdout >> log"
    subprocess.run(["sh", "-c", command], cwd=folder, timeout=60, check=True)
    assert (folder / "log").read_text() == "before\n" + PAGE


def test_a_dash_is_standard_output_and_no_file(run: Run, folder: Path) -> None:
    assert run("-o", "-", "page.txt").stdout.decode() == PAGE
    assert run("explain", "--html", "-", "page.txt").stdout.startswith(b"<!DOCTYPE html>")
    assert b"[[rule]]" in run("rules", "new", "example.com", "-o", "-").stdout
    assert [p.name for p in folder.iterdir()] == ["page.txt"]


def test_an_output_without_a_name_is_a_wrong_option(run: Run, folder: Path) -> None:
    assert run("-o", "", "page.txt").returncode == 2
    assert [p.name for p in folder.iterdir()] == ["page.txt"]


def test_a_line_break_in_the_name_of_the_output_stays_one_line_of_error(run: Run, folder: Path) -> None:
    done = run("-o", "no\nfolder/out.md", "page.txt")
    assert done.returncode == 6
    assert len(done.stderr.splitlines()) == 1
