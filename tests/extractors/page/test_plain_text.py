from __future__ import annotations

import textwrap

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleancopy.extractors.page.plain_text import paragraphs_of

FIRST = (
    "The harbour reopened on Monday after three weeks of repairs, and the first ships came in before the sun was up "
    "while a small crowd stood on the quay and cheered each of them in turn as they passed the lighthouse."
)
SECOND = (
    "Fishermen said they had lost most of the season, though nobody could name a figure, and the mayor promised help "
    "that would be paid out of a fund which has yet to be set up by the council at its next meeting in spring."
)


def test_paragraphs_between_blank_lines() -> None:
    assert paragraphs_of(f"{FIRST}\n\n{SECOND}\n") == (FIRST, SECOND)


def test_one_paragraph_a_line() -> None:
    assert paragraphs_of(f"Harbour open\n{FIRST}\n{SECOND}\nShort line\n") == (
        "Harbour open",
        FIRST,
        SECOND,
        "Short line",
    )


@pytest.mark.parametrize("width", [42, 50, 60, 72, 80, 100])
def test_lines_broken_at_a_fixed_width_are_joined(width: int) -> None:
    text = "\n\n".join(textwrap.fill(p, width) for p in (FIRST, SECOND))

    assert paragraphs_of(text) == (FIRST, SECOND)


def test_a_short_line_in_wrapped_text_ends_its_paragraph() -> None:
    ends_short = f"{FIRST[:140]}, they say."
    text = f"{textwrap.fill(ends_short, 72)}\nHarbour open\n{textwrap.fill(SECOND, 72)}"

    assert paragraphs_of(text) == (ends_short, "Harbour open", SECOND)


def test_long_lines_are_not_taken_for_wrapped() -> None:
    long = tuple(line[:125] for line in (FIRST, SECOND, FIRST, SECOND))

    assert paragraphs_of("\n".join(long)) == tuple(line.strip() for line in long)


def test_menus_around_wrapped_text_do_not_hide_that_it_is_wrapped() -> None:
    menu = "\n".join(["Home", "News from the harbour", "Sport", "Sign in", "Subscribe to the paper"] * 8)
    text = f"{menu}\n\n{textwrap.fill(FIRST, 72)}\n\n{menu}\n\n{textwrap.fill(SECOND, 72)}\n\n{menu}"
    found = paragraphs_of(text)

    assert FIRST in found and SECOND in found
    assert found[:5] == ("Home", "News from the harbour", "Sport", "Sign in", "Subscribe to the paper")


def test_short_paragraphs_a_line_each_are_not_taken_for_wrapped() -> None:
    verses = [f"{FIRST[:n]}".strip() for n in (58, 73, 66, 80, 62, 77, 70, 59, 75)]
    chinese = ["港口在经过三周的维修之后于星期一重新开放第一批船只在日出之前驶入" * n for n in (2, 3, 2, 3, 2, 3)]

    assert paragraphs_of("\n".join(verses)) == tuple(verses)
    assert paragraphs_of("\n".join(chinese)) == tuple(chinese)


def test_list_items_in_wrapped_text_are_not_joined() -> None:
    items = [f"{marker} {FIRST[:66]}" for marker in ("-", "*", "1.", "2)", "•")]
    text = "\n".join([textwrap.fill(SECOND, 72), *items])

    assert paragraphs_of(text)[1:] == tuple(items)


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_all_line_ends_are_known(end: str) -> None:
    assert paragraphs_of(end.join(["One.", "", "Two."])) == ("One.", "Two.")


@pytest.mark.parametrize("blank", ["", "  ", "\t", "\u00a0", " \f "])
def test_a_line_of_white_space_is_a_blank_line(blank: str) -> None:
    assert paragraphs_of(f"{textwrap.fill(FIRST, 72)}\n{blank}\n{textwrap.fill(SECOND, 72)}") == (FIRST, SECOND)


def test_white_space_is_folded_and_indents_are_dropped() -> None:
    assert paragraphs_of("   One  two\tthree \n\n\n\n  Four\u00a0five") == ("One two three", "Four five")


