"""Devices, FIFOs and descriptors as outputs: they are written to and never replaced."""

from __future__ import annotations

import io
import json
import os
import shlex
import socket
import stat
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from cleancopy.extractors.article import Status
from cleancopy.extractors.batch import devices
from cleancopy.extractors.batch.devices import check_device, is_device
from cleancopy.extractors.batch.job import Target
from cleancopy.extractors.batch.outputs import whole_file, write_one_file
from cleancopy.extractors.errors import OutputError
from cleancopy.extractors.write.json_record import dump, failure

LINES = [dump(failure(f"{i}.html", Status.UNREADABLE, "no such file")) for i in range(3000)]
COMMAND = (sys.executable, "-m", "cleancopy.cli", "batch")


class Reader:
    """Reads a FIFO to its end, as another program would."""

    def __init__(self, path: Path) -> None:
        os.mkfifo(path)
        self._data = b""
        self._thread = threading.Thread(target=self._read, args=(path,), daemon=True)
        self._thread.start()

    def _read(self, path: Path) -> None:
        self._data = path.read_bytes()

    def data(self) -> bytes:
        self._thread.join(20)
        return self._data


def link(path: Path) -> Path:
    """A link to a link to it."""
    (path.parent / "one").symlink_to(path)
    (path.parent / "two").symlink_to("one")
    return path.parent / "two"


@pytest.mark.parametrize("through", [lambda path: path, link])
@pytest.mark.parametrize("ending", [".jsonl", ".jsonl.gz", ".parquet"])
def test_a_fifo_gets_what_a_file_would(tmp_path: Path, ending: str, through: Callable[[Path], Path]) -> None:
    fifo, file = tmp_path / f"fifo{ending}", tmp_path / f"file{ending}"
    reader = Reader(fifo)
    write_one_file(Target(str(through(fifo)), ending), LINES)
    write_one_file(Target(str(file), ending), LINES)

    assert reader.data() == file.read_bytes()
    assert stat.S_ISFIFO(fifo.stat().st_mode)


@pytest.mark.parametrize("name", ["/dev/null", "link"])
def test_a_device_stays_one(tmp_path: Path, name: str) -> None:
    path = tmp_path / "link"
    path.symlink_to("/dev/null")
    before = os.stat("/dev/null")
    write_one_file(Target(os.path.join(tmp_path, name), ".jsonl"), LINES)

    assert stat.S_ISCHR(os.stat("/dev/null").st_mode)
    assert os.stat("/dev/null").st_ino == before.st_ino
    assert path.is_symlink()
    assert list(tmp_path.iterdir()) == [path]


def link_to(name: str) -> str:
    os.symlink(name, "link")
    return "link"


@pytest.mark.parametrize("through", [str, link_to], ids=["itself", "link"])
def test_a_descriptor_gets_what_is_written_where_it_stands(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, through: Callable[[str], str]
) -> None:
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "log"
    with path.open("wb") as log:
        log.write(b"before\n")
        log.flush()
        with whole_file(through(f"/dev/fd/{log.fileno()}")) as file:
            file.write(b"within\n")
        log.write(b"after\n")

    assert path.read_bytes() == b"before\nwithin\nafter\n"


def test_a_fifo_that_nobody_reads_a_socket_and_a_closed_descriptor_are_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(devices, "_PATIENCE", 0.1)
    monkeypatch.chdir(tmp_path)
    os.mkfifo("fifo")
    with (
        pytest.raises(OutputError, match=r"^fifo: a FIFO that nobody reads: begin its reader first"),
        whole_file("fifo"),
    ):
        pass
    with socket.socket(socket.AF_UNIX) as one:
        one.bind("socket")
        with pytest.raises(OutputError, match=r"^socket: a socket and no file"):
            check_device("socket")
    with pytest.raises(OutputError, match=r"^/dev/fd/987: cannot be written: bad file descriptor"):
        check_device("/dev/fd/987")


def test_a_reader_that_leaves_is_named(tmp_path: Path) -> None:
    fifo = tmp_path / "fifo.jsonl"
    os.mkfifo(fifo)
    threading.Thread(target=lambda: fifo.open("rb").close(), daemon=True).start()
    with pytest.raises(OutputError, match=r"fifo\.jsonl: cannot be written: broken pipe"):
        write_one_file(Target(str(fifo), ".jsonl"), LINES * 20)


def test_files_and_folders_are_no_devices(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    (tmp_path / "loop").symlink_to("loop")
    for name in ("file", ".", "none", "loop", "no\0name", "/dev/fdx"):
        assert not is_device(os.path.join(tmp_path, name))


def test_a_batch_writes_into_fifos_and_descriptors(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in/none.html").write_bytes(bytes(range(256)) * 9)
    records = Reader(tmp_path / "records.jsonl")
    args = [*COMMAND, "in", "-o", "records.jsonl", "--report", "/dev/stdout", "-q", "-j", "1"]
    done = subprocess.run(args, cwd=tmp_path, capture_output=True, timeout=60, check=False)

    assert done.returncode == 3
    assert json.loads(done.stdout)["found"] == 1
    assert [json.loads(line)["source"] for line in io.BytesIO(records.data())] == ["in/none.html"]
    assert stat.S_ISFIFO((tmp_path / "records.jsonl").stat().st_mode)

    (tmp_path / "link.jsonl").symlink_to("/dev/null")
    args = [*COMMAND, "in", "-o", "link.jsonl", "--report", "records.jsonl", "-q", "-j", "1"]
    (tmp_path / "records.jsonl").unlink()
    report = Reader(tmp_path / "records.jsonl")
    assert subprocess.run(args, cwd=tmp_path, capture_output=True, timeout=60, check=False).returncode == 3
    assert json.loads(report.data())["failed"] == 1
    assert (tmp_path / "link.jsonl.cleancopy").is_dir()
    assert stat.S_ISCHR(os.stat("/dev/null").st_mode)


def test_a_batch_goes_through_a_shell_to_other_programs(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in/none.html").write_bytes(bytes(range(256)) * 9)
    batch = shlex.join([*COMMAND, "in", "-q", "-j", "1"])
    script = (
        f"{batch} -o >(cat > one) --report >(cat > two); echo $?; {batch} -o /dev/stdout >> three; echo $?; "
        "until [ -s one ] && [ -s two ]; do sleep 0.1; done"
    )
    (tmp_path / "three").write_text("before\n")
    done = subprocess.run(["bash", "-c", script], cwd=tmp_path, capture_output=True, timeout=60, check=False)

    assert done.stdout == b"3\n3\n", done.stderr
    assert json.loads((tmp_path / "one").read_bytes())["source"] == "in/none.html"
    assert json.loads((tmp_path / "two").read_bytes())["failed"] == 1
    assert (tmp_path / "three").read_bytes() == b"before\n" + (tmp_path / "one").read_bytes()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["in", "one", "three", "two"]
