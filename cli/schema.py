"""`cleancopy schema`: the JSON Schema of a record."""

from __future__ import annotations

from .console import Console
from .exits import ExitStatus


def schema() -> int:
    """Print the JSON Schema of what `-f json` prints. Example: cleancopy schema > record.schema.json"""
    from ..extractors.write.json_record import dump
    from ..extractors.write.json_record import schema as json_schema

    console = Console()
    console.write(dump(json_schema(), indent=2))
    console.flush()
    return ExitStatus.OK
