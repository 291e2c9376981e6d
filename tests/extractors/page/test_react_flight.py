"""Pages of React whose elements come as data."""

from __future__ import annotations

import json

import pytest

from cleancopy.extractors import Source, extract
from cleancopy.extractors.article import Status
from cleancopy.extractors.page import read_page
from cleancopy.extractors.page.react_flight import flight_markup

PROSE = "The harbour reopened on Monday, nine days after a storm had closed it to all traffic, officials said. "


def page(*pushed: str) -> bytes:
    scripts = "".join(f"<script>self.__next_f.push([1,{json.dumps(one)}])</script>" for one in pushed)
    return f"<html><title>A page</title><body><div id=root>Loading…</div>{scripts}</body></html>".encode()


def markup(*pushed: str) -> str | None:
    tree = read_page(Source("p.html", page(*pushed))).tree
    assert tree is not None
    return flight_markup(tree)


@pytest.mark.parametrize(
    ("pushed", "html"),
    [
        (['0:["$","p",null,{"children":"One."}]\n'], "<p>One.</p>"),
        (['0:["$","p",null,{"child', 'ren":"One."}]\n'], "<p>One.</p>"),
        (['0:["$","p",null,{"children":["So ",["$","b",null,{"children":"it"}]," is"]}]\n'], "<p>So <b>it</b> is</p>"),
        (['1:["$","b",null,{"children":"x"}]\n0:["$","p",null,{"children":"$L1"}]\n'], "<p><b>x</b></p>"),
        (['0:["$","$L7",null,{"children":["$","p",null,{"children":"In a component."}]}]\n'], "<p>In a component.</p>"),
        (['0:["$","a",null,{"href":"/x\\"y","onClick":"f()","children":"A"}]\n'], '<a href="/x&quot;y">A</a>'),
        (['0:["$","div",null,{"dangerouslySetInnerHTML":{"__html":"<p>Raw.</p>"}}]\n'], "<div><p>Raw.</p></div>"),
        (['2:Ta,<p>Ü.</p>0:["$","div",null,{"dangerouslySetInnerHTML":{"__html":"$2"}}]\n'], "<div><p>Ü.</p></div>"),
        (['0:["$","p",null,{"children":"1 < 2 & $$5"}]\n'], "<p>1 &lt; 2 &amp; $$5</p>"),
        (['0:["$","script",null,{"children":"alert(1)"}]\n1:["$","p",null,{"children":"x"}]\n'], "<p>x</p>"),
        (['3:I["chunk"]\n4:HL["/a.css"]\n:N17\n0:["$","p",null,{"children":"x"}]\n'], "<p>x</p>"),
        (['0:["$","p",null,{"children":"broken\n1:["$","p",null,{"children":"x"}]\n'], "<p>x</p>"),
        (['0:["$","p",null,{"children":"$0"}]\n'], "<p></p>"),
        (["0:null\n"], None),
        ([], None),
    ],
)
def test_rows_become_html(pushed: list[str], html: str | None) -> None:
    assert markup(*pushed) == html


def test_an_article_that_stands_only_in_the_data_is_found() -> None:
    rows = "".join(f'["$","p",null,{{"children":{json.dumps(PROSE + str(i))}}}],' for i in range(6))
    article = extract(Source("p.html", page(f'0:["$","article",null,{{"children":[{rows[:-1]}]}}]\n')))
    assert article.status is Status.OK
    assert [b.text for b in article.kept] == [PROSE + str(i) for i in range(6)]


def test_deep_and_circular_data_end() -> None:
    deep = '["$","b",null,{"children":' * 900 + '"x"' + "}]" * 900
    assert markup(f"0:{deep}\n") is None or len(markup(f"0:{deep}\n") or "") < 10_000
    assert markup('0:["$","p",null,{"children":"$L1"}]\n1:["$","p",null,{"children":"$L0"}]\n') is not None
