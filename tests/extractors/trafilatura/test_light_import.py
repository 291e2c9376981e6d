"""trafilatura says the same, however it was imported, and what was put off is there when it is wanted."""

from __future__ import annotations

import json
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

PAGES = sorted(str(file) for file in (Path(__file__).parents[2] / "samples" / "pages").glob("*.html"))
OTHERS = ("courlan", "urllib3", "htmldate", "charset_normalizer")
READ = """
import json, sys
{first}
from lxml.html import parse
from cleancopy.extractors.trafilatura.reference import read_choice, read_reference
words = [read_reference(parse(name).getroot()) for name in sys.argv[1:]]
loaded = sorted({{name.partition(".")[0] for name in sys.modules}} & {{"urllib3", "htmldate", "courlan"}})
own = [read_choice(parse(name).getroot(), "https://example.com/a", "even") for name in sys.argv[1:]]
import trafilatura
page = "<html><head><meta name=date content=2020-02-03></head><body><p>x</p></body></html>"
date = trafilatura.extract_metadata(page).date
print(json.dumps([words, own, date, loaded]))
"""


@cache
def read(first: str) -> list[object]:
    done = subprocess.run([sys.executable, "-c", READ.format(first=first), *PAGES], capture_output=True, check=True)
    return list(json.loads(done.stdout))


@pytest.mark.parametrize("one", ["urllib3.response", *(pytest.param(n, marks=pytest.mark.slow) for n in OTHERS)])
def test_it_says_the_same_where_one_of_them_is_there_already(one: str) -> None:
    assert read(f"import {one}")[:3] == read("import trafilatura")[:3]


def test_it_says_the_same_as_with_a_plain_import() -> None:
    light, plain = read(""), read("import trafilatura")
    assert light[:3] == plain[:3]
    assert light[2] == "2020-02-03"
    assert light[3] == []
    assert plain[3] == ["courlan", "htmldate", "urllib3"]
