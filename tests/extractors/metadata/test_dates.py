"""Dates as machines and people write them, in many languages and orders, as ISO 8601."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleancopy.extractors.metadata.dates import declared_date, to_iso, written_dates
from cleancopy.extractors.metadata.published import is_month_first

DAY = "2020-03-04"


@pytest.mark.parametrize(
    "text",
    [
        "March 4, 2020", "Mar. 4th, 2020", "4 March 2020", "4-Mar-2020", "Wednesday, 4 March 2020", "4. März 2020",
        "le 4 mars 2020", "4 de marzo de 2020", "4 de março de 2020", "4 marzo 2020", "4 maart 2020", "4 marca 2020",
        "4. března 2020", "4 марта 2020 г.", "4 березня 2020", "4 Μαρτίου 2020", "4 Mart 2020", "4 maaliskuuta 2020",
        "2020. március 4.", "2020 m. kovo 4 d.", "4 tháng 3, 2020", "2020年3月4日", "2020년 3월 4일", "٤ مارس ٢٠٢٠",
        "4 آذار 2020", "४ मार्च २०२०", "4 มีนาคม 2563", "2020-03-04", "2020/03/04", "2020.03.04.", "04.03.2020",
        "4. 3. 2020", "04/03/2020", "04/03/20", "Posted on 4 March 2020 in News",
    ],
)  # fmt: skip
def test_a_day_is_read_in_many_languages(text: str) -> None:
    assert declared_date(text, month_first=False) == DAY


@pytest.mark.parametrize(
    "text",
    [
        "令和2年3月4日",
        "令和２年３月４日",
        "令和二年三月四日",
        "公開日：令和2年3月4日（水）",
        "R2年3月4日",
        "R2.3.4",
        "更新：Ｒ２．３．４",
        "2020年（令和2年）3月4日",
        "民國109年3月4日",
        "中華民國109年3月4日",
        "۱۴ اسفند ۱۳۹۸",
        "14 اسفند 1398",
        "۱۴ اسفند ماه ۱۳۹۸",
        "۱۴ اسفند\u200cماه ۱۳۹۸",
        "چهارشنبه ۱۴ اسفند ۱۳۹۸",
        "۱۳۹۸/۱۲/۱۴",
        "1398-12-14",
        "14 Esfand 1398",
        "14 حوت 1398",
        "4 มี.ค. 2563",
        "4 มี.ค. 63",
        "วันที่ 4 มีนาคม พ.ศ. 2563",
        "4 มีนาคม พ.ศ.2563",
        "๔ มีนาคม ๒๕๖๓",
        "04/03/2563",
        "2563-03-04",
    ],
)
def test_days_of_other_calendars_are_days_of_ours(text: str) -> None:
    assert declared_date(text, month_first=False) == DAY


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("平成31年4月30日", "2019-04-30"),
        ("令和元年5月1日", "2019-05-01"),
        ("H30.12.1", "2018-12-01"),
        ("平成三十年十二月一日", "2018-12-01"),
        ("۳۰ اسفند ۱۴۰۳", "2025-03-20"),
        ("۱ فروردين ۱۴۰۴", "2025-03-21"),
        ("۲۳ فروردین ۱۴۰۴ - ۱۰:۳۰", "2025-04-12T10:30"),
        ("2567-02-29T10:00:00+07:00", "2024-02-29T10:00:00+07:00"),
        ("1404-01-23T08:00", "2025-04-12T08:00"),
        ("۳۰ اسفند ۱۴۰۲", None),
        ("۳۲ فروردین ۱۴۰۴", None),
        ("令和7年13月1日", None),
        ("民國200年1月1日", None),
        ("12/04/1404", None),
        ("Version R7.4.12", None),
        ("R7.4.12.1", None),
        ("12 ก.ค.", None),
    ],
)
def test_a_calendar_has_its_own_first_and_last_days(text: str, iso: str | None) -> None:
    assert declared_date(text, month_first=False) == iso


def test_a_letter_and_three_numbers_are_a_version_where_the_month_stands_first() -> None:
    assert declared_date("R7.4.12", month_first=True) is None


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("4 March 2020, 10:30", "2020-03-04T10:30"),
        ("March 4, 2020 at 10:30 p.m.", "2020-03-04T22:30"),
        ("4. März 2020, 12.05 Uhr", "2020-03-04T12:05"),
        ("4 mars 2020 à 10h30", "2020-03-04T10:30"),
        ("10:30 Uhr, 04.03.2020", "2020-03-04T10:30"),
        ("12:05 AM, March 4, 2020", "2020-03-04T00:05"),
        ("Wed, 04 Mar 2020 10:00:00 GMT", "2020-03-04T10:00:00+00:00"),
        ("20200304T103000", "2020-03-04T10:30:00"),
        ("1583316000000", "2020-03-04T10:00:00+00:00"),
        ("2020-03-04T10:00:00+0100", "2020-03-04T10:00:00+0100"),
    ],
)
def test_the_time_comes_along_where_one_is_given(text: str, iso: str) -> None:
    assert declared_date(text, month_first=False) == iso


@pytest.mark.parametrize(
    "text",
    [
        "March 2020", "2020", "12/2020", "2 days ago", "yesterday", "30 February 2020", "1.2.3.2020", "192.168.10.20",
        "31/31/2020", "March 4, 1066", "4 Smarch 2020", "version 4.3.20.1", "", "soon", "0000-00-00", "99999999",
    ],
)  # fmt: skip
def test_what_is_no_whole_day_is_none(text: str) -> None:
    assert declared_date(text) is None


def test_the_order_of_day_and_month_is_that_of_the_country_unless_only_one_fits() -> None:
    assert declared_date("03/04/2020", month_first=True) == DAY
    assert declared_date("03/04/2020", month_first=False) == "2020-04-03"
    assert (
        declared_date("25/12/2020", month_first=True) == declared_date("12/25/2020", month_first=False) == "2020-12-25"
    )


@pytest.mark.parametrize(
    ("language", "url", "first"),
    [
        ("en", "https://example.com/", True),
        (None, None, True),
        ("en-GB", "https://example.com/", False),
        ("en", "https://example.co.uk/", False),
        ("en-US", "https://example.com.au/", False),
        ("de", "https://example.com/", False),
        ("fr", None, False),
    ],
)
def test_only_american_english_has_the_month_first(language: str | None, url: str | None, first: bool) -> None:
    assert is_month_first(language, url) is first


def test_days_to_come_are_refused_in_every_form() -> None:
    day = date.today() + timedelta(days=400)
    for form in ("%Y-%m-%d", "%d %B %Y", "%B %d, %Y", "%d.%m.%Y", "%Y%m%d", "%Y年%m月%d日"):
        assert declared_date(day.strftime(form)) is None
        assert list(written_dates(day.strftime(form))) == []


def test_each_date_of_a_text_is_found_once_with_its_place() -> None:
    text = "Published 3 May 2021, updated May 4, 2021 and 05.05.2021"
    found = sorted(written_dates(text, False), key=lambda w: w.start)

    assert [w.iso[:10] for w in found] == ["2021-05-03", "2021-05-04", "2021-05-05"]
    assert text[found[0].start : found[0].end] == "3 May 2021"


def test_a_rule_may_find_a_date_that_only_the_larger_library_can_read() -> None:
    assert to_iso("4 March 2020") == DAY
    assert to_iso("x" * 1000) is None


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet="0123456789 ./-:,年月日MarchMärz٤", max_size=60))
def test_whatever_stands_there_a_date_is_a_real_one(text: str) -> None:
    for written in written_dates(text):
        assert date(1990, 1, 1) <= date.fromisoformat(written.iso[:10]) <= date.today() + timedelta(days=1)


@pytest.mark.parametrize("piece", ["1 ", "2020 ", "1/1/", "jan ", "12 de de ", "٤", "1.1.", "10:10 "])
def test_long_texts_are_only_looked_at_in_part(piece: str) -> None:
    assert len(list(written_dates(piece * 50_000))) < 700
