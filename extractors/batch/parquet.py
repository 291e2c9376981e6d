"""Records as Parquet: one row for each input, with the columns of a JSON record. Needs pyarrow (extra `parquet`)."""

from __future__ import annotations

import json
from collections.abc import Iterable
from itertools import islice
from typing import Any

from ..errors import SetupError

_ROWS = 2000  # rows of a group: what is in memory at a time


def import_pyarrow() -> Any:
    """pyarrow with its Parquet module. Raises SetupError when it is not installed."""
    try:
        import pyarrow
        import pyarrow.parquet
    except ImportError:
        raise SetupError(".parquet", "needs a library: pip install 'cleancopy[parquet]'") from None
    return pyarrow


def write_parquet(path: str, lines: Iterable[str], optional: frozenset[str]) -> None:
    """Write JSON records as rows, a group at a time; `optional` are the columns that not every batch has.

    Raises SetupError without pyarrow, OSError.
    """
    pa = import_pyarrow()
    schema = _schema(pa, optional)
    remaining = iter(lines)
    with pa.parquet.ParquetWriter(path, schema, compression="zstd") as writer:
        while rows := [_row(line) for line in islice(remaining, _ROWS)]:
            writer.write_batch(pa.RecordBatch.from_pylist(rows, schema=schema))


def _schema(pa: Any, optional: frozenset[str]) -> Any:
    """The columns, in the order of a record's fields."""
    texts = pa.list_(pa.string())
    block = pa.struct([*((name, pa.string()) for name in ("kind", "text", "by", "reason")), ("keep", pa.bool_())])
    kinds = {
        "authors": texts, "tags": texts, "notes": texts, "comments": texts, "word_count": pa.int64(),
        "confidence": pa.float64(), "rules": pa.map_(pa.string(), pa.int64()), "blocks": pa.list_(block),
    }  # fmt: skip
    always = (
        "source url status title authors date modified site language description image tags license text word_count"
        " confidence rules notes error cleancopy duplicate_of"
    ).split()
    extra = [name for name in ("comments", "markdown", "html", "blocks") if name in optional]
    return pa.schema([(name, kinds.get(name, pa.string())) for name in (*always, *extra)])


def _row(line: str) -> dict[str, Any]:
    record: dict[str, Any] = json.loads(line)
    record["rules"] = list(record["rules"].items())
    return {name: _storable(value) for name, value in record.items()}


def _storable(value: Any) -> Any:
    """Names of files may hold what is not UTF-8, which Parquet's strings must be."""
    return value.encode("utf-8", "replace").decode("utf-8") if isinstance(value, str) else value
