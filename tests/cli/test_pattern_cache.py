"""Compiled patterns are kept from run to run; nothing but time depends on it."""

from __future__ import annotations

import os
import re
import stat
import subprocess
import sys
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from types import SimpleNamespace

import pytest

from cleancopy.cli.pattern_cache import PatternCache

from ..conftest import COMMAND, Run

PAGE = b"""<html lang=en><head><title>Rain</title></head><body><nav><a href=/>Home</a></nav><article>
<h1>Rain at last</h1><p>The rain came late in the evening, and it stayed until the wells were full,
said the farmers of the valley.</p>
<p>Nobody had seen so much of it since the spring of the year before, when the bridge was carried away.</p>
</article></body></html>"""
PATTERNS = (
    ("plain", 0),
    (r"(?P<day>\d+)\.(?P<month>\d+)", 0),
    (r"(?i:ä|ö|ü)+[^\W\d_]{2,5}?", re.I),
    (r"^\s*+(?>a|ab)c\Z", re.M | re.S),
    (r"(?<!\w)(a)(?:(b)|c)(?(2)d|e)\1", re.X),
    (rb"<meta[^>]{0,200}charset=[\"']?([\w-]+)", re.I),
    ("|".join(f"{chr(c)}{chr(c + 1)}" for c in range(0x4E00, 0x4F00)), 0),
)
TEXTS = ("plain", "3.12.", "ÄÖabc", " abc", "abda", "ace", '<META charset="utf-8">', chr(0x4E05) + chr(0x4E06))


@pytest.fixture
def compile_here(monkeypatch: pytest.MonkeyPatch) -> Callable[[PatternCache], None]:
    """Have `re` use a cache until the end of the test."""

    def use(cache: PatternCache) -> None:
        monkeypatch.setattr(re._compiler, "compile", re._compiler.compile)  # type: ignore[attr-defined]
        re.purge()
        cache.use()

    return use


