"""Phrases of rules: what each sign stands for, what is ignored in a block, and what is refused."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleancopy.extractors import Decision
from cleancopy.extractors.article import By
from cleancopy.extractors.blocks import split_text
from cleancopy.extractors.errors import RuleError
from cleancopy.extractors.rules import apply_rules
from cleancopy.extractors.rules.load import read_rule_file
from cleancopy.extractors.rules.matching import Head
from cleancopy.extractors.rules.phrases import Phrase, comparable, without_decoration


def found(kind: str, phrase: str, text: str) -> bool:
    one = Phrase(phrase, kind)
    one.check()
    head = Head(text)
    is_found = one.pattern.found_in(head.compared)
    if is_found:
        assert one.may_be_in(head.compared), "a text with the phrase has one of its needles"
        assert one.keys & {head.key[:length] for length in range(len(head.key) + 1)}, "and begins with one of its keys"
    return is_found


@pytest.mark.parametrize(
    ("kind", "phrase", "text"),
    [
        ("begins", "sign up", "Sign up for our newsletter"),
        ("begins", "sign up", "» SIGN  UP!"),
        ("begins", "more on this:", "More on this : the harbour"),
        ("equals", "read more", "👉 Read more …"),
        ("equals", "read more", "[Read more]"),
        ("equals", "lire la suite", "« Lire la suite"),
        ("equals", "need help?", "Need help?"),
        ("equals", "a+", "A"),
        ("equals", "yes!", "Yes"),
        ("equals", "by … & co.", "By Muster & Co"),
        ("equals", "share (opens in a new window)", "Share (opens in a new window)"),
        ("contains", "newsletter", "Our newsletter, every day"),
        ("contains", "public domain", "Image: public domain."),
        ("ends", "all rights reserved", "© 2024 Kelport News. All rights reserved."),
        ("equals", "{read|see} more", "See more"),
        ("equals", "{please}? subscribe {now}?", "Subscribe"),
        ("equals", "{please}? subscribe {now}?", "Please subscribe now"),
        ("equals", "{our}? {free}? newsletter", "Free newsletter"),
        ("equals", "newsletter{s}?", "Newsletters"),
        ("equals", "{{share|print|save}+}? this article", "Share, print & save this article"),
        ("equals", "{read {the|this}|see} article", "Read this article"),
        ("equals", "sign up … newsletter", "Sign up for our free newsletter"),
        ("equals", "sign up ... newsletter", "Sign up newsletter"),
        ("equals", "photo: …", "Photo: Ada Muster / Agency"),
        ("begins", "subscri*", "Subscribing to"),
        ("equals", "*newsletter", "Hafen-Newsletter"),
        ("equals", "ads by *", "Ads by Muster"),
        ("equals", "# comments", "1,234 comments"),
        ("equals", "comments #", "Comments (4)"),
        ("equals", "comments #", "Comments4"),
        ("equals", "e-mail", "Email"),
        ("equals", "sign-up", "sign up"),
        ("equals", "reuters / afp", "Reuters/AFP"),
        ("equals", "reuters / afp", "Reuters | AFP"),
        ("equals", "don't miss", "Don’t miss"),
        ("equals", "déjà abonné", "DEJA ABONNE ?"),
        ("equals", "© #", "(c) 2024"),
        ("begins", "paylaşın", "PAYLAŞIN"),
        ("begins", "関連記事", "関連記事はこちら"),
        ("equals", "分享到 …", "分享到微信朋友圈"),
        ("equals", "关闭窗口", "【关闭窗口】"),
        ("equals", "لقراءة المزيد", "‹ لِقراءة المزيد"),
    ],
)
def test_a_phrase_is_found(kind: str, phrase: str, text: str) -> None:
    assert found(kind, phrase, text)


@pytest.mark.parametrize(
    ("kind", "phrase", "text"),
    [
        ("begins", "sign up", "Signs up for more"),
        ("begins", "sign up", "“Sign up”, he said"),
        ("begins", "lire", "« Lire », dit-il"),
        ("begins", "ad", "Adam was there"),
        ("equals", "read more", "Read more books"),
        ("equals", "need help?", "Need help"),
        ("contains", "ad", "The spade and the lad"),
        ("ends", "reserved", "Reserved seats"),
        ("equals", "{read|see} more", "Hear more"),
        ("equals", "{our}? newsletter", "your newsletter"),
        ("equals", "sign up … newsletter", "Sign up " + "x" * 120 + " newsletter"),
        ("equals", "sign up … newsletter", "Sign up for more newsletters"),
        ("equals", "# comments", "comments"),
        ("equals", "分享到 …", "分享到微信。今天天气很好"),
    ],
)
def test_a_phrase_is_not_found(kind: str, phrase: str, text: str) -> None:
    assert not found(kind, phrase, text)


@pytest.mark.parametrize(
    ("phrase", "problem"),
    [
        ("{a|b", "a { without its }"),
        ("a} b", "a } without its {"),
        ("one | two", "outside of braces"),
        ("{a|}b", "a choice of nothing"),
        ("{}? word", "a choice of nothing"),
        ("…", "no word that must be there"),
        ("# *", "no word that must be there"),
        ("{news}?", "no word that must be there"),
        ("{a{b{c{d{e}}}}}", "braces within braces"),
        ("x" * 1_001, "longer than 1,000 characters"),
    ],
)
def test_what_is_wrong_in_a_phrase_is_named_with_its_line(tmp_path: Path, phrase: str, problem: str) -> None:
    file = tmp_path / "mine.toml"
    file.write_text(
        f"[pack]\nname = 'x'\n[[rule]]\nid = 'a'\naction = 'drop'\nbegins = [\n  'sign up',\n  '{phrase}',\n]\n"
    )

    with pytest.raises(RuleError) as caught:
        read_rule_file(file)

    (line,) = caught.value.problems
    assert line.startswith(f"{file}:8:3: begins: ")
    assert problem in line


def test_lists_and_a_regular_expression_of_one_rule_are_alternatives(tmp_path: Path) -> None:
    file = tmp_path / "mine.toml"
    file.write_text(
        "[pack]\nname = 'x'\n[[rule]]\nid = 'a'\naction = 'drop'\n"
        "text = '^\\d+$'\nbegins = ['sign up']\nends = ['here']\n"
    )
    layout = split_text(("Sign up now", "Subscribe here", "42", "Kept"))
    ruling = apply_rules(read_rule_file(file), layout, [Decision(True, By.MODEL, "")] * 4, None)

    assert [decision.keep for decision in ruling.decisions] == [False, False, False, True]


def test_a_phrase_that_backtracks_without_end_is_given_up(tmp_path: Path) -> None:
    file = tmp_path / "mine.toml"
    gaps = " … ".join("a" * 1 for _ in range(12))
    file.write_text(f"[pack]\nname = 'x'\n[[rule]]\nid = 'slow'\naction = 'drop'\ncontains = ['{gaps} … a!x']\n")
    layout = split_text(("a " * 200 + "!x",))
    ruling = apply_rules(read_rule_file(file), layout, [Decision(True, By.MODEL, "")], None)

    assert [d.keep for d in ruling.decisions] == [True]
    assert "takes too long" in " ".join(ruling.notes)


WORDS = st.text(st.sampled_from("abc é©#-/*…{}|?+ 1."), max_size=14)


@settings(max_examples=300, deadline=None)
@given(
    phrase=WORDS, text=st.text(st.sampled_from("abc é©-/1. "), max_size=20), kind=st.sampled_from(["begins", "equals"])
)
def test_whatever_is_written_either_is_refused_or_is_found_by_its_keys(phrase: str, text: str, kind: str) -> None:
    try:
        found(kind, phrase, text)
    except ValueError as err:
        assert str(err)


@given(st.text(max_size=40))
def test_a_comparable_text_stays_as_it_is(text: str) -> None:
    once = comparable(text)

    assert comparable(once).split() == comparable(comparable(once)).split()
    assert without_decoration(without_decoration(once)) == without_decoration(once)
