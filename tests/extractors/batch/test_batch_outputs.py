"""Outputs appear whole or not at all, and the same records give the same bytes."""

from __future__ import annotations

import gzip
import json
import subprocess
import sys
from pathlib import Path

import pytest
from fragments import tree_of

from cleancopy.extractors.article import Article, Block, By, Decision, Kind, Metadata, Status
from cleancopy.extractors.batch.job import Target, choose_target
from cleancopy.extractors.batch.outputs import Folders, Publisher, merge, write_one_file
from cleancopy.extractors.batch.work import pack, temporary
from cleancopy.extractors.errors import OutputError, SetupError
from cleancopy.extractors.options import WriteOptions
from cleancopy.extractors.write.json_record import dump, failure, record

ARTICLE = Article(
    source="bad\udcff.html",
    status=Status.OK,
    metadata=Metadata(title="Größe 山", authors=("A", "B"), date="2026-01-02"),
    blocks=(Block(0, Kind.PARAGRAPH, "One two.", 2),),
    decisions=(Decision(True, By.MODEL, "prose"),),
    tree=tree_of("<p>One two.</p>"),
    confidence=0.9,
    rules={"en/ad": 2},
)
WRITE = WriteOptions(extras=frozenset({"blocks", "html"}))
LINES = [dump(failure("missing.html", Status.UNREADABLE, "no such file")), dump(record(ARTICLE, WRITE))]


def read(path: Path, ending: str) -> list[str]:
    if ending == ".jsonl.gz":
        return gzip.decompress(path.read_bytes()).decode().splitlines(keepends=True)
    if ending == ".jsonl.zst":
        import zstandard

        with zstandard.open(path, "rt", encoding="utf-8") as file:
            return list(file)
    return path.read_text(encoding="utf-8").splitlines(keepends=True)


@pytest.mark.parametrize("ending", [".jsonl", ".ndjson", ".jsonl.gz", ".jsonl.zst"])
def test_one_file_of_lines_reads_back_and_has_the_same_bytes_each_time(tmp_path: Path, ending: str) -> None:
    paths = [tmp_path / f"{name}{ending}" for name in "ab"]
    for path in paths:
        write_one_file(Target(str(path), ending), LINES)

    assert read(paths[0], ending) == LINES
    assert paths[0].read_bytes() == paths[1].read_bytes()
    assert sorted(tmp_path.iterdir()) == paths


def test_parquet_has_the_columns_of_a_record_and_reads_back(tmp_path: Path) -> None:
    from pyarrow import parquet

    path = tmp_path / "a.parquet"
    write_one_file(Target(str(path), ".parquet"), LINES, WRITE.extras)
    rows = parquet.read_table(path).to_pylist()

    assert [row["status"] for row in rows] == ["unreadable", "ok"]
    assert rows[0]["error"] == "no such file"
    assert rows[0]["blocks"] is None
    assert (rows[1]["title"], rows[1]["authors"], rows[1]["rules"]) == ("Größe 山", ["A", "B"], [("en/ad", 2)])
    assert rows[1]["blocks"][0]["keep"] is True
    assert rows[1]["html"] == "<p>One two.</p>\n"


def test_every_field_of_a_record_is_a_column(tmp_path: Path) -> None:
    from pyarrow import parquet

    path = tmp_path / "a.parquet"
    options = WriteOptions(comments=True, extras=frozenset({"markdown", "html", "blocks"}))
    line = dump(record(ARTICLE, options))
    write_one_file(Target(str(path), ".parquet"), [line], options.extras | {"comments"})

    assert {*json.loads(line), "duplicate_of"} == set(parquet.read_schema(path).names)


