"""What is brought into one form before a page's blocks are read."""

from __future__ import annotations

import time

import pytest

from cleancopy.extractors import Kind, Source, extract
from cleancopy.extractors.options import WriteOptions
from cleancopy.extractors.page import read_page
from cleancopy.extractors.write import RENDERERS

WORDS = "The harbour reopened on Monday, nine days after a storm had closed it to all traffic, officials said. "


def shown(fragment: str) -> str:
    """The text of a fragment after tidying, white space folded."""
    tree = read_page(Source("p.html", f"<html><body>{fragment}</body></html>".encode())).tree
    assert tree is not None
    return " ".join("".join(tree.xpath("//text()[not(parent::style)]")).split())


def markdown(fragment: str) -> str:
    page = f"<html lang=en><title>A page</title><body><article><h1>A page</h1><p>{WORDS * 3}</p>{fragment}<p>{WORDS * 3}</p></article>"  # noqa: E501
    return RENDERERS["markdown"](extract(Source("p.html", page.encode())), WriteOptions(front_matter=False))


@pytest.mark.parametrize(
    ("fragment", "text"),
    [
        ("<p>It was <span hidden>never </span>seen again.</p>", "It was seen again."),
        ("<p>It was <span style='color:red; DISPLAY : none'>never </span>seen again.</p>", "It was seen again."),
        ("<p>It was <b style='visibility:hidden'>never </b>seen again.</p>", "It was seen again."),
        ("<p>It was <i style='font-size:0px;line-height:0'>never </i>seen.</p>", "It was seen."),
        ("<p>It was <i style='font-size:0.9em'>never </i>seen.</p>", "It was never seen."),
        ("<p>A <span class=term>gland<span role=tooltip>A seal.</span></span> leaks.</p>", "A gland leaks."),
        ("<p>A <a href=/g>gland<div role=tooltip>A seal.</div></a> leaks.</p>", "A gland leaks."),
        ("<p style='mso-hide:all'>Preview of the mail.</p><p>Dear all.</p>", "Dear all."),
        ("<p>See <a href=/x>the map<span class='sr-only'> (new window)</span></a>.</p>", "See the map."),
        ("<p>See <a href=/x>the map<span class='govuk-visually-hidden'> (new window)</span></a>.</p>", "See the map."),
        ("<p>See <a href=/x>the map<span class='screen-reader-text'>, external</span></a>.</p>", "See the map."),
        ("<p>See the map<span style='position:absolute;clip:rect(0,0,0,0)'>, here</span>.</p>", "See the map."),
        # Given twice, for the eye and for readers: once.
        (
            "<p>For <span class=sr-only>£9.00</span><span aria-hidden=true>£9<sup>00</sup></span> each.</p>",
            "For £9.00 each.",
        ),
        ("<p>For <span aria-hidden=true>£9</span><span class=visually-hidden>£9</span> each.</p>", "For £9 each."),
        (
            "<h2><span aria-hidden=true>T</span><span aria-hidden=true>en</span><span class=sr-only>Ten</span></h2>",
            "Ten",
        ),
        ("<p><span aria-hidden=true>N</span><span class=sr-only>N</span>obody came.</p>", "Nobody came."),
        # What only a screen reader gets, and bears the meaning.
        ("<p>It is 1<span class=sr-only>/</span>2 full.</p>", "It is 1/2 full."),
        # A whole line, or a block, may be the article: the model judges it.
        ("<h2 class=sr-only>Contents</h2>", "Contents"),
        ("<div hidden><p>An answer.</p></div>", "An answer."),
        ("<p><span style='display:none'>All of it.</span></p>", "All of it."),
        ("<p>Find it <span hidden=until-found>here</span>.</p>", "Find it here."),
        # By the page's own style sheet, an element's bubble, or until it is opened.
        ("<style>.zq{display:none}</style><p>It was <b class=zq>never</b> seen.</p>", "It was seen."),
        ("<style>p .zq, i.zw {color:red; visibility: hidden}</style><p>So<i class='a zw'>fa</i>.</p>", "So."),
        ("<style>.tip .x{display:none}</style><p>A <b class=tip>gland<i class=x> (seal)</i></b>.</p>", "A gland."),
        ("<style>.k{position:absolute;left:-9999px}</style><p>Here.</p><p class=k>Copied.</p>", "Here."),
        ("<p>Here.</p><p style='position:absolute; left:-9999px'>Copied.</p>", "Here."),
        ("<p>The wall<span style='position:absolute;left:-999em'> (picture)</span> leans.</p>", "The wall leans."),
        ("<p>A <b class=tooltip>gland<i class=tooltiptext>A seal</i></b> leaks.</p>", "A gland leaks."),
        ("<p>A <b>gland<i class='popover__content'>A seal</i></b> leaks.</p>", "A gland leaks."),
        ("<p>It costs <button>two</button><span popover>Or three.</span> pounds.</p>", "It costs two pounds."),
        ("<p>Here.</p><dialog><p>Log in.</p></dialog>", "Here."),
        ("<div style='display:none;max-height:0;font-size:1px'>Preview.</div><p>Dear all.</p>", "Dear all."),
        ("<p><span aria-hidden=true>!</span><b>Mind the gap.</b></p>", "Mind the gap."),
        # Given twice, for large screens and for small ones.
        ("<p>On <i class='hidden md:inline'>1 May</i><i class='md:hidden'>1/5</i>.</p>", "On 1 May."),
        ("<p>On <i class='d-inline d-lg-none'>1/5</i> <i class='d-none d-lg-inline'>1 May</i>.</p>", "On 1 May."),
        ("<p>On <i class='visible-xs'>1/5</i><i class='hidden-xs'>1 May</i>.</p>", "On 1 May."),
        ("<p>On <i class='md:hidden'>1 May</i> at <i class='md:hidden'>nine</i>.</p>", "On 1 May at nine."),
        # Names that only look like it, and what a style sheet hides elsewhere.
        ("<style>@media print {.zq{display:none}}</style><p>It was <b class=zq>there</b>.</p>", "It was there."),
        ("<style>.a .zq{display:none}</style><p>It was <b class=zq>there</b>.</p>", "It was there."),
        ("<style>.zq:hover{visibility:hidden}</style><p>It was <b class=zq>there</b>.</p>", "It was there."),
        ("<dialog open><p>Read on.</p></dialog>", "Read on."),
        ("<p>Left: <span aria-hidden=true>5</span> apples.</p>", "Left: 5 apples."),
        ("<p>The <span class=srt>old</span> and the <span class=reader-letter>new</span>.</p>", "The old and the new."),
    ],
)
def test_text_that_nobody_sees_is_not_within_sentences(fragment: str, text: str) -> None:
    assert shown(fragment) == text


