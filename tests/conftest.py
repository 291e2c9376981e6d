"""What all tests share: the samples, and the command as a user runs it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
SAMPLES = ROOT / "samples"
COMMAND = (sys.executable, "-m", "cleancopy.cli")

Run = Callable[..., subprocess.CompletedProcess[bytes]]

# A shell that begins the tests in the background makes them, and what they begin, deaf to Ctrl-C.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)


def pytest_sessionstart() -> None:
    """Refuse to test what was compiled from an older source than the one that is there."""
    for types in sorted((ROOT / "extractors").rglob("*.pxd")):
        source = types.with_suffix(".py")
        spec = find_spec(".".join(("cleancopy", *source.relative_to(ROOT).with_suffix("").parts)))
        used = Path(spec.origin) if spec is not None and spec.origin else source
        if used.suffix != ".py" and used.stat().st_mtime < max(types.stat().st_mtime, source.stat().st_mtime):
            raise pytest.UsageError(f"{source} has changed since it was compiled: install again (CONTRIBUTING.md)")


@pytest.fixture(scope="session", autouse=True)
def own_cache(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Leave the user's own cache alone."""
    os.environ["XDG_CACHE_HOME"] = str(tmp_path_factory.mktemp("cache"))


@pytest.fixture
def samples() -> Path:
    return SAMPLES


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Run `cleancopy ARGS...` in a subprocess, by default in an empty folder and with no configuration of the user's.

    `stdin` is bytes (b"" by default); the result has bytes in `stdout` and `stderr`.
    """

    def call(
        *args: object, stdin: bytes | None = b"", cwd: Path | None = None, **env: str
    ) -> subprocess.CompletedProcess[bytes]:
        here = cwd or tmp_path
        environ = {**os.environ, "XDG_CONFIG_HOME": str(tmp_path / "config"), "COLUMNS": "80", **env}
        return subprocess.run(
            [*COMMAND, *map(str, args)],
            input=stdin,
            capture_output=True,
            cwd=here,
            env=environ,
            timeout=60,
            check=False,
        )

    return call
