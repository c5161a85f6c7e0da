"""Czech: dates, times, codes and amounts, with their cases and prepositions."""

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
from ivr.speech.grammar.cs_numbers import Case, Gender, cardinal, declined, noun
from ivr.speech.grammar.digits import code_format, digits_format
from ivr.speech.grammar.references import reference_format

DIGITS = tuple(cardinal(digit)[0] for digit in range(10))
KEYS = dict(
    zip(
        "0123456789*#",
        words(
            "nula jednička dvojka trojka čtyřka pětka šestka sedmička osmička devítka hvězdička "
            "křížek"
        ),
        strict=True,
    )
)
WEEKDAYS = words("pondělí úterý středa čtvrtek pátek sobota neděle")
WEEKDAYS_ACCUSATIVE = words("pondělí úterý středu čtvrtek pátek sobotu neděli")
MONTHS = words("leden únor březen duben květen červen červenec srpen září říjen listopad prosinec")
MONTHS_GENITIVE = words(
    "ledna února března dubna května června července srpna září října listopadu prosince"
)
_ORDINALS = words(
    "- první druhý třetí čtvrtý pátý šestý sedmý osmý devátý desátý jedenáctý dvanáctý třináctý "
    "čtrnáctý patnáctý šestnáctý sedmnáctý osmnáctý devatenáctý dvacátý"
)


def ordinal(day: int, case: Case) -> str:
    """A day of the month as an ordinal: 'dvacátý čtvrtý', 'dvacátého čtvrtého'.

    Raises:
        ValueError: the day is out of range, or the case is none that dates need.
    """
    if not 1 <= day <= 31:
        raise ValueError(f"{day} is no day of a month")
    if case not in {Case.NOMINATIVE, Case.GENITIVE}:
        raise ValueError("dates are spoken in the nominative or the genitive")
    if day <= 20:
        words = [_ORDINALS[day]]
    elif day == 30:
        words = ["třicátý"]
    else:
        words = ["dvacátý" if day < 30 else "třicátý", _ORDINALS[day % 10]]
    if case is Case.GENITIVE:
        words = [word[:-1] + "ého" if word.endswith("ý") else word + "ho" for word in words]
    return " ".join(words)


def date(day: dt.date) -> Pieces:
    """'dvacátý čtvrtý listopad'."""
    return (f"{ordinal(day.day, Case.NOMINATIVE)} {MONTHS[day.month - 1]}",)


def date_genitive(day: dt.date) -> Pieces:
    """'dvacátého čtvrtého listopadu'."""
    return (f"{ordinal(day.day, Case.GENITIVE)} {MONTHS_GENITIVE[day.month - 1]}",)


def weekday(day: dt.date) -> Pieces:
    """'středa'."""
    return (WEEKDAYS[day.weekday()],)


def weekday_on(day: dt.date) -> Pieces:
    """'v úterý', but 've středu' and 've čtvrtek'."""
    return (_in(WEEKDAYS_ACCUSATIVE[day.weekday()]),)


def day_on(day: dt.date) -> Pieces:
    """'v úterý', 'dvacátého čtvrtého listopadu'."""
    return weekday_on(day) + date_genitive(day)


def day_accusative(day: dt.date) -> Pieces:
    """After 'pro': 'středu', 'dvacátého pátého listopadu'."""
    return (WEEKDAYS_ACCUSATIVE[day.weekday()], *date_genitive(day))


def time(at: dt.time) -> Pieces:
    """'v devět hodin', 'třicet minut'."""
    hours, *minutes = time_accusative(at)
    return (_in(hours), *minutes)


def time_accusative(at: dt.time) -> Pieces:
    """After 'pro': 'devět hodin', 'třicet minut'."""
    hours = f"{_accusative(at.hour)} {noun(at.hour, 'hodinu', 'hodiny', 'hodin')}"
    return (hours, *minutes_accusative(at.minute)) if at.minute else (hours,)


def from_hour(at: dt.time) -> Pieces:
    """'od sedmi', 'od sedmi' 'třiceti': where the noun follows with the closing time."""
    hours = f"od {_genitive(at.hour)}"
    return (hours, _genitive(at.minute)) if at.minute else (hours,)


def from_time(at: dt.time) -> Pieces:
    """'od sedmi hodin', 'třiceti minut'."""
    return _genitive_time("od", at)


def until_time(at: dt.time) -> Pieces:
    """'do sedmnácti hodin', 'třiceti minut'."""
    return _genitive_time("do", at)


def when(moment: dt.datetime) -> Pieces:
    """'v úterý', 'dvacátého čtvrtého listopadu', 'v devět hodin', 'třicet minut'."""
    return day_on(moment.date()) + time(moment.time())


def number(value: int) -> Pieces:
    return cardinal(value)


def number_masculine(value: int) -> Pieces:
    return cardinal(value, Gender.MASCULINE)


def number_feminine(value: int) -> Pieces:
    return cardinal(value, Gender.FEMININE)


def number_neuter(value: int) -> Pieces:
    return cardinal(value, Gender.NEUTER)


def amount(crowns: int) -> Pieces:
    """'dvě koruny', 'tisíc' 'dvě stě' 'korun'."""
    return _with_noun(cardinal(crowns, Gender.FEMININE), crowns, ("koruna", "koruny", "korun"))


def amount_accusative(crowns: int) -> Pieces:
    """As the amount, but 'jednu korunu'."""
    return ("jednu korunu",) if crowns == 1 else amount(crowns)


def year(value: int) -> Pieces:
    """'dva tisíce dvacet šest'."""
    if value not in YEARS:
        raise ValueError(f"{value} is not between {YEARS[0]} and {YEARS[-1]}")
    return (" ".join(cardinal(value)),)


