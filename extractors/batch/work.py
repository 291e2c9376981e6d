"""What a worker does with one input: read, extract, pass the gates, render, write a file that has not its name yet."""

from __future__ import annotations

import errno
import hashlib
import os
import time
import zlib
from dataclasses import dataclass, field, replace

from ..article import Article, Origin, Source, Status
from ..errors import CleancopyError, NetworkError
from ..options import Options
from ..pipeline import extract
from ..sources.source_reader import read_source, saved_page
from ..text import is_url, safe
from ..write import RENDERERS
from ..write.json_record import dump, failure, record
from .job import Gates

# What no other output would survive either: the batch stops.
_FATAL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EFBIG, errno.EIO})


@dataclass(frozen=True, slots=True)
class Recipe:
    """What is the same for all inputs of a batch. `files` says whether each has an output file of its own,
    `with_filtered` whether articles that do not pass the gates have outputs as well."""

    options: Options
    gates: Gates
    files: bool
    dedupe: bool = False
    with_filtered: bool = False


@dataclass(frozen=True, slots=True)
class Task:
    """One input for a worker. `entry` is its number in the journal, `output` the path of its file, if it has one.

    `source` holds its bytes; without them the worker reads the file `name`. `origin` is what is known of where it is
    from, also where there are no bytes.
    """

    entry: int
    name: str
    output: str | None = None
    source: Source | None = None
    origin: Origin = field(default_factory=Origin)


@dataclass(frozen=True, slots=True)
class Outcome:
    """How an input ended. `error` says why it failed or was filtered; `size` counts the bytes of its output.

    `line` is its JSON record, deflated, where outputs go to one file; `sketch` is what near-duplicates are found by.
    `fatal` is what is wrong with the output folder as a whole. `cpu` are the seconds of CPU time that it took.
    """

    status: Status
    error: str | None = None
    words: int = 0
    size: int = 0
    line: bytes | None = None
    sketch: bytes | None = None
    notes: tuple[str, ...] = ()
    fatal: str | None = None
    cpu: float = 0.0


class _CannotWrite(Exception):
    """The output cannot be written."""


def convert(task: Task, recipe: Recipe) -> Outcome:
    """Extract one input. Nothing is raised: what goes wrong is the outcome."""
    began = time.process_time()
    outcome = _convert(task, recipe)
    return replace(outcome, cpu=time.process_time() - began)


def _convert(task: Task, recipe: Recipe) -> Outcome:
    url, options = task.source.url if task.source else None, recipe.options
    try:
        source = task.source or read_source(task.name, options.fetch, options.limits)
        source = saved_page(source, options.limits)
        article = extract(source, options.extract, options.limits)
        return _delivered(article, task, recipe)
    except CleancopyError as err:
        status = Status.NETWORK if isinstance(err, NetworkError) else Status.UNREADABLE
        return failed(task, recipe.files, status, err.problem, url)
    except _CannotWrite as err:
        cause = err.__cause__
        assert isinstance(cause, OSError)
        problem = f"{task.output} cannot be written: {(cause.strerror or str(cause)).lower()}"
        fatal = problem if cause.errno in _FATAL else None
        return Outcome(Status.NOT_WRITTEN, problem, fatal=fatal)
    except MemoryError:
        return failed(task, recipe.files, Status.UNREADABLE, "needs more memory than --memory allows", url)
    except Exception as err:  # one page's surprise must not cost the others
        problem = f"internal error ({type(err).__name__}: {err}): please report it with the page"
        return failed(task, recipe.files, Status.INTERNAL, problem, url)


def failed(task: Task, files: bool, status: Status, problem: str, url: str | None = None) -> Outcome:
    """The outcome of an input that gave no article; its record stands in a one-file output."""
    if files:
        return Outcome(status, problem)
    source = task.source
    url = url or (source.url if source else None) or (task.name if is_url(task.name) else None)
    line = pack(dump(failure(task.name, status, problem, url, source.origin if source else task.origin)))
    return Outcome(status, problem, line=line)


def pack(line: str) -> bytes:
    """A record's line, deflated for the journal."""
    return zlib.compress(safe(line).encode("utf-8", "replace"), 1)


def unpack(line: bytes) -> str:
    """The line again. Raises ValueError when it is damaged."""
    try:
        return zlib.decompress(line).decode("utf-8")
    except (zlib.error, TypeError) as err:
        raise ValueError(str(err)) from err


def temporary(output: str) -> str:
    """The name under which an output is written: hidden, in the same folder, the same each time."""
    folder, name = os.path.split(output)
    digest = hashlib.sha256(name.encode("utf-8", "surrogatepass")).hexdigest()[:16]
    return os.path.join(folder, f".{digest}.cleancopy-part")


def _delivered(article: Article, task: Task, recipe: Recipe) -> Outcome:
    """The outcome of a page that could be read: what was asked for, if there is an article and it passes."""
    filtered = why_rejected(article, recipe.gates)
    if filtered is not None:
        if not recipe.with_filtered:
            return Outcome(Status.FILTERED, filtered, article.word_count, notes=article.notes)
        article = article.but(status=Status.FILTERED, problem=filtered)
    elif article.status is not Status.OK:
        status, problem = article.status, article.why_none
        if recipe.files:
            return Outcome(status, problem, notes=article.notes)
        fields = record(article, recipe.options.write)  # its metadata, and behind a wall what is there of its text
        line = pack(dump(fields))
        return Outcome(status, problem, fields["word_count"], len(line), line, notes=article.notes)
    sketch = None
    if recipe.dedupe and filtered is None:
        from .duplicates import sketch_of

        sketch = sketch_of(article)
    if not recipe.files:
        line = pack(dump(record(article, recipe.options.write)))
        return Outcome(article.status, filtered, article.word_count, len(line), line, sketch, article.notes)
    assert task.output is not None
    data = safe(RENDERERS[recipe.options.write.format](article, recipe.options.write)).encode("utf-8", "replace")
    _write(task.output, data)
    return Outcome(article.status, filtered, article.word_count, len(data), None, sketch, article.notes)


def _write(output: str, data: bytes) -> None:
    """Write what the parent process will make durable and give its name."""
    try:
        folder = os.path.dirname(output)
        if not os.path.isdir(folder):
            os.makedirs(folder, exist_ok=True)
        if os.path.isdir(output):  # found out by the parent, it would end the batch
            raise IsADirectoryError(errno.EISDIR, "is a directory")
        with open(temporary(output), "wb", buffering=0) as file:
            rest = memoryview(data)
            while rest:
                rest = rest[file.write(rest) :]
    except OSError as err:
        raise _CannotWrite from err


def why_rejected(article: Article, gates: Gates) -> str | None:
    """Return the reason why an article does not pass, or None. The reason says what was asked for and what there is.

    Where there is no article there is nothing to reject.
    """
    if article.status is Status.FILTERED:
        return article.problem
    if article.status is not Status.OK:
        return None
    if article.word_count < gates.min_words:
        return f"fewer than --min-words {gates.min_words}: it has {article.word_count}"
    missing = [field for field in gates.require if not getattr(article.metadata, field)]
    if missing:
        return f"no {' and no '.join(missing)}, which --require asks for"
    if gates.languages and article.metadata.language not in gates.languages:
        there = article.metadata.language or "unknown"
        return f"its language is {there}, not --language {','.join(gates.languages)}"
    return None
