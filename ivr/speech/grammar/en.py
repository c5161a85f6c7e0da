"""British English. It has no cases, so several formats say the same."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from booking.api import Language
from ivr.speech.grammar.base import (
    A_FEW,
    SOME_DAYS,
    SOME_MINUTES,
    WHOLE_NUMBERS,
    YEARS,
    Format,
    Pieces,
    every_day,
    every_minute,
    telling_numbers,
    words,
)
from ivr.speech.grammar.digits import code_format, digits_format
from ivr.speech.grammar.references import reference_format

ONES = words(
    "nought one two three four five six seven eight nine ten eleven twelve thirteen fourteen "
    "fifteen sixteen seventeen eighteen nineteen"
)
TENS = words("- - twenty thirty forty fifty sixty seventy eighty ninety")
ORDINALS = words(
    "- first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth "
    "thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth twentieth"
)
WEEKDAYS = words("Monday Tuesday Wednesday Thursday Friday Saturday Sunday")
MONTHS = words(
    "January February March April May June July August September October November December"
)
DIGITS = ("zero", *ONES[1:10])
KEYS = {**{str(digit): word for digit, word in enumerate(DIGITS)}, "*": "star", "#": "hash"}


def under_hundred(value: int) -> str:
    """0 to 99: 'twenty-three'."""
    if value < 20:
        return ONES[value]
    tens, ones = divmod(value, 10)
    return f"{TENS[tens]}-{ONES[ones]}" if ones else TENS[tens]


def ordinal(day: int) -> str:
    """A day of the month: 'twenty-fourth'.

    Raises:
        ValueError: the day is out of range.
    """
    if not 1 <= day <= 31:
        raise ValueError(f"{day} is no day of a month")
    if day <= 20:
        return ORDINALS[day]
    if day == 30:
        return "thirtieth"
    return f"{'twenty' if day < 30 else 'thirty'}-{ORDINALS[day % 10]}"


def number(value: int) -> Pieces:
    """0 to 999,999: 'one hundred' 'and twenty-three'.

    Raises:
        ValueError: the number is out of range.
    """
    if not 0 <= value < WHOLE_NUMBERS:
        raise ValueError(f"{value} is not between 0 and {WHOLE_NUMBERS - 1}")
    thousands, rest = divmod(value, 1000)
    said: Pieces = ()
    if thousands:
        said = (*_under_thousand(thousands), "thousand")
    if rest >= 100 or not thousands:
        return said + _under_thousand(rest)
    return (*said, f"and {under_hundred(rest)}") if rest else said


def _under_thousand(value: int) -> Pieces:
    hundreds, rest = divmod(value, 100)
    if not hundreds:
        return (under_hundred(rest),)
    said = f"{ONES[hundreds]} hundred"
    return (said, f"and {under_hundred(rest)}") if rest else (said,)


def amount(crowns: int) -> Pieces:
    """'one' 'crown', 'one thousand' 'two hundred' 'crowns'."""
    return (*number(crowns), "crown" if crowns == 1 else "crowns")


def date(day: dt.date) -> Pieces:
    """'the twenty-fourth' 'of November'."""
    return (f"the {ordinal(day.day)}", f"of {MONTHS[day.month - 1]}")


def weekday(day: dt.date) -> Pieces:
    return (WEEKDAYS[day.weekday()],)


def weekday_on(day: dt.date) -> Pieces:
    return (f"on {WEEKDAYS[day.weekday()]}",)


def day_on(day: dt.date) -> Pieces:
    """'on Tuesday' 'the twenty-fourth' 'of November'."""
    return weekday_on(day) + date(day)


def day_accusative(day: dt.date) -> Pieces:
    return weekday(day) + date(day)


def time(at: dt.time) -> Pieces:
    """'at nine o'clock' or 'at nine' 'thirty', then 'in the morning'."""
    return _clock("at ", at)


def time_accusative(at: dt.time) -> Pieces:
    return _clock("", at)


def from_time(at: dt.time) -> Pieces:
    return _clock("from ", at)


