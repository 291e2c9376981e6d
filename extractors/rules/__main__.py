"""`python -m cleancopy.extractors.rules`: write the index of every built-in pack, after a change to one."""

from __future__ import annotations

from .index import BUILTIN, INDEX, make_index

if __name__ == "__main__":
    INDEX.mkdir(exist_ok=True)
    for file in sorted(BUILTIN.glob("*.toml")):
        (INDEX / f"{file.stem}.json").write_text(make_index(file.read_bytes()), encoding="utf-8")