@pytest.mark.parametrize("text", ["", "\n", " \n\t\n\r\n "])
def test_nothing_but_white_space_has_no_paragraphs(text: str) -> None:
    assert paragraphs_of(text) == ()


def test_verse_keeps_its_lines() -> None:
    verse = (
        "I wandered lonely as a cloud",
        "That floats on high o'er vales and hills,",
        "When all at once I saw a crowd,",
    )

    assert paragraphs_of("\n".join(verse)) == verse


@settings(deadline=None, max_examples=100)
@given(st.text(st.sampled_from("ab1.•* \n\r\t\u00a0日"), max_size=400))
def test_no_character_is_lost_or_added(text: str) -> None:
    assert "".join("".join(paragraphs_of(text)).split()) == "".join(text.split())


@settings(deadline=None, max_examples=50)
@given(st.lists(st.lists(st.sampled_from("a of harbour reopened three".split()), min_size=1, max_size=90), max_size=5))
def test_paragraphs_between_blank_lines_are_never_merged(paragraphs: list[list[str]]) -> None:
    texts = [" ".join(p) for p in paragraphs]

    found = paragraphs_of("\n\n".join(textwrap.fill(t, 72) for t in texts))

    assert len(found) >= len(texts)
    assert " ".join(found) == " ".join(texts)


def test_each_paragraph_may_be_wrapped_at_a_width_of_its_own() -> None:
    texts = [textwrap.fill(text, width) for text, width in ((FIRST, 60), (SECOND, 76), (FIRST, 76), (SECOND, 58))]

    assert paragraphs_of("\n\n".join(texts)) == (FIRST, SECOND, FIRST, SECOND)


def test_lines_broken_after_clauses_are_one_paragraph() -> None:
    clauses = FIRST.replace(" and ", "\nand ").replace(" as ", "\nas ").replace(" while ", "\nwhile ")

    assert paragraphs_of(f"{clauses}\n\n{clauses}") == (FIRST, FIRST)


@pytest.mark.parametrize(
    "lines",
    [
        (
            "The sea is calm tonight, as calm as any sea I ever saw before.",
            "The tide is full, the moon lies fair upon it,",
        ),
        ("Owen Price, Nant Gwyn Foundry, the yard behind the old chapel of ease", "Mill Lane 4", "Stonebridge"),
        ('"Is it turning?" she asked, with her hand upon the wheel of iron.', '"It is," he said.'),
        (
            "Name of the gauge     Value read on Monday     value read on Friday",
            "north                 100                      120",
        ),
        ("def read_the_gauge_and_write_it_down(port: int, times: int) -> None:", "    for number in range(times):"),
        (
            "| type of the gauge that was read | value that was read on Monday |",
            "| north                           | one hundred and a half        |",
        ),
        ("1. wait until the needle of the gauge that you want to read rests", "2. read it"),
    ],
)
def test_verse_addresses_talk_tables_and_code_keep_their_lines(lines: tuple[str, ...]) -> None:
    assert len("\n".join(paragraphs_of("\n".join(lines))).strip("\n").split("\n")) == len(lines)


POEM = "  Rust on the rail, and rust on the wheel,\n    The kettle is cold in the dark;\n  Who mends the steel?"


def test_the_lines_of_a_stanza_between_paragraphs_stay_one_paragraph() -> None:
    lines = "Rust on the rail, and rust on the wheel,\nThe kettle is cold in the dark;\nWho mends the steel?"
    assert paragraphs_of(f"{FIRST}\n\n{POEM}\n\n{SECOND}") == (FIRST, lines, SECOND)


def test_an_address_and_who_signs_stay_one_paragraph() -> None:
    found = paragraphs_of(f"12 Mill Lane\nStonebridge\n\n{FIRST}\n\nYours,\nOwen Price")
    assert found == ("12 Mill Lane\nStonebridge", FIRST, "Yours,\nOwen Price")


