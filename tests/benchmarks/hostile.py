"""The command line on a corpus of hostile inputs: what came out, how long it took, and how much memory.

    python tests/benchmarks/hostile.py CORPUS [--only TEXT] [--json FILE]

Beside CORPUS lies MANIFEST.json: for each path (its bytes as Latin-1) what is expected of it:

    expect    ok (an article), bounded (an article or a clean failure), empty, reject (both: a clean failure),
              skip (no regular file: it must not be waited for)
    must      strings that the article holds
    mustnot   strings (Latin-1) that never reach a terminal

An entry passes when it ends within 10 s and 1 GiB, with no traceback and no internal error, when status 0 goes with all
of `must`, and another status with a line that says why. It is run in a pipe and, where it has something in `mustnot`,
on a pseudo-terminal as well. Archives and directories hold many pages and may take longer.

tests/hostile has a corpus of our own, and runs it with the functions of this file.
"""

from __future__ import annotations

import argparse
import json
import os
import pty
import re
import select
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

SECONDS = 10.0
_MANY_SECONDS = 600.0  # before an archive or a directory is cut off
MEBIBYTES = 1024
COMMAND = [sys.executable, "-m", "cleancopy.cli"]
_SUCCESS_MAY_BE_WRONG = ("empty", "reject")
# What gives programs colours where there is no terminal that has them.
_COLOURS = ("FORCE_COLOR", "CLICOLOR_FORCE", "TTY_COMPATIBLE", "PY_COLORS")
_SAID = re.compile(rb"(?:cleancopy: [^\n]+\n)*")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is expected of an entry: see above. `many`: an archive or a directory, of which one page may fail alone."""

    expect: str
    must: tuple[str, ...] = ()
    mustnot: tuple[bytes, ...] = ()
    many: bool = False


@dataclass(frozen=True, slots=True)
class Ended:
    """How a command ended: `memory` is the peak of its largest process in MiB, `status` None when it was cut off."""

    status: int | None
    out: bytes
    err: bytes
    seconds: float
    memory: float


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one entry; `faults` is empty when it passes."""

    entry: str
    expect: str
    status: int | None
    seconds: float
    memory: float
    faults: tuple[str, ...]


