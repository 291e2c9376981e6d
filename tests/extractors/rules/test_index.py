"""The index of the built-in packs says what their files say."""

from __future__ import annotations

from pathlib import Path

import pytest

from cleancopy.extractors.rules import index as index_module
from cleancopy.extractors.rules.index import BUILTIN, INDEX, make_index, read_pack


@pytest.mark.parametrize("file", sorted(BUILTIN.glob("*.toml")), ids=lambda file: file.stem)
def test_the_index_is_of_the_packs_as_they_are(file: Path) -> None:
    written = (INDEX / f"{file.stem}.json").read_text(encoding="utf-8")
    assert written == make_index(file.read_bytes()), "run: python -m cleancopy.extractors.rules"


def test_there_is_no_index_of_a_pack_that_is_gone() -> None:
    assert {file.stem for file in INDEX.iterdir()} == {file.stem for file in BUILTIN.glob("*.toml")}


@pytest.mark.parametrize("damage", ["", "{", "[1]", "gone"])
def test_without_an_index_of_this_very_file_the_pack_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, damage: str
) -> None:
    monkeypatch.setattr(index_module, "INDEX", tmp_path)
    if damage != "gone":
        (tmp_path / "da.json").write_text(damage)
    document, told = read_pack(BUILTIN / "da.toml")
    assert document["pack"]["name"] == "danish"
    assert told == {}
    assert "example" in document["rule"][0]
