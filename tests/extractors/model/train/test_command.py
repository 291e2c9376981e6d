"""How the commands that train end where they cannot train."""

from __future__ import annotations

import sys
from importlib import import_module
from pathlib import Path

import pytest

COMMANDS = {"metadata": "NumPy", "model": "LightGBM and NumPy"}


@pytest.mark.parametrize("command", COMMANDS)
def test_what_training_needs_is_said_in_one_line(
    command: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    main = import_module(f"cleancopy.extractors.{command}.train.__main__").main
    monkeypatch.setitem(sys.modules, "numpy", None)
    monkeypatch.setitem(sys.modules, "lightgbm", sys)
    with pytest.raises(SystemExit) as left:
        main(["--data", "gold"])
    said = capsys.readouterr()
    assert (left.value.code, said.out) == (2, "")
    assert said.err.startswith(f"training needs {COMMANDS[command]}: pip install 'cleancopy[train]' (")
    assert said.err.count("\n") == 1


@pytest.mark.parametrize("command", COMMANDS)
def test_gold_pages_that_are_not_there_are_named_in_one_line(
    command: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    pytest.importorskip("lightgbm", exc_type=ImportError)
    main = import_module(f"cleancopy.extractors.{command}.train.__main__").main
    with pytest.raises(SystemExit) as left:
        main(["--data", str(tmp_path / "none"), "--out", str(tmp_path / "out")])
    said = capsys.readouterr()
    assert (left.value.code, said.out) == (2, "")
    assert said.err == f"train: {tmp_path / 'none'}: no gold/*.json here\n"
    assert not (tmp_path / "out").exists()
