"""Reading NumPy's files without NumPy."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cleancopy.extractors.model.weights_file import read_arrays

HEADER = "{'descr': '<i4', 'fortran_order': False, 'shape': (2,), }\n"
TWO = (1).to_bytes(4, "little") + (-2).to_bytes(4, "little", signed=True)


def npy(header: str, data: bytes, version: int = 1) -> bytes:
    """An .npy file as numpy.lib.format describes it."""
    text = header.encode("latin-1")
    return b"\x93NUMPY" + bytes([version, 0]) + len(text).to_bytes(2 if version == 1 else 4, "little") + text + data


def npz(folder: Path, **members: bytes) -> Path:
    path = folder / "weights.npz"
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in members.items():
            archive.writestr(f"{name}.npy", data)
    return path


@pytest.mark.parametrize("version", [1, 2])
def test_arrays_come_out_by_name(tmp_path: Path, version: int) -> None:
    floats = HEADER.replace("<i4", "<f8").replace("(2,)", "(1,)")
    found = read_arrays(npz(tmp_path, numbers=npy(HEADER, TWO, version), half=npy(floats, b"\0" * 6 + b"\xe0\x3f")))

    assert {name: list(values) for name, values in found.items()} == {"numbers": [1, -2], "half": [0.5]}


@pytest.mark.parametrize(
    ("descr", "data", "values"),
    [
        ("|u1", b"\x00\xff", [0, 255]),
        ("|i1", b"\x00\xff", [0, -1]),
        ("<i2", b"\x01\x00\xff\xff", [1, -1]),
        ("<i4", TWO, [1, -2]),
        ("<f8", b"\0" * 14 + b"\xf0\x3f", [0.0, 1.0]),
    ],
)
def test_every_kind_of_number(tmp_path: Path, descr: str, data: bytes, values: list[float]) -> None:
    path = npz(tmp_path, a=npy(HEADER.replace("<i4", descr), data))

    assert list(read_arrays(path)["a"]) == values


def test_an_archive_may_be_empty_or_compressed(tmp_path: Path) -> None:
    assert read_arrays(npz(tmp_path)) == {}
    with zipfile.ZipFile(tmp_path / "small.npz", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.npy", npy(HEADER, TWO))
    assert list(read_arrays(tmp_path / "small.npz")["a"]) == [1, -2]


def test_a_missing_file_is_missing(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        read_arrays(tmp_path / "none.npz")


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(b"", id="empty"),
        pytest.param(b"hello", id="text"),
        pytest.param(b"\x93NUMPY", id="magic alone"),
        pytest.param(npy(HEADER, TWO)[:30], id="cut in its header"),
        pytest.param(npy(HEADER, TWO)[:-4], id="cut in its numbers"),
        pytest.param(npy(HEADER, TWO)[:-3], id="cut in a number"),
        pytest.param(npy(HEADER, TWO + TWO), id="more numbers than it says"),
        pytest.param(npy("{'descr': (", TWO), id="no header"),
        pytest.param(npy("[]", TWO), id="a header that is a list"),
        pytest.param(npy("{'shape': (2,)}", TWO), id="a header without a type"),
        pytest.param(npy(HEADER.replace("'<i4'", "[('a', '<i4')]"), TWO), id="records"),
        pytest.param(npy(HEADER.replace("<i4", ">i4"), TWO), id="big-endian"),
        pytest.param(npy(HEADER.replace("<i4", "<f4"), TWO), id="another type"),
        pytest.param(npy(HEADER.replace("<i4", "|O"), TWO), id="objects"),
        pytest.param(npy(HEADER.replace("(2,)", "(1, 2)"), TWO), id="two dimensions"),
        pytest.param(npy(HEADER.replace("(2,)", "()"), TWO[:4]), id="no dimension"),
    ],
)
def test_a_wrong_member_is_named(tmp_path: Path, data: bytes) -> None:
    with pytest.raises(ValueError):
        read_arrays(npz(tmp_path, wrong=data))


@pytest.mark.parametrize("data", [b"", b"hello", b"PK\x03\x04"])
def test_what_is_no_archive_is_a_wrong_file(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "wrong.npz").write_bytes(data)
    with pytest.raises(ValueError):
        read_arrays(tmp_path / "wrong.npz")


ARRAYS = st.one_of(
    st.tuples(st.just("uint8"), st.lists(st.integers(0, 255), max_size=20)),
    st.tuples(st.just("int8"), st.lists(st.integers(-128, 127), max_size=20)),
    st.tuples(st.just("int16"), st.lists(st.integers(-(1 << 15), (1 << 15) - 1), max_size=20)),
    st.tuples(st.just("int32"), st.lists(st.integers(-(1 << 31), (1 << 31) - 1), max_size=20)),
    st.tuples(st.just("float64"), st.lists(st.floats(allow_nan=False), max_size=20)),
)


@given(st.dictionaries(st.text("abcxyz_", min_size=1, max_size=6), ARRAYS, max_size=4))
@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_what_numpy_writes_is_read_back(tmp_path: Path, arrays: dict[str, tuple[str, list[float]]]) -> None:
    numpy = pytest.importorskip("numpy")
    path = tmp_path / "written.npz"
    numpy.savez(path, **{name: numpy.array(values, kind) for name, (kind, values) in arrays.items()})

    assert {k: list(v) for k, v in read_arrays(path).items()} == {k: values for k, (_, values) in arrays.items()}
