"""Posts of threads and entries of live blogs are kept or cut whole."""

from __future__ import annotations

import pytest

from cleancopy.extractors.adjust import Context
from cleancopy.extractors.adjust.posts import keep_posts_whole
from cleancopy.extractors.article import By, Decision
from cleancopy.extractors.blocks import split
from cleancopy.extractors.page.parse import parse_html

KEPT, CUT = Decision(True, By.MODEL, "score"), Decision(False, By.MODEL, "score")
SAYS = "Words of post {} that go on for a while, so that nobody could take them for a label of any kind."


def kept(body: str, wanted: str = "Words", score: float = 0.3) -> list[str]:
    """The texts that are kept where the model keeps what begins with `wanted`, and gives `score` to the rest."""
    layout = split(parse_html(f"<html><body>{body}</body></html>", "p.html")[0])
    decisions = [KEPT if block.text.startswith(wanted) else CUT for block in layout.blocks]
    decided = keep_posts_whole(layout, decisions, Context(scores=[0.9 if d.keep else score for d in decisions]))
    return [block.text for block, decision in zip(layout.blocks, decided, strict=True) if decision.keep]


def posts(form: str, count: int = 4, **same: str) -> str:
    names = "ann bob cid dan eve fay".split()
    return "".join(form.format(n=n, who=names[n], when=f"1{n}.20", text=SAYS.format(n), **same) for n in range(count))


@pytest.mark.parametrize(
    "form",
    [
        "<div class=post id=p{n}><p class=author>{who}</p><p><time>{when}</time></p><p>{text}</p></div>",
        "<article class=live><time>{when}</time><p class=by>{who}</p><p>{text}</p></article>",
        "<article class='block block-{n}'><header><time>{when}</time><h2>About {who}</h2></header><div><p>{text}</p></div></article>",  # noqa: E501
        "<li><div><a class=username href=/u/{n}>{who}</a></div><div>12 May 2024</div><div class=body>{text} {n}</div></li>".replace(  # noqa: E501
            "12 May 2024", "1{n} May 2024"
        ),
        "<table><tr><td><span class=hnuser>{who}</span> <span>{n} hours ago</span></td></tr><tr><td>{text}</td></tr></table>",  # noqa: E501
    ],
)
def test_who_said_it_and_when_is_kept_with_what_was_said(form: str) -> None:
    text = "\n".join(kept(posts(form)))
    for n, who in enumerate(("ann", "bob", "cid", "dan")):
        assert who in text and SAYS.format(n) in text


def test_what_is_the_same_in_every_post_is_left_to_the_model() -> None:
    form = "<div class=post><p class=author>{who}</p><p>{text}</p><p>Reply</p><p>Share this on Facebook</p></div>"
    assert not {"Reply", "Share this on Facebook"} & set(kept(posts(form)))


def test_what_the_model_is_sure_of_is_left_to_it() -> None:
    form = "<div class=post><p class=author>{who}</p><p>{text}</p></div>"
    assert "ann" in kept(posts(form)) and "ann" not in kept(posts(form), score=0.05)


def test_a_short_answer_is_kept_where_the_others_answers_are() -> None:
    form = "<div class=post><p class=author>{who}</p><div class=said>{text}</div></div>"
    body = posts(form, 5) + "<div class=post><p class=author>fay</p><div class=said>No.</div></div>"
    assert kept(body)[-2:] == ["fay", "No."]


@pytest.mark.parametrize(
    "form",
    [
        "<div class=teaser><h3>About {who}</h3><p>{text}</p></div>",
        "<div class=post><p class=author>{who}</p><p>{text}</p></div>",
    ],
)
def test_where_most_of_them_are_cut_nothing_is_kept_for_their_sake(form: str) -> None:
    body = posts(form, 6)
    assert kept(body, "Words of post 3") == [SAYS.format(3)]


def test_two_are_no_thread_and_paragraphs_are_no_posts() -> None:
    form = "<div class=post><p class=author>{who}</p><p>{text}</p></div>"
    assert "ann" not in kept(posts(form, 2))
    assert kept("".join(f"<p>{SAYS.format(n)}</p>" for n in range(5)) + "<p>12.30</p>")[-1] == SAYS.format(4)


POST = (
    "<div class=post><p class=author>{who}</p><p class=when>1{n} May 2024</p>"
    "<div class=body>{said}</div><p>{n} Likes</p></div>"
)


@pytest.mark.parametrize(
    ("inset", "texts"),
    [
        ("<blockquote><p>four turns or five</p></blockquote>", ["four turns or five"]),
        ("<pre><code>turn(5)\nturn(4)</code></pre>", ["turn(5)\nturn(4)"]),
        ("<ul><li>tallow</li><li>no grease</li></ul>", ["tallow", "no grease"]),
        (
            "<aside class=card><h3><a href=/g>How to pack</a></h3><p>A pamphlet.</p></aside>",
            ["How to pack"],
        ),
    ],
)
def test_quotations_code_and_lists_are_kept_with_the_post_that_they_are_in(inset: str, texts: list[str]) -> None:
    says = [f"<p>{SAYS.format(n)}</p>" for n in range(4)]
    said = [says[0], f"{inset}{says[1]}", says[2], f"{says[3]}{inset}"]
    body = "".join(POST.format(n=n, who="ann bob cid dan".split()[n], said=one) for n, one in enumerate(said))
    found = kept(body, score=0.15)

    assert [text for text in found if text in texts] == 2 * texts
    assert kept(body, score=0.04) == [SAYS.format(n) for n in range(4)]


def test_lists_in_cards_that_nobody_wrote_are_left_to_the_model() -> None:
    form = "<div class=card><h3>Goods</h3><div class=body><p>{}</p><ul><li>red</li><li>blue</li></ul></div></div>"
    body = "".join(form.format(SAYS.format(n)) for n in range(4))
    assert kept(body, score=0.15) == [SAYS.format(n) for n in range(4)]


@pytest.mark.parametrize(("words", "is_kept"), [(3, True), (40, True), (400, False)])
def test_what_is_kept_along_with_posts_is_no_longer_than_they_are(words: int, is_kept: bool) -> None:
    form = "<div class=review><p class=who>{who}</p><div><p>{text}</p></div></div>"
    other = f"<div class=review><p class=who>gil</p><div><p>{'Praise ' * words}</p></div></div>"
    assert any(text.startswith("Praise") for text in kept(posts(form) + other)) is is_kept


@pytest.mark.parametrize(
    ("inset", "is_kept"),
    [("<blockquote><p>Stay in.</p></blockquote>", True), ("<pre>stay()</pre>", True), ("<ul><li>Tag</li></ul>", False)],
)
def test_what_a_post_quotes_stays_where_its_text_has_no_element_of_its_own(inset: str, is_kept: bool) -> None:
    form = "<div class=entry id=e{n}><time>{when}</time><p class=by>{who}</p><p>{text}</p></div>"
    last = f"<div class=entry id=e9><time>20.10</time><p class=by>gil</p><p>{SAYS.format(9)}</p>{inset}</div>"
    said = kept(posts(form) + last)
    assert any(text.startswith(("Stay in", "stay()", "Tag")) for text in said) is is_kept