@pytest.mark.parametrize(
    ("fraction", "text"),
    [
        ("2<sup>1</sup>/<sub>2</sub> stone", "2 1⁄2 stone"),
        ("2<span class=frac><sup>1</sup><span class=sr-only>/</span><sub>2</sub></span> stone", "2 1⁄2 stone"),
        ("2<sup>1</sup>⁄<sub>2</sub> stone", "2 1⁄2 stone"),
        ("10<sup>3</sup>/<i>s</i><sub>2</sub>", "103/s2"),
        ("x<sup>1</sup>/<sub>2</sub>", "x1/2"),
    ],
)
def test_a_number_is_parted_from_the_fraction_behind_it(fraction: str, text: str) -> None:
    assert shown(f"<p>{fraction}</p>") == text


@pytest.mark.parametrize(
    "heading",
    [
        "<h2 id=a>Options<a class=headerlink href='#a' title=Permalink>¶</a></h2>",
        "<h2 id=a>Options<a class=hash-link href='#a'>\u200b</a></h2>",
        "<h2 id=a><a class=anchor href='#a' aria-hidden=true><svg></svg></a>Options</h2>",
        "<h2 id=a>Options <a class=header-anchor href='/page#a'>#</a></h2>",
        "<h2 id=a>Options <a class=permalink href='#a'>Link to this section</a></h2>",
        "<h2>Options <button class=copy>Copy link</button></h2>",
        "<h2>Options<span class='mw-editsection'>[<a href='/e'>Bearbeiten</a>]</span></h2>",
        "<div><h2>Options</h2><span class='edit-section'><a href='/e'>edit</a></span></div>",
        "<h2 id=a>Options <small class=edit>(<a href='?action=edit'>edit</a>)</small></h2>",
        "<h2 id=a>Options <a href='#top'>Back to top</a></h2>",
    ],
)
def test_headings_lose_their_links_to_themselves(heading: str) -> None:
    assert shown(heading).replace("\u200b", "") == "Options"


