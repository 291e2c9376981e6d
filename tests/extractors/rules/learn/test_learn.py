"""What is proposed for pages of one site, and what is not."""

from __future__ import annotations

import pytest

from cleancopy.extractors.options import ExtractOptions
from cleancopy.extractors.rules.learn import learn

from .kept_pages import MORE, html, learnt, sheet, taken

APPEAL = "Our work is paid for by readers who think that news should be free for everybody."


def test_an_element_that_only_holds_what_repeats_becomes_a_selector() -> None:
    site = learnt([html(i, f'<div class="appeal"><p>{APPEAL}</p></div>') for i in range(5)])

    assert [(p.selector, p.seen) for p in site.proposals] == [("div.appeal", 5)]


def test_an_element_that_also_holds_text_of_one_page_is_left_for_a_text_rule() -> None:
    pages = [html(i, f'<div class="box"><p>{APPEAL}</p></div>') for i in range(4)]
    alone = "This box tells on one single page what stands on no other page of this small site."
    pages.append(html(4, f'<div class="box"><p>{APPEAL}</p><p>{alone}</p></div>'))
    site = learnt(pages)

    assert [p.selector for p in site.proposals] == [None]
    assert taken(site) == {APPEAL}
    assert any("div.box" in remark and "one page alone" in remark for remark in site.remarks)


@pytest.mark.parametrize("name", ["css-1x9z", "jsx-abc", "mt-4", "text-small", "post-20391", "md:flex"])
def test_names_made_by_tools_or_for_looks_are_no_selectors(name: str) -> None:
    site = learnt([html(i, f'<div class="{name}"><p>{APPEAL}</p></div>') for i in range(5)])

    assert [p.selector for p in site.proposals] == [None]
    assert taken(site) == {APPEAL}


def test_numbers_dates_and_names_may_change_within_a_sentence() -> None:
    names = ("Anna Schmidt", "Bob O'Neill", "Carla de Souza", "Dmitri Orlov", "Efua Mensah")
    said = [
        f"{name} has written for this newspaper since {1990 + i} and lives near the sea."
        for i, name in enumerate(names)
    ]
    site = learnt([html(i, f"<p>{text}</p>") for i, text in enumerate(said)])

    assert [p.varied for p in site.proposals] == [True]
    assert taken(site) == set(said)


def test_news_that_are_told_in_the_same_words_are_not_taken() -> None:
    def page(i: int) -> str:
        town = ("Ravenna", "Oslo", "Porto", "Cork", "Split")[i]
        told = f"<p>In {town} the temperature rose to {12 + 3 * i} degrees, and {100 + i} people bathed in the sea.</p>"
        return html(i, told, f"<p>{MORE[i]}</p>")

    assert not taken(learnt([page(i) for i in range(5)]))


def test_a_series_of_like_sentences_on_each_page_is_not_taken() -> None:
    def page(i: int) -> str:
        return html(
            i, *(f"<p>Chapter {n} of book {i} is about what happened to hero number {n}.</p>" for n in range(6))
        )

    assert not taken(learnt([page(i) for i in range(5)]))


@pytest.mark.parametrize(
    "markup",
    [
        "<h2>Ingredients</h2><p>{own}</p>",
        "<p>What you need:</p><p>{own}</p>",
        "<ul><li>Salt</li><li>{own}</li></ul>",
        "<table><tr><th>Weight</th><td>{own}</td></tr><tr><th>Colour</th><td>{other}</td></tr></table>",
        "<pre>import numpy as np</pre><p>{own}</p>",
    ],
)
def test_what_articles_share_with_one_another_is_not_taken(markup: str) -> None:
    pages = [html(i, markup.format(own=MORE[i], other=MORE[i + 5])) for i in range(5)]

    assert not taken(learnt(pages))


def test_a_heading_above_links_or_at_the_end_is_boilerplate() -> None:
    pages = [
        html(i, f'<h3>More stories</h3><ul><li><a href="/{i}">{MORE[i]}</a></li></ul><h3>Your opinion counts</h3>')
        for i in range(5)
    ]

    assert taken(learnt(pages)) == {"More stories", "Your opinion counts"}


