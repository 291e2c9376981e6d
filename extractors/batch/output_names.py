"""Names of outputs: they mirror the inputs', stay in the output folder, and can be written on every common system."""

from __future__ import annotations

import hashlib
import re
import unicodedata

from ..page.packings import without_packing
from ..sources.discover import PAGE_SUFFIXES
from ..text import UNSAFE

_LONGEST = 255  # bytes of one component, on nearly every file system
_ESCAPED = re.compile(UNSAFE.pattern[:-1] + r'\t\n/\\:*?"<>|]')
# What Windows takes for a device: in any folder, in capitals or not, with an ending or without one.
_DEVICE = re.compile(r"(?:con|prn|aux|nul|(?:com|lpt)[1-9¹²³]) *(?:\.|$)", re.IGNORECASE)
_HASH = 10


def escape(component: str) -> str:
    """One component of a path with what is no letter of a name written as %XX: bytes that are not UTF-8, controls,
    and the characters and names that Windows refuses."""
    escaped = _ESCAPED.sub(_percent, component)
    if escaped.endswith((".", " ")):
        escaped = escaped[:-1] + f"%{ord(escaped[-1]):02X}"
    if _DEVICE.match(escaped):
        escaped = f"%{ord(escaped[0]):02X}{escaped[1:]}"
    return escaped


def _percent(match: re.Match[str]) -> str:
    char = match.group()
    try:
        data = char.encode("utf-8", "surrogateescape")  # a byte of a name that is not UTF-8
    except UnicodeEncodeError:
        data = char.encode("utf-8", "surrogatepass")
    return "".join(f"%{byte:02X}" for byte in data)


def output_name(parts: tuple[str, ...], extension: str) -> str:
    """The relative path of an input's output: its folders, its name without the ending of a page, and `extension`.

    `parts` are the components of the input's path; "..", "." and empty ones are left out. A folder that is called like
    an output gets an underscore, for the two could not stand side by side.
    """
    kept = [part for part in parts if part not in ("", ".", "..")] or ["page"]
    folders = [_fitting(_not_like_a_file(escape(part), extension), "", part) for part in kept[:-1]]
    return "/".join([*folders, _fitting(escape(_stem(kept[-1])), extension, kept[-1])])


def told_apart(name: str, extension: str, ident: str) -> str:
    """The output's name with a digest of `ident`, for one of several inputs whose outputs would have that name."""
    folder, slash, last = name.rpartition("/")
    return folder + slash + _fitting(last.removesuffix(extension), f"~{_digest(ident)}{extension}", ident)


def meeting_key(name: str) -> str:
    """Equal for two names that some file system takes for one: letters' case and composition do not count."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", name).casefold())


def _stem(name: str) -> str:
    """The name without the ending of a page, packed or not; the whole where nothing else is left."""
    bare = name[: len(without_packing(name))]
    for suffix in PAGE_SUFFIXES:
        if bare.lower().endswith(suffix) and len(bare) > len(suffix):
            return bare[: -len(suffix)]
    return name


def _not_like_a_file(folder: str, extension: str) -> str:
    return folder + "_" if folder.lower().endswith(extension) else folder


def _fitting(stem: str, tail: str, original: str) -> str:
    """Stem and tail in at most as many bytes as a name may have; what is cut is told apart by a digest."""
    if len((stem + tail).encode("utf-8", "surrogatepass")) <= _LONGEST:
        return stem + tail
    tail = tail if tail.startswith("~") else f"~{_digest(original)}{tail}"
    room = _LONGEST - len(tail.encode("utf-8", "surrogatepass"))
    cut = stem.encode("utf-8", "surrogatepass")[:room].decode("utf-8", "ignore")
    return cut + tail


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:_HASH]
