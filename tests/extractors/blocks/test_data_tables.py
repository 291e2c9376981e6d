from __future__ import annotations

import pytest

from cleancopy.extractors.blocks.split import is_data_table
from cleancopy.extractors.page.parse import parse_html


def is_data(html: str) -> bool:
    return is_data_table(next(parse_html(html, "-")[0].iter("table")))


ROW = "<tr><td>1<td>2"
PARAGRAPHS = "<p>One.</p><p>Two.</p><p>Three.</p>"


@pytest.mark.parametrize(
    "table",
    [
        f"<table>{ROW}{ROW}</table>",
        f"<table><tr><th>a<th>b{ROW}</table>",
        f"<table><thead><tr><th>a<th>b<tbody>{ROW}<tfoot>{ROW}</table>",
        "<table><tr><th>Born<td>1912<tr><th>Died<td>1954</table>",
        f"<table><caption>c</caption>{ROW}{ROW}</table>",
        f"<table><tr><td>1<td><ul><li>x</ul>{ROW}{ROW}</table>",
        "<table><tr><td><p>1</p><td><p>2</p><tr><td><p>3</p><td><p>4</p><tr><td><p>5</p><td><p>6</p></table>",
        f"<table>{ROW * 3000}</table>",
    ],
)
def test_rows_and_columns_of_short_texts_are_data(table: str) -> None:
    assert is_data(table)


@pytest.mark.parametrize(
    "table",
    [
        "<table></table>",
        "<table><tr><td>only cell</table>",
        "<table><tr><td>one<tr><td>column<tr><td>only</table>",
        f"<table role=presentation>{ROW}{ROW}</table>",
        f"<table role=none>{ROW}{ROW}</table>",
        f"<table><tr><td><table>{ROW}</table><td>x{ROW}</table>",
        f"<table><tr><td>{PARAGRAPHS}<td>side<tr><td>{PARAGRAPHS}<td>side</table>",
        "<table><tr><td><div><ul><li>menu</ul></div><td><div><h1>Title</h1><p>text</p></div></table>",
    ],
)
def test_tables_that_lay_out_a_page_are_not(table: str) -> None:
    assert not is_data(table)
