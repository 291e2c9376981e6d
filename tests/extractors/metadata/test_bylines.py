"""Authors: where pages name them, what stands beside their names, and what is nobody's name."""

from __future__ import annotations

import pytest

from cleancopy import extract

PROSE = (
    "<p>The council met for four hours on Tuesday and heard eleven speakers, nine of whom were against the plan.</p>"
    "<p>The chair, Hetty Moss, said afterwards that she had rarely seen the hall so full, or so loud, in years.</p>"
)


def authors(head: str = "", above: str = "", below: str = "") -> tuple[str, ...]:
    body = f"<article><h1>How the harbour was sold</h1>{above}{PROSE}{below}</article>"
    page = f"<html lang=en><head><title>How the harbour was sold</title>{head}</head><body>{body}</body></html>"
    return extract(page, extractor="model").authors


@pytest.mark.parametrize(
    "name", ["citation_author", "DC.creator", "dcterms.creator", "parsely-author", "sailthru.author"]
)
@pytest.mark.parametrize("attribute", ["name", "property"])
def test_who_is_declared_for_libraries_and_statistics_counts(name: str, attribute: str) -> None:
    assert authors(f'<meta {attribute}="{name}" content="Petra Lunn">') == ("Petra Lunn",)


def test_all_authors_of_a_paper_are_named_with_the_forename_first() -> None:
    head = "".join(f'<meta name="citation_author" content="{n}">' for n in ("Lunn, Petra", "Abara, Joan"))
    assert authors(head) == ("Petra Lunn", "Joan Abara")
    assert authors(head, "<p>Petra Lunn<sup>1</sup>, Joan Abara<sup>2</sup></p>") == ("Petra Lunn", "Joan Abara")


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("Words: Maria Ostrov. Photos: Ian Fell", ("Maria Ostrov",)),
        ("Words by Maria Ostrov, photos by Ian Fell", ("Maria Ostrov",)),
        ("By Maria Ostrov and Ian Fell | Photography by Ana Gil", ("Maria Ostrov", "Ian Fell")),
        ("Text: Anna Beck, Fotos: Jan Rau", ("Anna Beck",)),
        ("Text und Fotos: Anna Beck", ("Anna Beck",)),
        ("Texte et photos : Anne Duval", ("Anne Duval",)),
        ("Interview: Tom Reyes", ("Tom Reyes",)),
        ("By Emmet WhiteUpdated: 3 May 2024", ("Emmet White",)),
        ("By Maria O.", ("Maria O.",)),
        ("By J. R. Lunn.", ("J. R. Lunn",)),
    ],
)
def test_a_byline_loses_what_is_no_name(line: str, names: tuple[str, ...]) -> None:
    assert authors(above=f"<p>{line}</p>") == names


@pytest.mark.parametrize(
    "markup",
    [
        '<div class="byline"><span>Petra Lunn</span><span>Joan Abara</span></div>',
        '<ul class="article-authors"><li><a href="/a">Petra Lunn</a></li><li><a href="/b">Joan Abara</a></li></ul>',
        '<p class="authors"><b>Petra Lunn</b> <b>Joan Abara</b></p>',
    ],
)
def test_names_side_by_side_are_two_names(markup: str) -> None:
    assert authors(above=markup) == ("Petra Lunn", "Joan Abara")


@pytest.mark.parametrize(
    "below",
    [
        '<div id="comments"><div class="comment"><b class="author">Bob Hill</b><p>A fine piece.</p></div></div>',
        '<aside><div class="card"><a href="/x">The boats are back</a><span class=author>Bob Hill</span></div></aside>',
        '<div class="teaser"><h3><a href="/x">The boats come back</a></h3><p class="byline">By Bob Hill</p></div>',
        '<div class="related-story"><p class="byline">By Bob Hill</p><a href="/x">The boats come back</a></div>',
    ],
)
def test_who_wrote_something_else_is_no_author(below: str) -> None:
    assert authors(below=below) == ()


def test_the_list_of_authors_that_a_paper_declares_is_complete() -> None:
    head = "".join(f'<meta name="citation_author" content="{n}">' for n in ("Lunn, Petra", "Abara, Joan", "Fell, Ian"))
    first = '<div class="author"><a rel="author" href="/l">Petra Lunn</a></div><p class="more">and 2 more</p>'
    assert authors(head, first) == ("Petra Lunn", "Joan Abara", "Ian Fell")


@pytest.mark.parametrize(
    "line",
    [
        '<div class="field-location"><span>Verden Maria Aller</span></div>',
        '<div class="place"><div>Saint Martin</div></div>',
        '<p class="article__category">Santa Clara</p>',
        '<div class="kicker"><p>Helen Marsh</p></div>',
    ],
)
def test_a_place_or_a_section_is_nobodys_name(line: str) -> None:
    day = "<p><time>3 May 2021</time></p>"
    assert authors(above=f"{line}{day}") == ()
    assert authors(above=f"<p>Helen Marsh</p>{line.replace('Helen Marsh', 'Sports News')}{day}") == ("Helen Marsh",)


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("作者：李文博\u3000字号：大 中 小", ("李文博",)),
        ("作者：李文博 字号 大 中 小", ("李文博",)),
        ("作者:李文博 [大 中 小]", ("李文博",)),
        ("作者：李文博 编辑：王小燕 来源：新华网", ("李文博",)),
        ("作者：李文博编辑：王小燕", ("李文博",)),
        ("来源：新华网\u3000作者：李文博\u3000责任编辑：王小燕", ("李文博",)),
        ("2024年05月18日 08:32\u3000来源：江城日报\u3000作者：李文博\u3000编辑：王小燕", ("李文博",)),
        ("编辑：王小燕 作者：李文博", ("李文博",)),
        ("作者：欧阳文博 点击数：345", ("欧阳文博",)),
        ("作者：李文博、王小燕\u3000来源：新华网", ("李文博", "王小燕")),
        ("記者：山田太郎\u3000編集：佐藤花子", ("山田太郎",)),
        ("文：山田 太郎\u3000写真：鈴木 一郎", ("山田 太郎",)),
        ("執筆：山田太郎\u3000公開日：2024年5月18日", ("山田太郎",)),
        ("责任编辑：王小燕", ()),
        ("发布时间：2024-05-18 10:00 来源：新华网 字号：大 中 小", ()),
    ],
)
@pytest.mark.parametrize("markup", ["<p>{}</p>", "<div class=info>{}</div>", "<div class=author>{}</div>"])
def test_an_east_asian_name_ends_where_the_next_label_begins(line: str, names: tuple[str, ...], markup: str) -> None:
    assert authors(above=markup.format(line)) == names
