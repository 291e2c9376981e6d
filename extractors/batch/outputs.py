"""Outputs: files that appear whole or not at all, one for each input or one for all.

What is durable: a file's bytes before it gets its name, and its name before the journal's commit that tells of it (of a
file for all inputs and of a report: before the command ends).
"""

from __future__ import annotations

import errno
import gzip
import json
import os
import shutil
import tempfile
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from types import TracebackType
from typing import IO, Any, Generic, TypeVar, cast

from ..errors import OutputError, SetupError
from ..write.json_record import dump
from .devices import is_device, open_device
from .job import Target
from .work import temporary, unpack

_THREADS = 8  # an fsync waits for the disk: several wait together
_MOST_WAITING = 64
_BUFFER = 1 << 20
T = TypeVar("T")


class Folders:
    """Folders in which names have changed since they were last made durable."""

    def __init__(self) -> None:
        self._changed: set[str] = set()

    def changed(self, path: str) -> None:
        """A file has got, changed or lost this name."""
        self._changed.add(os.path.dirname(path))

    def sync(self) -> None:
        """Make all of it durable. Raises OutputError."""
        while self._changed:
            sync_folder(self._changed.pop())


def sync_folder(folder: str) -> None:
    """Make the names in a folder durable, where the system has a way to do that. Raises OutputError."""
    try:
        fd = os.open(folder or os.curdir, os.O_RDONLY)
    except OSError:  # it is gone, or no folder can be opened, as on Windows
        return
    try:
        os.fsync(fd)
    except OSError as err:
        if err.errno not in (errno.EINVAL, errno.ENOTSUP, errno.EBADF):
            raise _not_written(folder or os.curdir, err) from err
    finally:
        os.close(fd)


class Publisher(Generic[T]):
    """Makes what workers wrote durable and gives it its name, in threads: `done` yields what may go to the journal."""

    def __init__(self, folders: Folders) -> None:
        self._folders = folders
        self._threads = ThreadPoolExecutor(_THREADS)
        self._waiting: deque[tuple[Future[None], str, T]] = deque()

    def __enter__(self) -> Publisher[T]:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, err: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._threads.shutdown(wait=True, cancel_futures=True)

    def publish(self, output: str, about: T) -> None:
        """Begin with one; `about` comes back when it stands under its name."""
        self._waiting.append((self._threads.submit(publish, output), output, about))

    def done(self, all_of_them: bool = False) -> Iterator[T]:
        """What stands under its name by now, in the order of `publish`; waits for all, or when too many wait.

        Raises OutputError when one cannot be written.
        """
        while self._waiting:
            future, output, about = self._waiting[0]
            if not (all_of_them or future.done() or len(self._waiting) > _MOST_WAITING):
                return
            future.result()
            self._waiting.popleft()
            self._folders.changed(output)
            yield about


def publish(output: str) -> None:
    """Flush the temporary file of an output to the disk and rename it. Raises OutputError."""
    part = temporary(output)
    try:
        fd = os.open(part, os.O_RDWR)
        try:
            os.fsync(fd)
        finally:
            os.close(fd)
        os.replace(part, output)
    except OSError as err:
        raise _not_written(output, err) from err


def rename(old: str, new: str) -> None:
    """Give an output another name, in a folder that may have to be made. Raises OutputError."""
    try:
        os.makedirs(os.path.dirname(new), exist_ok=True)
        os.replace(old, new)
    except OSError as err:
        raise _not_written(new, err) from err


def discard(output: str, published: bool = False) -> None:
    """Remove what an input that failed may have left: an unfinished file, and the output of an earlier run."""
    for path in (temporary(output), output) if published else (temporary(output),):
        with suppress(OSError):
            os.unlink(path)


def still_there(output: str, size: int) -> bool:
    """Whether an output of an earlier run stands as it was written."""
    try:
        return os.stat(output).st_size == size
    except OSError:
        return False


def merge(lines: Iterable[tuple[bytes, str | None]]) -> Iterator[str]:
    """Records from the journal as lines; a near-duplicate names the first one. Raises OutputError for a damaged one."""
    for packed, first in lines:
        try:
            line = unpack(packed)
        except ValueError as err:
            raise OutputError("", f"a record in the journal is damaged ({err}): its input is to be done again") from err
        yield line if first is None else dump({**json.loads(line), "duplicate_of": first})


