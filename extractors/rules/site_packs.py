"""Packs of many sites: a folder with a rule file for each host, of which only that of the page's host is ever read.

The names of the files are the index: `example.com.toml` is for example.com and www.example.com, `_.example.com.toml`
for all hosts below example.com and for itself. Of several that fit, the closest counts alone. A folder is such a pack
when it has the file `pack.json`.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from ..errors import OutputError

MARKER = "pack.json"
_ABOUT = '{"format": "cleancopy rules, one file for each host", "version": 1}\n'
_ALL_BELOW = "_."
_SAFE_HOST = re.compile(r"[\w-]+(?:\.[\w-]+)*")
_LONGEST_HOST, _MOST_LABELS = 253, 8
_CHECKED = "# checked: "
_LONGEST_STAMP = 100  # bytes


def is_pack(folder: Path) -> bool:
    """Whether a folder is a pack of many sites."""
    return (folder / MARKER).is_file()


def files_in(path: Path) -> tuple[Path, ...]:
    """The rule files of a pack of many sites; any other path is a rule file itself."""
    return tuple(sorted(path.glob("*.toml"))) if is_pack(path) else (path,)


def file_name(site: str) -> str:
    """The name of the file with the rules of a site: `example.com` or `*.example.com`."""
    return (_ALL_BELOW + site.removeprefix("*.") if site.startswith("*.") else site) + ".toml"


def find_site_file(folder: Path, host: str | None) -> Path | None:
    """The pack's file for a host, or None: a few looks into the folder, however many sites there are."""
    for name in _names_for(host or ""):
        file = folder / name
        if os.path.isfile(file):  # unlike Path.is_file, False for a name that the file system refuses
            return file
    return None


def _names_for(host: str) -> Iterator[str]:
    """The names to look for, the closest first."""
    host = host.lower().strip(".").removeprefix("www.")
    if len(host) > _LONGEST_HOST or not _SAFE_HOST.fullmatch(host):
        return
    yield f"{host}.toml"
    labels = host.split(".")[-_MOST_LABELS:]
    for start in range(len(labels)):
        yield f"{_ALL_BELOW}{'.'.join(labels[start:])}.toml"


def with_stamp(text: str) -> str:
    """A rule file that was validated, with a first line that says so for as long as nobody edits what follows."""
    return f"{_CHECKED}{_digest(text)}\n{text}"


def has_stamp(text: str) -> bool:
    """Whether a rule file is still, to the letter, the one that was validated when it was written."""
    first, _, rest = text.partition("\n")
    return first.startswith(_CHECKED) and first.removeprefix(_CHECKED) == _digest(rest)


def is_edited(file: Path) -> bool:
    """Whether a file holds something else than what an import wrote; an empty one holds nothing. Raises OSError."""
    if not file.exists():
        return False
    with file.open("rb") as data:
        first = data.readline(_LONGEST_STAMP)
        written = first.startswith(_CHECKED.encode()) and has_stamp((first + data.read()).decode("utf-8", "replace"))
        return bool(first) and not written


def _digest(text: str) -> str:
    import hashlib

    return hashlib.blake2b(text.encode("utf-8"), digest_size=16).hexdigest()


def write_pack(folder: Path, files: Mapping[str, str], force: bool = False) -> list[str]:
    """Write rule files, by name and all of them validated, as a pack. What else is in the pack stays.

    A new folder appears whole or not at all. Returns the names of files that were there already and have been edited
    since they were written: they are left as they are, unless `force`. Raises OutputError.
    """
    try:
        if not folder.exists() or not any(folder.iterdir()):
            _write_new(folder, files)
            return []
        if not is_pack(folder):
            raise OutputError(str(folder), "a folder with other things in it: name a new or an empty one")
        return _write_into(folder, files, force)
    except OSError as err:
        raise OutputError(str(folder), f"cannot be written: {(err.strerror or str(err)).lower()}") from err


def _write_new(folder: Path, files: Mapping[str, str]) -> None:
    import tempfile

    target = Path(os.path.realpath(folder))
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=f".{target.name[:40]}.", suffix=".part", dir=target.parent) as temporary:
        whole = Path(temporary) / "pack"
        whole.mkdir()
        for name, text in files.items():
            (whole / name).write_bytes(with_stamp(text).encode("utf-8"))
        (whole / MARKER).write_text(_ABOUT, encoding="utf-8")
        if target.exists():
            target.rmdir()
        whole.rename(target)


def _write_into(folder: Path, files: Mapping[str, str], force: bool) -> list[str]:
    edited = []
    for name, text in files.items():
        file, part = folder / name, folder / f".{name}.part"
        if not force and is_edited(file):
            edited.append(name)
            continue
        part.write_bytes(with_stamp(text).encode("utf-8"))
        part.replace(file)
    return edited
