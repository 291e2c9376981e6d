"""The walk over libxml2's nodes against the same by lxml's elements."""

from __future__ import annotations

import subprocess
import sys
from random import Random
from typing import Any

import lxml.html
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from trees import tree as drawn_body

from cleancopy.extractors.blocks import nodes
from cleancopy.extractors.elements.vocabulary import SKIPPED
from cleancopy.extractors.page.parse import parse_html

from ...compiled import compiled_module

HUGE = lxml.html.HTMLParser(huge_tree=True)
PAGES = {
    "comments and text between them": "a<!-- b -->c<p>d<!-- e -->f<?g h?>i<b>j</b>k<!-- l -->m</p><!-- n -->o",
    "attributes without values": "<p class id hidden>a<a href>b</a><li value checked>c",
    "skipped elements": "<svg><g><svg>a</svg>b</g></svg>c<select><option>d<p>e</select><textarea>f</textarea>g",
    "tags that nobody knows": "".join(f"<x{i}>a</x{i}>" for i in range(1000)) * 2,
    "names with colons": "<svg:p>a</svg:p><o:p xmlns:o='urn:x'>b</o:p><a:b:c>d</a:b:c>",
    "characters of all planes": "<p title='\U0001f600'>é\U0001f600中\u0301<b>\U00010000</b>\u00a0",
    "nothing": "",
}  # fmt: skip


@pytest.fixture(scope="module")
def compiled() -> Any:
    return compiled_module("blocks.compiled_nodes")


def read_by(found: Any, root: Any) -> object:
    """Everything that the contract promises, with elements as their numbers in the tree."""
    order = {element: number for number, element in enumerate(root.getroottree().getroot().iter())}
    count = len(found.tags)
    return (
        found.tags,
        list(found.parents),
        found.texts,
        found.tails,
        [order[found.element(i)] for i in range(count)],
        [[found.get(i, name) for name in ("class", "id", "href", "title", "x")] for i in range(count)],
    )


def check(compiled: Any, root: Any) -> None:
    ours, theirs = compiled.read_nodes(root, SKIPPED), nodes.nodes_by_lxml(root, SKIPPED)
    elements = list(root.iter("*"))[::3]

    assert read_by(ours, root) == read_by(theirs, root)
    assert compiled.read_ancestors(elements) == nodes.ancestors_by_lxml(elements)


def test_what_is_compiled_is_used(compiled: Any) -> None:
    assert (nodes.read_nodes, nodes.read_ancestors) == (compiled.read_nodes, compiled.read_ancestors)


def test_python_reads_a_page_as_the_contract_says() -> None:
    root = lxml.html.fromstring("<div id=a>b<p>c<svg><g>d</g></svg>e</p><!-- f -->g</div>")
    found = nodes.nodes_by_lxml(root, SKIPPED)

    assert (found.tags, list(found.parents)) == (["div", "p", "svg"], [-1, 0, 1])
    assert (found.texts, found.tails) == (["b", "c", None], [None, None, "e"])
    assert (found.get(0, "id"), found.get(1, "id"), found.element(1)) == ("a", None, root[0])


@pytest.mark.parametrize("body", PAGES.values(), ids=PAGES.keys())
@pytest.mark.parametrize("parse", [lxml.html.document_fromstring, lambda html: parse_html(html, "-")[0]])
def test_odd_pages_are_read_alike(compiled: Any, parse: Any, body: str) -> None:
    tree = parse(f"<html><body>{body}</body></html>")

    check(compiled, tree)
    check(compiled, tree.find("body"))


def test_xml_with_namespaces_is_read_alike(compiled: Any) -> None:
    check(
        compiled,
        etree.fromstring("<a xmlns='urn:a' xmlns:b='urn:b'>c<b:d b:e='f'>g</b:d><![CDATA[h]]>i<!-- j -->k</a>"),
    )


@given(st.integers())
@settings(deadline=None, max_examples=200)
def test_drawn_trees_are_read_alike(compiled: Any, seed: int) -> None:
    check(compiled, parse_html(f"<html><body>{drawn_body(Random(seed))}</body></html>", "-")[0])


@pytest.mark.parametrize("form", ["compiled", "python"])
def test_depth_is_no_recursion(compiled: Any, form: str) -> None:
    root = etree.Element("div")
    inner = root
    for _ in range(10_000):
        inner = etree.SubElement(inner, "div")
    inner.text = "a"
    found = (compiled.read_nodes if form == "compiled" else nodes.nodes_by_lxml)(root, SKIPPED)

    assert list(found.parents) == list(range(-1, 10_000))
    assert found.texts[-1] == "a"


def test_numbers_beyond_the_arrays_are_refused(compiled: Any) -> None:
    found = compiled.read_nodes(lxml.html.fromstring("<p>a"), SKIPPED)

    for call in (lambda: found.element(1), lambda: found.element(-1), lambda: found.get(1, "id")):
        with pytest.raises(IndexError):
            call()


def test_a_tree_outlives_whoever_held_it(compiled: Any) -> None:
    found = compiled.read_nodes(lxml.html.fromstring("<div><p class=a>b</p></div>"), SKIPPED)

    assert found.element(1).getparent().tag == "div"
    assert found.get(1, "class") == "a"


def test_what_is_no_element_is_refused(compiled: Any) -> None:
    with pytest.raises(TypeError):
        compiled.read_nodes(None, SKIPPED)
    with pytest.raises(TypeError):
        compiled.read_ancestors(["p"])


@pytest.mark.slow
@pytest.mark.parametrize("form", ["compiled", "python"])
def test_two_million_elements_and_a_text_of_20_mib_are_read(compiled: Any, form: str) -> None:
    read = compiled.read_nodes if form == "compiled" else nodes.nodes_by_lxml
    text = "word " * (4 << 20)
    root = lxml.html.document_fromstring(f"<p>{text}</p>{'<b></b>' * 2_000_000}", HUGE)
    found = read(root, SKIPPED)

    assert len(found.tags) == len(found.parents) == 2_000_003
    assert found.texts[2] == text


@pytest.mark.skipif(sys.platform != "linux", reason="the limit of memory is Linux's")
def test_memory_that_runs_out_is_an_error(compiled: Any) -> None:
    script = """
import resource
from pathlib import Path
from lxml import html
from cleancopy.extractors.blocks.compiled_nodes import read_nodes
root = html.document_fromstring("<b>a</b>" * 500_000, html.HTMLParser(huge_tree=True))
used = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
for room in range(1, 40):  # MiB: where memory ends is another place each time
    resource.setrlimit(resource.RLIMIT_AS, (used + (room << 20), resource.RLIM_INFINITY))
    try:
        read_nodes(root, ())
        print("read")
    except MemoryError:
        print("no memory")
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=60, check=False)

    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("no memory\n") and done.stdout.endswith("read\n")
