"""Days, times and words of commands, as answers write them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from babel.dates import format_date

from booking.api import Language
from notifier.inbound.reading.words import Verb
from notifier.templates.dates import short_day, short_moment

WRITTEN: Mapping[Verb, Mapping[Language, str]] = {
    Verb.BOOK: {Language.CS: "OBJ", Language.EN: "BOOK", Language.UK: "ЗАПИС"},
    Verb.YES: {Language.CS: "ANO", Language.EN: "YES", Language.UK: "ТАК"},
    Verb.NO: {Language.CS: "NE", Language.EN: "NO", Language.UK: "НІ"},
    Verb.STATUS: {Language.CS: "STAV", Language.EN: "STATUS", Language.UK: "СТАН"},
    Verb.WAIT: {Language.CS: "HLIDAT", Language.EN: "WAIT", Language.UK: "ЧЕКАТИ"},
}
"""How an answer writes what can be sent."""


def near_moment(value: datetime, language: Language) -> str:
    """Weekday, day and time without the year: 'úterý 24. 11. v 9:00'."""
    weekday = format_date(value, "EEEE", locale=language.value)
    return f"{weekday} {short_moment(value, language)}"


def until(value: datetime, now: datetime, language: Language) -> str:
    """When something must be there, behind 'do': '9:40' today, '24. 11., 9:40' on another day."""
    clock = f"{value.hour}:{value.minute:02d}"
    return clock if value.date() == now.date() else f"{short_day(value, language)}, {clock}"


def times(values: list[datetime], language: Language) -> str:
    """Times after one another, each day once: '24. 11. v 9:45, 10:00, 25. 11. v 8:00'."""
    told: list[str] = []
    before: date | None = None
    for value in values:
        same_day = value.date() == before
        told.append(
            f"{value.hour}:{value.minute:02d}" if same_day else short_moment(value, language)
        )
        before = value.date()
    return ", ".join(told)


def wished(day: date | None, at: datetime | None, language: Language) -> str:
    """What was asked for, short."""
    if at is not None:
        return short_moment(at, language)
    return "" if day is None else short_day(day, language)
