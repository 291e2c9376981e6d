"""The comparison itself, with extractors made here: none of the peers is needed."""

from __future__ import annotations

import gzip
import io
import json
import os
import re
import time
from importlib import import_module
from pathlib import Path

import pytest
from compare import main
from gold import SegmentCounts, count_segments, read_gold, segment_f1, word_f1
from peers import EXTRACTORS
from rich.console import Console
from timed import Child, Extract, Extractor, Failure, LeftOutError

LIMIT = 0.7  # seconds: long enough for a page that does not hang


def load_plain() -> Extract:
    return lambda data: re.sub("<[^>]*>", " ", data.decode())


def load_moody() -> Extract:
    """What pages do to real extractors."""

    def run(data: bytes) -> str:
        if b"hang" in data:
            time.sleep(60)
        if b"crash" in data:
            os._exit(3)
        if b"raise" in data:
            raise ValueError("no\nluck")
        return "" if b"nothing" in data else data.decode()

    return run


def load_absent() -> Extract:
    extract: Extract = import_module("a_library_that_nobody_has").extract
    return extract


def load_broken() -> Extract:
    raise RuntimeError("no weights")


PLAIN = Extractor("plain", load_plain, "rich")
MOODY = Extractor("moody", load_moody, "not-a-distribution")
ABSENT = Extractor("absent", load_absent, "nobody-has-it[all]")
BROKEN = Extractor("broken", load_broken, "rich")