def read_record(output: str) -> dict[str, Any] | None:
    """The record in a JSON file of an earlier run; None when somebody has made something else of it."""
    try:
        with open(output, encoding="utf-8") as file:
            record = json.load(file)
    except (OSError, ValueError, RecursionError):
        return None
    return record if isinstance(record, dict) else None


def mark_duplicate(output: str, first: str | None) -> int | None:
    """Have a JSON file name the article that it nearly repeats, or none; returns its size if it had to be written.

    Raises OutputError.
    """
    record = read_record(output)
    if record is None:
        raise OutputError(output, "changed while the batch ran: what it held will be extracted again")
    if record.get("duplicate_of") == first:
        return None
    record.pop("duplicate_of", None)
    data = dump(record if first is None else {**record, "duplicate_of": first}).encode("utf-8")
    try:
        with open(temporary(output), "wb") as part:
            part.write(data)
    except OSError as err:
        raise _not_written(output, err) from err
    publish(output)
    return len(data)


def write_one_file(target: Target, lines: Iterable[str], optional: frozenset[str] = frozenset()) -> None:
    """Write all records into one file, which appears when it is whole; `optional` are fields that some records have.

    Raises OutputError, and SetupError when the library for that kind of file is not installed.
    """
    ending = target.ending or ""
    with whole_file(target.path, ending != ".parquet") as raw:
        if ending == ".parquet":
            from .parquet import write_parquet

            try:
                write_parquet(raw, lines, optional)
            except ValueError as err:
                raise OutputError(target.path, f"a record does not fit its columns ({err}): write .jsonl") from err
        else:
            with _packed(raw, ending) as file:
                for line in lines:
                    file.write(line.encode("utf-8"))


@contextmanager
def whole_file(path: str, streamed: bool = True) -> Iterator[IO[bytes]]:
    """A file to write to; it gets its name, durable, when all is written and nothing went wrong.

    A device or FIFO is written to as it is, for there is nothing to replace: at the end, unless it may be `streamed`.
    Raises OutputError.
    """
    try:
        if is_device(path):
            with open_device(path) as device:
                yield from [device] if streamed else _spooled(device)
            return
        path = os.path.realpath(path) if os.path.islink(path) else path  # the file behind a link is replaced, not that
        part = temporary(path)
        try:
            with open(part, "wb", buffering=_BUFFER) as file:
                yield file
            publish(path)
        finally:
            with suppress(OSError):
                os.unlink(part)
    except OSError as err:
        raise _not_written(path, err) from err
    sync_folder(os.path.dirname(path))


def _spooled(device: IO[bytes]) -> Iterator[IO[bytes]]:
    """A temporary file for what must know where it is in its file, copied when it is whole."""
    with tempfile.TemporaryFile() as spool:
        yield spool
        spool.seek(0)
        shutil.copyfileobj(spool, device, _BUFFER)


def check_ending(ending: str | None) -> None:
    """Raise SetupError when the library for that kind of file is not installed."""
    with suppress(OSError), _packed(cast("IO[bytes]", open(os.devnull, "wb")), ending or ""):
        pass
    if ending == ".parquet":
        from .parquet import import_pyarrow

        import_pyarrow()


@contextmanager
def _packed(raw: IO[bytes], ending: str) -> Iterator[IO[bytes]]:
    """The file itself, or one that packs into it; the same lines give the same bytes."""
    if ending == ".jsonl.gz":
        with gzip.GzipFile("", "wb", fileobj=raw, mtime=0) as file:
            yield cast("IO[bytes]", file)
    elif ending == ".jsonl.zst":
        try:
            from zstandard import ZstdCompressor
        except ImportError:
            raise SetupError(ending, "needs a library: pip install 'cleancopy[zstd]'") from None
        with ZstdCompressor(level=10).stream_writer(raw, closefd=False) as file:
            yield file
    else:
        yield raw


def _not_written(path: str, err: OSError) -> OutputError:
    return OutputError(path, f"cannot be written: {(err.strerror or str(err)).lower()}")
