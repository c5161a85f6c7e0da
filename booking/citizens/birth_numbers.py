"""Birth numbers (rodné číslo; act 133/2000, section 13): the day that one tells, if it can be.

It is a sensitive datum: it is looked at and thrown away, and no refusal repeats it.
"""

from __future__ import annotations

import re
from datetime import date

from booking.errors import Refused

_FORM = re.compile(r"(\d{2})(\d{2})(\d{2})/?(\d{3,4})", re.ASCII)
_WOMEN, _MORE = 50, 20
"""Women's months are greater by 50; since 2004 those of a day whose numbers are used up by 20."""
_MORE_SINCE = 2004
_TEN_DIGITS_SINCE = 54
"""Whoever was born before 1954 has nine digits, and no check digit."""
_NOUGHT_FOR_TEN_UNTIL = 1985
"""A remainder of ten was written as a nought, until such numbers were no more given out."""
_MODULUS = 11


def born_from(text: str, today: date) -> date:
    """The day of birth that a birth number tells.

    Args:
        text: nine or ten digits, with a slash after the sixth or without.
        today: nobody is born later.

    Raises:
        Refused: nobody could have this number ('birth_number'); it is not repeated.
    """
    found = _FORM.fullmatch("".join(text.split()))
    if found is None:
        raise _refused("nine or ten digits are needed")
    year, month, day, ending = found.groups()
    born = _day(_year(int(year), ending), int(month), int(day))
    if born > today:
        raise _refused("its day is still to come")
    if len(ending) == 4 and not _fits(int("".join(found.groups())), born.year):
        raise _refused("its check digit does not fit")
    if ending == "000":
        raise _refused("its ending was never given out")
    return born


def _year(two: int, ending: str) -> int:
    if len(ending) == 4:
        return (1900 if two >= _TEN_DIGITS_SINCE else 2000) + two
    if two >= _TEN_DIGITS_SINCE:
        raise _refused("a digit is missing")
    return 1900 + two


def _day(year: int, month: int, day: int) -> date:
    if month > _WOMEN:
        month -= _WOMEN
    if month > _MORE and year >= _MORE_SINCE:
        month -= _MORE
    try:
        return date(year, month, day)
    except ValueError:
        raise _refused("there is no such day") from None


def _fits(digits: int, year: int) -> bool:
    if digits % _MODULUS == 0:
        return True
    first, last = divmod(digits, 10)
    return year <= _NOUGHT_FOR_TEN_UNTIL and last == 0 and first % _MODULUS == 10


def _refused(why: str) -> Refused:
    return Refused("birth_number", why)
