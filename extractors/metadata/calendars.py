"""Days of other calendars: Japanese eras and the years of the Republic of China, the Iranian (Jalali) and the Thai
(Buddhist) calendar, as days of ours."""

from __future__ import annotations

import re
from datetime import date, timedelta

_BEFORE_BUDDHIST = 543
BUDDHIST_YEARS = range(2400, 2700)
JALALI_YEARS = range(1300, 1500)
# The year before the first of each era; the letter is how forms and offices abbreviate it.
_ERAS = {
    "令和": 2018, "㋿": 2018, "r": 2018, "平成": 1988, "㍻": 1988, "h": 1988, "昭和": 1925, "㍼": 1925, "s": 1925,
    "大正": 1911, "明治": 1867, "民國": 1911, "民国": 1911,
}  # fmt: skip
ERA = "令和|平成|昭和|大正|明治|[㋿㍻㍼]|民[國国]"
# A letter, year, month, day: R7.4.12.
ERA_LETTER = "[RHSＲＨＳ]"
_KANJI_DIGITS = "〇一二三四五六七八九"
_FULL_WIDTH = str.maketrans("ＲＨＳ", "RHS")
# The months in Persian (with the Arabic forms of two letters made Persian), as Afghanistan calls them, and in Latin
# letters.
_JALALI_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "فروردین حمل farvardin", "اردیبهشت ثور ordibehesht", "خرداد جوزا khordad", "تیر سرطان tir",
            "مرداد امرداد اسد mordad", "شهریور سنبله shahrivar", "مهر میزان mehr", "آبان ابان عقرب aban",
            "آذر اذر قوس azar", "دی جدی dey", "بهمن دلو bahman", "اسفند حوت esfand",
        ),
        1,
    )
    for name in names.split()
}  # fmt: skip
_PERSIAN_LETTERS = str.maketrans("يك", "یک")
_MONTH_ENDING = re.compile(r"[\u200c ]?ماه$")
_NEW_YEAR_1300 = date(1921, 3, 21)
# Which years of a cycle of 33 have a leap day: right from 1178 to 1633.
_CYCLE, _LEAP = 33, frozenset((1, 5, 9, 13, 17, 22, 26, 30))


def era_year(era: str, year: int) -> int:
    """Return the year of ours that a year of an era is."""
    return _ERAS[era.translate(_FULL_WIDTH).lower()] + year


def kanji_number(text: str) -> int:
    """Return a number below a hundred that is written in digits or in Chinese characters; 元 is the first year of an
    era. Raises ValueError for anything else."""
    if text.isdecimal():
        return int(text)
    if text == "元":
        return 1
    tens, ten, ones = text.partition("十")
    if not ten:
        return _KANJI_DIGITS.index(text)
    return 10 * (_KANJI_DIGITS.index(tens) if tens else 1) + (_KANJI_DIGITS.index(ones) if ones else 0)


def common_year(year: int) -> int:
    """Return the year of ours that a Buddhist year is, and any other as it is."""
    return year - _BEFORE_BUDDHIST if year in BUDDHIST_YEARS else year


def jalali_month(name: str) -> int:
    """Return the number of a month of the Iranian calendar, 0 for another word."""
    return _JALALI_MONTHS.get(_MONTH_ENDING.sub("", name.translate(_PERSIAN_LETTERS).lower()), 0)


def jalali_day(year: int, month: int, day: int) -> date:
    """Return the day of ours that a day of the Iranian calendar is. Raises ValueError if there is no such day."""
    longest = 31 if month <= 6 else 30 if month < 12 or _is_leap(year) else 29
    if year not in JALALI_YEARS or not 1 <= month <= 12 or not 1 <= day <= longest:
        raise ValueError(f"no day of the Iranian calendar: {year}-{month}-{day}")
    years = sum(365 + _is_leap(y) for y in range(JALALI_YEARS[0], year))
    months = 31 * (month - 1) - max(0, month - 7)
    return _NEW_YEAR_1300 + timedelta(years + months + day - 1)


def _is_leap(year: int) -> bool:
    return year % _CYCLE in _LEAP
