"""A page with many things of one kind takes a time that grows with their number, all through to Markdown."""

from __future__ import annotations

import pytest
from growth import WAYS, seconds

from cleancopy.extractors.options import Options, WriteOptions

SMALL, TIMES = 16_000, 4
MOST = 3.5 * TIMES  # linear is 4, quadratic 16: times are noisy, so the least of two is taken
MANY = (
    "siblings",
    "list items",
    "table rows",
    "definitions",
    "headings",
    "links",
    "captions",
    "quotes",
    "code",
    "notes",
)


@pytest.mark.parametrize("name", MANY)
def test_many_things_of_one_kind_take_a_time_that_grows_with_their_number(name: str) -> None:
    options = Options(write=WriteOptions(format="markdown"))
    seconds(WAYS[name], 2_000, options)  # imports, rules
    once = max(min(seconds(WAYS[name], SMALL, options) for _ in range(2)), 0.01)

    assert min(seconds(WAYS[name], SMALL * TIMES, options) for _ in range(2)) < MOST * max(once, 0.05)
