from __future__ import annotations

from html import unescape
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleancopy.extractors.errors import InputError
from cleancopy.extractors.page.parse import parse_html


def text_of(html: str) -> str:
    return str(parse_html(html, "-")[0].text_content())


def test_a_page_is_parsed_and_nothing_is_missing() -> None:
    root, truncated = parse_html("<!DOCTYPE html><html lang=de><body><p>Eins<p>Zwei</body></html>", "-")

    assert root.tag == "html"
    assert root.get("lang") == "de"
    assert [p.text for p in root.iter("p")] == ["Eins", "Zwei"]
    assert not truncated


@pytest.mark.parametrize(
    "tag", "div span section article font center table ul ol li dl dd blockquote b i em strong a small".split()
)
def test_deep_nesting_of_wrappers_keeps_the_text(tag: str) -> None:
    deep = f"<p>start</p>{f'<{tag}>' * 3000}<p>deep</p>{f'</{tag}>' * 3000}<p>the end</p>"

    root, truncated = parse_html(deep, "-")

    assert [p.text for p in root.iter("p")] == ["start", "deep", "the end"]
    assert not truncated


def test_nesting_mixed_with_attributes_and_capitals_keeps_the_text() -> None:
    deep = '<DIV class="a > b" id=x><Table border=1><tr><TD>' * 900 + "<p>deep</p>"

    root, truncated = parse_html(deep, "-")

    assert "deep" in root.text_content()
    assert not truncated


def test_what_is_lost_in_other_deep_nesting_is_owned_up_to() -> None:
    root, truncated = parse_html("<p>start</p>" + "<x-y>" * 3000 + "deep" + "</x-y>" * 3000 + "<p>the end</p>", "-")

    assert "start" in root.text_content()
    assert truncated or "the end" in root.text_content()


def test_an_ordinary_depth_keeps_its_structure() -> None:
    root, truncated = parse_html("<div>" * 1000 + "<ul><li>item</li></ul>" + "</div>" * 1000, "-")

    assert len(list(root.iter("div"))) == 1000
    assert root.find(".//li") is not None
    assert not truncated


@pytest.mark.parametrize("html", ["<p>a\ud800b</p>", "<p>a\udfffb</p>", "<p>a&#xd800;b</p>"])
def test_lone_surrogates_become_replacement_characters(html: str) -> None:
    assert text_of(html) == "a\ufffdb"


@pytest.mark.parametrize(
    "declaration",
    ['<?xml version="1.0" encoding="utf-16"?>', "\n <?xml version='1.0' encoding='windows-1251' standalone='yes'?>\n"],
)
def test_an_xml_declaration_neither_speaks_for_the_charset_nor_is_text(declaration: str) -> None:
    assert text_of(f"{declaration}<html><body><p>Größe ещё</p></body></html>") == "Größe ещё"


def test_a_meta_charset_does_not_touch_text_that_is_decoded_already() -> None:
    assert text_of('<meta charset="windows-1251"><p>Größe ещё</p>') == "Größe ещё"


@pytest.mark.parametrize("embed", ['<embed src="film.swf">', "<EMBED/>", '<embed src="a"></embed>'])
def test_what_follows_an_embedded_object_is_not_within_it(embed: str) -> None:
    root, _ = parse_html(f"<p>before</p>{embed}<p>after</p><embed-card>kept</embed-card>", "x")
    assert [p.text for p in root.findall("body/p")] == ["before", "after"]
    assert root.find("body/embed-card") is not None


@pytest.mark.parametrize("between", [" ", "/", "\n", '="" ', "='x'"])
def test_thousands_of_attributes_are_left_out(between: str) -> None:
    flood = between.join(f"data-{n}" for n in range(20_000))

    root, _ = parse_html(f"<p {flood}>text</p><p id=b>more</p>", "-")

    assert [(dict(p.attrib), p.text) for p in root.iter("p")] == [({}, "text"), ({"id": "b"}, "more")]


@pytest.mark.parametrize("quote", ['"', "'"])
def test_a_long_value_with_many_words_is_one_attribute(quote: str) -> None:
    data = "the words of a page's data, in one attribute / ".replace("'", "&#39;") * 3000

    root, _ = parse_html(f"<p id=a data-page = {quote}{data}{quote} title=b>text</p>", "-")

    assert dict(root.find("body/p").attrib) == {"id": "a", "data-page": data.replace("&#39;", "'"), "title": "b"}


