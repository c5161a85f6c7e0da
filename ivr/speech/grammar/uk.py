"""Ukrainian: dates, times, codes and amounts, with their cases and prepositions."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from booking.api import Language
from ivr.speech.grammar.base import (
    A_FEW,
    SOME_DAYS,
    SOME_MINUTES,
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
from ivr.speech.grammar.uk_numbers import ONES, Gender, cardinal, noun, oblique, ordinal

DIGITS = tuple(ONES[:10])
KEYS = {**{str(digit): word for digit, word in enumerate(DIGITS)}, "*": "зірочку", "#": "ґратку"}
KEY_NAMES = {**KEYS, "*": "зірочка", "#": "ґратка"}
WEEKDAYS = words("понеділок вівторок середа четвер п'ятниця субота неділя")
WEEKDAYS_ACCUSATIVE = words("понеділок вівторок середу четвер п'ятницю суботу неділю")
MONTHS = words(
    "січня лютого березня квітня травня червня липня серпня вересня жовтня листопада грудня"
)


def date(day: dt.date) -> Pieces:
    """'двадцять четверте' 'листопада'."""
    return (ordinal(day.day, "е", "є"), MONTHS[day.month - 1])


def date_genitive(day: dt.date) -> Pieces:
    """'двадцять четвертого' 'листопада'."""
    return (ordinal(day.day, "ого", "ього"), MONTHS[day.month - 1])


def weekday(day: dt.date) -> Pieces:
    return (WEEKDAYS[day.weekday()],)


def weekday_on(day: dt.date) -> Pieces:
    """'у вівторок'."""
    return (f"у {WEEKDAYS_ACCUSATIVE[day.weekday()]}",)


def day_on(day: dt.date) -> Pieces:
    return weekday_on(day) + date_genitive(day)


def day_accusative(day: dt.date) -> Pieces:
    return (WEEKDAYS_ACCUSATIVE[day.weekday()], *date_genitive(day))


def time(at: dt.time) -> Pieces:
    """'о дев'ятій годині', 'об одинадцятій годині', then 'тридцять хвилин'."""
    preposition = "об" if at.hour == 11 else "о"
    return (f"{preposition} {ordinal(at.hour, 'ій', 'ій')} годині", *_minutes_past(at))


def time_accusative(at: dt.time) -> Pieces:
    """After 'на': 'дев'яту годину', then 'тридцять хвилин'."""
    return (f"{ordinal(at.hour, 'у', 'ю')} годину", *_minutes_past(at))


def from_hour(at: dt.time) -> Pieces:
    """'з восьмої', 'із сьомої'; with minutes the noun is needed."""
    return from_time(at) if at.minute else (_from(at.hour),)


def from_time(at: dt.time) -> Pieces:
    return (f"{_from(at.hour)} години", *_minutes_past(at))


def until_time(at: dt.time) -> Pieces:
    """'до сімнадцятої години', then 'тридцять хвилин'."""
    return (f"до {ordinal(at.hour, 'ої', 'ьої')} години", *_minutes_past(at))


def when(moment: dt.datetime) -> Pieces:
    """'у вівторок', 'двадцять четвертого', 'листопада', 'о дев'ятій годині'."""
    return day_on(moment.date()) + time(moment.time())


def number(value: int) -> Pieces:
    return cardinal(value)


def number_feminine(value: int) -> Pieces:
    return cardinal(value, Gender.FEMININE)


def number_neuter(value: int) -> Pieces:
    return cardinal(value, Gender.NEUTER)


def amount(crowns: int) -> Pieces:
    """'двадцять одна' 'крона', 'тисяча' 'двісті' 'крон'."""
    return (*cardinal(crowns, Gender.FEMININE), noun(crowns, "крона", "крони", "крон"))


def amount_accusative(crowns: int) -> Pieces:
    """As the amount, but 'одну крону'."""
    return ("одну крону",) if crowns == 1 else amount(crowns)


def year(value: int) -> Pieces:
    """'дві тисячі двадцять шостий'."""
    return (_year(value, "ий", "ій"),)


def of_year(value: int) -> Pieces:
    """'за дві тисячі двадцять шостий рік'."""
    return (f"за {year(value)[0]} рік",)


def minutes(value: int) -> Pieces:
    """'одну хвилину', 'дві хвилини', 'тридцять хвилин'."""
    return (f"{_feminine(value)} {noun(value, 'хвилину', 'хвилини', 'хвилин')}",)


def days(value: int) -> Pieces:
    """'один день', 'два дні', 'тридцять днів'."""
    counted = " ".join(cardinal(value))
    return (f"{counted} {noun(value, 'день', 'дні', 'днів')}",)