def minutes_accusative(value: int) -> Pieces:
    """'jednu minutu', 'dvě minuty', 'třicet minut'."""
    return (f"{_accusative(value)} {noun(value, 'minutu', 'minuty', 'minut')}",)


def days_accusative(value: int) -> Pieces:
    """'jeden den', 'dva dny', 'třicet dnů'."""
    counted = declined(value, Gender.MASCULINE, Case.ACCUSATIVE)
    return (f"{counted} {noun(value, 'den', 'dny', 'dnů')}",)


def days_genitive(value: int) -> Pieces:
    """After 'do': 'jednoho dne', 'třiceti dnů'."""
    counted = declined(value, Gender.MASCULINE, Case.GENITIVE)
    return (f"{counted} {noun(value, 'dne', 'dnů', 'dnů')}",)


def days_locative(value: int) -> Pieces:
    """After 'v příštích': 'šedesáti dnech'."""
    counted = declined(value, Gender.MASCULINE, Case.LOCATIVE)
    return (f"{counted} {noun(value, 'dni', 'dnech', 'dnech')}",)


def persons(value: int) -> Pieces:
    """'jednu osobu', 'dvě osoby', 'pět osob'."""
    return (f"{_accusative(value)} {noun(value, 'osobu', 'osoby', 'osob')}",)


def applications(value: int) -> Pieces:
    """'jednu žádost', 'dvě žádosti', 'pět žádostí'."""
    return (f"{_accusative(value)} {noun(value, 'žádost', 'žádosti', 'žádostí')}",)


def callers(value: int) -> Pieces:
    """'jeden volající', 'dva volající', 'pět volajících'."""
    counted = declined(value, Gender.MASCULINE, Case.NOMINATIVE)
    return (f"{counted} {noun(value, 'volající', 'volající', 'volajících')}",)


def key(pressed: str) -> Pieces:
    """After 'stiskněte': 'jedničku', 'křížek'."""
    name = KEYS[pressed]
    return (name[:-1] + "u" if name.endswith("a") else name,)


def key_name(pressed: str) -> Pieces:
    """'jednička'."""
    return (KEYS[pressed],)


def _in(words: str) -> str:
    """'v' or, before a group that is hard to say with it, 've'."""
    hard = ("stř", "čtv", "čty", "čtr", "dva", "dvě", "tři", "vč")
    return f"ve {words}" if words.startswith(hard) else f"v {words}"


def _accusative(value: int) -> str:
    return declined(value, Gender.FEMININE, Case.ACCUSATIVE)


def _genitive(value: int) -> str:
    return declined(value, Gender.FEMININE, Case.GENITIVE)


def _genitive_time(preposition: str, at: dt.time) -> Pieces:
    hours = f"{preposition} {_genitive(at.hour)} {noun(at.hour, 'hodiny', 'hodin', 'hodin')}"
    if not at.minute:
        return (hours,)
    return (hours, f"{_genitive(at.minute)} {noun(at.minute, 'minuty', 'minut', 'minut')}")


def _with_noun(pieces: Pieces, value: int, forms: tuple[str, str, str]) -> Pieces:
    """The noun is spoken in one breath with tens and ones, else as a piece of its own."""
    if value % 100 or value == 0:
        return (*pieces[:-1], f"{pieces[-1]} {noun(value, *forms)}")
    return (*pieces, noun(value, *forms))


class Czech:
    """The grammar of Czech."""

    language = Language.CS

    def __init__(self) -> None:
        days, minutes, numbers = every_day(), every_minute(), telling_numbers()
        on, at = Format.over(dt.date, day_on, days), Format.over(dt.time, time, minutes)
        self.formats: Mapping[str, Format] = {
            "when": Format(dt.datetime, when, on.inner | on.last | at.inner, at.last),
            "day": on,
            "day_accusative": Format.over(dt.date, day_accusative, days),
            "date": Format.over(dt.date, date, days),
            "date_genitive": Format.over(dt.date, date_genitive, days),
            "weekday": Format.over(dt.date, weekday, days),
            "weekday_on": Format.over(dt.date, weekday_on, days),
            "time": at,
            "time_accusative": Format.over(dt.time, time_accusative, minutes),
            "from_hour": Format.over(dt.time, from_hour, minutes),
            "from_time": Format.over(dt.time, from_time, minutes),
            "until_time": Format.over(dt.time, until_time, minutes),
            "number": Format.over(int, number, numbers),
            "few": Format.over(int, number, A_FEW),
            "number_masculine": Format.over(int, number_masculine, numbers),
            "number_feminine": Format.over(int, number_feminine, numbers),
            "number_neuter": Format.over(int, number_neuter, numbers),
            "amount": Format.over(int, amount, numbers),
            "amount_accusative": Format.over(int, amount_accusative, numbers),
            "year": Format.over(int, year, YEARS),
            "reference": reference_format(number, lambda y: (f"z roku {year(y)[0]}",)),
            "minutes": Format.over(int, minutes_accusative, SOME_MINUTES),
            "days": Format.over(int, days_accusative, SOME_DAYS),
            "days_genitive": Format.over(int, days_genitive, SOME_DAYS),
            "days_locative": Format.over(int, days_locative, SOME_DAYS),
            "persons": Format.over(int, persons, A_FEW),
            "applications": Format.over(int, applications, A_FEW),
            "callers": Format.over(int, callers, A_FEW),
            "code": code_format(DIGITS),
            "digits": digits_format(DIGITS),
            "ending": digits_format(DIGITS),
            "key": Format.over(str, key, KEYS),
            "key_name": Format.over(str, key_name, KEYS),
        }
