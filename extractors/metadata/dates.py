"""Dates as ISO 8601: as machines declare them, and as people write them in some 50 languages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from email.utils import parsedate_to_datetime
from functools import cache
from pathlib import Path

from .calendars import (
    BUDDHIST_YEARS,
    ERA,
    ERA_LETTER,
    JALALI_YEARS,
    common_year,
    era_year,
    jalali_day,
    jalali_month,
    kanji_number,
)

_ISO = re.compile(r"\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2})?(?:[.,]\d{1,9})?\s?(?:Z|[+-]\d{2}:?\d{2})?)?")
_COMPACT = re.compile(r"(?:19|20)\d{6}(?:T?\d{4,6})?$")
_EPOCH = re.compile(r"1\d{9}(?:\d{3})?$")
_MAIL = re.compile(r"[A-Z][a-z]{2}, \d{1,2} [A-Z][a-z]{2} \d{4} \d\d:\d\d")
_MAYBE = re.compile(r"\d{4}|\d\s?[-/.．／]\s?\d{1,2}\s?[-/.．／]\s?\d|年.{1,12}月|[\u0e00-\u0e7f]\.?\s?\d\d(?!\d)")
LONGEST, _LONGEST_TEXT, _LONGEST_DATE_LINE = 120, 2000, 40  # characters
_EARLIEST_DECLARED, _EARLIEST_WRITTEN = 1900, 1990
_THAI_CENTURY = 2500  # of a year with two digits

_D, _M, _Y = r"(?P<d>\d{1,2})", r"(?P<m>\d{1,2})", r"(?P<y>\d{4})"
_NAME = r"(?P<name>[^\W\d_][^\W\d_\u0300-\u036f]*(?:[\u0900-\u0e7f]+)?(?:\.[\u0e00-\u0e7f]+)?(?:[\u200c ]?ماه)?)\.?"
_KANJI = "元〇一二三四五六七八九十"
_ERA_DAY = rf"(?P<ey>[\d{_KANJI}]{{1,3}})\s?年\s?(?P<em>[\d{_KANJI}]{{1,3}})\s?月\s?(?P<ed>[\d{_KANJI}]{{1,3}})\s?日"
_FORMS = tuple(
    re.compile(pattern)
    for pattern in (
        rf"(?P<era>{ERA}|(?<![^\W\d_]){ERA_LETTER})\s?{_ERA_DAY}",
        rf"(?<!\d){_Y}\s?[年년](?:\s?[(（][^()（）]{{1,8}}[)）])?\s?{_M}\s?[月월]\s?{_D}\s?[日일]",
        rf"(?<![\w.])(?P<era>{ERA_LETTER})(?P<ey>\d{{1,2}}|元)(?P<sep>[-.．/／])\s?(?P<em>\d{{1,2}})(?P=sep)\s?"
        r"(?P<ed>\d{1,2})(?![\w.．])",
        rf"(?<![\d.,]){_Y}(?P<sep>[-/.])\s?{_M}(?P=sep)\s?{_D}(?![\d:])",
        rf"(?<![\d.,/:]){_D}\.?(?:st|nd|rd|th|er|re|[ºª°])?,?[\s/-]{{0,2}}(?:de |d['’]|of |ngày "
        rf"|tháng (?=\D))?(?:\s?){_NAME}"
        rf",?[\s/-]{{1,2}}(?:de |del |of |годa |г\. |سال |พ\.ศ\.\s?|พุทธศักราช\s?)?{_Y}(?!\d)",
        rf"(?<![^\W\d_]){_NAME}\s?{_D}\.?(?:st|nd|rd|th)?,?\s?(?:at \d{{1,2}}:\d\d,? ?)?[\s,]{{1,2}}{_Y}(?!\d)",
        rf"(?<!\d){_Y}\.?\s(?:m\. |gada )?{_D}?\.?\s?{_NAME}\s{{0,2}}(?P<d2>\d{{1,2}})?(?!\d)",
        rf"(?<!\d){_D} (?:tháng|thg) {_M}(?:,| năm)? {_Y}(?!\d)",
        rf"(?<![\d.,/:]){_D}\s?(?P<name>[\u0e00-\u0e7f]{{2,12}}(?:\.[\u0e00-\u0e7f]{{1,2}}\.)?)\s?(?P<thai>\d\d)(?!\d)",
        r"(?<![\d.,/:])(?<!\b[A-Za-z])(?P<a>\d{1,2})(?P<sep>\s?[-/.]\s?)(?P<b>\d{1,2})(?P=sep)(?P<y>\d{4}|\d{2})(?![\d:/])(?!\.\d)",
    )
)
_TIME_AFTER = re.compile(
    r"(?:[\s,;|/•·–—-]|\bT|\bat|\bum|\bà|\bas|\bàs|\balle|\bore|\bkl|\bklo|\bo|\bв|\bla|\bsaat|\bв|\bvon|[.:](?=\s))*"
    r"(?P<h>[012]?\d)\s?[:.h시]\s?(?P<min>[0-5]\d)분?(?::[0-5]\d)?(?:\s?(?P<half>[ap])\.?m\b)?",
    re.I,
)
_TIME_BEFORE = re.compile(
    r"(?<!\d)(?P<h>[012]?\d)[:.h](?P<min>[0-5]\d)\s?(?:(?P<half>[ap])\.?m\.?)?(?:\s?(?:Uhr|h|GMT|UTC|E[SD]?T"
    r"|P[SD]?T|C[SE]?T|BST|IST))?"
    r"[\s,|•·–—-]{1,4}(?:on |[A-Za-z]{2,9},? )?$",
    re.I,
)
_CJK = re.compile("[\u3040-\u30ff\u3400-\u9fff]")
_TWO_WORDS = {"تشرين الأول": "أكتوبر", "تشرين الثاني": "نوفمبر", "كانون الأول": "ديسمبر", "كانون الثاني": "يناير"}


@dataclass(frozen=True, slots=True)
class Written:
    """A date in a text: its ISO 8601 form (with the time where one stands beside it), and where it stands.

    `other` is the day that 03/04/2020 is when month and day are the other way round, None where only one way is a day.
    """

    iso: str
    start: int
    end: int
    other: str | None = None


def declared_date(value: str | None, month_first: bool = True) -> str | None:
    """Return a value that should be a date as ISO 8601, with its time if there is one; None if it is none or to come.

    ISO itself and its compact form, mail dates, seconds since 1970, or a date in words.
    """
    value = (value or "").strip()[:LONGEST]
    if is_machine_date(value):
        return machine_date(value)
    return next((w.iso for w in written_dates(value, month_first)), None)


def is_machine_date(value: str) -> bool:
    """Return whether a value has a form in which programs write dates."""
    return any(form.match(value) for form in (_ISO, _COMPACT, _EPOCH, _MAIL))


def machine_date(value: str) -> str | None:
    """Return a date that a program wrote as ISO 8601; None if it is none or to come."""
    try:
        return _checked(_as_iso(value))
    except (ValueError, OverflowError):
        return None


def is_only_date(text: str) -> bool:
    """Return whether a text is a date and nothing else but a weekday."""
    if len(text) > _LONGEST_DATE_LINE:
        return False
    day = next(written_dates(text), None)
    return day is not None and len((text[: day.start] + text[day.end :]).split()) <= 1


def written_dates(text: str, month_first: bool = True) -> Iterator[Written]:
    """The dates that stand in a text (looked at up to some thousand characters), in the order of their forms.

    `month_first` decides 03/04/2020. None in the future, none before 1990.
    """
    if not _MAYBE.search(text, 0, _LONGEST_TEXT):
        return
    text = _with_plain_digits(text[:_LONGEST_TEXT])
    taken: list[tuple[int, int]] = []
    for form in _FORMS:
        for match in form.finditer(text):
            if any(match.start() < end and start < match.end() for start, end in taken):
                continue
            day = _day_of(match, month_first)
            other = _day_of(match, not month_first) if "a" in match.groupdict() else None
            if day is None and other is not None:  # one way it would be a day to come
                day, other = other, None
            if day is not None:
                taken.append(match.span())
                time = _time_beside(text, match)
                other_iso = None if other in (None, day) else f"{other}{time}"
                yield Written(day.isoformat() + time, match.start(), match.end(), other_iso)


def to_iso(value: str) -> str | None:
    """A date as people write it, in any of many languages, as ISO 8601; None if it cannot be read as one."""
    if len(value) > LONGEST:
        return None
    known = declared_date(value)
    if known:
        return known
    # Imported here: it is slow, and only a rule that takes a date from running text needs it.
    import dateparser

    moment = dateparser.parse(value, settings={"STRICT_PARSING": True})
    return moment.date().isoformat() if moment else None


def _as_iso(value: str) -> str:
    """One of the forms that machines write as ISO 8601."""
    match = _ISO.match(value)
    if match:
        return match.group().replace(" ", "T", 1).replace(" ", "")
    if _COMPACT.match(value):
        return value if "T" in value or len(value) == 8 else f"{value[:8]}T{value[8:]}"
    if _EPOCH.match(value):
        return datetime.fromtimestamp(int(value[:10]), UTC).isoformat()
    return parsedate_to_datetime(value).isoformat()


def _checked(text: str) -> str | None:
    """The text if it is a date between 1900 and tomorrow, a year of another calendar being made one of ours."""
    year = int(text[:4])
    try:
        if year in BUDDHIST_YEARS:
            text = f"{common_year(year)}{text[4:]}"
        elif year in JALALI_YEARS and text[4] == "-":
            text = f"{jalali_day(year, int(text[5:7]), int(text[8:10])).isoformat()}{text[10:]}"
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    if not text.startswith(f"{moment.year:04d}-"):
        text = moment.date().isoformat() if len(text) == 8 else moment.isoformat()
    return text if moment.year >= _EARLIEST_DECLARED and not _to_come(moment.date()) else None


def _to_come(day: date) -> bool:
    """Later than tomorrow: east of here it may be tomorrow already."""
    return day > date.today() + timedelta(days=1)


def _day_of(match: re.Match[str], month_first: bool) -> date | None:
    found = match.groupdict()
    try:
        if "era" in found:
            result = _day_of_era(match, month_first)
        elif "thai" in found:
            result = date(common_year(_THAI_CENTURY + int(found["thai"])), _month(found["name"]), int(found["d"]))
        else:
            result = _day_of_year(found, month_first)
    except ValueError:
        return None
    return result if result.year >= _EARLIEST_WRITTEN and not _to_come(result) else None


def _day_of_era(match: re.Match[str], month_first: bool) -> date:
    """Raises ValueError where letter and numbers are no day: R7.4.12 is one in Japanese alone, or by itself."""
    found = match.groupdict()
    text = match.string
    if found.get("sep") and (month_first or not (_CJK.search(text) or match.group() == text.strip())):
        raise ValueError("the number of a version")
    year = era_year(found["era"], kanji_number(found["ey"]))
    return date(year, kanji_number(found["em"]), kanji_number(found["ed"]))


def _day_of_year(found: dict[str, str | None], month_first: bool) -> date:
    """Raises ValueError where the numbers are no day."""
    year = int(found["y"] or 0)
    if year < 100:
        year += 2000
    if "a" in found:
        a, b = int(found["a"] or 0), int(found["b"] or 0)
        month, day = (a, b) if (month_first and a <= 12) or b > 12 else (b, a)
        return date(common_year(year), month, day)
    day, name = int(found["d"] or found.get("d2") or 0), found.get("name") or ""
    month = int(found["m"] or 0) if found.get("m") else 0
    if year in JALALI_YEARS and (name or found.get("sep") == "/"):
        return jalali_day(year, month or jalali_month(name), day)
    return date(common_year(year), month or _month(name), day)


def _month(name: str) -> int:
    """The number of the month that a word names, 0 for another word; Thai abbreviations have full stops in them."""
    return _months().get(name.lower(), 0) or _months().get(name.replace(".", ""), 0)


def _time_beside(text: str, match: re.Match[str]) -> str:
    found = _TIME_AFTER.match(text, match.end(), match.end() + 40) or _TIME_BEFORE.search(
        text[max(0, match.start() - 30) : match.start()]
    )
    if found is None:
        return ""
    hour, minute, half = int(found["h"]), int(found["min"]), (found["half"] or "").lower()
    if half:
        hour = hour % 12 + (12 if half == "p" else 0)
    return f"T{hour:02d}:{minute:02d}" if hour < 24 else ""


def _with_plain_digits(text: str) -> str:
    if text.isascii():
        return text
    for words, month in _TWO_WORDS.items():
        text = text.replace(words, month)
    return "".join(str(int(c)) if c.isdecimal() else c for c in text)


@cache
def _months() -> dict[str, int]:
    """The number of the month that a word names."""
    lines = Path(__file__).with_name("months.txt").read_text(encoding="utf-8").splitlines()
    names = (line for line in lines if not line.startswith("#"))
    return {word: number for number, line in enumerate(names, 1) for word in line.split()}