def write_page(folder: Path, ident: str, html: str, **gold: object) -> None:
    for name in ("html", "gold"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    (folder / "html" / f"{ident}.html.gz").write_bytes(gzip.compress(html.encode()))
    (folder / "gold" / f"{ident}.json").write_text(json.dumps({"id": ident, **gold}), encoding="utf-8")


@pytest.fixture
def gold(tmp_path: Path) -> Path:
    """Five pages, of two types; one has snippets."""
    folder = tmp_path / "tiny"
    write_page(
        folder, "1", "<p>one two</p>", text="one two", page_type="article", must_have=["one two"], must_not_have=["x"]
    )
    write_page(folder, "2", "<p>hang</p>", text="hang", page_type="forum")
    write_page(folder, "3", "<p>crash</p>", text="crash", page_type="forum")
    write_page(folder, "4", "<p>raise</p>", text="raise", page_type="forum")
    write_page(folder, "5", "<p>nothing</p>", text="nothing", page_type="article")
    return folder


def compare(*arguments: object, extractors: tuple[Extractor, ...]) -> tuple[int, str]:
    out = io.StringIO()
    status = main([*map(str, arguments)], extractors, Console(file=out, width=500))
    return status, out.getvalue()


def cells(printed: str, name: str) -> dict[str, str]:
    """A row of the table, by the titles of its columns."""
    rows = [[c.strip() for c in line.split("|")[1:-1]] for line in printed.splitlines() if line.startswith("|")]
    return dict(zip(rows[0], next(r for r in rows if r[0].split()[0] == name), strict=True))


@pytest.mark.parametrize(
    ("text", "wanted", "f1"),
    [
        ("The Harbour, reopened!", "the harbour reopened", 1.0),
        ("reopened harbour the", "the harbour reopened", 1.0),
        ("a a", "a", 2 / 3),
        ("a b c d", "a b", 2 / 3),
        ("東京の港", "東京 の 空", 3 / 4),
        ("東京abc", "abc", 1 / 2),
        ("", "a", 0.0),
        ("a", "", 0.0),
        (" ", "", 1.0),
        ("a", "b", 0.0),
    ],
)
def test_word_f1_counts_words_and_characters_of_unspaced_scripts(text: str, wanted: str, f1: float) -> None:
    assert word_f1(text, wanted) == pytest.approx(f1)


def test_segment_f1_is_taken_over_the_snippets_of_all_pages(tmp_path: Path) -> None:
    write_page(tmp_path, "1", "", must_have=["one  two", "three"], must_not_have=["cookies", "menu"])
    page = read_gold(tmp_path)[0]

    counts = count_segments("one\ntwo. cookies", page)

    assert counts == SegmentCounts(found=1, missed=1, intruded=1)
    assert segment_f1([counts, SegmentCounts(found=2)]) == pytest.approx(6 / 8)
    assert segment_f1([SegmentCounts(intruded=1)]) is None


def test_a_limit_takes_pages_from_the_whole_directory(tmp_path: Path) -> None:
    for i in range(9):
        write_page(tmp_path, str(i), "")

    assert [p.ident for p in read_gold(tmp_path, 3)] == ["0", "3", "6"]
    assert len(read_gold(tmp_path, 99)) == 9


def test_a_page_without_a_type_is_an_article_and_may_have_no_text(tmp_path: Path) -> None:
    write_page(tmp_path, "1", "<p>", must_have=["a"])
    page = read_gold(tmp_path)[0]

    assert (page.page_type, page.text, page.wants_text, page.read()) == ("article", None, True, b"<p>")


def test_a_hanging_page_is_cut_off_and_the_next_one_is_extracted() -> None:
    with Child(MOODY, limit=LIMIT) as child:
        start = time.monotonic()
        hung, after = child.extract(b"hang"), child.extract(b"after")

    assert (hung.failure, hung.text, hung.seconds) == (Failure.CUT_OFF, "", LIMIT)
    assert (after.failure, after.text) == (None, "after")
    assert time.monotonic() - start < 30


def test_a_hanging_page_is_not_used_to_warm_up_a_second_time() -> None:
    with Child(MOODY, warm_up=b"hang", limit=LIMIT) as child:
        assert child.extract(b"after").text == "after"


def test_only_work_is_timed() -> None:
    with Child(PLAIN, limit=LIMIT) as child:
        assert 0 <= (child.extract(b"a").seconds or 0) < 0.1


@pytest.mark.parametrize(
    ("extractor", "line"),
    [
        (ABSENT, "absent is left out: pip install 'nobody-has-it[all]' (No module named 'a_library_that_nobody_has')"),
        (BROKEN, "broken is left out: it does not start (RuntimeError: no weights)"),
    ],
)
def test_an_extractor_that_cannot_be_started_says_why(extractor: Extractor, line: str) -> None:
    with pytest.raises(LeftOutError) as caught:
        Child(extractor)

    assert str(caught.value) == line


def test_one_run_prints_one_table_with_every_failure_counted(gold: Path, tmp_path: Path) -> None:
    record = tmp_path / "record.json"

    status, printed = compare(
        gold, "--timeout", LIMIT, "--json", record, "--jobs", 2, extractors=(ABSENT, MOODY, PLAIN)
    )

    plain, moody = cells(printed, "plain"), cells(printed, "moody")
    assert status == 0
    assert [line for line in printed.splitlines() if "pip install" in line] == [
        "absent is left out: pip install 'nobody-has-it[all]' (No module named 'a_library_that_nobody_has')"
    ]
    assert "moody failed on 2, first on 3: the process ended with 3" in printed
    assert (plain["all"], plain["forum"], plain["article"], plain["segments"]) == ("1.000", "1.000", "1.000", "1.000")
    assert plain["failed"] == "0"
    assert moody["failed"] == "1 cut off, 1 crash, 1 error, 1 empty"
    assert (moody["forum"], moody["segments"]) == ("0.000", "1.000")
    assert float(moody["ms/page"]) == pytest.approx(1000 * LIMIT / 3, rel=0.1)  # three were timed: one until it was cut
    written = json.loads(record.read_text())["extractors"]
    assert [e["name"] for e in written] == ["plain", "moody"]
    assert [p["failure"] for p in written[1]["pages"]] == [None, "cut off", "crash", "error", "empty"]
    assert written[1]["pages"][3]["why"] == "ValueError: no luck"


def test_directories_share_the_table_and_have_a_column_each(gold: Path, tmp_path: Path) -> None:
    write_page(tmp_path / "snippets", "1", "<p>a</p>", must_have=["a", "b"])
    write_page(tmp_path / "texts", "1", "<p>a</p>", text="b")

    _, printed = compare(gold, tmp_path / "snippets", tmp_path / "texts", "--limit", 1, extractors=(PLAIN,))

    row = cells(printed, "plain")
    assert printed.startswith("3 pages of tiny, snippets, texts: ")
    assert (row["all"], row["tiny"], row["texts"]) == ("0.500", "1.000", "0.000")
    assert (row["segments tiny"], row["segments snippets"]) == ("1.000", "0.667")
    assert "snippets" not in row


def test_only_what_is_asked_for_is_run(gold: Path) -> None:
    status, printed = compare(gold, "--limit", 1, "--only", "plain", extractors=(ABSENT, PLAIN))

    assert status == 0
    assert "absent" not in printed


def test_nothing_to_compare_is_a_failure(gold: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert compare(gold, extractors=(ABSENT,))[0] == 1
    assert compare(tmp_path / "none", extractors=(PLAIN,))[0] == 1
    assert "no gold directory" in capsys.readouterr().err


def test_the_chart_is_a_picture_of_readme_width(gold: Path, tmp_path: Path) -> None:
    pytest.importorskip("matplotlib")
    file = tmp_path / "chart.png"

    compare(gold, "--limit", 1, "--chart", file, extractors=(PLAIN,))

    picture = file.read_bytes()
    assert picture.startswith(b"\x89PNG")
    assert [int.from_bytes(picture[i : i + 4], "big") for i in (16, 20)] == [1200, 700]
    assert len(picture) < 100_000


def test_every_peer_is_named_in_the_extra_that_installs_it() -> None:
    import tomllib

    project = tomllib.loads((Path(__file__).parents[2] / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    named = {re.split("[<>=]", d)[0] for d in project["optional-dependencies"]["benchmarks"] + project["dependencies"]}

    assert {e.distribution for e in EXTRACTORS} <= named | {"cleancopy"}
