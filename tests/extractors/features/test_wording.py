from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleancopy.extractors.article import Block, Kind
from cleancopy.extractors.features.quantise import log_byte
from cleancopy.extractors.features.wording import WORDING, read_wordings
from cleancopy.extractors.text import count_words, words


def read(text: str, kind: Kind = Kind.PARAGRAPH, level: int = 0, link_share: float = 0.0) -> dict[str, int]:
    row = read_wordings([Block(0, kind, text, count_words(text), level, (), link_share)], [words(text)])
    return dict(zip(WORDING, row, strict=True))


@pytest.mark.parametrize(
    ("prose", "menu"),
    [
        ("The house that he had built was by the sea, and it is still there.", "Home News Sports Contact Login"),
        ("Das Haus, das er gebaut hat, ist nicht mehr da, und wir haben es auch gesucht.", "Startseite Sport Anmelden"),
        ("他在这里住了很久，也不想和我们到上海去。", "首页 新闻 体育 登录 注册"),
        ("قال إن هذا البيت الذي على البحر كان في المدينة من قبل", "الرئيسية الأخبار الرياضة اتصل"),
        ("Он сказал, что это не так, но мы и на этот раз не были в городе.", "Главная Новости Спорт Контакты"),
    ],
)
def test_prose_has_more_function_words_than_a_menu_in_any_language(prose: str, menu: str) -> None:
    assert read(prose)["function_word_share"] >= 40 > read(menu)["function_word_share"]
    assert read(prose)["function_words"] > read(menu)["function_words"]


@pytest.mark.parametrize("kind", [Kind.PARAGRAPH, Kind.ITEM, Kind.CELL, Kind.CODE, Kind.CAPTION])
def test_a_block_is_of_one_kind(kind: Kind) -> None:
    found = read("some text", kind)

    assert [name for name in WORDING if name.startswith("is_") and found[name]] == [f"is_{kind}"]


def test_level_and_links_are_read_off_the_block() -> None:
    found = read("A title", Kind.HEADING, level=2, link_share=0.5)

    assert (found["level"], found["links"]) == (2, 100)


def test_a_line_that_goes_on_with_the_paragraph_before_is_known() -> None:
    block = Block(1, Kind.PARAGRAPH, "line", 1, continues=True)

    assert read_wordings([block], [["line"]])[WORDING.index("continues")] == 1


@pytest.mark.parametrize(
    ("texts", "name"),
    [
        (("It ends.", "Er endet…", "他走了。", "“It ends.”", "It ends.)", "یہ ختم ہوا۔"), "end"),
        (("It ends!", "Does it?", "真的吗？", "هل هذا؟", "“Does it?”"), "end"),
        (("read on:", "如下："), "end"),
        (("Menu", "12", "A title"), "end"),
        (("small", "éa"), "first"),
        (("Capital", "Éa"), "first"),
        (("1 one", "2024"), "first"),
        (("中文", "عربي"), "first"),
        (("- dash", "“quote", "© 2024"), "first"),
    ],
)
def test_ends_and_beginnings_of_one_sort_are_told_alike_in_all_scripts(texts: tuple[str, ...], name: str) -> None:
    assert len({read(text)[name] for text in texts}) == 1


def test_ends_of_different_sorts_are_told_apart() -> None:
    assert len({read(text)["end"] for text in ("a.", "a!", "a:", "a,", "a")}) == 5


@pytest.mark.parametrize(
    ("name", "yes", "no"),
    [
        ("price", ("$ 5", "only 12.50 €", "10 USD", "₹999"), ("five dollars", "USD", "5 kroner", "$")),
        (
            "date",
            ("2024-05-01", "1.5.2024", "5/1/24", "May 1, 2024", "1 de mayo de 2024", "1. Mai 2024", "2024年5月"),
            ("2024", "1 of 3", "version 1.2.3.4"),
        ),
        ("time", ("at 12:30", "5 min read", "3 days ago", "2 Std"), ("noon", "12", "3 apples")),
        ("at", ("me@example.org",), ("me",)),
        ("copyright", ("© 2024 Me",), ("2024 Me",)),
        ("address", ("see http://a.b", "www.a.b"), ("see a.b",)),
        ("upper", ("SIGN UP",), ("Sign Up", "中文")),
    ],
)
def test_signs_are_seen(name: str, yes: tuple[str, ...], no: tuple[str, ...]) -> None:
    assert [text for text in yes if not read(text)[name]] == []
    assert [text for text in no if read(text)[name]] == []


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("One. Two! Three?", 3),
        ("3.14 and a.b", 0),
        ("他走了。我也走了。", 2),
        ("“Go.” He went.", 2),
    ],
)
def test_sentences_are_counted(text: str, count: int) -> None:
    assert read(text)["sentences"] == log_byte(count)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("parentheses", "a (b) (c)"),
        ("colons", "a: b: c"),
        ("bars", "a | b › c"),
        ("quotes", "“a” «b»"),
        ("commas", "a، b，c"),
    ],
)
def test_punctuation_is_counted(name: str, text: str) -> None:
    assert (read(text)[name], read("a b c")[name]) == (log_byte(2), 0)


@pytest.mark.parametrize("text", ["“He went.”", "(He went.)", 'He said: "Go!"'])
def test_a_sentence_that_ends_in_a_quote_at_the_end_counts(text: str) -> None:
    assert read(text)["sentences"] == log_byte(1)


@pytest.mark.parametrize("text", ["هل هذا صحيح؟", "یہ ختم ہوا۔"])
def test_sentences_in_arabic_script_are_counted(text: str) -> None:
    assert read(text)["sentences"] == log_byte(1)


def test_code_may_be_indented_beyond_what_is_scanned() -> None:
    assert read(" " * 20_000 + "x", Kind.CODE)["words"] == log_byte(1)


@given(st.text(max_size=60), st.sampled_from(list(Kind)))
@settings(deadline=None, max_examples=150)
def test_any_text_has_one_byte_for_each_name(text: str, kind: Kind) -> None:
    assert len(read(text, kind)) == len(WORDING)


def test_a_block_of_no_words_still_has_its_kind() -> None:
    assert read("***", Kind.ITEM) == {name: int(name == "is_item") for name in WORDING}
