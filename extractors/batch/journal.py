"""The journal: one row for each input ever met, in SQLite, so that a batch can be stopped at any moment and go on.

A row is written after the output that it tells of, together with the record and the sketch that belong to it: there is
no moment at which one of them is there without the others. `met` is the run that last found the input, `settled` the
run that last knew how it ended; `place` is where it stood in that run's order.
"""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from types import TracebackType
from typing import Any

from ..errors import OutputError
from .inputs import Input
from .output_names import meeting_key
from .work import Outcome, unpack

_COMMIT_EVERY = 1.0  # seconds: what a killed batch does again at most
_SCHEMA = """
CREATE TABLE IF NOT EXISTS job (id INTEGER PRIMARY KEY, fingerprint TEXT UNIQUE);
CREATE TABLE IF NOT EXISTS entry (
    id INTEGER PRIMARY KEY, input BLOB UNIQUE, met INTEGER, place INTEGER, settled INTEGER DEFAULT 0,
    size INTEGER, mtime INTEGER, job INTEGER, status TEXT, error TEXT, output BLOB, bytes INTEGER, words INTEGER,
    duplicate_of INTEGER);
CREATE INDEX IF NOT EXISTS in_order ON entry (met, place);
CREATE TABLE IF NOT EXISTS line (entry INTEGER PRIMARY KEY, record BLOB);
CREATE TABLE IF NOT EXISTS sketch (entry INTEGER PRIMARY KEY, hashes BLOB);
CREATE TABLE IF NOT EXISTS claim (name TEXT PRIMARY KEY, entry INTEGER, shared INTEGER DEFAULT 0);
CREATE TABLE IF NOT EXISTS run (id INTEGER PRIMARY KEY);
CREATE TABLE IF NOT EXISTS began (run INTEGER PRIMARY KEY, folder BLOB);
PRAGMA user_version = 1;
"""
SKIPPED = "skipped"
# Entries that have a record where all go to one file: of what was filtered, those that were asked for.
_HAS_RECORD = "entry.status != 'skipped' AND (entry.status != 'filtered' OR entry.bytes > 0)"


@dataclass(frozen=True, slots=True)
class Entry:
    """What the journal knows of an input: its number, and how it ended when it was last extracted (`status`, if so).

    `again` says that this run has met it before.
    """

    id: int
    again: bool = False
    status: str | None = None
    size: int = -1
    mtime: int = -1
    same_job: bool = False
    output: str | None = None
    bytes: int = 0
    words: int = 0
    error: str | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """How one input of this run ended."""

    entry: int
    name: str
    status: str
    error: str | None
    output: str | None
    duplicate_of: str | None = None


@dataclass(frozen=True, slots=True)
class Left:
    """An input whose output is there and that this run has not met, or skipped.

    `is_here` says that the run which met it last began in the same folder: a relative name means the same.
    """

    entry: int
    name: str
    output: str
    bytes: int
    status: str
    error: str | None
    is_here: bool


