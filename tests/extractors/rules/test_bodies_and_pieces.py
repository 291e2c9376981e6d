"""Several rules for one thing, of which the first that finds something counts; and pieces cut out of running text."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from cleancopy.extractors import Article, Decision, Source, extract
from cleancopy.extractors.article import By
from cleancopy.extractors.blocks import split
from cleancopy.extractors.options import ExtractOptions
from cleancopy.extractors.page.parse import parse_html
from cleancopy.extractors.rules import Ruling, apply_rules
from cleancopy.extractors.rules.load import read_rule_file
from cleancopy.extractors.rules.rule import Action
from cleancopy.extractors.rules.selection import Names, id_or_class

PAGE = """<body><h1>Title</h1><div id=a><p>one</p><p class=ad>two</p></div>
<div id=b><p>three</p><p class=ad>four</p></div>
<p>five</p></body>"""
ALL = ["Title", "one", "two", "three", "four", "five"]
Apply = Callable[..., Ruling]


@pytest.fixture
def apply(tmp_path: Path) -> Apply:
    """Apply the rules of one file or several (each a list of rules), the strongest first, to a page."""

    def call(*files: list[str], page: str = PAGE, cut: tuple[str, ...] = ()) -> Ruling:
        rules = []
        for rank, entries in enumerate(files):
            file = tmp_path / f"{rank}.toml"
            text = "".join(f'[[rule]]\nid = "f{rank}-r{i}"\n{entry}\n' for i, entry in enumerate(entries))
            file.write_text(f'[pack]\nname = "x"\n{text}')
            rules += read_rule_file(file, rank)
        tree = parse_html(page, "page")[0]
        layout = split(tree)
        return apply_rules(rules, layout, [Decision(b.text not in cut, By.MODEL, "") for b in layout.blocks], tree)

    return call


def kept(ruling: Ruling) -> list[str]:
    return [b.text for b, d in zip(ruling.layout.blocks, ruling.decisions, strict=True) if d.keep]


def body(selector: str, more: str = "") -> str:
    return f'action = "body"\nselector = "{selector}"\n{more}'


def drop(selector: str, more: str = "") -> str:
    return f'action = "drop"\nselector = "{selector}"\n{more}'


SITE = 'sites = ["a.example"]'


@pytest.mark.parametrize(
    ("files", "result", "notes"),
    [
        ([[body("#a"), body("#b")]], ["one", "two"], 0),
        ([[body("#b"), body("#a")]], ["three", "four"], 0),
        ([[body("#x"), body("#b"), body("#a")]], ["three", "four"], 0),
        ([[body("#x"), body("#y")]], ALL, 1),
        ([[body("#a")], [body("#b")]], ["one", "two"], 0),
        ([[body("#x")], [body("#b")]], ["three", "four"], 1),
        ([[body("#x"), body("#y")], [body("#z")]], ALL, 2),
        ([[body("#a"), body("#b", SITE)]], ["three", "four"], 0),
        ([[body("p")]], ["one", "two", "three", "four", "five"], 0),
        ([[drop(".ad"), body("#a")]], ["one"], 0),
        ([[body("#a"), drop(".ad")]], ["one"], 0),
        ([[body("#a", SITE), drop(".ad")]], ["one", "two"], 0),
        ([[body("#a"), drop(".ad", SITE)]], ["one"], 0),
        ([[body("#a")], [drop(".ad")]], ["one", "two"], 0),
        ([[drop(".ad")], [body("#a")]], ["one"], 0),
        ([[drop("#a"), body("#a"), 'action = "keep"\nselector = ".ad"']], ["two", "four"], 0),
        ([[body("#a")], ['action = "keep"\nselector = "#b"']], ["one", "two"], 0),
        ([['action = "keep"\nselector = "#b"'], [body("#a")]], ["one", "two", "three", "four"], 0),
    ],
)
def test_the_first_body_that_matches_is_the_frame_for_rules_of_its_strength(
    apply: Apply, files: list[list[str]], result: list[str], notes: int
) -> None:
    ruling = apply(*files)
    assert kept(ruling) == result
    assert len(ruling.notes) == notes


def test_the_note_names_the_bodies_that_match_nothing(apply: Apply) -> None:
    (note,) = apply([body(f"#x{i}") for i in range(5)]).notes
    assert note == "rules f0-r0, f0-r1, f0-r2 …: no body selector matches here, so none is used"


@pytest.mark.parametrize(
    ("prune", "cut", "result"),
    [
        ("", ("two",), ["one", "two"]),
        ("prune = false", ("two",), ["one", "two"]),
        ("prune = true", ("two",), ["one"]),
        ("prune = true", (), ["one", "two"]),
        ("prune = true", ("one", "two"), ["one", "two"]),
    ],
)
def test_prune_leaves_what_is_in_a_body_to_the_other_steps(
    apply: Apply, prune: str, cut: tuple[str, ...], result: list[str]
) -> None:
    assert kept(apply([body("#a", prune)], cut=cut)) == result


@pytest.mark.parametrize("action", [Action.TITLE, Action.AUTHOR, Action.DATE])
def test_of_several_rules_for_a_value_the_first_that_finds_one_counts(apply: Apply, action: Action) -> None:
    rule = f'action = "{action}"\nxpath = '
    ruling = apply([rule + "\"substring-after(//h1, 'x')\"", rule + '"//h1"', rule + '"//p[1]"'])
    assert ruling.found == {action: ("Title",)}
    assert apply([rule + '"//p[1]"', rule + f'"//h1"\n{SITE}']).found == {action: ("Title",)}


def test_authors_are_names_and_each_is_named_once(apply: Apply) -> None:
    page = "<body><a rel=author>Ann</a> <a rel=author>https://paper.example/ann</a> <b rel=author>Ann</b></body>"
    assert apply(['action = "author"\nselector = "[rel=author]"'], page=page).found == {Action.AUTHOR: ("Ann",)}
    page = "<meta name=author content='https://social.example/ann'><p>x"
    assert apply(['action = "author"\nxpath = "//meta/@content"'], page=page).found == {}


@pytest.mark.parametrize(
    ("markup", "rule", "result", "fired"),
    [
        ("<p>The harbour <span class=x>Share this</span> reopened</p>", drop(".x"), ["The harbour reopened"], 1),
        (
            "<p>The harbour<sup class=x>1</sup> reopened<sup class=x>2</sup></p>",
            drop(".x"),
            ["The harbour reopened"],
            1,
        ),
        ("<p><b class=x>Listen</b></p><p>text</p>", drop(".x"), ["text"], 1),
        ("<p>&nbsp;<b class=x>Listen</b> .</p><p>text</p>", drop(".x"), ["text"], 1),
        ("<p>one <i class=x>two <b class=x>three</b></i></p>", drop(".x"), ["one"], 1),
        ("<ul><li>one<br><span class=x>two</span><br>three</ul>", drop(".x"), ["one\nthree"], 1),
        ("<p>one <span class=x>two</span></p>", drop(".y"), ["one two"], 0),
        ("<p>one two three <span class=x>four</span></p>", drop(".x", "max_words = 3"), ["one two three four"], 0),
        ("<pre>a\n<b class=x>b</b>\nc d e f</pre>", drop(".x"), ["a\nb\nc d e f"], 0),
        ("<div>loose <p>one</p> ends</div>", 'action = "drop"\nxpath = "//div/text()"', ["one"], 2),
        ("<p>one <b>two</b> three</p>", 'action = "drop"\nxpath = "//p/text()"', ["two"], 1),
        ("<p>one <b>two</b> three</p>", 'action = "drop"\nxpath = "//b/following-sibling::text()"', ["one two"], 1),
        ("<p id=q>one <!-- x --> two</p>", 'action = "drop"\nxpath = "//comment() | //@id"', ["one two"], 0),
        ("<div class=x><p>one</p><div class=x><p>two</p></div></div><p>three", drop(".x"), ["three"], 2),
    ],
)
def test_a_selector_cuts_what_it_selects_and_a_block_of_which_nothing_is_left(
    apply: Apply, markup: str, rule: str, result: list[str], fired: int
) -> None:
    ruling = apply([rule], page=f"<body>{markup}</body>")
    assert kept(ruling) == result
    assert sum(ruling.fired.values()) == fired


def test_an_image_in_running_text_goes_alone(apply: Apply) -> None:
    page = "<body><p>one <img src=/pixel.gif> two</p><img src=/pixel.gif><img src=/photo.jpg></body>"
    ruling = apply(['action = "drop"\nxpath = "//img[contains(@src,\'pixel\')]"'], page=page)
    assert [(b.text, d.keep) for b, d in zip(ruling.layout.blocks, ruling.decisions, strict=True)] == [
        ("one two", True), ("", False), ("", True)
    ]  # fmt: skip
    assert [(c.element.tag, c.tail) for c in ruling.layout.chunks[0]] == [("p", False), ("img", True)]


def test_words_are_counted_anew(apply: Apply) -> None:
    ruling = apply([drop(".x")], page="<body><p>The harbour <span class=x>Share this</span> reopened</p></body>")
    assert [b.words for b in ruling.layout.blocks] == [3]


@pytest.mark.parametrize(
    ("name", "ruled_out"), [("share", False), ("hare-b", False), ("top", False), ("nothere", True)]
)
def test_a_class_that_is_nowhere_on_the_page_is_ruled_out(name: str, ruled_out: bool) -> None:
    tree = parse_html("<body><p class='ad share-box'>x</p><p id=top>y</p>", "page")[0]
    assert Names(tree).rule_out(id_or_class(f"'{name}'")) is ruled_out
    assert bool(tree.xpath(id_or_class(f"'{name}'"))) is not ruled_out
    assert Names(tree).rule_out(f"//p[@class='{name}']") is False, "what is written differently is always asked"


PROSE = "<p>The harbour reopened on Monday, nine days after a storm had closed it to all traffic on the {} river.</p>"
ARTICLE = f"""<html><head><meta property="article:published_time" content="2024-05-06"></head><body>
<h1>Harbour reopens</h1><article>{"".join(map(PROSE.format, "abcde"))}</article>
<p><b class=d>soon</b> <b class=e>later</b> <i class=d>2024-05-07</i>"""


@pytest.mark.parametrize(("selector", "date"), [(".d", "2024-05-07"), (".e", "2024-05-06"), (".x", "2024-05-06")])
def test_the_first_date_that_can_be_read_counts(tmp_path: Path, selector: str, date: str) -> None:
    (tmp_path / "r.toml").write_text(
        f'[pack]\nname = "x"\n[[rule]]\nid = "d"\naction = "date"\nselector = "{selector}"\n'
    )
    options = ExtractOptions(rule_files=(tmp_path / "r.toml",))
    article: Article = extract(Source("page", ARTICLE.encode()), options)
    assert article.metadata.date == date
