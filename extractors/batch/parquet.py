"""Records as Parquet: one row for each input, with the columns of a JSON record. Needs pyarrow (extra `parquet`)."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import IO, Any

from ..errors import SetupError

# A group is what is in memory at a time, some four times over.
_GROUP_ROWS = 2000
_GROUP_CHARACTERS = 16 << 20  # of records as lines


def import_pyarrow() -> Any:
    """pyarrow with its Parquet module. Raises SetupError when it is not installed."""
    try:
        import pyarrow
        import pyarrow.parquet
    except ImportError:
        raise SetupError(".parquet", "needs a library: pip install 'cleancopy[parquet]'") from None
    return pyarrow


def write_parquet(file: IO[bytes], lines: Iterable[str], optional: frozenset[str]) -> None:
    """Write JSON records as rows, a group at a time; `optional` are the columns that not every batch has.

    Raises SetupError without pyarrow, OSError, and ValueError for records that do not fit the columns.
    """
    pa = import_pyarrow()
    schema = _schema(pa, optional)
    with pa.parquet.ParquetWriter(file, schema, compression="zstd") as writer:
        for group in _groups(lines):
            rows = [_row(line) for line in group]
            try:
                batch = pa.RecordBatch.from_pylist(rows, schema=schema)
            except (pa.ArrowException, TypeError, OverflowError) as err:
                raise ValueError(str(err)) from err
            writer.write_batch(batch)


def _groups(lines: Iterable[str]) -> Iterator[list[str]]:
    """Lines in groups of at most so many, and of so many characters unless one line alone has more."""
    group, size = list[str](), 0
    for line in lines:
        if group and (len(group) == _GROUP_ROWS or size + len(line) > _GROUP_CHARACTERS):
            yield group
            group, size = [], 0
        group.append(line)
        size += len(line)
    if group:
        yield group


def _schema(pa: Any, optional: frozenset[str]) -> Any:
    """The columns, in the order of a record's fields."""
    texts = pa.list_(pa.string())
    block = pa.struct([*((name, pa.string()) for name in ("kind", "text", "by", "reason")), ("keep", pa.bool_())])
    kinds = {
        "authors": texts, "tags": texts, "notes": texts, "comments": texts, "word_count": pa.int64(),
        "confidence": pa.float64(), "rules": pa.map_(pa.string(), pa.int64()), "blocks": pa.list_(block),
    }  # fmt: skip
    always = (
        "source url status title authors date modified site language description image tags license archive member"
        " warc_record_id warc_date warc_target_uri fetched_at final_url saved_at text word_count confidence extractor"
        " rules notes error cleancopy duplicate_of"
    ).split()
    extra = [name for name in ("comments", "markdown", "html", "blocks") if name in optional]
    return pa.schema([(name, kinds.get(name, pa.string())) for name in (*always, *extra)])


def _row(line: str) -> dict[str, Any]:
    record: dict[str, Any] = _storable(json.loads(line))
    record["rules"] = list(record["rules"].items())
    return record


def _storable(value: Any) -> Any:
    """Names of files may hold what is not UTF-8, and JSON in pages half a character, which no string of Parquet may."""
    match value:
        case str():
            return value.encode("utf-8", "replace").decode("utf-8")
        case list():
            return [_storable(one) for one in value]
        case dict():
            return {_storable(name): _storable(one) for name, one in value.items()}
        case _:
            return value