def days_genitive(value: int) -> Pieces:
    """After 'протягом': 'тридцяти днів', 'одного дня'."""
    return (f"{oblique(value)} {noun(value, 'дня', 'днів', 'днів')}",)


def persons(value: int) -> Pieces:
    return (f"{_feminine(value)} {noun(value, 'особу', 'особи', 'осіб')}",)


def applications(value: int) -> Pieces:
    return (f"{_feminine(value)} {noun(value, 'заяву', 'заяви', 'заяв')}",)


def callers(value: int) -> Pieces:
    """'один абонент', 'два абоненти', 'п'ять абонентів'."""
    counted = " ".join(cardinal(value))
    return (f"{counted} {noun(value, 'абонент', 'абоненти', 'абонентів')}",)


def key(pressed: str) -> Pieces:
    return (KEYS[pressed],)


def key_name(pressed: str) -> Pieces:
    return (KEY_NAMES[pressed],)


def _feminine(value: int) -> str:
    """The accusative: only 'одна' changes."""
    words = " ".join(cardinal(value, Gender.FEMININE))
    return words.removesuffix("одна") + "одну" if words.endswith("одна") else words


def _minutes_past(at: dt.time) -> Pieces:
    if not at.minute:
        return ()
    counted = " ".join(cardinal(at.minute, Gender.FEMININE))
    return (f"{counted} {noun(at.minute, 'хвилина', 'хвилини', 'хвилин')}",)


def _from(hour: int) -> str:
    said = ordinal(hour, "ої", "ьої")
    # 'із' before a hissing sound, for ease of speaking
    return f"{'із' if said.startswith(('с', 'ш', 'ч')) else 'з'} {said}"


def _year(value: int, hard: str, soft: str) -> str:
    if value not in YEARS:
        raise ValueError(f"{value} is not between {YEARS[0]} and {YEARS[-1]}")
    if value == 2000:
        return f"двохтисячн{hard}"
    if value > 2000:
        return f"дві тисячі {ordinal(value - 2000, hard, soft)}"
    nineties = f"дев'яност{hard}" if value == 1990 else f"дев'яносто {_one(value, hard, soft)}"
    return f"тисяча дев'ятсот {nineties}"


def _one(value: int, hard: str, soft: str) -> str:
    return ordinal(value % 10, hard, soft)


class Ukrainian:
    """The grammar of Ukrainian."""

    language = Language.UK

    def __init__(self) -> None:
        every, moments, numbers = every_day(), every_minute(), telling_numbers()
        on, at = Format.over(dt.date, day_on, every), Format.over(dt.time, time, moments)
        counted = Format.over(int, number, numbers)
        some_days = Format.over(int, days_genitive, SOME_DAYS)
        self.formats: Mapping[str, Format] = {
            "when": Format(dt.datetime, when, on.inner | on.last | at.inner, at.last),
            "day": on,
            "day_accusative": Format.over(dt.date, day_accusative, every),
            "date": Format.over(dt.date, date, every),
            "date_genitive": Format.over(dt.date, date_genitive, every),
            "weekday": Format.over(dt.date, weekday, every),
            "weekday_on": Format.over(dt.date, weekday_on, every),
            "time": at,
            "time_accusative": Format.over(dt.time, time_accusative, moments),
            "from_hour": Format.over(dt.time, from_hour, moments),
            "from_time": Format.over(dt.time, from_time, moments),
            "until_time": Format.over(dt.time, until_time, moments),
            "number": counted,
            "few": Format.over(int, number, A_FEW),
            "number_masculine": counted,
            "number_feminine": Format.over(int, number_feminine, numbers),
            "number_neuter": Format.over(int, number_neuter, numbers),
            "amount": Format.over(int, amount, numbers),
            "amount_accusative": Format.over(int, amount_accusative, numbers),
            "year": Format.over(int, year, YEARS),
            "reference": reference_format(number, of_year),
            "minutes": Format.over(int, minutes, SOME_MINUTES),
            "days": Format.over(int, days, SOME_DAYS),
            "days_genitive": some_days,
            "days_locative": some_days,
            "persons": Format.over(int, persons, A_FEW),
            "applications": Format.over(int, applications, A_FEW),
            "callers": Format.over(int, callers, A_FEW),
            "code": code_format(DIGITS),
            "digits": digits_format(DIGITS),
            "ending": digits_format(DIGITS),
            "key": Format.over(str, key, KEYS),
            "key_name": Format.over(str, key_name, KEY_NAMES),
        }