def test_the_lead_of_one_page_is_not_taken_where_others_show_it_as_a_teaser() -> None:
    lead = "A lead that tells in one sentence what the whole of the long article is about."
    first = html(0, title="The bridge is open").replace("</h1>", f"</h1><p>{lead}</p>")
    others = [html(i, f"<h3>The bridge is open</h3><p>{lead}</p>") for i in range(1, 5)]

    assert lead not in taken(learnt([first, *others]))


def test_a_text_that_comes_through_once_is_taken_where_it_stands_in_one_place_of_the_template() -> None:
    pages = [sheet(html(i, f'<p class="line">{APPEAL}</p>'), f"{i}.html", cut=(APPEAL,) if i else ()) for i in range(5)]
    site = learn(pages, None, ExtractOptions()).sites[0]

    assert [(p.selector, p.seen, p.came) for p in site.proposals] == [("p.line", 5, 1)]


def test_a_long_text_is_known_by_its_beginning_but_not_taken_for_another() -> None:
    long = " ".join(f"word{chr(97 + i % 26)}{chr(97 + i // 26)}" for i in range(60))
    pages = [html(i, f"<p>{long} and this is how the notice ends.</p>") for i in range(4)]
    twin = f"{long[:200]} and here one page goes on with words of its very own until the end of it."
    pages.append(html(4, f"<p>{long} and this is how the notice ends.</p><p>{twin}</p>"))

    found = taken(learnt(pages))
    assert len(found) == 1
    assert twin not in found


def test_the_surest_come_first() -> None:
    rare = "This notice stands on some of the pages, and it says the same on all of them."
    pages = [html(i, f"<p>{APPEAL}</p>", f"<p>{rare}</p>" if i < 4 else "") for i in range(8)]

    assert [p.seen for p in learnt(pages).proposals] == [8, 4]


def test_plain_text_works_as_well() -> None:
    pages = [f"Headline {i}\n\n{MORE[i]}\n\n{APPEAL}\n\n{MORE[i + 5]}\n" for i in range(5)]

    assert taken(learnt(pages, "txt")) == {APPEAL}


def test_pages_of_several_hosts_are_learned_apart() -> None:
    def page(i: int, host: str, text: str) -> str:
        link = f'<link rel="canonical" href="https://{host}/{i}"></head>'
        return html(i, f"<p>{text}</p>").replace("</head>", link)

    other = "The other site asks its readers for patience while the printing press is being mended."
    pages = [page(i, "www.one.example", APPEAL) for i in range(3)] + [
        page(i, "two.example", other) for i in range(3, 6)
    ]
    lesson = learn([sheet(text, f"{i}.html") for i, text in enumerate(pages)], None, ExtractOptions())

    assert {site.host: taken(site) for site in lesson.sites} == {"one.example": {APPEAL}, "two.example": {other}}


def test_the_same_article_twice_counts_once() -> None:
    page = html(1, f"<p>{APPEAL}</p>")
    lesson = learn([sheet(page, "a.html"), sheet(page, "b.html")], None, ExtractOptions())

    assert not lesson.sites
    assert lesson.remarks[-1] == "b.html: left out: the same article as a.html"


def test_a_print_version_among_other_pages_counts_once() -> None:
    pages = [sheet(html(i, f"<p>{APPEAL}</p>"), f"{i}.html") for i in range(5)]
    pages.append(sheet(html(2, "<p>Printed page</p>"), "print.html"))
    lesson = learn(pages, None, ExtractOptions())

    assert len(lesson.sites[0].sheets) == 5
    assert taken(lesson.sites[0]) == {APPEAL}


def test_thousands_of_like_blocks_make_one_rule() -> None:
    assert len(learnt([html(i, f"<p>{APPEAL}</p>" * 3000) for i in range(3)]).proposals) == 1