@pytest.mark.parametrize(
    ("heading", "text"),
    [
        ("<h2 id=a><a href='#a'>Options</a></h2>", "Options"),
        ("<h2>What <a href='#later'>follows</a> from it</h2>", "What follows from it"),
        ("<h2>Read <a href='/more'>more</a></h2>", "Read more"),
        ("<h2><button>All options</button></h2>", "All options"),
        ("<p class='edited'>Edited by <a href='/n'>Nell</a></p>", "Edited by Nell"),
    ],
)
def test_headings_keep_their_own_links(heading: str, text: str) -> None:
    assert shown(heading) == text


@pytest.mark.parametrize(
    ("fragment", "text"),
    [
        ("<p><ruby>看<rt>かん</rt>板<rt>ばん</rt></ruby>が</p>", "看板(かんばん)が"),
        ("<p><ruby>朝日<rp>（</rp><rt>あさひ</rt><rp>）</rp></ruby>に</p>", "朝日(あさひ)に"),
        ("<p><ruby><rb>蒸気</rb><rt>じょうき</rt></ruby>の</p>", "蒸気(じょうき)の"),
        ("<p><ruby>泵<rt>bèng</rt></ruby><ruby>站<rt>zhàn</rt></ruby>的</p>", "泵站(bèng zhàn)的"),
        ("<p><ruby>\n 鍵\n <rt>かぎ</rt>\n</ruby>を</p>", "鍵(かぎ)を"),
        ("<p><ruby>鍵</ruby>を</p>", "鍵を"),
        ("<p><ruby>東<rt></rt></ruby>へ</p>", "東へ"),
    ],
)
def test_readings_stand_in_brackets_behind_their_base(fragment: str, text: str) -> None:
    assert shown(fragment) == text


@pytest.mark.parametrize(
    ("fragment", "text"),
    [
        ("<p>春天的洪水\n以来一直沉寂，\n最后一台</p>", "春天的洪水以来一直沉寂，最后一台"),
        ("<p>機関が\r\n  動き始め、谷を</p>", "機関が動き始め、谷を"),
        ("<p>版本\nversion 2，可以</p>", "版本 version 2，可以"),
        ("<p>零</p><pre>一、\n二、</pre>", "零一、 二、"),
        ("<p>Words\nof it，与。</p>", "Words of it，与。"),
    ],
)
def test_line_breaks_of_the_source_are_no_blanks_between_chinese_characters(fragment: str, text: str) -> None:
    assert shown(fragment) == text


@pytest.mark.parametrize(
    ("fragment", "lines"),
    [
        ("<p>The sign <img src='data:x' data-src=/a.png><noscript><img src=/a.png></noscript> is old.</p>", 1),
        ("<p>The keeper <button class=def>of the lock</button> wrote it down.</p>", 1),
        ("<p>It is <noscript>really</noscript> old.</p>", 1),
    ],
)
def test_what_stands_within_a_sentence_does_not_part_it(fragment: str, lines: int) -> None:
    page = f"<html><body><article>{fragment}</article></body></html>"
    blocks = [b for b in extract(Source("p.html", page.encode())).blocks if b.words]
    assert len(blocks) == lines


