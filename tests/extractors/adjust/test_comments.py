"""Readers' comments are told from the rest of what is cut."""

from __future__ import annotations

import pytest

from cleancopy.extractors import Decision, Source, WriteOptions, extract
from cleancopy.extractors.adjust import Context
from cleancopy.extractors.adjust.comments import cut_comments, mark_comments
from cleancopy.extractors.article import By
from cleancopy.extractors.blocks import split
from cleancopy.extractors.features.outline import read_outline
from cleancopy.extractors.page.parse import parse_html
from cleancopy.extractors.write import RENDERERS

ARTICLE = "<article><p>The harbour council met on Tuesday evening to decide about the old ferry line.</p></article>"
LONG = (
    "Nobody spoke against it, although the mayor had asked for a second report on what the repair of its chains costs. "
    * 3
)
ONE = "I have taken this ferry every morning for twenty years, and I would miss it."
TWO = "A bridge would be cheaper in the long run, whatever the council says about it."
KEPT, CUT = Decision(True, By.MODEL, ""), Decision(False, By.MODEL, "")


def comments_of(below: str, by: By = By.MODEL) -> list[str]:
    """The comments of a page whose article is kept, and below it nothing."""
    layout = split(parse_html(f"<body>{ARTICLE}{below}", "-")[0])
    judged = [KEPT if o.getparent().tag == "article" else Decision(False, by, "") for o in layout.owners]
    marked = mark_comments(layout, judged, Context())
    assert [d.keep for d in marked] == [d.keep for d in judged]
    return [b.text for b, d in zip(layout.blocks, marked, strict=True) if d.by is By.COMMENTS]


@pytest.mark.parametrize(
    "markup",
    [
        "<div class=comments>{}</div>",
        "<section id=comments>{}</section>",
        "<div class=CommentList>{}</div>",
        "<div class=kommentare><ul><li>{}</ul></div>",
    ],
)
def test_prose_under_an_element_named_so_is_a_comment(markup: str) -> None:
    assert comments_of(markup.format(f"<p>{ONE}</p><p>{TWO}</p>")) == [ONE, TWO]


def test_prose_elsewhere_is_none() -> None:
    assert comments_of(f"<aside><p>{ONE}</p></aside><div class=community><p>{TWO}</p></div>") == []


def test_who_wrote_a_comment_and_when_stands_above_it_and_buttons_are_left_out() -> None:
    frame = "<h3>Ada</h3><span class=date><p class=meta>12 March</p></span><div class=text><p>{}</p></div>"
    frame += "<button>Reply</button><img src=ada.jpg alt=Ada><div class=links><a href=/flag>Flag this comment</a></div>"
    html = "".join(f"<li>{frame.format(text)}</li>" for text in (ONE, TWO))

    shown = comments_of(f"<h2>2 comments</h2><ul class=comments>{html}</ul>")
    assert shown == ["Ada", "12 March", ONE, "Ada", "12 March", TWO]


@pytest.mark.parametrize(
    "post",
    [
        "<li class=comment><cite>{}</cite> says:<p>{}</p></li>",
        "<li class=comment><div><b><a href=/u>{}</a></b> says:</div><div><p>{}</p></div><a href=#r>Reply</a></li>",
        "<div class=comment><h4>{} says:</h4><div class=body><p>{}</p></div><button>Like</button></div>",
        "<div class=comment><p class=who><a href=/u>{}</a> says:</p><blockquote>{}</blockquote></div>",
    ],
)
def test_each_of_several_comments_is_named(post: str) -> None:
    html = post.format("Ada", ONE) + post.format("Kit", TWO)

    assert comments_of(f"<div class=comments><h3>2 comments</h3>{html}</div>") == ["Ada says:", ONE, "Kit says:", TWO]


def test_stars_and_portraits_may_stand_between_the_name_and_the_comment() -> None:
    post = (
        "<li><p class=who>{}</p><img src=/5.png alt='5 stars'><button>Like</button><div class=said><p>{}</p></div></li>"
    )
    html = post.format("Ada", ONE) + post.format("Kit", TWO)

    assert comments_of(f"<ul class=comments>{html}</ul>") == ["Ada", ONE, "Kit", TWO]


def test_a_reply_in_a_comment_is_named_as_well() -> None:
    reply = f"<ul><li class=comment><div>Kit, 2 March</div><p>{TWO}</p></li></ul>"
    html = f"<ul><li class=comment><div>Ada, 1 March</div><p>{ONE}</p>{reply}</li></ul>"

    assert comments_of(f"<div class=comments>{html}</div>") == ["Ada, 1 March", ONE, "Kit, 2 March", TWO]


def test_a_heading_above_one_comment_is_none_of_its_lines() -> None:
    html = f"<h3>1 comment</h3><div class=comment><div>Ada</div><p>{ONE}</p><p>{TWO}</p></div>"

    assert comments_of(f"<div class=comments>{html}</div>") == ["Ada", ONE, TWO]


