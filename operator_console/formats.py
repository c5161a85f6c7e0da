"""Dates, times and numbers as people in an office write them."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from babel.dates import format_date

from booking.api import Language

_LONG = {Language.CS: "EEEE d. MMMM y", Language.EN: "EEEE d MMMM y"}
_SHORT = {Language.CS: "d. M. y", Language.EN: "d MMM y"}
_NEAR = {Language.CS: "EEE d. M.", Language.EN: "EEE d MMM"}
_FIXED_SPACE = "\N{NO-BREAK SPACE}"


def long_day(day: date, language: Language) -> str:
    """'pondělí 23. listopadu 2026'."""
    return format_date(day, _LONG[language], locale=language.value)


def short_day(day: date, language: Language) -> str:
    """'23. 11. 2026', never broken at the end of a line."""
    written = format_date(day, _SHORT[language], locale=language.value)
    return written.replace(" ", _FIXED_SPACE)


def near_day(day: date, language: Language) -> str:
    """'po 23. 11.': a day of the next weeks, whose year nobody asks for."""
    written = format_date(day, _NEAR[language], locale=language.value)
    return written.replace(" ", _FIXED_SPACE)


def clock(moment: datetime) -> str:
    """'9:05'; the moment is on the town's wall clock."""
    return f"{moment.hour}:{moment.minute:02d}"


def moment(instant: datetime, zone: ZoneInfo, today: date, language: Language) -> str:
    """'9:05' today, '20. 11. 2026 9:05' on another day."""
    local = instant.astimezone(zone)
    if local.date() == today:
        return clock(local)
    return f"{short_day(local.date(), language)} {clock(local)}"


def phone(number: str | None) -> str:
    """'777 123 456', with the country's code where it is not ours; nothing for none."""
    digits = (number or "").removeprefix("+420")
    if digits == number or len(digits) != 9:
        return number or ""
    return _FIXED_SPACE.join((digits[:3], digits[3:6], digits[6:]))


def code(digits: str) -> str:
    """'472 015': a visit's code as it is spoken."""
    return f"{digits[:3]}{_FIXED_SPACE}{digits[3:]}"