def test_groups_of_parquet_end_by_rows_and_by_size(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from pyarrow import parquet

    from cleancopy.extractors.batch import parquet as written

    monkeypatch.setattr(written, "_GROUP_ROWS", 5)
    monkeypatch.setattr(written, "_GROUP_CHARACTERS", 3100)
    texts = ["x" * size for size in (10, 10, 10, 10, 10, 10, 2000, 2000, 5000, 10, 10)]
    path = tmp_path / "a.parquet"
    lines = [dump(failure("a.html", Status.UNREADABLE, "none") | {"text": text}) for text in texts]

    write_one_file(Target(str(path), ".parquet"), lines)
    file = parquet.ParquetFile(path)
    assert [file.metadata.row_group(i).num_rows for i in range(file.num_row_groups)] == [5, 2, 1, 1, 2]
    assert file.read().column("text").to_pylist() == texts


def test_large_texts_take_no_more_memory_than_a_group(tmp_path: Path) -> None:
    program = """if True:
        import resource, sys
        from cleancopy.extractors.article import Status
        from cleancopy.extractors.batch.job import Target
        from cleancopy.extractors.batch.outputs import write_one_file
        from cleancopy.extractors.write.json_record import dump, failure
        def most(number):
            line = dump(failure("a.html", Status.OK, "") | {"text": "word " * (1 << 20)})
            write_one_file(Target(sys.argv[1], ".parquet"), (line for _ in range(number)))
            return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10
        print(most(6), most(80))
    """
    few, many = map(int, subprocess.check_output([sys.executable, "-c", program, tmp_path / "a.parquet"]).split())

    assert many < few + 100  # MiB: 80 texts have 400


def test_half_characters_are_no_obstacle_to_parquet(tmp_path: Path) -> None:
    from pyarrow import parquet

    path = tmp_path / "a.parquet"
    half = {"authors": ["A\ud800"], "rules": {"en/\udfff": 1}, "blocks": [{"kind": "paragraph", "text": "\udead"}]}
    line = json.dumps(failure("a.html", Status.OK, "") | half) + "\n"
    write_one_file(Target(str(path), ".parquet"), [line], frozenset({"blocks"}))
    row = parquet.read_table(path).to_pylist()[0]

    assert (row["authors"], row["rules"], row["blocks"][0]["text"]) == (["A?"], [("en/?", 1)], "?")


def test_a_record_that_does_not_fit_its_columns_is_named(tmp_path: Path) -> None:
    line = dump(failure("a.html", Status.OK, "") | {"word_count": "many"})
    with pytest.raises(OutputError, match=r"a\.parquet: a record does not fit its columns"):
        write_one_file(Target(str(tmp_path / "a.parquet"), ".parquet"), [line])
    assert not list(tmp_path.iterdir())


def test_a_file_that_cannot_be_finished_leaves_the_old_one(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text("old")

    def lines() -> object:
        yield LINES[0]
        raise OSError(28, "No space left on device")

    with pytest.raises(OutputError, match=r"a\.jsonl: cannot be written: no space left"):
        write_one_file(Target(str(path), ".jsonl"), lines())  # type: ignore[arg-type]

    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_a_near_duplicate_names_the_first() -> None:
    merged = list(merge([(pack(LINES[0]), None), (pack(LINES[1]), "first\n.html")]))

    assert merged[0] == LINES[0]
    assert json.loads(merged[1]) == {**json.loads(LINES[1]), "duplicate_of": "first\n.html"}


def test_published_files_stand_under_their_names_in_order(tmp_path: Path) -> None:
    outputs = [str(tmp_path / f"{i}.md") for i in range(100)]
    with Publisher[int](Folders()) as publisher:
        done = []
        for i, output in enumerate(outputs):
            Path(temporary(output)).write_text(str(i))
            publisher.publish(output, i)
            done += publisher.done()
        done += publisher.done(all_of_them=True)

    assert done == list(range(100))
    assert sorted(tmp_path.iterdir()) == sorted(map(Path, outputs))


def test_an_output_that_cannot_be_published_is_named(tmp_path: Path) -> None:
    with Publisher[int](Folders()) as publisher, pytest.raises(OutputError, match="never written"):
        publisher.publish(str(tmp_path / "never written.md"), 1)
        list(publisher.done(all_of_them=True))


@pytest.mark.parametrize("name", ["out", "out/", "o.d", "a.jsonl/"])
def test_an_output_is_a_directory_unless_its_ending_says_otherwise(name: str) -> None:
    assert choose_target(name).is_directory


@pytest.mark.parametrize("name", ["a.jsonl", "a.JSONL", "a.jsonl.gz", "a.jsonl.zst", "a.ndjson", "a.parquet"])
def test_an_output_is_one_file_by_its_ending(name: str) -> None:
    assert choose_target(name).ending == name[1:].lower()


@pytest.mark.parametrize("name", ["a.json", "a.md", "a.txt", "a.csv", "a.gz", "a.ZIP", "a.tar.gz", "a.pdf"])
def test_a_name_that_is_neither_is_refused(name: str) -> None:
    with pytest.raises(SetupError, match="a directory"):
        choose_target(name)


@pytest.mark.parametrize("name", ["a.zip", "a.zip/"])
def test_a_directory_may_be_called_like_anything(name: str, tmp_path: Path) -> None:
    (tmp_path / "a.zip").mkdir()
    assert choose_target(f"{tmp_path}/{name}").is_directory
