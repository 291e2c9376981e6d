"""Which lines of a Markdown text are code."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from cleancopy.extractors.render.fences import hide_code, show_code

MARKDOWN = MarkdownIt("commonmark")
LINES = ["", "a", "```", "````", "`````", "   ```", "``` ", "``` a", "```a`", "> a", "  a"]
WITHIN = [*LINES, "    ```", "> ```", "- ```", "> - ````", "  ```", ">   ```", "~~~"]


@pytest.mark.parametrize(
    ("text", "blocks"),
    [
        ("a", []),
        ("```\na\n```", ["```\na\n```"]),
        ("```\na\n``", ["```\na\n``"]),  # never closed
        ("````\n```\na\n````\n```\nb\n```", ["````\n```\na\n````", "```\nb\n```"]),
        ("```\na\n````\nb", ["```\na\n````"]),
        ("```\n    ```\n   ```\nb", ["```\n    ```\n   ```"]),
        ("```\n``` a\n```  \nb", ["```\n``` a\n```  "]),
        ("``` a`b\nc", []),
        ("- ```\n  a\n  ```\n- b", ["```\n  a\n  ```"]),
        ("> 1. ```\n>    > ```\n>    ```\n> b", ["```\n>    > ```\n>    ```"]),
        ("~~~\na", []),  # the converter writes no such fences
    ],
)
def test_fences_are_closed_as_they_were_opened(text: str, blocks: list[str]) -> None:
    assert hide_code(text)[1] == blocks


@settings(deadline=None)
@given(st.lists(st.sampled_from(LINES), max_size=8))
def test_a_reader_of_markdown_sees_the_same_blocks(lines: list[str]) -> None:
    text = "\n".join([*lines, "b"])
    fences = [token.map for token in MARKDOWN.parse(text) if token.type == "fence"]

    assert [len(block.split("\n")) for block in hide_code(text)[1]] == [end - start for start, end in fences]


@given(st.lists(st.sampled_from(WITHIN), max_size=12).map("\n".join))
def test_what_was_hidden_comes_back_unchanged(text: str) -> None:
    hidden, blocks = hide_code(text)

    assert show_code(hidden, blocks) == text
    assert hide_code(hidden)[1] == []