def test_a_short_comment_is_one_where_the_long_ones_stand() -> None:
    html = f"<p class=name>Ada</p><div class=text>{ONE}</div><p class=name>Bo</p><div class=text>Me too</div>"

    assert comments_of(f"<div class=comments>{html}</div>") == [ONE, "Me too"]


def test_short_sentences_are_comments_where_each_stands_in_an_element_of_its_own() -> None:
    said = ("Told you so in 2019.", "What about the ferry?")
    html = "".join(f"<div class=comment><b>oldsalt</b><p>{text}</p></div>" for text in said)

    assert comments_of(f"<section class=comments><h2>Comments (2)</h2>{html}</section>") == [
        "oldsalt",
        said[0],
        "oldsalt",
        said[1],
    ]
    assert comments_of("<div class=comments><p>You must log in.</p><p>Be the first to say so!</p></div>") == []
    assert comments_of(f"<section class=comments><form>{html}</form></section>") == []


def test_a_place_for_comments_without_any_has_none() -> None:
    assert comments_of("<div class=comments><p>Log in</p><p>Be the first</p></div>") == []


def test_what_a_rule_cut_or_the_article_says_is_no_comment() -> None:
    assert comments_of(f"<div class=comments><p>{ONE}</p></div>", by=By.RULE) == []

    layout = split(parse_html(f"<div class=comments><p>{ONE}</p></div>", "-")[0])
    assert mark_comments(layout, [KEPT], Context()) == (KEPT,)


def test_links_alone_are_no_comment() -> None:
    assert comments_of(f"<div class=comments><p><a href=/a>{ONE}</a></p></div>") == []


def kept_of(html: str) -> list[str]:
    """What is left of a page of which everything was kept."""
    layout = split(parse_html(html, "-")[0])
    cut = cut_comments(layout, [KEPT] * len(layout.blocks), Context(outline=read_outline(layout)))
    return [b.text for b, d in zip(layout.blocks, cut, strict=True) if d.keep]


def test_comments_that_are_a_small_part_of_what_is_kept_are_cut() -> None:
    html = f"<article>{f'<p>{TWO}</p>' * 4}</article><section class=comments><p>{ONE}</p></section><p>After</p>"

    assert kept_of(html) == [TWO] * 4 + ["After"]


@pytest.mark.parametrize(
    "section",
    [
        f"<div id=comment-on-method><h2>A comment on method</h2><p>{ONE}</p></div>",
        f"<section class=comments-received><p>{ONE}</p></section>",
        f"<p class=comment>{ONE}</p>",
    ],
)
def test_a_last_section_among_the_article_s_own_is_no_comment(section: str) -> None:
    assert ONE in kept_of(f"<div class=text>{f'<p>{TWO}</p>' * 4}{section}</div>")


@pytest.mark.parametrize(
    "post",
    [
        f"<p class=author>Ada</p><p>{ONE}</p>",
        f"<p>Ada, 3 May 2021</p><p>{ONE}</p>",
        f"<p>{ONE}</p><p><time>3 May</time></p>",
        f"<p>{ONE}</p><form><textarea></textarea></form>",
        f"<p>{ONE}</p><a class='reply-link' href=/r>Answer</a>",
    ],
)
def test_a_section_with_posts_is_readers_comments(post: str) -> None:
    assert ONE not in kept_of(f"<div class=text>{f'<p>{TWO}</p>' * 4}<div class=comments>{post}</div></div>")


@pytest.mark.parametrize(
    "posts",
    [
        "<div class='post first'><p>{}</p></div><div class='post first' itemprop=comment><p>{}</p><time>2</time></div>",
        "<article class=topic-post1><p>{}</p></article><article class=topic-post2 id=comment-2><p>{}</p><cite>Bo</cite>"
        "</article>",
        "<ol><li class=entry><div><p>{}</p></div><li class=entry itemprop=comment><div><p>{}</p></div></ol>",
    ],
)
def test_a_post_marked_like_the_first_of_its_thread_is_no_comment(posts: str) -> None:
    assert ONE in kept_of(posts.format(LONG, ONE))


def test_where_comments_are_most_of_the_page_they_are_its_content() -> None:
    html = f"<p>{TWO}</p><div class=comments>{f'<p>{ONE}</p>' * 3}</div>"

    assert kept_of(html) == [TWO, *[ONE] * 3]
    assert kept_of("<p>a</p>") == ["a"]


@pytest.mark.parametrize("format", ["text", "json", "markdown", "html"])
def test_comments_are_always_found_and_written_where_they_are_asked_for(format: str) -> None:
    below = f"<div class=comments><p>{ONE}</p><p>{TWO}</p></div>"
    page = f"<html lang=en><title>Ferry</title><body>{ARTICLE.replace('</p>', f'</p><p>{LONG}</p>')}{below}"
    article = extract(Source("page.html", page.encode()))

    assert [block.text for block in article.comments] == [ONE, TWO]
    assert ONE not in RENDERERS[format](article, WriteOptions())
    assert ONE in RENDERERS[format](article, WriteOptions(comments=True))
