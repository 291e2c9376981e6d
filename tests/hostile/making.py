"""What the hostile pages are made of: the record of one of them, and an article around whatever is hostile in it."""

from __future__ import annotations

from dataclasses import dataclass

BEGIN, END = "Lampwright", "Tidewarden"  # the article's first word and its last: between them it is whole
TITLE = "The lighthouse library opens again"
PROSE = (
    "The library in the old lighthouse opened its doors again on Saturday, two years after the lamp room had been "
    "declared unsafe, and the keeper's great-grandson turned the key himself.",
    "Volunteers carried four thousand books up the spiral stairs by hand, one shelf an evening, because no lift would "
    "ever have fitted between the walls that the builders left in 1871.",
    "Readers can stay overnight from next month on, said the chairwoman of the society, provided that they wind the "
    "clockwork at midnight and write a line about the weather into the log.",
    "The lamp itself stays dark, for ships steer by satellite now, but its lens has been cleaned and turns by day, and "
    "children from the village school may sit below it and read aloud to each other.",
)


@dataclass(frozen=True, slots=True)
class Entry:
    """One hostile input: its kind and file name, its bytes, and what is expected of it.

    `expect`: ok (an article), bounded (an article or a failure that is named), reject (a failure that is named).
    `must` are strings that an article holds in its text or title, `mustnot` bytes that never come out, in a pipe or on
    a terminal.
    """

    kind: str
    name: bytes
    data: bytes
    expect: str = "ok"
    must: tuple[str, ...] = ()
    mustnot: tuple[bytes, ...] = ()


def page(body: str = "", head: str = "", title: str = TITLE, before: str = "") -> str:
    """An article with something in its middle, its head or before it. `title` is markup."""
    return (
        f'<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>{title}</title>{head}</head><body>{before}'
        f"<article><h1>{title}</h1><p>{BEGIN}: {PROSE[0]}</p><p>{PROSE[1]}</p>{body}<p>{PROSE[2]}</p>"
        f"<p>{PROSE[3]} {END}.</p></article></body></html>"
    )


def entry(
    kind: str,
    name: str,
    data: str | bytes,
    expect: str = "ok",
    must: tuple[str, ...] = (),
    mustnot: tuple[bytes, ...] = (),
) -> Entry:
    """An entry; of an article that is expected, first and last word must be there. Lone surrogates become bytes."""
    if isinstance(data, str):
        data = data.encode("utf-8", "surrogatepass")
    if expect == "ok" and not must:
        must = (BEGIN, END)
    return Entry(kind, name.encode() if "." in name else f"{name}.html".encode(), data, expect, must, mustnot)


def json_ld(text: str) -> str:
    """A script element with JSON-LD."""
    return f'<script type="application/ld+json">{text}</script>'
