"""The inputs of a batch as a stream: each with a name, a place in the output tree, and what tells of changes."""

from __future__ import annotations

import codecs
import os
import stat
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import partial
from itertools import chain
from typing import BinaryIO

from ..article import Origin, Source
from ..errors import CleancopyError, InputError, MissingError, NetworkError, SetupError
from ..files import STDIN_CLOSED, read_stream
from ..options import Options
from ..sandbox import Helper, Stopped
from ..sources.archives import Opener, is_archive, steps
from ..sources.companions import page_around, part_of
from ..sources.discover import Found, find_sources, is_pattern, names_like, nothing_like, url_parts
from ..sources.originals import identities, identity
from ..text import is_url
from .job import Job, Listing

_PIECE = 64 * 1024
_LONGEST_LINE = 1 << 20
_KINDS = ((stat.S_ISFIFO, "a FIFO"), (stat.S_ISSOCK, "a socket"), (stat.S_ISDIR, "a directory"))


@dataclass(frozen=True, slots=True)
class Input:
    """One input. `parts` are the components of its output's name; `size` and `mtime` (ns) say whether it changed.

    It is a file unless `source` holds its bytes already or `is_url` says that they must be fetched. `error` or
    `skipped` say why it will not be extracted.
    """

    name: str
    parts: tuple[str, ...] = ()
    size: int = -1
    mtime: int = -1
    source: Source | None = None
    is_url: bool = False
    error: CleancopyError | None = None
    skipped: str | None = None
    origin: Origin = field(default_factory=Origin)


def find_inputs(job: Job, opening: bool = True) -> Iterator[Input]:
    """Every input, in the order of the sources, directories sorted; nothing is held back but one directory's names.

    A single directory or archive is mirrored itself; of several sources each keeps its path in the output tree.
    Without `opening`, an archive stands for the pages in it.
    Raises InputError when the list of sources cannot be read, SetupError when an input is what the batch will write.
    """
    alone = len(job.sources) == 1 and job.listing is None and job.links is None
    output = "" if job.target.is_stream else os.path.realpath(job.target.path)
    written = identities(path for path in (job.report, job.target.path) if path)
    with Helper(job.options.limits) as helper:
        for name in source_names(job):
            for inp in (name,) if isinstance(name, Input) else _inputs_of(name, job, output, alone):
                known = identity(inp.name) if written else None
                if known is not None and known in written:
                    raise SetupError(written[known], f"is an input too ({inp.name}): name another file for it")
                if opening and is_unopened(inp):
                    itself = alone and inp.name == _tidy(str(name))
                    yield from open_input(inp, job.options, helper, itself)
                else:
                    yield inp


def source_names(job: Job) -> Iterator[str | Input]:
    """Everything that the job names, once: sources, the lines of the list, the pages of feeds and sitemaps.

    A feed or sitemap that cannot be read is an input that failed. Raises InputError when the list cannot be read.
    """
    return chain(job.sources, read_list(job.listing) if job.listing else (), _linked(job))


def inputs_of(name: str, job: Job) -> Iterator[Input]:
    """The inputs that one of several names stands for; an archive stands for the pages in it."""
    return _inputs_of(name, job, os.path.realpath(job.target.path), False)


def _linked(job: Job) -> Iterator[str | Input]:
    """The pages that feeds and sitemaps name, as they are read; what cannot be read is an input that failed."""
    if job.links is None:
        return
    from ..web import NoPage, find_links

    fetch, limits = job.options.fetch, job.options.limits
    for where in job.links.where:
        try:
            for one in find_links(where, fetch, limits, job.links.since, job.links.limit, sandbox=True):
                yield Input(one.name, error=one.error, skipped=one.skipped) if isinstance(one, NoPage) else one
        except (InputError, NetworkError) as err:
            yield Input(where, error=err)


def is_unopened(inp: Input) -> bool:
    """Whether an input is an archive that stands for its pages."""
    return inp.source is None and not (inp.error or inp.skipped or inp.is_url) and is_archive(inp.name)