@pytest.mark.parametrize(
    "figure",
    [
        "+------+-------+\n| Type | Port  |\n+------+-------+\n",
        "north      1.02\nsouth      0.98\n",
        "  0                   1\n  0 1 2 3 4 5 6 7 8 9 0\n +-+-+-+-+-+-+-+-+-+-+\n",
        "┌─────┐\n│ one │\n└─────┘\n",
        "a\tone\nb\ttwo\n",
    ],
)
@pytest.mark.parametrize("indent", ["", "      "])
def test_figures_and_tables_are_verbatim(figure: str, indent: str) -> None:
    typed = "".join(indent + line for line in figure.splitlines(keepends=True))
    found = paragraphs_of(f"{FIRST}\n\n{typed}\n{SECOND}\n")
    assert found == (FIRST, textwrap.dedent(typed.expandtabs()), SECOND)


@pytest.mark.parametrize("fence", ["```", "~~~"])
@pytest.mark.parametrize("language", ["", "python", " c++"])
def test_code_between_fences_is_verbatim_with_its_blank_lines(fence: str, language: str) -> None:
    found = paragraphs_of(f"{FIRST}\n{fence}{language}\nif wet:\n    stop()\n\ngo()\n{fence}\n{SECOND}")
    assert found == (FIRST, "if wet:\n    stop()\n\ngo()\n", SECOND)


def test_a_fence_that_is_never_closed_is_text() -> None:
    assert paragraphs_of(f"{FIRST}\n\n```\n\n{SECOND}") == (FIRST, "```", SECOND)


def test_code_that_is_set_in_is_verbatim_and_its_blank_lines_stay() -> None:
    code = "    def read(port):\n        return open(port);\n\n    print(read(1))\n    print(read(2))"
    assert paragraphs_of(f"{FIRST}\n\n{code}\n\n{SECOND}") == (FIRST, textwrap.dedent(code) + "\n", SECOND)


@pytest.mark.parametrize(("line", "level"), [("=" * 11, "#"), ("-" * 11, "##"), ("-" * 13, "##")])
def test_an_underlined_line_is_a_heading(line: str, level: str) -> None:
    assert paragraphs_of(f"The harbour\n{line}\n\n{FIRST}") == (f"{level} The harbour", FIRST)
    assert paragraphs_of(f"The harbour\n{line}\n{FIRST}") == (f"{level} The harbour", FIRST)


def test_capitals_above_what_is_set_in_are_a_heading() -> None:
    typed = textwrap.indent(textwrap.fill(FIRST, 60), "     ")
    assert paragraphs_of(f"SEE ALSO\n{typed}\n\nNAME\n     gauge - read\n\n{SECOND}") == (
        "## SEE ALSO",
        FIRST,
        "## NAME",
        "gauge - read",
        SECOND,
    )
    assert paragraphs_of("THE END\nOF IT\n\nSo.")[0] == "THE END\nOF IT"


def test_a_line_of_signs_that_is_too_long_is_no_underline() -> None:
    assert paragraphs_of(f"The harbour\n{'-' * 40}\n\n{FIRST}")[0].startswith("The harbour\n")


@pytest.mark.parametrize(
    "text",
    [
        "- fill the lamp with oil until it\n  stands at the mark\n- trim the wick",
        "- fill the lamp with oil until it\nstands at the mark\n- trim the wick",
        "  - fill the lamp with oil until it\n    stands at the mark\n  - trim the wick",
        "- fill the lamp\n  with oil until it\n  stands at the mark\n\n- trim the wick",
    ],
)
@pytest.mark.parametrize("marker", ["-", "*", "•", "1."])
def test_lines_of_an_item_are_joined(text: str, marker: str) -> None:
    items = (f"{marker} fill the lamp with oil until it stands at the mark", f"{marker} trim the wick")

    assert paragraphs_of(f"You need:\n\n{text}".replace("- ", f"{marker} "))[1:] == items


@pytest.mark.parametrize(
    "lines",
    [
        ("- the news of the harbour today.", "login to the paper"),
        ("- home", "login"),
        ("- the news of the whole harbour", "Login"),
    ],
)
def test_what_is_no_part_of_an_item_is_a_line_of_its_own(lines: tuple[str, ...]) -> None:
    assert paragraphs_of("\n".join(lines)) == lines
    assert paragraphs_of("- call it like this:\n    read(1);\n- stop") == ("- call it like this:", "read(1);", "- stop")


