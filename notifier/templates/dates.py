"""Dates and times in writing."""

from __future__ import annotations

from datetime import date, datetime

from babel.dates import format_date

from booking.api import Language

_PATTERNS = {
    Language.CS: "EEEE d. M. y",
    Language.EN: "EEEE d MMMM y",
    Language.UK: "EEEE d.MM.y",
}

_SHORT = {Language.CS: "d. M.", Language.EN: "d MMMM", Language.UK: "d.MM"}

_CZECH_VE = frozenset({2, 3, 4, 12, 13, 14, 20, 21, 22, 23})
"""Hours before which Czech says 've': dvě, tři, čtyři, dvanáct to čtrnáct, dvacet and more."""

_UKRAINIAN_OB = frozenset({11})
"""The hour before which Ukrainian says 'об': only 'одинадцятій' begins with a vowel."""


def day(value: date, language: Language) -> str:
    """The day with its weekday: 'úterý 24. 11. 2026'."""
    return format_date(value, _PATTERNS[language], locale=language.value)


def moment(value: datetime, language: Language) -> str:
    """Day and time: 'úterý 24. 11. 2026 v 9:00'. The value is on the town's wall clock."""
    time = f"{value.hour}:{value.minute:02d}"
    return f"{day(value, language)} {_at(value.hour, language)} {time}"


def short_day(value: date, language: Language) -> str:
    """The day without weekday and year, for one that is near: '24. 11.'."""
    return format_date(value, _SHORT[language], locale=language.value)


def short_moment(value: datetime, language: Language) -> str:
    """The same without weekday and year, for a day that is near: '24. 11. v 9:00'."""
    return (
        f"{short_day(value, language)} {_at(value.hour, language)} {value.hour}:{value.minute:02d}"
    )


def _at(hour: int, language: Language) -> str:
    match language:
        case Language.CS:
            return "ve" if hour in _CZECH_VE else "v"
        case Language.EN:
            return "at"
        case Language.UK:
            return "об" if hour in _UKRAINIAN_OB else "о"