@pytest.mark.parametrize("end", ["</body>", "</html>", "</body></html>", "</BODY >\n</Html\n>", "</div></body></html>"])
def test_what_follows_the_end_of_the_document_is_kept(end: str) -> None:
    root, truncated = parse_html(f"<html><body><div><p>one</p>{end}<p>two</p></div><p>three</p>{end}", "-")

    assert [p.text for p in root.iter("p")] == ["one", "two", "three"]
    assert not truncated


def test_several_documents_one_after_the_other_are_all_kept() -> None:
    page = "<!DOCTYPE html><html><head><title>A</title></head><body><p>{}</p></body></html>\n"

    root, _ = parse_html(page.format("one") + page.format("two") + "<p>three</p>", "-")

    assert [p.text for p in root.iter("p")] == ["one", "two", "three"]
    assert root.findtext("head/title") == "A"


@pytest.mark.parametrize("mode", ["open", "closed"])
def test_a_declared_shadow_tree_is_shown_and_other_templates_are_not(mode: str) -> None:
    shadow = f"<template shadowrootmode={mode}><p>shown</p><x-inner><template shadowrootmode=open><p>too</p></template>"
    root, _ = parse_html(f"<x-card>{shadow}</x-inner></template></x-card><template><p>stored</p></template>", "-")

    assert [p.text for p in root.iter("p") if not any(a.tag == "template" for a in p.iterancestors())] == [
        "shown",
        "too",
    ]


def test_comments_and_processing_instructions_are_gone() -> None:
    root, _ = parse_html("<p>one <!-- two --><?php three ?>four</p>", "-")

    assert root.text_content() == "one four"
    assert all(isinstance(element.tag, str) for element in root.iter())


def test_external_entities_are_not_loaded(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("secret")
    entity = f'<!DOCTYPE html [<!ENTITY e SYSTEM "{secret.as_uri()}">]>'

    assert "secret" not in text_of(f"{entity}<html><body><p>a &e; b</p></body></html>").replace(str(secret), "")


def test_entities_are_resolved_once() -> None:
    assert text_of("<p>&eacute;&#233;&#xE9;&nbsp;&amp;lt; AT&T</p>") == "ééé\u00a0&lt; AT&T"


@pytest.mark.parametrize("html", ["", "   ", "<!-- nothing -->"])
def test_where_there_is_nothing_to_parse_the_error_names_the_page(html: str) -> None:
    with pytest.raises(InputError) as caught:
        parse_html(html, "page.html")

    assert caught.value.source == "page.html"


@pytest.mark.parametrize(
    "html", ["<p>a<div", "<p>a</", "<p>a<!-- b", '<p>a<b title="', "<p>a&", "<p>a<script>b", "<p>a<![CDATA["]
)
def test_a_page_cut_off_anywhere_keeps_what_came_before(html: str) -> None:
    assert text_of(html).startswith("a")


@settings(deadline=None, max_examples=100)
@given(st.lists(st.sampled_from("< > </ <p> <div> </div> <b a=' \" & &#1; <!-- --> <table> <td> x \ud800 é".split())))
def test_no_markup_however_broken_makes_it_fail(pieces: list[str]) -> None:
    root, _ = parse_html("<p>start</p>" + "".join(pieces), "-")

    assert root.text_content().startswith("start")


@pytest.mark.parametrize("form", ["{}", "&#{};", "&#{}", "&#00{};", "&#x{:x};", "&#X{:X}", "&#x000{:x};"])
@pytest.mark.parametrize("code", [1, 8, 11, 12, 14, 28, 31, 0xFFFE, 0xFFFF])
def test_what_is_read_from_the_tree_can_be_written_into_it(form: str, code: int) -> None:
    odd = chr(code) if form == "{}" else form.format(code)

    root = parse_html(f"<div title='one {odd} two'>one {odd} two<b>bold</b> {odd} three</div>", "-")[0]

    box, bold = root.find(".//div"), root.find(".//b")
    assert box is not None and bold is not None
    box.text, bold.tail = box.text, bold.tail
    box.set("title", box.get("title") or "")
    assert (box.text or "").replace("\ufffd", "").split() == ["one", "two"]


@pytest.mark.parametrize(
    "said", ["&#9;", "&#10;", "&#13;", "&#32;", "&#80;", "&#x80;", "&#110;", "&#65530;", "&#x1f600;"]
)
def test_other_references_mean_what_they_mean(said: str) -> None:
    expected = unescape(said)
    assert text_of(f"<div>a{said}b</div>") == f"a{expected}b"


def test_feeds_part_words() -> None:
    assert text_of("<div>one\ftwo\vthree</div>").split() == ["one", "two", "three"]
