"""The compiled modules, for tests of what they do: skipped where an installation had no compiler."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parent.parent


def compiled_module(name: str) -> Any:
    """Return `cleancopy.extractors.NAME`. Fails where it has no source, which is another thing than no compiler."""
    assert (ROOT / "extractors" / f"{name.replace('.', '/')}.pyx").exists(), name
    try:
        return import_module(f"cleancopy.extractors.{name}")
    except ImportError:
        pytest.skip("not compiled: there was no compiler at installation")
