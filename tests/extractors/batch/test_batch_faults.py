"""A batch that is killed, or whose disk is full or broken, at one of the calls that change the disk: the next run ends
as one that nobody disturbed.

What a killed process leaves is what its calls have done so far, so killing it before each of them and within each write
is every state that there can be.
"""

from __future__ import annotations

import errno
import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from .faulty_runs import Runs, compiler, faulty_runs

pytestmark = pytest.mark.skipif(compiler() is None, reason="needs a C compiler, and Linux to preload what it makes")

PAGE = (
    "<!DOCTYPE html><html lang=en><title>Harbour {0}</title><body><article><h1>Harbour {0}</h1><p>The harbour "
    "of Kelport reopened on Monday, nine days after a storm had closed it to all traffic, and the ferries "
    "left at noon.</p><p>{1}</p></article></html>"
)
DIVERS = "Divers found the channel free of wreckage, and the first ferry left with {0} passengers on board."
FORMS = {
    "markdown": ("-o", "out", "-f", "markdown"),
    "json": ("-o", "out", "-f", "json", "--dedupe"),
    "jsonl": ("-o", "out.jsonl"),
    "dedupe": ("-o", "out.jsonl", "--dedupe"),
    "gz": ("-o", "out.jsonl.gz"),
    "zst": ("-o", "out.jsonl.zst"),
    "parquet": ("-o", "out.parquet"),
}
OPTIONS = ("--fast", "-q", "--no-rules", "--report", "r.json")


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Runs]:
    with faulty_runs(tmp_path_factory.mktemp("built")) as found:
        yield found


def write_pages(top: Path) -> None:
    """Names that meet, a page twice, one without an article, one that is none, folders."""
    shutil.rmtree(top / "in", ignore_errors=True)
    for name, said in {"a.html": 1, "a.htm": 2, "sub/b.html": 1, "sub/deeper/c.html": 4, "d.html": 55}.items():
        path = top / "in" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(PAGE.format(said, DIVERS.format(said)))
    (top / "in/empty.html").write_text("<title>Nothing</title>")
    (top / "in/none.html").write_bytes(bytes(range(256)) * 9)


def change_pages(top: Path) -> None:
    """One more and one less, one that is mended and one that is broken, one with other words of the same length."""
    (top / "in/sub/deeper/c.html").unlink()
    (top / "in/e.html").write_text(PAGE.format(7, "The harbour's master was content. " * 9))
    (top / "in/none.html").write_text(PAGE.format("mended", DIVERS.format("mended")))
    (top / "in/a.htm").write_text("")
    (top / "in/d.html").write_text(PAGE.format(66, DIVERS.format(66)))


def told(top: Path) -> dict[str, object]:
    """What the report says of the inputs, and not of this run."""
    report = json.loads((top / "r.json").read_bytes())
    kept = ("found", "ok", "failed", "skipped", "duplicates", "complete", "problem", "statuses")
    inputs = [
        {name: one.get(name) for name in ("source", "status", "error", "duplicate_of")} for one in report["inputs"]
    ]
    return {name: report[name] for name in kept} | {"inputs": inputs}


def left(top: Path) -> dict[str, bytes]:
    """All files but the inputs, the journals and the report; hidden ones as well."""
    files = [path for path in top.rglob("*") if path.is_file()]
    return {
        str(path.relative_to(top)): path.read_bytes()
        for path in files
        if path.relative_to(top).parts[0] not in ("in", "r.json", "out.cleancopy") and ".cleancopy/" not in str(path)
    }


def records(top: Path, form: str) -> int:
    """How many records the outputs hold."""
    if FORMS[form][1] == "out":
        return sum(1 for name in left(top))
    return int(json.loads((top / "r.json").read_bytes())["found"])


def disturb_and_go_on(
    runs: Runs, tmp_path: Path, form: str, again: bool, faults: list[tuple[str, int]], most: int
) -> tuple[int, int]:
    """Disturb a run at calls spread over it, at `most` of them; each time go on and compare with an undisturbed run.

    The run is the first one or, `again`, one after inputs have changed. `faults`, with what is wrong, take turns.
    Returns how often it was disturbed, and how many records were compared.
    """
    before, work = tmp_path / "before", tmp_path / "work"
    before.mkdir()
    write_pages(before)
    args = ("batch", "in", *FORMS[form], *OPTIONS)
    if again:
        assert runs(before, *args).status == 5
        change_pages(before)
    shutil.copytree(before, work)
    undisturbed = runs(work, *args)
    assert undisturbed.status == 5, undisturbed
    wanted, account = left(work), told(work)
    assert not [name for name in wanted if Path(name).name.startswith(".")]
    disturbed, compared = 0, 0
    for number in range(1, undisturbed.calls + 1, max(1, undisturbed.calls // most)):
        for fault, error in faults if most > undisturbed.calls else [faults[disturbed % len(faults)]]:
            shutil.rmtree(work)
            shutil.copytree(before, work)
            ended = runs(work, *args, fault=fault, number=number, error=error)
            where = f"{form}: {fault} {error} at call {number} of {undisturbed.calls}: {ended.said}"
            if number < undisturbed.calls * 0.8 or ended.status != 5:  # threads make a call more or less
                assert ended.status in ((-9,) if fault.startswith("kill") else (5, 6)), where
            assert "Traceback" not in where, where
            assert "internal error" not in where, where
            if ended.status == 6:
                assert re.search(r"cleancopy: \S.*cannot be (written|a folder)", ended.said), where
            elif ended.status == 5:
                assert (left(work), told(work)) == (wanted, account), where
            went_on = runs(work, *args)
            where += f"\nthen: {went_on.said}"
            assert (went_on.status, told(work)) == (5, account), where
            assert left(work) == wanted, where
            disturbed, compared = disturbed + 1, compared + records(work, form)
    return disturbed, compared


KILLS = [("kill before", 0), ("kill within", 0)]
BROKEN = [("full", errno.ENOSPC), ("once", errno.ENOSPC), ("once", errno.EIO), ("full", errno.EDQUOT)]
EVERY_FORM = pytest.mark.parametrize("form", FORMS)
FIRST_OR_AGAIN = pytest.mark.parametrize("again", [False, True], ids=["first", "again"])


@FIRST_OR_AGAIN
@EVERY_FORM
def test_a_killed_batch_goes_on_as_if_nobody_had_disturbed_it(
    runs: Runs, tmp_path: Path, form: str, again: bool
) -> None:
    assert disturb_and_go_on(runs, tmp_path, form, again, KILLS, most=3)[0] >= 3


@FIRST_OR_AGAIN
@pytest.mark.parametrize("form", ["markdown", "jsonl", "parquet"])
def test_a_batch_on_a_full_or_broken_disk_goes_on_as_if_nobody_had_disturbed_it(
    runs: Runs, tmp_path: Path, form: str, again: bool
) -> None:
    assert disturb_and_go_on(runs, tmp_path, form, again, BROKEN, most=4)[0] >= 4


@pytest.mark.slow
@pytest.mark.parametrize("faults", [KILLS, BROKEN], ids=["killed", "full"])
@FIRST_OR_AGAIN
@EVERY_FORM
def test_disturbed_at_every_call(
    runs: Runs, tmp_path: Path, form: str, again: bool, faults: list[tuple[str, int]]
) -> None:
    disturbed, compared = disturb_and_go_on(runs, tmp_path, form, again, faults, most=10_000)

    print(f"{form}: disturbed {disturbed} times, {compared} records compared")
    assert disturbed > 50
