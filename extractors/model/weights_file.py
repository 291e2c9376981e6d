"""Weights as NumPy's .npz, read without NumPy: its import costs more than a page."""

from __future__ import annotations

import ast
import struct
import sys
import zipfile
from array import array
from pathlib import Path
from typing import Any

_TYPE_CODES = {"|u1": "B", "|i1": "b", "<i2": "h", "<i4": "i", "<f8": "d"}
_MAGIC = b"\x93NUMPY"


def read_arrays(path: Path) -> dict[str, array[Any]]:
    """Return the one-dimensional arrays of an .npz file by name.

    Layout of an .npy member (numpy.lib.format): magic, version, length of the header, the header as a Python
    literal, the numbers. Raises ValueError for anything else.
    """
    found: dict[str, array[Any]] = {}
    try:
        with zipfile.ZipFile(path) as members:
            for name in members.namelist():
                found[name.removesuffix(".npy")] = _array(members.read(name))
    except (zipfile.BadZipFile, ValueError, SyntaxError, KeyError, TypeError, struct.error, IndexError) as err:
        raise ValueError(f"{path.name} is no weights file ({err})") from err
    return found


def _array(data: bytes) -> array[Any]:
    if data[:6] != _MAGIC:
        raise ValueError("a member is no NumPy array")
    start = 10 if data[6] == 1 else 12
    (length,) = struct.unpack("<H" if data[6] == 1 else "<I", data[8:start])
    header = ast.literal_eval(data[start : start + length].decode("latin-1"))
    kind, (count,) = header["descr"], header["shape"]
    result: array[Any] = array(_TYPE_CODES[kind])
    result.frombytes(data[start + length :])
    if len(result) != count:
        raise ValueError(f"{len(result)} numbers where {count} are announced")
    if sys.byteorder == "big":
        result.byteswap()
    return result
