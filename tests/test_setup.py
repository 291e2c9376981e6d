"""What is compiled may be missing: setup.py goes on where there is no compiler."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="CC names no compiler there")
def test_an_installation_without_a_compiler_succeeds(tmp_path: Path) -> None:
    pytest.importorskip("Cython")
    command = [sys.executable, "setup.py", "build_ext", "--build-lib", str(tmp_path), "--build-temp", str(tmp_path)]
    env = {**os.environ, "CC": "false"}
    done = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, timeout=300, check=False)

    assert done.returncode == 0, done.stderr[-2000:]
    assert "split" in done.stderr  # it was tried, and said to be left out
    assert not list(tmp_path.rglob("*.so"))
