"""Days and times as people write them: '24.11.', 'zítra', 'v úterý', '9.00', '9h'. Pure.

What is read is taken out of the text; what is left is for others. No clock is asked: a day without
a year, or 'tomorrow', becomes a date by `resolved`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date, time, timedelta

from rapidfuzz.distance import OSA

from notifier.inbound.reading.text import without

_MONTHS_BACK = 183
"""A day without a year that was so many days ago, or more, is next year's."""

_SLIP = 1
_LONG = 5
"""A word of so many letters may have one wrong."""


@dataclass(frozen=True, slots=True)
class OnDate:
    """A day of the calendar; there may be no such one.

    Attributes:
        weekday: what was said beside it; Monday is 0.
    """

    day: int
    month: int
    year: int | None = None
    weekday: int | None = None


@dataclass(frozen=True, slots=True)
class InDays:
    """Today is 0, tomorrow 1."""

    days: int


@dataclass(frozen=True, slots=True)
class OnWeekday:
    """The next such day after today; Monday is 0."""

    weekday: int


Day = OnDate | InDays | OnWeekday

_NEAR = {
    "dnes": 0,
    "dneska": 0,
    "today": 0,
    "сьогодні": 0,
    "zitra": 1,
    "tomorrow": 1,
    "завтра": 1,
    "pozitri": 2,
    "післязавтра": 2,
}
_WEEKDAYS = (
    ("pondeli", "pondelek", "monday", "mon", "понеділок", "понеділка"),
    ("utery", "uterek", "tuesday", "tue", "tues", "вівторок", "вівторка"),
    ("streda", "stredu", "stredy", "wednesday", "wed", "середа", "середу", "середи"),
    ("ctvrtek", "ctvrtka", "thursday", "thu", "thurs", "четвер", "четверга"),
    ("patek", "patku", "friday", "fri", "пятниця", "пятницю", "пятниці"),
    ("sobota", "sobotu", "soboty", "saturday", "субота", "суботу", "суботи"),
    ("nedele", "nedeli", "sunday", "неділя", "неділю", "неділі"),
)
_DAYS = {word: number for number, words in enumerate(_WEEKDAYS) for word in words}
_MONTHS = {
    word: number
    for number, words in enumerate(
        (
            ("leden", "ledna", "january", "jan", "січень", "січня"),
            ("unor", "unora", "february", "feb", "лютий", "лютого"),
            ("brezen", "brezna", "march", "mar", "березень", "березня"),
            ("duben", "dubna", "april", "apr", "квітень", "квітня"),
            ("kveten", "kvetna", "may", "травень", "травня"),
            ("cerven", "cervna", "june", "jun", "червень", "червня"),
            ("cervenec", "cervence", "july", "jul", "липень", "липня"),
            ("srpen", "srpna", "august", "aug", "серпень", "серпня"),
            ("zari", "september", "sep", "sept", "вересень", "вересня"),
            ("rijen", "rijna", "october", "oct", "жовтень", "жовтня"),
            ("listopad", "listopadu", "november", "nov", "листопад", "листопада"),
            ("prosinec", "prosince", "december", "dec", "грудень", "грудня"),
        ),
        start=1,
    )
    for word in words
}

_ISO = re.compile(r"(?<!\d)(20\d\d)-(\d{1,2})-(\d{1,2})(?!\d)")
_DATE = re.compile(
    r"(?<![\d:])(\d{1,2})\s?[./]\s?(\d{1,2})(?![\d:])"
    r"(?:\s?[./]?\s?(20\d\d)(?!\d)|\s?[./]\s?(2[4-9]|[3-9]\d)(?![\d:.]))?\.?"
)
_NAMED = re.compile(r"(?<!\d)(\d{1,2})\s?\.?\s?([^\W\d_]{3,})(?:\s+(20\d\d)(?!\d))?")
_NAMED_FIRST = re.compile(r"([^\W\d_]{3,})\s+(\d{1,2})(?![\d:.])(?:,?\s+(20\d\d)(?!\d))?")
_WORD = re.compile(r"[^\W\d_]+")

