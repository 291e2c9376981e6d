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
"""

from __future__ import annotations

import argparse
import json
import os
import pty
import select
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

SECONDS = 10.0
MANY_SECONDS = 120.0  # for an archive or a directory
MEBIBYTES = 1024
COMMAND = [sys.executable, "-m", "cleancopy.cli"]
_SUCCESS_MAY_BE_WRONG = ("empty", "reject")


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
    for result in run_corpus(given.corpus, given.only, given.largest, given.options.split()):
        results.append(result)
        if result.faults:
            print(f"{ascii(result.entry)[:100]}: {'; '.join(result.faults)}", flush=True)
    print(table(results))
    if given.json:
        given.json.write_text(json.dumps([asdict(r) for r in results], indent=1), encoding="utf-8")
    sys.exit(any(r.faults for r in results))


def run_corpus(corpus: Path, only: str, largest: int, options: list[str]) -> Iterator[Result]:
    """The results, entry by entry."""
    manifest = json.loads((corpus.parent / "MANIFEST.json").read_text(encoding="utf-8"))
    for entry, wanted in sorted(manifest.items()):
        path = os.fsencode(corpus) + b"/" + entry.encode("latin-1")
        if only in entry and _size(path) <= largest:
            yield check(entry, path, wanted, options)


def check(entry: str, path: bytes, wanted: dict[str, object], options: list[str]) -> Result:
    """Run one entry and say what is wrong with what it did."""
    command = [os.fsencode(part) for part in (*COMMAND, *options)] + [path]
    ended = run(command)
    faults = list(_faults(ended, wanted))
    forbidden = [str(text).encode("latin-1") for text in wanted["mustnot"]]  # type: ignore[attr-defined]
    if forbidden:
        # What is said of Markdown is looked for in Markdown: as plain text it is what the page shows.
        markdown = [b"-f", b"markdown"] if entry.startswith("markdown/") else []
        shown = on_terminal(command[:-1] + markdown + command[-1:])
        faults += [f"on a terminal: {text!r}" for text in forbidden if text in shown]
    return Result(entry, str(wanted["expect"]), ended.status, ended.seconds, ended.memory, tuple(faults))


def _faults(ended: Ended, wanted: dict[str, object]) -> Iterator[str]:
    if ended.status is None:
        yield f"cut off after {2 * SECONDS:.0f} s"
        return
    archive, skip = wanted["cls"] == "warc", wanted["expect"] == "skip"
    if ended.seconds > SECONDS and not (archive or skip):  # the limits are a page's, not those of many pages
        yield f"{ended.seconds:.1f} s"
    if ended.memory > MEBIBYTES:
        yield f"{ended.memory:.0f} MiB"
    if b"Traceback" in ended.err or b"internal error" in ended.err or ended.status < 0:
        yield f"status {ended.status}: {ended.err[-200:]!r}"
    missing = [text for text in wanted["must"] if str(text).encode() not in ended.out]  # type: ignore[attr-defined]
    if missing and (ended.status == 0 or archive):
        yield f"status {ended.status}, but lost: {', '.join(missing)}"
    if ended.status == 0:
        if wanted["expect"] in _SUCCESS_MAY_BE_WRONG:
            yield f"status 0, where {wanted['expect']} is expected: {ended.out[:60]!r}"
        if not ended.out.strip() and not skip:
            yield "status 0 with nothing printed"
    elif not ended.err.startswith(b"cleancopy: "):
        yield f"status {ended.status} without a word: {ended.err[:100]!r}"
    elif wanted["expect"] == "ok" and not archive:  # of an archive, one page may fail and the others not
        yield f"status {ended.status}, where an article is expected: {ended.err[-160:]!r}"


def run(command: list[bytes]) -> Ended:
    """Run a command in pipes, cut off at twice the time that is allowed."""
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        began = time.monotonic()
        child = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=out, stderr=err, env=_environment(), start_new_session=True
        )
        status, memory = _wait(child.pid, began + 2 * SECONDS)
        child.returncode = status if status is not None else -signal.SIGKILL  # it is waited for already
        seconds = time.monotonic() - began
        for stream in (out, err):
            stream.seek(0)
        return Ended(status, out.read(), err.read(), seconds, memory)


def _wait(pid: int, deadline: float) -> tuple[int | None, float]:
    while time.monotonic() < deadline:
        done, status, usage = os.wait4(pid, os.WNOHANG)
        if done:
            return os.waitstatus_to_exitcode(status), usage.ru_maxrss / 1024
        time.sleep(0.005)
    os.killpg(pid, signal.SIGKILL)
    usage = os.wait4(pid, 0)[2]
    return None, usage.ru_maxrss / 1024


def on_terminal(command: list[bytes]) -> bytes:
    """What a terminal would get of a command's stdout and stderr."""
    pid, terminal = pty.fork()
    if not pid:
        os.execvpe(command[0], command, _environment())
    shown, deadline = b"", time.monotonic() + 2 * SECONDS
    while time.monotonic() < deadline:
        if not select.select([terminal], [], [], 0.2)[0]:
            continue
        try:
            shown += (chunk := os.read(terminal, 65536))
        except OSError:  # how Linux says that the other side is closed
            break
        if not chunk:
            break
    else:
        os.killpg(pid, signal.SIGKILL)
    os.close(terminal)
    os.waitpid(pid, 0)
    return shown


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


def _environment() -> dict[str, str]:
    # A terminal without styles: every escape that comes is the page's.
    return {**os.environ, "COLUMNS": "100", "PYTHONSAFEPATH": "1", "TERM": "dumb"}


def _size(path: bytes) -> int:
    try:
        return os.stat(path).st_size
    except OSError:
        return 0


if __name__ == "__main__":
    main()