def open_input(
    inp: Input, options: Options, helper: Helper, alone: bool = False, opener: Opener | None = None
) -> Iterator[Input]:
    """The pages of an archive as inputs, placed below it in the output tree unless it is `alone`.

    The helper reads them; a page, or an archive, for which that takes too much fails alone. `opener` opens an archive
    that is not on this machine.
    """
    above = () if alone else inp.parts
    for one in helper.run(partial(steps, inp.name, options.limits, options.skip_companions, opener)):
        if isinstance(one, Stopped):
            error = InputError(one.name, one.problem)
            yield Input(one.name, (), inp.size, inp.mtime, error=error, origin=Origin(inp.name))
        else:
            parts = (*above, *one.within)
            yield Input(one.name, parts, inp.size, inp.mtime, one.source, False, one.error, one.skipped, one.origin)


def read_list(listing: Listing) -> Iterator[str]:
    """The names in lists, one after the other as they arrive; empty lines and remarks are left out.

    Raises MissingError, and InputError for a list that cannot be read or that is none.
    """
    for name in listing.names:
        yield from map(os.fsdecode, _names(_lines(name, b"\0" if listing.nul else b"\n"), listing.nul))


def _lines(name: str, end: bytes) -> Iterator[bytes]:
    """The lines of a list, in UTF-8 or whatever bytes file names are made of; one in UTF-16 begins with its mark."""
    rest, decode = b"", None
    for number, read in enumerate(_pieces(name)):
        if not number and read.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            decode = codecs.getincrementaldecoder("utf-16")("replace").decode
        piece = decode(read).encode("utf-8") if decode else read
        *lines, rest = (rest + (piece if number else piece.removeprefix(codecs.BOM_UTF8))).split(end)
        yield from lines
        if len(rest) > _LONGEST_LINE:
            raise InputError(name, "not a list of sources: a line is longer than a mebibyte")
        if end != b"\0" and b"\0" in rest:
            raise InputError(name, "not a list of sources, one a line: if its names end with NUL, add -0")
    yield rest


def _pieces(name: str) -> Iterator[bytes]:
    """What a list holds, as it arrives."""
    if name == "-" and sys.stdin is None:
        raise InputError(name, f"the list cannot be read: {STDIN_CLOSED}")
    try:
        # Read without Python's buffer: a thread that waits in it would block the interpreter's end.
        fd = sys.stdin.fileno() if name == "-" else os.open(name, os.O_RDONLY)
    except FileNotFoundError:
        raise MissingError(name, "no such list: check the path after --list") from None
    except (OSError, ValueError, AttributeError) as err:
        raise InputError(name, f"the list cannot be read: {_reason(err)}") from None
    try:
        while piece := os.read(fd, _PIECE):
            yield piece
    except OSError as err:
        raise InputError(name, f"the list cannot be read: {_reason(err)}") from None
    finally:
        if name != "-":
            os.close(fd)


def _names(lines: Iterable[bytes], nul: bool) -> Iterator[bytes]:
    """Yield the names. Between line breaks, what begins with "#" is a remark, but for a file that is called so."""
    for line in lines:
        name = line if nul else line.removesuffix(b"\r")
        if not nul and name[:1].isspace() | name[-1:].isspace() and not os.path.lexists(name):
            name = name.strip()
        if name and (nul or not name.startswith(b"#") or os.path.lexists(name)):
            yield name


def _inputs_of(name: str, job: Job, output: str, alone: bool) -> Iterator[Input]:
    """The inputs that one source stands for; a source that stands for none is an input that failed."""
    if name == "-":
        yield _from_stdin(job)
    elif is_url(name):
        url, _, given = name.partition("\t")  # in a list a name may follow
        yield Input(url, tuple(given.split("/")) if given.strip() else url_parts(url), is_url=True)
    elif os.path.isdir(name):
        yield from _in_directory(name, job, output, alone)
    elif is_pattern(name):
        matching = names_like(name)
        for one in matching:
            page = page_around(one, name) if job.options.skip_companions else None
            if page:
                yield Input(_tidy(one), skipped=part_of(page))
            else:
                yield from _inputs_of(one, job, output, False)
        if not matching:
            yield Input(name, error=nothing_like(name))
    else:
        path, _, given = name.partition("\t")  # as for an address
        if given.strip() and os.path.lexists(path) and not os.path.lexists(name):
            yield from _one_file(next(find_sources([path])), job, output, given)
        else:
            yield from _one_file(next(find_sources([name])), job, output, "" if alone else name)


