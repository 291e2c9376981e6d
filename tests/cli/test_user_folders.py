"""A user without a home has no rules and no cache of their own, and all else works."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import platformdirs
import pytest

from cleancopy.cli.common_options import user_rule_files
from cleancopy.cli.user_folders import cache_folder, rules_folder
from cleancopy.extractors.errors import SetupError

from ..conftest import COMMAND

PAGE = b"""<html lang=en><title>Rain</title><article><h1>Rain</h1><p>The rain came late in the evening, and it stayed
until the wells were full, said the farmers of the valley, who had waited for it since the spring.</p></article>"""
# As in a container that runs under a number nobody has a name for: Python is told of no such user.
NOBODY = "import os, pwd\nos.environ.pop('HOME', None)\ndef nobody(_): raise KeyError\npwd.getpwuid = nobody\n"


def test_both_are_below_the_users_folders(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    assert (rules_folder(), cache_folder()) == (tmp_path / "config/cleancopy/rules", tmp_path / "cache/cleancopy")


def test_a_folder_that_would_be_relative_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("user_config_path", "user_cache_path"):
        monkeypatch.setattr(platformdirs, name, lambda *_, **__: Path("~/somewhere"))
    assert (rules_folder(), cache_folder()) == (None, None)


def test_a_home_that_cannot_be_read_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def refused(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    monkeypatch.setattr(Path, "glob", refused)
    with pytest.raises(SetupError, match=r"cleancopy/rules: permission denied: say --no-rules"):
        user_rule_files()


@pytest.mark.skipif(os.name != "posix", reason="has no pwd")
@pytest.mark.parametrize(
    "arguments",
    [["-"], ["-f", "json", "-"], ["explain", "-"], ["rules", "list"], ["rules", "path"], ["help"]],
)
def test_without_a_home_the_commands_work(tmp_path: Path, arguments: list[str]) -> None:
    (tmp_path / "sitecustomize.py").write_text(NOBODY)
    (tmp_path / "here").mkdir()
    environ = {k: v for k, v in os.environ.items() if k != "HOME" and not k.startswith("XDG_")}
    done = subprocess.run(
        [*COMMAND, *arguments],
        input=PAGE,
        capture_output=True,
        cwd=tmp_path / "here",
        env={**environ, "PYTHONPATH": str(tmp_path)},
        timeout=60,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, b"")
    assert done.stdout
    assert list((tmp_path / "here").iterdir()) == []
