"""One input to its bytes: files and pipes, up to the size limit."""

from __future__ import annotations

import io
import os
import threading
import time
from pathlib import Path

import pytest

from cleancopy.extractors.errors import InputError, MissingError, TooLargeError
from cleancopy.extractors.options import Limits
from cleancopy.extractors.sources import read_source


def test_a_file_comes_with_its_bytes_and_the_address_that_was_given(tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    path.write_bytes(b"\r\n\0\xff")
    source = read_source(str(path), url="https://example.com/")
    assert (source.name, source.data, source.url) == (str(path), b"\r\n\0\xff", "https://example.com/")
    assert source.content_type is None


def test_a_dash_is_the_given_standard_input() -> None:
    source = read_source("-", stdin=io.BytesIO(b"piped"))
    assert (source.name, source.data, source.url) == ("-", b"piped", None)


def test_a_pipe_that_is_named_is_read_to_its_end(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    writer = threading.Thread(target=pipe.write_bytes, args=(b"x" * 200_000,), daemon=True)
    writer.start()
    assert len(read_source(str(pipe)).data) == 200_000
    writer.join()


@pytest.mark.parametrize("buffering", [0, -1])
@pytest.mark.parametrize("blocking", [True, False])
def test_standard_input_is_read_to_its_end_however_it_comes(buffering: int, blocking: bool) -> None:
    reading, writing = os.pipe()
    os.set_blocking(reading, blocking)
    data = bytes(range(256)) * 1200

    def write() -> None:
        with open(writing, "wb", buffering=0) as pipe:
            for piece in (data[:1], data[1:300], data[300:70_000], data[70_000:]):
                time.sleep(0.02)
                rest = memoryview(piece)
                while rest:
                    rest = rest[pipe.write(rest) or 0 :]

    writer = threading.Thread(target=write, daemon=True)
    writer.start()
    with open(reading, "rb", buffering=buffering) as stdin:
        assert read_source("-", stdin=stdin).data == data  # type: ignore[arg-type]
    writer.join()


@pytest.mark.parametrize("size", [0, 99, 100])
def test_up_to_the_limit_everything_is_read(tmp_path: Path, size: int) -> None:
    (tmp_path / "page").write_bytes(b"x" * size)
    assert len(read_source(str(tmp_path / "page"), limits=Limits(max_bytes=100)).data) == size


def test_one_byte_over_the_limit_is_too_much(tmp_path: Path) -> None:
    (tmp_path / "page").write_bytes(b"x" * 101)
    with pytest.raises(TooLargeError) as caught:
        read_source(str(tmp_path / "page"), limits=Limits(max_bytes=100))
    assert caught.value.source == str(tmp_path / "page")
    with pytest.raises(TooLargeError):
        read_source("-", limits=Limits(max_bytes=100), stdin=io.BytesIO(b"x" * 101))


def test_no_more_is_read_of_an_endless_input_than_the_limit_needs() -> None:
    class Endless(io.RawIOBase):
        taken = 0

        def readable(self) -> bool:
            return True

        def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
            self.taken += len(buffer)
            return len(buffer)

    raw = Endless()
    with pytest.raises(TooLargeError):
        read_source("-", limits=Limits(max_bytes=1000), stdin=io.BufferedReader(raw))
    assert raw.taken < 100_000


@pytest.mark.parametrize(
    ("make", "kind", "problem"),
    [
        (lambda path: None, MissingError, "no such file"),
        (lambda path: path.symlink_to("nowhere"), MissingError, "no such file"),
        (lambda path: path.symlink_to(path), InputError, "too many levels"),
        (lambda path: path.mkdir(), InputError, "is a directory"),
    ],
)
def test_what_cannot_be_read_is_named_with_the_reason(tmp_path: Path, make: object, kind: type, problem: str) -> None:
    path = tmp_path / "page"
    make(path)  # type: ignore[operator]
    with pytest.raises(kind) as caught:
        read_source(str(path))
    assert str(caught.value).startswith(f"{path}: ")
    assert problem in str(caught.value)


def test_a_name_that_no_file_can_have_is_an_input_error() -> None:
    with pytest.raises(InputError):
        read_source("a\0b")


def test_a_named_pipe_that_nobody_writes_to_is_not_waited_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cleancopy.extractors.files._PATIENCE", 0.05)
    pipe = tmp_path / "pipe.html"
    os.mkfifo(pipe)
    with pytest.raises(InputError, match="nobody has written"):
        read_source(str(pipe))