def _in_directory(top: str, job: Job, output: str, alone: bool) -> Iterator[Input]:
    found, base = 0, len(top.rstrip("/")) + 1 if alone else 0
    # What the batch itself writes is none of its inputs.
    own = {output, job.target.work, os.path.realpath(job.report or "") if is_own_report(job) else output}
    for one in find_sources([top], own, job.options.skip_companions):
        for inp in _one_file(one, job, "", one.name[base:]):
            found += not inp.skipped
            yield inp
    if not found:
        yield Input(top, error=InputError(top, "no pages in this directory: name one that holds HTML or text files"))


def is_own_report(job: Job) -> bool:
    """Whether what stands in the place of the report is one, by its beginning, and no page."""
    if job.report is None or not os.path.isfile(job.report):
        return False  # a device or FIFO has no page in it, and reading it could wait for ever
    try:
        with open(job.report or "", "rb") as file:
            return file.read(1) == b"{"
    except (OSError, ValueError):
        return False


def _one_file(found: Found, job: Job, output: str, place: str) -> Iterator[Input]:
    """The input that a file is, at `place` in the output tree."""
    name = _tidy(found.name)
    parts = tuple(_tidy(place).split("/"))
    if found.error or found.skipped:
        yield Input(name, parts, error=found.error, skipped=found.skipped)
        return
    try:
        info = os.stat(found.name)
    except (OSError, ValueError) as err:
        yield Input(name, parts, error=InputError(name, f"cannot be read: {_reason(err)}"))
        return
    if not stat.S_ISREG(info.st_mode):
        kind = next((word for is_kind, word in _KINDS if is_kind(info.st_mode)), "a device")
        yield Input(name, parts, error=InputError(name, f"{kind} and no regular file: save it as one first"))
    elif output and _lies_in(found.name, output) and job.target.is_directory:
        yield Input(name, parts, error=InputError(name, "lies in the output folder, where it could be overwritten"))
    else:
        parts = parts if place else tuple(name.split("/"))
        yield Input(name, parts, info.st_size, info.st_mtime_ns)


def _from_stdin(job: Job) -> Input:
    if sys.stdin is None:
        return Input("-", ("stdin",), error=InputError("-", STDIN_CLOSED))
    try:
        stdin: BinaryIO = open(sys.stdin.fileno(), "rb", buffering=0, closefd=False)  # noqa: SIM115
        return Input("-", ("stdin",), source=read_stream(stdin, "-", job.options.limits))
    except (CleancopyError, OSError, ValueError, AttributeError) as err:
        error = err if isinstance(err, CleancopyError) else InputError("-", f"cannot be read: {_reason(err)}")
        return Input("-", ("stdin",), error=error)


def _tidy(name: str) -> str:
    """The name without what means nothing in it, so that a page has one name however its folder was written."""
    parts = [part for part in name.replace(os.sep, "/").split("/") if part != "."]
    tidy = "/".join(part for i, part in enumerate(parts) if part or i == 0)
    return name if tidy in ("", "-") or "://" in name else tidy


def _lies_in(name: str, folder: str) -> bool:
    return os.path.realpath(name).startswith(folder + os.sep)


def _reason(err: Exception) -> str:
    return (getattr(err, "strerror", None) or str(err)).lower()


def count_inputs(job: Job) -> int | None:
    """How many inputs there will be, or None where only reading all of them could tell: archives, pipes."""
    total = 0
    if job.links or (job.listing and not all(map(os.path.isfile, job.listing.names))):
        return None
    names = chain(job.sources, read_list(job.listing) if job.listing else ())
    own = {os.path.realpath(job.target.path), job.target.work}
    for name in names:
        if is_pattern(name):
            return None
        for found in find_sources([name], own, job.options.skip_companions):
            if is_archive(found.name) and not found.skipped:
                return None
            total += 1
    return total
