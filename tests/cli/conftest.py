"""What tests of the command line share."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest


@pytest.fixture
def run_here(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> Callable[..., subprocess.CompletedProcess[str]]:
    """Run `cleancopy ARGS...` in this process: the server that forks a batch's workers then serves all tests."""
    from cleancopy.cli import app

    def call(*args: object, cwd: Path = tmp_path) -> subprocess.CompletedProcess[str]:
        monkeypatch.chdir(cwd)
        monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
        monkeypatch.setattr("sys.argv", ["cleancopy", *map(str, args)])
        capfd.readouterr()
        with pytest.raises(SystemExit) as left:
            app.main()
        said = capfd.readouterr()
        return subprocess.CompletedProcess(args, int(left.value.code or 0), said.out, said.err)

    return call