@pytest.mark.parametrize(
    "note",
    [
        "<label for=s class='margin-toggle sidenote-number'></label><input type=checkbox id=s><span class=sidenote>She had taught.</span>",  # noqa: E501
        "<span class='marginnote'>She had taught.</span>",
        "<span class='ltx_note ltx_role_footnote'><sup>1</sup><span class=o><sup>1</sup><span>1</span>She had taught.</span></span>",  # noqa: E501
        "<small class=side-note>She had taught.</small>",
    ],
)
def test_notes_within_a_sentence_become_footnotes(note: str) -> None:
    text = markdown(f"<p>It was a teacher{note} who asked for the keys of the old engine house that winter.</p>")
    assert "It was a teacher[^1] who asked for the keys" in text
    assert "\n[^1]: She had taught." in text


@pytest.mark.parametrize(
    ("fragment", "text"),
    [
        ("at least 10<sup>14</sup> of them", "at least 10^14 of them"),
        ("less than 2<sup>−3</sup> of it", "less than 2^−3 of it"),
        ("the 1<sup>st</sup> of May", "the 1st of May"),
        ("40 m<sup>2</sup> of CO<sub>2</sub>", "40 m2 of CO2"),
    ],
)
def test_exponents_are_told_from_numbers(fragment: str, text: str) -> None:
    page = f"<html><body><article><p>{WORDS}</p><p>There are {fragment}, says the manual.</p></article></body></html>"
    article = extract(Source("p.html", page.encode()))
    assert any(text in block.text for block in article.blocks)


FORMULA = r"E = mc^2"


@pytest.mark.parametrize(
    "fragment",
    [
        rf"<span class=ztext-math data-tex='{FORMULA}'><svg></svg></span>",
        rf"<span data-type=math-inline data-latex='{FORMULA}'></span>",
        rf"<span style='cursor:pointer'><svg data-formula='{FORMULA}'></svg></span>",
        rf"<img class=latex alt='{FORMULA}' src=/a.png>",
        rf"<img alt='{FORMULA}' src='https://maths.example/equation?tex=E'>",
        rf"<img class=tex alt='${FORMULA}$' src=/a.png>",
        rf"<span class='math notranslate'>\({FORMULA}\)</span>",
        rf"<span class=math-container>${FORMULA}$</span>",
        rf"<span class=MathJax_Preview></span><span class=MathJax><nobr>E=mc2</nobr></span><script type=math/tex>{FORMULA}</script>",  # noqa: E501
        rf"<mjx-container>E=mc2</mjx-container><script type=math/tex>{FORMULA}</script>",
    ],
)
def test_formulas_come_out_once_between_dollars(fragment: str) -> None:
    text = markdown(f"<p>The law says {fragment} for all bodies of that kind, as we have known since that year.</p>")
    assert f"The law says ${FORMULA}$ for all bodies" in text
    assert text.count("mc") == 1


@pytest.mark.parametrize(
    "fragment",
    [
        "<span data-tex='a'>Many words that nobody would draw as a formula</span>",
        "<img class=latex-gloves alt='Gloves made of rubber' src=/gloves.png>",
        "<span class=math>Lessons</span>",
    ],
)
def test_what_only_looks_like_a_formula_is_left_alone(fragment: str) -> None:
    assert "math/tex" not in markdown(f"<p>Words {fragment} and more of them.</p>") and "$" not in markdown(
        f"<p>The shop of the town sells {fragment} and more things of all kinds, as it did in that year.</p>"
    )


def streamed(body: str, tail: str) -> str:
    page = f"<html><body><main><article><p>One.</p>{body}<p>Three.</p></article></main>{tail}</body></html>"
    tree = read_page(Source("p.html", page.encode())).tree
    assert tree is not None
    return " ".join(tree.find(".//article").text_content().split())