def until_time(at: dt.time) -> Pieces:
    return _clock("to ", at)


def _clock(preposition: str, at: dt.time) -> Pieces:
    if at.minute == 0 and at.hour in {0, 12}:
        return (f"{preposition}{'noon' if at.hour else 'midnight'}",)
    hour = under_hundred(at.hour % 12 or 12)
    if not at.minute:
        return (f"{preposition}{hour} o'clock", _part_of_day(at.hour))
    minutes = f"oh {ONES[at.minute]}" if at.minute < 10 else under_hundred(at.minute)
    return (f"{preposition}{hour}", minutes, _part_of_day(at.hour))


def _part_of_day(hour: int) -> str:
    if hour < 12:
        return "in the morning"
    return "in the afternoon" if hour < 18 else "in the evening"


def when(moment: dt.datetime) -> Pieces:
    return day_on(moment.date()) + time(moment.time())


def year(value: int) -> Pieces:
    """'twenty twenty-six', 'two thousand and seven', 'nineteen ninety-nine'.

    Raises:
        ValueError: the year is out of range.
    """
    if value not in YEARS:
        raise ValueError(f"{value} is not between {YEARS[0]} and {YEARS[-1]}")
    if value == 2000:
        return ("two thousand",)
    if 2000 < value < 2010:
        return (f"two thousand and {ONES[value - 2000]}",)
    century, rest = divmod(value, 100)
    return (f"{under_hundred(century)} {under_hundred(rest)}",)


def minutes(value: int) -> Pieces:
    return _counted(value, "minute", "minutes")


def days(value: int) -> Pieces:
    return _counted(value, "day", "days")


def persons(value: int) -> Pieces:
    return _counted(value, "person", "people")


def applications(value: int) -> Pieces:
    return _counted(value, "application", "applications")


def callers(value: int) -> Pieces:
    return _counted(value, "caller", "callers")


def _counted(value: int, one: str, many: str) -> Pieces:
    return (f"{' '.join(number(value))} {one if value == 1 else many}",)


def key(pressed: str) -> Pieces:
    return (KEYS[pressed],)


class English:
    """The grammar of English."""

    language = Language.EN

    def __init__(self) -> None:
        every, moments, numbers = every_day(), every_minute(), telling_numbers()
        on, at = Format.over(dt.date, day_on, every), Format.over(dt.time, time, moments)
        dates, counted = Format.over(dt.date, date, every), Format.over(int, number, numbers)
        money, some_days = Format.over(int, amount, numbers), Format.over(int, days, SOME_DAYS)
        keys, digits = Format.over(str, key, KEYS), digits_format(DIGITS)
        start = Format.over(dt.time, from_time, moments)
        self.formats: Mapping[str, Format] = {
            "when": Format(dt.datetime, when, on.inner | on.last | at.inner, at.last),
            "day": on,
            "day_accusative": Format.over(dt.date, day_accusative, every),
            "date": dates,
            "date_genitive": dates,
            "weekday": Format.over(dt.date, weekday, every),
            "weekday_on": Format.over(dt.date, weekday_on, every),
            "time": at,
            "time_accusative": Format.over(dt.time, time_accusative, moments),
            "from_hour": start,
            "from_time": start,
            "until_time": Format.over(dt.time, until_time, moments),
            "number": counted,
            "few": Format.over(int, number, A_FEW),
            "number_masculine": counted,
            "number_feminine": counted,
            "number_neuter": counted,
            "amount": money,
            "amount_accusative": money,
            "year": Format.over(int, year, YEARS),
            "reference": reference_format(number, lambda y: (f"of {year(y)[0]}",)),
            "minutes": Format.over(int, minutes, SOME_MINUTES),
            "days": some_days,
            "days_genitive": some_days,
            "days_locative": some_days,
            "persons": Format.over(int, persons, A_FEW),
            "applications": Format.over(int, applications, A_FEW),
            "callers": Format.over(int, callers, A_FEW),
            "code": code_format(DIGITS),
            "digits": digits,
            "ending": digits,
            "key": keys,
            "key_name": keys,
        }
