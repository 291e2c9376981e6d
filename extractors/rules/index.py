"""The built-in packs as they are after reading: parsing TOML and patterns takes longer than most pages do.

    python -m cleancopy.extractors.rules

writes `builtin/index/PACK.json` for each pack. A pack whose file has changed since is read anew, so a stale index costs
time and nothing else; a test says when there is one.
"""

from __future__ import annotations

import json
import tomllib
import zlib
from pathlib import Path
from typing import Any

from .patterns import Told, read_told

BUILTIN = Path(__file__).parent / "builtin"
INDEX = BUILTIN / "index"


def read_pack(file: Path) -> tuple[dict[str, Any], dict[str, Told]]:
    """A built-in pack's contents, and what is told of its patterns: from the index, where it is of this very file."""
    data = file.read_bytes()
    try:
        found = json.loads((INDEX / f"{file.stem}.json").read_bytes())
    except (OSError, ValueError):
        found = None
    if not isinstance(found, dict) or found.get("crc32") != zlib.crc32(data):
        return tomllib.loads(data.decode("utf-8")), {}
    return found["document"], {source: _told(*parts) for source, parts in found["told"].items()}


def make_index(data: bytes) -> str:
    """The index of a pack's file."""
    document = tomllib.loads(data.decode("utf-8"))
    rules = [{key: value for key, value in rule.items() if key != "example"} for rule in document["rule"]]
    patterns = sorted({rule[key] for rule in rules for key in ("text", "until") if key in rule})
    found = {
        "crc32": zlib.crc32(data),
        "document": {"pack": document["pack"], "rule": rules},
        "told": {source: read_told(source) for source in patterns},
    }
    return json.dumps(found, ensure_ascii=False, separators=(",", ":")) + "\n"


def _told(beginnings: list[str] | None, needles: list[str] | None) -> Told:
    return Told(None if beginnings is None else tuple(beginnings), None if needles is None else tuple(needles))