@pytest.mark.parametrize(
    ("body", "tail", "text"),
    [
        ("<template id='B:0'></template>", "<div hidden id='S:0'><p>Two.</p></div>", "One.Two.Three."),
        ("<template id='_R_B:0'></template>", "<div hidden id='_R_S:0'><p>Two.</p></div>", "One.Two.Three."),
        ("<template id='P:1f'></template>", "<div hidden id='S:1f'>So <b>two</b>.</div>", "One.So two.Three."),
        (
            "<template id='B:0'></template><template id='B:1'></template>",
            "<div hidden id='S:1'><p>B.</p></div><div hidden id='S:0'><p>A.</p></div>",
            "One.A.B.Three.",
        ),
        (
            "<template id='B:0'></template>",
            "<div hidden id='S:0'><p>A.</p><template id='B:1'></template></div><div hidden id='S:1'>B.</div>",
            "One.A.B.Three.",
        ),
        ("<template id='B:0'></template>", "<div id='S:0'>Seen elsewhere.</div>", "One.Three."),
        ("<template id='B:0'></template>", "", "One.Three."),
    ],
)
def test_streamed_parts_stand_where_they_belong(body: str, tail: str, text: str) -> None:
    assert streamed(body, tail) == text


def test_a_box_that_holds_its_own_place_is_left_alone() -> None:
    assert streamed("<div hidden id='S:0'><template id='B:0'></template>Two.</div>", "") == "One.Two.Three."


@pytest.mark.parametrize(
    "piece",
    [
        "<a class=sr-only>x</a>",
        "<span hidden>x</span>",
        "<span class=sidenote>Some words.</span>",
        "<noscript>x</noscript>",
        "<button>x</button>",
        "<div class=edit-section>",
        "<ruby>x<rt>y</rt></ruby>",
        "<span data-tex='x^2'>",
        "<h2>x<a href='#a'>#</a>",
        "<template id='B:1'></template>",
    ],
)
def test_a_page_of_one_kind_of_piece_takes_time_in_proportion(piece: str) -> None:
    def seconds(count: int) -> float:
        page = f"<html><body><div>Words of it. {piece * count}</div></body></html>".encode()
        begin = time.process_time()
        read_page(Source("p.html", page))
        return time.process_time() - begin

    seconds(100)
    assert seconds(8000) < 12 * max(seconds(2000), 0.05)


@pytest.mark.parametrize(
    ("fragment", "text"),
    [
        ("<p>他说：<b>这座磨坊</b>\n是我祖父\n  <i>亲手</i>\n建的。</p>", "他说：这座磨坊是我祖父亲手建的。"),
        ("<p>この<ruby>神社<rp>(</rp><rt>じんじゃ</rt><rp>)</rp></ruby>\nは古い</p>", "この神社(じんじゃ)は古い"),
        ("<p>他用<b>Python</b>\n写，</p>", "他用Python 写，"),
        ("<p><span>今日、</span>\n<span>作者</span></p>", "今日、 作者"),
    ],
)
def test_line_breaks_beside_emphasis_and_readings_are_no_blanks_either(fragment: str, text: str) -> None:
    assert shown(fragment) == text


