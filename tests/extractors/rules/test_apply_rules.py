"""What each kind of rule does to the blocks of a page."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleancopy.extractors import Article, Decision, Kind, Source, Status, extract
from cleancopy.extractors.article import By
from cleancopy.extractors.blocks import split, split_text
from cleancopy.extractors.options import ExtractOptions
from cleancopy.extractors.page.parse import parse_html
from cleancopy.extractors.rules import Ruling, apply_rules
from cleancopy.extractors.rules.conditions import host_matches
from cleancopy.extractors.rules.load import read_rule_file
from cleancopy.extractors.rules.rule import Action

Apply = Callable[..., Ruling]

PAGE = """<html><body>
<div class="top"><h1>Harbour reopens</h1><p class="by">By Jane Doe, <time datetime="2024-05-06">6 May</time></p></div>
<div class="main"><p>The harbour of Kelport reopened on Monday, nine days after a storm.</p>
<div class="box"><p>Sign up for our newsletter</p><p>You can leave at any time</p></div>
<p>Divers found the channel free of wreckage, and the first ferry left at noon.</p>
<blockquote><p>Nobody was hurt.</p></blockquote></div>
<div class="more"><h2>Read more</h2><p>Airport to close</p><p>Copyright</p></div>
</body></html>"""
TEXTS = (
    "Harbour reopens",
    "By Jane Doe, 6 May",
    "The harbour of Kelport reopened on Monday, nine days after a storm.",
    "Sign up for our newsletter",
    "You can leave at any time",
    "Divers found the channel free of wreckage, and the first ferry left at noon.",
    "Nobody was hurt.",
    "Read more",
    "Airport to close",
    "Copyright",
)
EVERYTHING = range(10)
KEPT, CUT = Decision(True, By.MODEL, "kept"), Decision(False, By.MODEL, "cut")


def rules_text(*rules: str) -> str:
    entries = [f'[[rule]]\nid = "rule-{i}"\n{rule}\n' for i, rule in enumerate(rules)]
    return '[pack]\nname = "mine"\n' + "".join(entries)


@pytest.fixture
def apply(tmp_path: Path) -> Apply:
    """Apply rules (each the lines of a [[rule]] without its id) to PAGE or to its blocks as plain text.

    `kept` are the indices of the blocks that were article so far.
    """

    def call(*rules: str, kept: range | tuple[int, ...] = EVERYTHING, plain: bool = False, page: str = PAGE) -> Ruling:
        file = tmp_path / "rules.toml"
        file.write_text(rules_text(*rules))
        tree = None if plain else parse_html(page, "page")[0]
        layout = split_text(TEXTS) if tree is None else split(tree)
        if page == PAGE:
            assert tuple(b.text for b in layout.blocks) == TEXTS
        decisions = [KEPT if i in kept else CUT for i in range(len(layout.blocks))]
        return apply_rules(read_rule_file(file), layout, decisions, tree)

    return call


def kept(ruling: Ruling) -> list[int]:
    return [i for i, d in enumerate(ruling.decisions) if d.keep]


DROP, KEEP = 'action = "drop"\n', 'action = "keep"\n'


@pytest.mark.parametrize("plain", [False, True])
def test_a_text_rule_takes_the_blocks_that_its_pattern_is_found_in(apply: Apply, plain: bool) -> None:
    ruling = apply(DROP + 'text = "SIGN UP|leave"\nwhy = "sign-up box"', plain=plain)
    assert kept(ruling) == [0, 1, 2, 5, 6, 7, 8, 9]
    assert ruling.decisions[3] == Decision(False, By.RULE, "rule-0: sign-up box")
    assert ruling.decisions[2] == KEPT
    assert ruling.fired == {"rule-0": 2}


@pytest.mark.parametrize("how", ['selector = ".box"', "xpath = \"//div[@class='box']\"", 'selector = "div.box > p"'])
def test_a_selector_takes_the_blocks_inside_what_it_selects(apply: Apply, how: str) -> None:
    assert kept(apply(DROP + how)) == [0, 1, 2, 5, 6, 7, 8, 9]


@pytest.mark.parametrize(
    "rule",
    [
        DROP + 'selector = ".nowhere"',
        DROP + 'text = "nowhere"',
        DROP + 'xpath = "//p/@class"',
        DROP + 'xpath = "1 + 1"',
    ],
)
def test_a_rule_that_matches_no_block_changes_nothing(apply: Apply, rule: str) -> None:
    ruling = apply(rule, kept=(2, 5))
    assert (kept(ruling), ruling.fired, ruling.notes) == ([2, 5], {}, ())


def test_selectors_say_nothing_about_plain_text(apply: Apply) -> None:
    ruling = apply(
        DROP + 'selector = "p"', 'action = "body"\nselector = "p"', 'action = "title"\nselector = "p"', plain=True
    )
    assert (kept(ruling), ruling.found, ruling.notes) == (list(EVERYTHING), {}, ())


def test_keep_brings_back_what_was_cut(apply: Apply) -> None:
    ruling = apply(KEEP + 'selector = "blockquote"', kept=(2, 5))
    assert kept(ruling) == [2, 5, 6]
    assert ruling.decisions[6].by is By.RULE


@pytest.mark.parametrize("plain", [False, True])
def test_drop_to_end_drops_the_first_match_and_all_below(apply: Apply, plain: bool) -> None:
    ruling = apply('action = "drop-to-end"\ntext = "^read more$|^copyright"', plain=plain)
    assert kept(ruling) == [0, 1, 2, 3, 4, 5, 6]
    assert kept(apply('action = "drop-to-end"\ntext = "^nowhere"', plain=plain)) == list(EVERYTHING)


@pytest.mark.parametrize("plain", [False, True])
def test_until_takes_the_run_to_the_first_later_match(apply: Apply, plain: bool) -> None:
    ruling = apply(DROP + 'text = "^sign up"\nuntil = "any time"', plain=plain)
    assert kept(ruling) == [0, 1, 2, 5, 6, 7, 8, 9]
    back = apply(KEEP + 'text = "^sign up"\nuntil = "any time"', kept=(2,), plain=plain)
    assert kept(back) == [2, 3, 4]


def test_until_that_is_not_found_or_too_far_below_takes_the_block_alone(apply: Apply) -> None:
    assert kept(apply(DROP + 'text = "^sign up"\nuntil = "^harbour"')) == [0, 1, 2, 4, 5, 6, 7, 8, 9]
    page = "<p>start</p>" + "<p>between</p>" * 30 + "<p>end</p>"
    assert len(kept(apply(DROP + 'text = "start"\nuntil = "end"', kept=range(32), page=page))) == 31


@pytest.mark.parametrize(("most", "gone"), [(3, []), (4, []), (5, [3]), (50, [3])])
def test_max_words_spares_longer_blocks(apply: Apply, most: int, gone: list[int]) -> None:
    ruling = apply(DROP + f'text = "newsletter"\nmax_words = {most}')
    assert kept(ruling) == [i for i in EVERYTHING if i not in gone]


@pytest.mark.parametrize(
    ("where", "there"),
    [
        ("before", [0, 1]),
        ("inside", [2, 3, 4, 5]),
        ("after", [6, 7, 8, 9]),
        ("anywhere", list(EVERYTHING)),
    ],
)
@pytest.mark.parametrize("how", ['text = "."', 'selector = "body"'])
def test_where_is_told_by_the_articles_prose(apply: Apply, how: str, where: str, there: list[int]) -> None:
    ruling = apply(f'{KEEP}{how}\nwhere = "{where}"', kept=(2, 5))
    assert [i for i, d in enumerate(ruling.decisions) if d.by is By.RULE] == there


def test_places_do_not_move_while_rules_are_applied(apply: Apply) -> None:
    rule = DROP + 'text = "."\nwhere = "inside"'
    assert kept(apply(rule, rule, kept=EVERYTHING)) == kept(apply(rule, kept=EVERYTHING))


def test_a_body_rule_keeps_what_it_selects_and_nothing_else(apply: Apply) -> None:
    ruling = apply('action = "body"\nselector = ".main"', kept=(0, 2, 8))
    assert (kept(ruling), ruling.notes) == ([2, 3, 4, 5, 6], ())


def test_a_body_rule_that_matches_nothing_leaves_the_verdict_and_a_note(apply: Apply) -> None:
    ruling = apply('action = "body"\nselector = ".nowhere"', kept=(2, 5))
    assert kept(ruling) == [2, 5]
    assert len(ruling.notes) == 1
    assert "rule-0" in ruling.notes[0]
    assert "matches nothing" in ruling.notes[0]


@pytest.mark.parametrize(
    ("rule", "action", "values"),
    [
        ('action = "title"\nselector = ".top h1"', Action.TITLE, ("Harbour reopens",)),
        ('action = "title"\nxpath = "string(//h1)"', Action.TITLE, ("Harbour reopens",)),
        ('action = "author"\ntext = "^by ([^,]+)"', Action.AUTHOR, ("Jane Doe",)),
        ('action = "author"\ntext = "^divers|^nobody"', Action.AUTHOR, (TEXTS[5], TEXTS[6])),
        ('action = "date"\nxpath = "//time/@datetime"', Action.DATE, ("2024-05-06",)),
    ],
)
def test_values_are_what_is_selected_or_the_first_group(
    apply: Apply, rule: str, action: Action, values: tuple[str, ...]
) -> None:
    ruling = apply(rule, kept=(2, 5))
    assert ruling.found == {action: values}
    assert (kept(ruling), ruling.fired) == ([2, 5], {"rule-0": 1})


def test_a_value_rule_that_finds_nothing_finds_nothing(apply: Apply) -> None:
    ruling = apply('action = "title"\nselector = ".nowhere"', 'action = "author"\ntext = "^by(x?)"')
    assert (ruling.found, ruling.fired) == ({}, {})


def test_values_are_folded_and_safe(apply: Apply) -> None:
    page = "<p class=a>Jane \n <b>Doe</b>\u202e\x9b</p>"
    ruling = apply('action = "author"\nselector = ".a"', kept=(0,), page=page)
    assert ruling.found == {Action.AUTHOR: ("Jane Doe",)}


def test_unwrap_takes_the_meaning_of_a_container_and_keeps_what_is_in_it(apply: Apply) -> None:
    ruling = apply('action = "unwrap"\nselector = "blockquote"')
    assert kept(ruling) == list(EVERYTHING)
    assert ruling.layout.blocks[6].text == "Nobody was hurt."
    assert ruling.layout.blocks[6].containers == ()
    assert ruling.fired == {"rule-0": 1}
    assert apply('action = "unwrap"\nselector = "p"').fired == {}


@settings(max_examples=50, deadline=None)
@given(kept_before=st.sets(st.integers(0, 9)), words=st.sets(st.sampled_from(["harbour", "sign", "any", "at", "x"])))
def test_drop_only_drops_and_keep_only_keeps(
    kept_before: set[int], words: set[str], tmp_path_factory: pytest.TempPathFactory
) -> None:
    file = tmp_path_factory.getbasetemp() / "property.toml"
    pattern = "|".join(sorted(words)) or "nowhere"
    matching = {i for i, text in enumerate(TEXTS) if any(w in text.lower() for w in words)}
    layout = split_text(TEXTS)
    before = [KEPT if i in kept_before else CUT for i in EVERYTHING]
    for action, after in ((DROP, kept_before - matching), (KEEP, kept_before | matching)):
        file.write_text(rules_text(f'{action}text = "{pattern}"'))
        assert set(kept(apply_rules(read_rule_file(file), layout, before, None))) == after


@pytest.mark.parametrize(
    ("host", "pattern", "answer"),
    [
        ("example.com", "example.com", True),
        ("www.example.com", "example.com", True),
        ("example.com", "www.example.com", True),
        ("news.example.com", "example.com", False),
        ("news.example.com", "*.example.com", True),
        ("a.news.example.com", "*.example.com", True),
        ("example.com", "*.example.com", True),
        ("badexample.com", "*.example.com", False),
        ("badexample.com", "example.com", False),
        ("example.com", "EXAMPLE.com", True),
        ("example.com.evil.test", "example.com", False),
        ("example.org", "*.example.com", False),
    ],
)
def test_a_site_is_a_host_with_or_without_www_or_all_of_its_hosts(host: str, pattern: str, answer: bool) -> None:
    assert host_matches(host, pattern) is answer


@pytest.mark.parametrize(
    ("lines", "host", "language", "answer"),
    [
        ("", None, None, True),
        ('sites = ["example.com"]', "example.com", None, True),
        ('sites = ["example.org", "example.com"]', "example.com", None, True),
        ('sites = ["example.com"]', "example.org", None, False),
        ('sites = ["example.com"]', None, None, False),
        ('languages = ["en"]', None, "en", True),
        ('languages = ["en"]', None, "de", False),
        ('languages = ["en"]', None, None, True),
        ('sites = ["Example.COM."]', "example.com", None, True),
        ('sites = [" *.example.com "]', "a.example.com", None, True),
        ('sites = ["bücher.example"]', "xn--bcher-kva.example", None, True),
        ('sites = ["[::1]"]', "::1", None, True),
        ('sites = ["::1"]', "::1", None, True),
        ('languages = ["EN"]', None, "en", True),
        ('languages = ["en"]', None, "en-gb", True),
        ('languages = ["en-GB"]', None, "en-gb", True),
        ('languages = ["en_GB"]', None, "en-gb", True),
        ('languages = ["en-GB"]', None, "en", True),
        ('languages = ["en-GB"]', None, "en-us", False),
        ('languages = ["en-GB", "en-US"]', None, "en-us", True),
        ('languages = ["zh-TW"]', None, "zh-hant-tw", True),
        ('languages = ["zh-Hans"]', None, "zh-hant-tw", False),
        ('languages = ["en"]\nsites = ["example.com"]', "example.com", "de", False),
    ],
)
def test_a_rule_concerns_pages_of_its_sites_and_languages(
    tmp_path: Path, lines: str, host: str | None, language: str | None, answer: bool
) -> None:
    (tmp_path / "rules.toml").write_text(rules_text(f'{DROP}text = "x"\n{lines}'))
    (rule,) = read_rule_file(tmp_path / "rules.toml")
    assert rule.concerns(host, language) is answer


ARTICLE = """<html lang="en"><head><title>Harbour reopens</title></head><body><article><h1>Harbour reopens</h1>
<p>Kelport Quay</p>
<p>The harbour of Kelport reopened on Monday, nine days after a storm had closed it to all traffic from the sea.</p>
<p>Divers found the channel free of wreckage, and the first ferry left at noon with two hundred passengers.</p>
<p>Repairs are expected to cost four million crowns, most of which the insurers will have to pay this year.</p>
<p class="d">Monday, 6 May 2024</p></article></body></html>"""
PLAIN = "KELPORT NEWS\n\nHarbour reopens\n\n" + "\n\n".join(
    line.removeprefix("<p>").removesuffix("</p>") for line in ARTICLE.split("\n")[2:5]
)


@pytest.fixture
def with_rules(tmp_path: Path) -> Callable[..., Article]:
    """The article of a page with rules, through the whole pipeline."""

    def call(page: str, *rules: str) -> Article:
        file = tmp_path / "own.toml"
        file.write_text(rules_text(*rules))
        return extract(Source("page", page.encode()), ExtractOptions(rule_files=(file,)))

    return call


def test_rules_for_values_have_the_last_word_in_metadata(with_rules: Callable[..., Article]) -> None:
    article = with_rules(
        ARTICLE,
        'action = "title"\ntext = "^(divers found)"',
        'action = "author"\ntext = "^kelport quay"',
        'action = "date"\nxpath = "\'2024-05-06\'"',
    )
    meta = article.metadata
    assert (meta.title, meta.authors, meta.date) == ("Divers found", ("Kelport Quay",), "2024-05-06")


def test_a_date_that_a_rule_finds_is_iso_8601_or_none(with_rules: Callable[..., Article]) -> None:
    article = with_rules(ARTICLE, 'action = "date"\nselector = ".d"')
    assert article.metadata.date in (None, "2024-05-06")


def test_a_page_all_of_which_is_dropped_has_no_article(with_rules: Callable[..., Article]) -> None:
    article = with_rules(ARTICLE, DROP + 'text = "."')
    assert (article.status, article.kept) == (Status.NO_ARTICLE, ())


def test_a_keep_rule_beats_the_model(with_rules: Callable[..., Article]) -> None:
    article = with_rules(ARTICLE, KEEP + 'text = "^kelport quay$"')
    assert "Kelport Quay" in [b.text for b in article.kept]


def test_a_title_rule_on_plain_text_prints_no_line_twice_and_loses_none(with_rules: Callable[..., Article]) -> None:
    article = with_rules(PLAIN, 'action = "title"\ntext = "^divers found.*"')
    shown = [article.metadata.title, *(b.text for b in article.kept)]
    assert (
        shown[0]
        == "Divers found the channel free of wreckage, and the first ferry left at noon with two hundred passengers."
    )
    assert len(shown) == len(set(shown))
    assert "Harbour reopens" in shown


def test_an_image_that_a_rule_drops_does_not_come_back(tmp_path: Path) -> None:
    text = (
        "The harbour council met on Tuesday evening to decide whether the old ferry line should be restored this year."
    )
    figures = "".join(f"<p>{text} {n}</p><img src=/{n}.jpg alt={n}>" for n in ("one", "two", "three"))
    html = f"<html lang=en><title>Ferry</title><article><h1>Ferry</h1>{figures}<p>{text}</p></article>"
    rules = tmp_path / "rules.toml"
    rules.write_text('[pack]\nname = "m"\n[[rule]]\nid = "two"\naction = "drop"\nselector = "img[alt=two]"\n')
    source = Source("page.html", html.encode())

    def images(*files: Path) -> list[str]:
        return [
            block.text for block in extract(source, ExtractOptions(rule_files=files)).kept if block.kind is Kind.IMAGE
        ]

    assert images() == ["one", "two", "three"]
    assert images(rules) == ["one", "three"]