@pytest.mark.parametrize(
    ("broken", "whole"),
    [
        ("the well-\nknown question", "the well-known question"),
        ("a visit to Baden-\nBaden", "a visit to Baden-Baden"),
        ("the har\u00ad\nbour", "the harbour"),
        ("both day-\nand night shifts", "both day- and night shifts"),
        ("Licht-\nund Schattenseiten", "Licht- und Schattenseiten"),
        ("it was late -\nand dark", "it was late - and dark"),
        ("it was late --\nand dark", "it was late -- and dark"),
    ],
)
def test_no_blank_is_put_into_a_word_that_is_broken_at_a_hyphen(broken: str, whole: str) -> None:
    around = "which nobody who was there on that evening had expected to hear of"
    text = f"{around}, {broken} before\nthe summer and all of its long days were over for the people of the town."

    assert whole in paragraphs_of(text)[0]
    assert whole in paragraphs_of(f"{textwrap.fill(FIRST, 90)}\n\n{text}\n\n{textwrap.fill(SECOND, 90)}")[1]


@pytest.mark.parametrize("stars", ["***", "* * *", "   *  *  *".replace("  *", " *"), "⁂"])
def test_stars_between_two_lines_are_a_line_of_their_own(stars: str) -> None:
    assert paragraphs_of(f"{FIRST}\n{stars}\n{SECOND}") == (FIRST, " ".join(stars.split()), SECOND)


@pytest.mark.parametrize("marks", ["> ", ">", "> > ", ">> "])
def test_lines_that_a_mail_quotes_are_joined_without_their_marks(marks: str) -> None:
    wrapped, quoted = textwrap.fill(f"{FIRST} {SECOND}", 60), textwrap.indent(textwrap.fill(FIRST, 60), marks)
    found = paragraphs_of(f"{wrapped}\n{quoted}\n\n{quoted}\n>\n{wrapped}\n")

    assert found == (f"{FIRST} {SECOND}", marks + FIRST, marks + FIRST, f"{FIRST} {SECOND}")


CHINESE = (
    "北角的灯塔在一八七一年的一个雨夜第一次点亮，守塔人在日志里写道，直到天亮都没有一艘船从附近经过。灯里烧的是菜籽油，"
    "要先在炉子上加热才会流动，第二位守塔人每天晚上都要提着油桶爬上一百一十二级台阶。"
)


@pytest.mark.parametrize("width", [24, 35, 40])
def test_lines_of_a_script_without_blanks_are_joined_without_blanks(width: int) -> None:
    lines = "\n".join(CHINESE[i : i + width] for i in range(0, len(CHINESE), width))

    assert paragraphs_of(f"灯塔\n\n{lines}\n\n{lines}\n") == ("灯塔", CHINESE, CHINESE)


@pytest.mark.parametrize("lines", ["床前明月光\n疑是地上霜\n举头望明月\n低头思故乡", "第一章　灯塔\n第二章　油灯"])
def test_verses_of_a_script_without_blanks_are_not_joined(lines: str) -> None:
    assert paragraphs_of(f"{lines}\n\n{CHINESE}\n")[0].split("\n")[0] == " ".join(lines.split("\n", 1)[0].split())


def test_a_line_of_underscores_parts_a_mailing_lists_footer_from_the_signature() -> None:
    text = f"{textwrap.fill(FIRST, 72)}\n\nBo\n{'_' * 47}\nharbour mailing list\nto leave it send a mail\n"

    assert "Bo" in paragraphs_of(text)


def test_a_paragraph_that_was_wrapped_a_little_narrower_is_joined_too() -> None:
    text = f"{textwrap.fill(FIRST, 72)}\n\n{textwrap.fill(SECOND, 62)}\n\n{textwrap.fill(FIRST, 72)}"

    assert paragraphs_of(text) == (FIRST, SECOND, FIRST)


def test_what_is_between_fences_keeps_the_blanks_that_it_begins_with() -> None:
    assert paragraphs_of(f"{FIRST}\n\n```\n  /\\\n /  \\\n```\n\n{SECOND}")[1] == "  /\\\n /  \\\n"