class Journal:
    """The journal of one output. Only one process at a time may have it open."""

    def __init__(self, path: str, fingerprint: str, before_commit: Callable[[], None] = lambda: None) -> None:
        """Open or make it and begin a run. `before_commit` makes durable what the journal is about to tell of.

        Raises OutputError when that cannot be.
        """
        self.path = path
        self._before_commit = before_commit
        folder = os.path.dirname(path)
        self._place = 0
        try:
            if folder:  # without a path, SQLite makes a file that is gone when the process is
                os.makedirs(folder, exist_ok=True)
            self._db = sqlite3.connect(self.path, timeout=0.2, isolation_level=None, check_same_thread=False)
            self._db.executescript("PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL;")
            self._db.executescript("PRAGMA synchronous = NORMAL; PRAGMA cache_size = -1024; BEGIN IMMEDIATE;")
            self._make_tables()
            self._db.execute("INSERT OR IGNORE INTO job (fingerprint) VALUES (?)", (fingerprint,))
            self._job = self._one("SELECT id FROM job WHERE fingerprint = ?", fingerprint)
            self._run = self._db.execute("INSERT INTO run DEFAULT VALUES").lastrowid or 0
            self._db.execute("INSERT INTO began VALUES (?, ?)", (self._run, _here()))
        except (sqlite3.Error, OSError) as err:
            raise self._failure(err) from err
        self._committed = time.monotonic()

    def __enter__(self) -> Journal:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, err: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            if self._db.in_transaction:
                self._before_commit()
                self._db.execute("COMMIT")
        except sqlite3.Error as problem:
            if err is None:
                raise self._failure(problem) from problem
        except OutputError:
            if err is None:
                raise
        finally:
            self._db.close()

    def meet(self, inp: Input) -> Entry:
        """Note that this run has found an input, and return what earlier runs knew of it."""
        key = _blob(inp.name)
        self._place += 1
        row = self._row(
            "SELECT id, met = ?, status, size, mtime, job = ?, output, bytes, words, error FROM entry WHERE input = ?",
            self._run, self._job, key,
        )  # fmt: skip
        if row is None:
            made = self._do("INSERT INTO entry (input, met, place) VALUES (?, ?, ?)", key, self._run, self._place)
            return Entry(made.lastrowid or 0)
        if row[1]:
            return Entry(row[0], again=True)
        self._do("UPDATE entry SET met = ?, place = ? WHERE id = ?", self._run, self._place, row[0])
        return Entry(row[0], False, row[2], row[3], row[4], bool(row[5]), _text(row[6]), *row[7:])

    def claim(self, entry: int, name: str) -> bool:
        """Whether the output name belongs to this input alone; inputs whose names meet all get names of their own."""
        key = meeting_key(name)
        row = self._row("SELECT entry, shared FROM claim WHERE name = ?", key)
        if row is None:
            self._do("INSERT INTO claim (name, entry) VALUES (?, ?)", key, entry)
            return True
        if row[0] != entry and not row[1]:
            self._do("UPDATE claim SET shared = 1 WHERE name = ?", key)
        return row[0] == entry and not row[1]

    def shared_claims(self) -> list[tuple[int, str, str]]:
        """The first input of each output name that others wanted as well, if it has that name: number, name, output."""
        rows = self._each(
            "SELECT entry.id, input, output, claim.name FROM claim JOIN entry ON entry.id = claim.entry"
            " WHERE shared AND settled = ? AND output IS NOT NULL AND status != 'skipped'",
            self._run,
        )
        found = [(number, _text(name) or "", _text(output) or "", claim) for number, name, output, claim in rows]
        return [(number, name, output) for number, name, output, claim in found if meeting_key(output) == claim]

    def moved(self, entry: int, output: str) -> None:
        """An output has got another name."""
        self._do("UPDATE entry SET output = ? WHERE id = ?", _blob(output), entry)
        self._commit_now_and_then()

    def resized(self, entry: int, size: int) -> None:
        """An output has been written again, with so many bytes."""
        self._do("UPDATE entry SET bytes = ? WHERE id = ?", size, entry)
        self._commit_now_and_then()

    def keep(self, entry: int) -> None:
        """What an earlier run knew of an input still holds."""
        self._do("UPDATE entry SET settled = ? WHERE id = ?", self._run, entry)
        self._commit_now_and_then()

    def settle(self, entry: int, inp: Input, outcome: Outcome, output: str | None) -> None:
        """Note how an input ended; its output, if it has one, stands where `output` says already."""
        status, error = str(outcome.status), outcome.error
        with self._all_or_nothing():
            for table, column, value in (("line", "record", outcome.line), ("sketch", "hashes", outcome.sketch)):
                if value is None:
                    self._do(f"DELETE FROM {table} WHERE entry = ?", entry)  # noqa: S608
                else:
                    self._do(f"REPLACE INTO {table} (entry, {column}) VALUES (?, ?)", entry, value)  # noqa: S608
            self._settle(entry, inp, (status, error, _blob(output), outcome.size, outcome.words))
        self._commit_now_and_then()

    def is_whole(self, entry: int, record: bool, sketch: bool) -> bool:
        """Whether what belongs to an input is there: its record, undamaged, and an article's sketch, if asked for."""
        if not (record or sketch):
            return True
        row = self._row(
            f"SELECT {_HAS_RECORD}, record, status != 'ok' OR hashes IS NOT NULL FROM entry"  # noqa: S608
            " LEFT JOIN line ON line.entry = id LEFT JOIN sketch ON sketch.entry = id WHERE id = ?",
            entry,
        )
        if row is None or (sketch and not row[2]):
            return False
        try:
            return not (record and row[0]) or bool(unpack(row[1]))
        except ValueError:
            return False

    def skip(self, entry: int, inp: Input, reason: str) -> None:
        """Note that an input was passed over; what an earlier run has written of it is still known."""
        row = self._row("SELECT output, bytes FROM entry WHERE id = ?", entry) or (None, 0)
        self._settle(entry, inp, (SKIPPED, reason, *row, 0))
        self._commit_now_and_then()

    def rows(self) -> Iterator[Row]:
        """How the inputs of this run ended, in their order; those that were not reached are left out."""
        query = (
            "SELECT entry.id, entry.input, entry.status, entry.error, entry.output, first.input FROM entry"
            " LEFT JOIN entry AS first ON first.id = entry.duplicate_of"
            " WHERE entry.met = ? AND entry.settled = ? ORDER BY entry.place"
        )
        for number, name, status, error, output, first in self._each(query, self._run, self._run):
            yield Row(number, _text(name) or "", status, error, _text(output), _text(first))

    def lines(self) -> Iterator[tuple[bytes, str | None]]:
        """The records of this run, in the order of the inputs, and the first one's name for a near-duplicate."""
        query = (
            "SELECT record, first.input FROM entry JOIN line ON line.entry = entry.id"  # noqa: S608
            " LEFT JOIN entry AS first ON first.id = entry.duplicate_of"
            f" WHERE entry.met = ? AND entry.settled = ? AND {_HAS_RECORD} ORDER BY entry.place"
        )
        for record, first in self._each(query, self._run, self._run):
            yield record, _text(first)

    def ready(self, place: int) -> Iterator[tuple[int, int, bytes | None]]:
        """Place, number and record of the inputs of this run behind a place, up to the first one that is under way."""
        query = (
            f"SELECT place, id, settled = ?, CASE WHEN {_HAS_RECORD} THEN record END FROM entry"  # noqa: S608
            " LEFT JOIN line ON line.entry = id WHERE met = ? AND place > ? ORDER BY place LIMIT 1"
        )
        while row := self._row(query, self._run, self._run, place):
            place, entry, settled, record = row
            if not settled:
                return
            yield place, entry, record

    def forget_line(self, entry: int) -> None:
        """Let go of a record that has been sent."""
        self._do("DELETE FROM line WHERE entry = ?", entry)

    def without_record(self) -> Iterator[str]:
        """The names of inputs of this run that should have a record and have none."""
        query = (
            "SELECT input FROM entry LEFT JOIN line ON line.entry = entry.id"  # noqa: S608
            f" WHERE met = ? AND settled = ? AND {_HAS_RECORD} AND record IS NULL ORDER BY place"
        )
        yield from (_text(name) or "" for (name,) in self._each(query, self._run, self._run))

    def outputs(self) -> Iterator[tuple[str, int]]:
        """The outputs of this run, and how many bytes each has."""
        query = (
            "SELECT output, bytes FROM entry"
            " WHERE met = ? AND settled = ? AND output IS NOT NULL AND status != 'skipped'"
        )
        yield from ((_text(output) or "", size) for output, size in self._each(query, self._run, self._run))

    def left(self) -> Iterator[Left]:
        """What earlier runs have left behind."""
        query = (
            "SELECT entry.id, input, output, bytes, status, error, folder IS ? FROM entry LEFT JOIN began ON run = met"
            " WHERE output IS NOT NULL AND (met = ?) = (status = 'skipped') ORDER BY input"
        )
        for number, name, output, size, status, error, is_here in self._each(query, _here(), self._run):
            yield Left(number, _text(name) or "", _text(output) or "", size, status, error, bool(is_here))

    def has_met_below(self, folder: str) -> bool:
        """Whether this run has met something readable below a folder; of relative names, with an empty one."""
        query = "SELECT 1 FROM entry WHERE met = ? AND settled = met AND status != 'unreadable' AND {} LIMIT 1"
        if not folder:
            below = "input NOT LIKE '/%' AND input NOT LIKE 'http%://%'"
            return self._row(query.format(below), self._run) is not None
        first = _blob(folder.rstrip("/") + "/") or b""
        last = first[:-1] + bytes([first[-1] + 1])
        return self._row(query.format("input > ? AND input < ?"), self._run, first, last) is not None

    def has_read_all(self, archive: str) -> bool:
        """Whether this run has met pages of an archive, and nothing in it, or it, that could not be read."""
        first = _blob(archive + "#") or b""
        last = first[:-1] + bytes([first[-1] + 1])
        row = self._row(
            "SELECT count(*), sum(status = 'unreadable') FROM entry"
            " WHERE met = ? AND settled = met AND (input = ? OR (input > ? AND input < ?))",
            self._run, _blob(archive), first, last,
        )  # fmt: skip
        return row is not None and row[0] > 0 and not row[1]

    def forget_output(self, entry: int) -> None:
        """An output and its name are given up."""
        self._do("UPDATE entry SET output = NULL, bytes = 0, status = NULL WHERE id = ?", entry)
        self._do("DELETE FROM claim WHERE entry = ?", entry)
        self._commit_now_and_then()

    def sketches(self) -> Iterator[tuple[int, bytes]]:
        """The sketches of this run's articles, in the order of the inputs."""
        query = (
            "SELECT entry.id, hashes FROM entry JOIN sketch ON sketch.entry = entry.id"
            " WHERE met = ? AND settled = ? AND status = 'ok' ORDER BY place"
        )
        yield from self._each(query, self._run, self._run)

    def mark_duplicates(self, pairs: Iterator[tuple[int, int | None]]) -> None:
        """Note for each article which earlier one it nearly repeats, if any."""
        for entry, first in pairs:
            self._do("UPDATE entry SET duplicate_of = ? WHERE id = ?", first, entry)
        self.commit()

    def reasons(self) -> list[tuple[str, str, int]]:
        """Status, reason and number of the inputs of this run that are not "ok", the most frequent first."""
        query = (
            "SELECT status, error, count(*) AS n FROM entry WHERE met = ? AND settled = ? AND status != 'ok'"
            " GROUP BY status, error ORDER BY n DESC, status, error"
        )
        return [(status, error or "", n) for status, error, n in self._each(query, self._run, self._run)]

    def commit(self) -> None:
        """Keep what was noted, however the batch ends. Raises OutputError."""
        self._before_commit()
        try:
            self._db.execute("COMMIT")
            self._db.execute("BEGIN")
        except sqlite3.Error as err:
            raise self._failure(err) from err
        self._committed = time.monotonic()

    def _commit_now_and_then(self) -> None:
        if time.monotonic() - self._committed > _COMMIT_EVERY:
            self.commit()

    def _settle(self, entry: int, inp: Input, how: tuple[object, ...]) -> None:
        self._do(
            "UPDATE entry SET settled = ?, job = ?, size = ?, mtime = ?, status = ?, error = ?, output = ?, bytes = ?,"
            " words = ?, duplicate_of = NULL WHERE id = ?",
            self._run, self._job, inp.size, inp.mtime, *how, entry,
        )  # fmt: skip

    @contextmanager
    def _all_or_nothing(self) -> Iterator[None]:
        """What is written within is kept together or not at all, whatever goes wrong: a full disk, most of all."""
        self._do("SAVEPOINT result")
        try:
            yield
            self._do("RELEASE result")
        except BaseException:
            with suppress(sqlite3.Error):  # when SQLite has taken back the whole transaction by itself
                self._db.execute("ROLLBACK TO result")
                self._db.execute("RELEASE result")
            raise

    def _make_tables(self) -> None:
        version = self._one("PRAGMA user_version")
        if version not in (0, 1):
            raise OutputError(self.path, "a journal of a later version: use that one, or another output")
        for statement in _SCHEMA.strip().split(";\n"):
            self._db.execute(statement)

    def _do(self, query: str, *values: object) -> sqlite3.Cursor:
        try:
            return self._db.execute(query, values)
        except sqlite3.Error as err:
            raise self._failure(err) from err

    def _row(self, query: str, *values: object) -> tuple[Any, ...] | None:
        return next(self._each(query, *values), None)

    def _each(self, query: str, *values: object) -> Iterator[tuple[Any, ...]]:
        rows = self._do(query, *values)
        while True:
            try:
                row: tuple[Any, ...] | None = rows.fetchone()
            except sqlite3.Error as err:
                raise self._failure(err) from err
            if row is None:
                return
            yield row

    def _one(self, query: str, *values: object) -> object:
        row = self._db.execute(query, values).fetchone()
        return row[0] if row else None

    def _failure(self, err: Exception) -> OutputError:
        reason = str(err).lower()
        if "locked" in reason:
            return OutputError(self.path, "another batch writes to this output: wait for it, or name another")
        if isinstance(err, sqlite3.DatabaseError) and not isinstance(err, sqlite3.OperationalError):
            return OutputError(self.path, f"the journal is damaged ({reason}): delete it to begin anew")
        return OutputError(self.path, f"the journal cannot be written: {getattr(err, 'strerror', None) or reason}")


def _here() -> bytes:
    """The folder that relative names are below; empty when it has been removed."""
    try:
        return os.getcwdb()
    except OSError:
        return b""


def _blob(name: str | None) -> bytes | None:
    """Names as bytes: those of files may hold what is not UTF-8."""
    return None if name is None else name.encode("utf-8", "surrogatepass")


def _text(name: object) -> str | None:
    return name.decode("utf-8", "surrogatepass") if isinstance(name, bytes) else None