@pytest.mark.parametrize(
    ("fragment", "text"),
    [
        ("10<sup><span>15</span></sup> of them", "10^15 of them"),
        ("2<sup><i>n</i></sup> states", "2^n states"),
        ("9 m·s<sup>−2</sup> down", "9 m·s^−2 down"),
        ("(1+r)<sup>n−1</sup> times", "(1+r)^(n−1) times"),
        ("10<sup>6.5</sup> or 10<sup>6,5</sup>", "10^6.5 or 10^6,5"),
        ("10<sup>1/2</sup> or 10<sup>-3.2</sup>", "10^(1/2) or 10^-3.2"),
        ("2<sup>n+1</sup> or 2<sup>2n</sup>", "2^(n+1) or 2^2n"),
        ("2<sup><i>n</i>+1</sup> states", "2^(n+1) states"),
        ("2<sup>m-k</sup> and 5 m<sup>-1.5</sup>", "2^(m-k) and 5 m^-1.5"),
        ("2<sup>1⁄2</sup> cups", "2 1⁄2 cups"),
        ("1011<sub>2</sub> in full", "1011_2 in full"),
        ("the 2<sup>e</sup> and 5<sup>th</sup> day", "the 2e and 5th day"),
        ("x<sub>1</sub>, C<sub>6</sub>H<sub>12</sub>", "x1, C6H12"),
        ("(as above)<sup>3</sup> it", "(as above)3 it"),
    ],
)
def test_raised_and_lowered_numbers_are_no_other_numbers(fragment: str, text: str) -> None:
    page = f"<html><body><article><p>{WORDS}</p><p>There are {fragment}, says the manual.</p></article></body></html>"
    assert any(text in block.text for block in extract(Source("p.html", page.encode())).blocks)


@pytest.mark.parametrize(
    ("fragment", "text"),
    [
        ("<p><button data-term=1>A sill</button> is the lowest part of it.</p>", "A sill is the lowest part of it."),
        ("<p>Put in <span>the <span><button>apron</button></span></span> that gave way.</p>", "Put in the apron that"),
        ("<p>The <my-tip><button slot=a>penstock</button></my-tip> was shut.</p>", "The penstock was shut."),
        ("<p>It was dated<button aria-expanded=false><sup>1</sup></button> to 1703.</p>", "It was dated to 1703."),
        ("<div>The price <div style='display: inline'>of one</div> is four pounds.</div>", "The price of one is four"),
    ],
)
def test_buttons_that_are_words_stay_in_their_sentence(fragment: str, text: str) -> None:
    page = f"<html><body><article>{fragment}</article></body></html>"
    assert any(text in b.text for b in extract(Source("p.html", page.encode())).blocks)


@pytest.mark.parametrize(
    "fragment",
    [
        "<div>By Ann <button>Follow</button></div>",
        "<p>It was so.</p><p><button>Share</button> 3 times</p>",
        "<div><button>Save</button> <button>Share</button></div>",
    ],
)
def test_other_buttons_are_controls(fragment: str) -> None:
    page = f"<html><body><article>{fragment}</article></body></html>"
    assert any(b.kind is Kind.CONTROL for b in extract(Source("p.html", page.encode())).blocks)


@pytest.mark.parametrize(
    ("fragment", "code"),
    [
        ("<p><code>GET /a<br>Accept: b<br><br>c=1</code></p>", "```\nGET /a\nAccept: b\n\nc=1\n```"),
        ("<div style='font-family: Courier; white-space: pre'>a = 1\n  b = 2</div>", "```\na = 1\n  b = 2\n```"),
        ("<p style='white-space:pre-wrap'>The first line\nand the second</p>", "The first line  \nand the second"),
    ],
)
def test_lines_that_a_style_keeps_apart_are_lines(fragment: str, code: str) -> None:
    assert code in markdown(fragment)


@pytest.mark.parametrize(
    ("sheet", "first"),
    [
        ("ol.a {list-style-type: lower-alpha}", "a. cattle"),
        (".x, .a {margin: 0; list-style: upper-roman outside}", "I. cattle"),
        ("@media print {.a {list-style-type: lower-alpha}}", "1. cattle"),
        ("ul.a {list-style-type: lower-alpha}", "1. cattle"),
    ],
)
def test_lists_count_with_what_the_page_s_style_sheet_says(sheet: str, first: str) -> None:
    page = f"<style>{sheet}</style><h1>A page</h1><p>{WORDS * 3}</p><ol class=a><li>cattle<li>geese</ol><p>{WORDS}"
    text = RENDERERS["text"](extract(Source("p.html", page.encode())), WriteOptions())

    assert first in text.splitlines()