_UNIT = r"(hod\w*|h|год\w*|a\.?m|p\.?m)\b\.?"
_CLOCK = re.compile(rf"(?<![\d.:/])(\d{{1,2}})\s?[:.]\s?([0-5]\d)(?![\d])(?:\s?{_UNIT})?")
_HOUR = re.compile(rf"(?<![\d.:/])(\d{{1,2}})\s?{_UNIT}")
_AT = re.compile(r"\b(?:v|ve|at|о|об|в)\s+(\d{1,2})(?![\d.:/])")
_BARE = re.compile(r"(?<![\d.:/])(\d{1,2})(?![\d.:/])")
_NOON = 12
_LAST_HOUR = 23


def take_day(text: str) -> tuple[Day | None, str]:
    """The day that a folded text names, and the text without it."""
    for read in (_iso, _numbered, _named):
        found, rest = read(text)
        if found is not None:
            beside, left = _worded(rest)
            if isinstance(beside, OnWeekday):
                return replace(found, weekday=beside.weekday), left
            return found, rest
    return _worded(text)


def take_time(text: str, *, bare: bool) -> tuple[time | None, str]:
    """The time that a folded text names, and the text without it; with `bare` also '9' alone."""
    for pattern in (_CLOCK, _HOUR, _AT, *((_BARE,) if bare else ())):
        for match in pattern.finditer(text):
            found = _time(match)
            if found is not None:
                return found, without(text, match)
    return None, text


def resolved(day: Day, today: date) -> date | None:
    """The date that somebody means who writes on `today`; None where there is no such day."""
    match day:
        case InDays(days):
            return today + timedelta(days=days)
        case OnWeekday(weekday):
            return today + timedelta(days=(weekday - today.weekday() - 1) % 7 + 1)
        case OnDate():
            found = _dated(day, today)
            is_it = found is None or day.weekday in (None, found.weekday())
            return found if is_it else None


def _dated(day: OnDate, today: date) -> date | None:
    if day.year is not None:
        return _date(day.year, day.month, day.day)
    this_year = _date(today.year, day.month, day.day)
    if this_year is not None and (today - this_year).days < _MONTHS_BACK:
        return this_year
    return _date(today.year + 1, day.month, day.day)


def _iso(text: str) -> tuple[OnDate | None, str]:
    for match in _ISO.finditer(text):
        if _possible(int(match[3]), int(match[2])):
            day = OnDate(int(match[3]), int(match[2]), int(match[1]))
            return day, without(text, match)
    return None, text


def _numbered(text: str) -> tuple[OnDate | None, str]:
    for match in _DATE.finditer(text):
        day, month = int(match[1]), int(match[2])
        if _possible(day, month):
            year = match[3] or (f"20{match[4]}" if match[4] else None)
            return OnDate(day, month, None if year is None else int(year)), without(text, match)
    return None, text


def _named(text: str) -> tuple[OnDate | None, str]:
    for pattern, number, word in ((_NAMED, 1, 2), (_NAMED_FIRST, 2, 1)):
        for match in pattern.finditer(text):
            month = _MONTHS.get(match[word])
            if month is not None and _possible(int(match[number]), month):
                year = None if match[3] is None else int(match[3])
                return OnDate(int(match[number]), month, year), without(text, match)
    return None, text


def _worded(text: str) -> tuple[Day | None, str]:
    for match in _WORD.finditer(text):
        word = match[0]
        if word in _NEAR:
            return InDays(_NEAR[word]), without(text, match)
        weekday = _weekday(word)
        if weekday is not None:
            return OnWeekday(weekday), without(text, match)
    return None, text


def _weekday(word: str) -> int | None:
    if word in _DAYS or len(word) < _LONG:
        return _DAYS.get(word)
    near = {
        number
        for known, number in _DAYS.items()
        if len(known) >= _LONG and OSA.distance(word, known, score_cutoff=_SLIP) <= _SLIP
    }
    return near.pop() if len(near) == 1 else None


def _time(match: re.Match[str]) -> time | None:
    hour = int(match[1])
    minute = int(match[2]) if match.re is _CLOCK else 0
    unit = match[match.re.groups] if match.re in (_CLOCK, _HOUR) else None
    if unit and unit[0] in "ap" and 1 <= hour <= _NOON:
        hour = hour % _NOON + (_NOON if unit[0] == "p" else 0)
    return time(hour, minute) if hour <= _LAST_HOUR else None


def _possible(day: int, month: int) -> bool:
    return 1 <= day <= 31 and 1 <= month <= 12


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