def main() -> None:
    """Run the corpus and print the table; status 1 when an entry fails."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--only", default="", help="entries with this in their path")
    parser.add_argument("--largest", type=int, default=1 << 40, help="entries of at most so many bytes")
    parser.add_argument("--options", default="", help="options for the command, for example '--fast -f json'")
    parser.add_argument("--json", type=Path, help="write all results there")
    given = parser.parse_args()
    results = []
    for entry, path, wanted in read_corpus(given.corpus, given.only, given.largest):
        results.append(result := check(entry, path, wanted, given.options.split()))
        if result.faults:
            print(f"{ascii(result.entry)[:100]}: {'; '.join(result.faults)}", flush=True)
    if not results:
        parser.error(f"no entry of {given.corpus} is asked for")
    print(table(results))
    if given.json:
        given.json.write_text(json.dumps([asdict(r) for r in results], indent=1), encoding="utf-8")
    sys.exit(any(r.faults for r in results))


def read_corpus(corpus: Path, only: str = "", largest: int = 1 << 40) -> Iterator[tuple[str, bytes, Wanted]]:
    """Name, path and expectation of the entries, sorted, with `only` in their names and of at most so many bytes."""
    corpus = corpus.absolute()  # commands run elsewhere
    manifest: dict[str, Any] = json.loads((corpus.parent / "MANIFEST.json").read_text(encoding="utf-8"))
    for entry, given in sorted(manifest.items()):
        path = os.fsencode(corpus) + b"/" + entry.encode("latin-1")
        if only in entry and _size(path) <= largest:
            mustnot = tuple(text.encode("latin-1") for text in given["mustnot"])
            many = given["cls"] == "warc" or os.path.isdir(path)
            yield entry, path, Wanted(given["expect"], tuple(given["must"]), mustnot, many)


def check(entry: str, path: bytes, wanted: Wanted, options: Sequence[str] = ()) -> Result:
    """Run one entry and say what is wrong with what it did."""
    command = [os.fsencode(part) for part in (*COMMAND, *options)] + [path]
    ended = run(command, seconds=_MANY_SECONDS if wanted.many else 2 * SECONDS)
    faults = list(faults_of(ended, wanted))
    if wanted.mustnot:
        # What is said of Markdown is looked for in Markdown: as plain text it is what the page shows.
        markdown = [b"-f", b"markdown"] if entry.startswith("markdown/") else []
        shown = on_terminal(command[:-1] + markdown + command[-1:])
        faults += [f"on a terminal: {fault}" for fault in faults_shown(shown, wanted.mustnot)]
    return Result(entry, wanted.expect, ended.status, ended.seconds, ended.memory, tuple(faults))


def faults_of(ended: Ended, wanted: Wanted) -> Iterator[str]:
    """What is wrong with how a command ended that was given one entry."""
    if ended.status is None:
        yield f"cut off after {ended.seconds:.0f} s"
        return
    skip = wanted.expect == "skip"
    if ended.seconds > SECONDS and not (wanted.many or skip):  # the limits are a page's, not those of many pages
        yield f"{ended.seconds:.1f} s"
    if ended.memory > MEBIBYTES:
        yield f"{ended.memory:.0f} MiB"
    if b"Traceback" in ended.err or b"internal error" in ended.err or ended.status < 0:
        yield f"status {ended.status}: {ended.err[-200:]!r}"
    elif not _SAID.fullmatch(ended.err):
        yield f"not a line for each remark: {ended.err[:200]!r}"
    missing = [text for text in wanted.must if text.encode() not in ended.out]
    if missing and (ended.status == 0 or wanted.many):
        yield f"status {ended.status}, but lost: {', '.join(missing)}"
    if ended.status == 0:
        if wanted.expect in _SUCCESS_MAY_BE_WRONG:
            yield f"status 0, where {wanted.expect} is expected: {ended.out[:60]!r}"
        if not ended.out.strip() and not skip:
            yield "status 0 with nothing printed"
    elif not ended.err.startswith(b"cleancopy: "):
        yield f"status {ended.status} without a word: {ended.err[:100]!r}"
    elif wanted.expect == "ok" and not wanted.many:
        yield f"status {ended.status}, where an article is expected: {ended.err[-160:]!r}"


def faults_shown(shown: bytes | None, mustnot: Sequence[bytes]) -> Iterator[str]:
    """What is wrong with what a terminal got; None is a command that was cut off."""
    if shown is None:
        yield "cut off"
        return
    yield from (f"{text!r}" for text in mustnot if text in shown)


# Begins the command and tells how it ended and its peak memory (KiB): a process counts as its own what the one that it
# was forked from has, even if it becomes another program, and a run of tests has a gigabyte in the end.
_TELLER = """
import os, sys
pid = os.posix_spawnp(sys.argv[2], sys.argv[2:], os.environ)
_, status, usage = os.wait4(pid, 0)
os.write(int(sys.argv[1]), b"%d %d" % (os.waitstatus_to_exitcode(status), usage.ru_maxrss))
"""


def run(command: Sequence[bytes], folder: Path | None = None, seconds: float = 2 * SECONDS) -> Ended:
    """Run a command in pipes, cut off after so many seconds; `folder` is its working directory, or a new one.

    Of a command that was cut off, the peak memory is not known, and 0.
    """
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err, tempfile.TemporaryDirectory() as empty:
        began = time.monotonic()
        reading, writing = os.pipe()
        told = [sys.executable, "-I", "-S", "-c", _TELLER, str(writing), *command]
        child = subprocess.Popen(
            told, stdin=subprocess.DEVNULL, stdout=out, stderr=err, env=_environment(empty), cwd=folder or empty,
            start_new_session=True, pass_fds=[writing],
        )  # fmt: skip
        os.close(writing)
        status, memory = None, 0
        try:
            child.wait(seconds)
        except subprocess.TimeoutExpired:
            os.killpg(child.pid, signal.SIGKILL)
            child.wait()
        taken = time.monotonic() - began
        with open(reading, "rb") as pipe:
            if child.returncode == 0:
                status, memory = map(int, pipe.read().split())
        for stream in (out, err):
            stream.seek(0)
        return Ended(status, out.read(), err.read(), taken, memory / 1024)


def on_terminal(command: Sequence[bytes], folder: Path | None = None, seconds: float = 2 * SECONDS) -> bytes | None:
    """What a terminal would get of a command's stdout and stderr; None when it was cut off. See `run`."""
    with tempfile.TemporaryDirectory() as empty:
        pid, terminal = pty.fork()
        if not pid:
            try:
                os.chdir(folder or empty)
                os.execvpe(command[0], command, _environment(empty))
            finally:
                os._exit(127)  # it could not be started: this is not the process that goes on
        try:
            shown = _read_all(terminal, time.monotonic() + seconds)
        finally:
            os.close(terminal)
        if shown is None:
            os.killpg(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
        return shown


def _read_all(terminal: int, deadline: float) -> bytes | None:
    parts = []
    while time.monotonic() < deadline:
        if not select.select([terminal], [], [], 0.2)[0]:
            continue
        try:
            chunk = os.read(terminal, 65536)
        except OSError:  # how Linux says that the other side is closed
            chunk = b""
        if not chunk:
            return b"".join(parts)
        parts.append(chunk)
    return None


def table(results: list[Result]) -> str:
    """A row a kind of entry: how many, how many passed, the slowest and the largest."""
    kinds: dict[str, list[Result]] = {}
    for result in results:
        kinds.setdefault(result.entry.partition("/")[0], []).append(result)
    lines = ["| kind | entries | passed | slowest | | largest | |", "|---|---|---|---|---|---|---|"]
    for kind, group in [*sorted(kinds.items()), ("all", results)]:
        slowest, largest = max(group, key=lambda r: r.seconds), max(group, key=lambda r: r.memory)
        passed = sum(not r.faults for r in group)
        lines.append(
            f"| {kind} | {len(group)} | {passed} | {slowest.seconds:.1f} s | {ascii(slowest.entry)[1:41]} "
            f"| {largest.memory:.0f} MiB | {ascii(largest.entry)[1:41]} |"
        )
    return "\n".join(lines)


def _environment(home: str) -> dict[str, str]:
    """A terminal without styles, where every escape that comes is the page's; nobody's own rules."""
    kept = {name: value for name, value in os.environ.items() if name not in _COLOURS}
    return {**kept, "COLUMNS": "100", "PYTHONSAFEPATH": "1", "TERM": "dumb", "XDG_CONFIG_HOME": home}


def _size(path: bytes) -> int:
    try:
        return os.stat(path).st_size
    except OSError:
        return 0


if __name__ == "__main__":
    main()