def test_what_is_kept_finds_what_a_fresh_pattern_finds(
    tmp_path: Path, compile_here: Callable[[PatternCache], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    fresh = [re.compile(*one) for one in PATTERNS]
    first = PatternCache(tmp_path / "c" / "patterns.bin")
    compile_here(first)
    (tmp_path / "library.py").write_text("import re, patterns\nfor one in patterns.ALL: re.compile(*one)\n")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setitem(sys.modules, "patterns", SimpleNamespace(ALL=PATTERNS))  # type: ignore[arg-type]
    import_module("library")
    monkeypatch.delitem(sys.modules, "library")
    first.save()
    second = PatternCache(tmp_path / "c" / "patterns.bin")
    compile_here(second)
    assert len(second._kept) == len(PATTERNS)
    for plain, one in zip(fresh, PATTERNS, strict=True):
        kept = re.compile(*one)
        assert kept is not plain
        assert kept == plain  # the same code
        assert kept.groupindex == plain.groupindex
        for text in TEXTS:
            about = text if isinstance(one[0], str) else text.encode()
            assert [m.span() for m in kept.finditer(about)] == [m.span() for m in plain.finditer(about)]  # type: ignore[arg-type, attr-defined]
    assert not second._new


def test_a_second_run_compiles_none_of_the_modules_patterns_again(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "cache"
    first = run("-", stdin=PAGE, XDG_CACHE_HOME=str(folder))
    (kept,) = (folder / "cleancopy").iterdir()
    written = kept.stat()
    assert not kept.name.endswith(".tmp")
    assert stat.S_IMODE(written.st_mode) == 0o600
    second = run("-", stdin=PAGE, XDG_CACHE_HOME=str(folder))
    assert (first.returncode, second.returncode) == (0, 0)
    assert first.stdout == second.stdout
    assert kept.stat().st_mtime_ns == written.st_mtime_ns
    assert len(PatternCache(kept)._kept) > 100


def test_a_pattern_that_is_made_of_a_page_is_not_kept(
    tmp_path: Path, compile_here: Callable[[PatternCache], None]
) -> None:
    cache = PatternCache(tmp_path / "patterns.bin")
    compile_here(cache)
    made_by_a_library: dict[str, object] = {"__name__": "library", "re": re}
    exec("def search(title): return re.search(title, 'a title of a page')", made_by_a_library)
    search = made_by_a_library["search"]
    assert callable(search)
    assert search("title of a")
    assert not cache._new


@pytest.mark.parametrize(
    "damage",
    [
        lambda data: b"",
        lambda data: data[: len(data) // 2],
        lambda data: data[:-1] + bytes([data[-1] ^ 1]),
        lambda data: b"no cache at all",
        lambda data: data[:4],
    ],
    ids=["empty", "half", "one bit", "another file", "checksum alone"],
)
def test_a_damaged_file_is_written_anew(run: Run, tmp_path: Path, damage: Callable[[bytes], bytes]) -> None:
    folder = tmp_path / "cache"
    whole = run("-", stdin=PAGE, XDG_CACHE_HOME=str(folder))
    (kept,) = (folder / "cleancopy").iterdir()
    data = kept.read_bytes()
    kept.write_bytes(damage(data))
    again = run("-", stdin=PAGE, XDG_CACHE_HOME=str(folder))
    assert (again.returncode, again.stdout, again.stderr) == (whole.returncode, whole.stdout, whole.stderr)
    assert len(kept.read_bytes()) == len(data)


def test_code_that_python_refuses_is_compiled_instead(
    tmp_path: Path, compile_here: Callable[[PatternCache], None]
) -> None:
    cache = PatternCache(tmp_path / "patterns.bin")
    cache._kept[("a+b", 32)] = (32, b"\xff" * 16, 0, {}, (None,))
    compile_here(cache)
    assert re.compile("a+b", 32).fullmatch("aab")


@pytest.mark.parametrize("kind", ["file", "folder", "pipe", "dangling"])
def test_where_nothing_can_be_written_all_goes_on(run: Run, tmp_path: Path, kind: str) -> None:
    folder = tmp_path / "cache"
    if kind == "file":
        folder.write_text("in the way")
    elif kind in ("folder", "pipe"):
        run("-", stdin=PAGE, XDG_CACHE_HOME=str(folder))
        (kept,) = (folder / "cleancopy").iterdir()
        kept.unlink()
        kept.mkdir() if kind == "folder" else os.mkfifo(kept)
    else:
        folder.symlink_to(tmp_path / "nowhere" / "at all")
    whole = run("-", stdin=PAGE, XDG_CACHE_HOME=str(tmp_path / "other"))
    done = run("-", stdin=PAGE, XDG_CACHE_HOME=str(folder))
    assert (done.returncode, done.stdout, done.stderr) == (0, whole.stdout, b"")


def kept_file(folder: Path) -> Path:
    """Write a file that is read with one pattern in it."""
    cache = PatternCache(folder / "patterns.bin")
    cache._new[("a", 32)] = re.compile("a")
    cache.save()
    assert PatternCache(folder / "patterns.bin")._kept
    return folder / "patterns.bin"


def test_another_users_folder_is_left_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    if not hasattr(os, "geteuid"):
        pytest.skip("no users here")
    file = kept_file(tmp_path / "mine")
    monkeypatch.setattr(os, "geteuid", lambda: os.getuid() + 1)
    assert not PatternCache(file)._kept
    cache = PatternCache(tmp_path / "c" / "patterns.bin")
    cache._new[("a", 32)] = re.compile("a")
    cache.save()
    assert not (tmp_path / "c").exists()


@pytest.mark.skipif(os.name != "posix", reason="has no such modes")
@pytest.mark.parametrize("way", ["file of all", "file of a group", "folder of all", "link"])
def test_what_others_could_have_written_is_not_read(tmp_path: Path, way: str) -> None:
    file = kept_file(tmp_path / "c")
    if way == "link":
        file = file.rename(tmp_path / "elsewhere.bin")
        (tmp_path / "c" / "patterns.bin").symlink_to(file)
    elif way == "folder of all":
        file.parent.chmod(0o777)
    else:
        file.chmod(0o666 if way == "file of all" else 0o620)
    assert not PatternCache(tmp_path / "c" / "patterns.bin")._kept


@pytest.mark.skipif(os.name != "posix", reason="has no such modes")
def test_a_cache_folder_that_a_group_may_write_to_holds_one_that_is_the_users_alone(tmp_path: Path) -> None:
    (tmp_path / "c").mkdir()
    (tmp_path / "c").chmod(0o775)  # as with a umask of 002
    file = kept_file(tmp_path / "c" / "cleancopy")
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700


def test_where_nothing_can_be_written_nothing_is_taken_apart(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def too_much(*_: object) -> None:
        raise AssertionError("work for nothing")

    monkeypatch.setattr("cleancopy.cli.pattern_cache._taken_apart", too_much)
    (tmp_path / "c").touch()
    cache = PatternCache(tmp_path / "c" / "patterns.bin")
    cache._new[("a", 32)] = re.compile("a")
    cache.save()


def test_a_run_that_was_killed_while_it_wrote_is_in_nobodys_way(tmp_path: Path) -> None:
    file = kept_file(tmp_path / "c")
    left = file.with_suffix(".tmp")
    left.touch()
    for age, kept in ((0, 1), (3600, 1), (0, 2)):  # another run writes; it is dead; its file is gone
        if age:
            os.utime(left, (0, 0))
        cache = PatternCache(file)
        cache._new[("b", 32)] = re.compile("b")
        cache.save()
        assert len(PatternCache(file)._kept) == kept
    assert [one.name for one in file.parent.iterdir()] == [file.name]


@pytest.mark.parametrize("command", [["-"], ["explain", "-"]])
def test_a_run_that_reads_a_page_leaves_the_file(run: Run, tmp_path: Path, command: list[str]) -> None:
    assert run(*command, stdin=PAGE, XDG_CACHE_HOME=str(tmp_path / "cache")).returncode == 0
    assert [one.suffix for one in (tmp_path / "cache" / "cleancopy").iterdir()] == [".bin"]


def test_runs_side_by_side_leave_one_whole_file(tmp_path: Path) -> None:
    environ = {**os.environ, "XDG_CACHE_HOME": str(tmp_path), "XDG_CONFIG_HOME": str(tmp_path / "config")}
    runs = [
        subprocess.Popen([*COMMAND, "-"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environ) for _ in range(4)
    ]
    for one in runs:
        assert b"rain came late" in one.communicate(PAGE, timeout=60)[0]
        assert one.returncode == 0
    (kept,) = (tmp_path / "cleancopy").iterdir()
    assert len(PatternCache(kept)._kept) > 100


def test_a_python_without_this_compiler_goes_on_without(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(re, "_compiler")
    before = dict(vars(re))
    PatternCache(tmp_path / "patterns.bin").use()
    assert {**vars(re)} == before
    assert sys.modules["re"] is re
