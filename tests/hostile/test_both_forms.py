"""Both forms of the package make the same of every sample and of hostile pages."""

from __future__ import annotations

from pathlib import Path

import forms
import pytest
from pages import entries


def test_samples_are_the_same_in_both_forms(samples: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.argv", ["forms.py", str(samples / "pages")])

    assert forms.main() == 0


def test_hostile_pages_are_the_same_in_both_forms(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for number, entry in enumerate(entries()):
        (tmp_path / f"{number:03}").write_bytes(entry.data)
    monkeypatch.setattr("sys.argv", ["forms.py", str(tmp_path)])

    assert forms.main() == 0
