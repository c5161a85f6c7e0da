"""Czech numerals in words.

A compound numeral that ends in one or two keeps the counting form and takes the
genitive plural ('dvacet jedna korun', 'sto dva korun'), the way that the Internet
Language Handbook of the Czech Academy of Sciences gives beside the inflected one;
so gender shows only in one and two themselves.
"""

from __future__ import annotations

from enum import Enum

from ivr.speech.grammar.base import WHOLE_NUMBERS, Pieces, words

ONES = words(
    "nula jedna dva tři čtyři pět šest sedm osm devět deset jedenáct dvanáct třináct čtrnáct "
    "patnáct šestnáct sedmnáct osmnáct devatenáct"
)
TENS = words("- - dvacet třicet čtyřicet padesát šedesát sedmdesát osmdesát devadesát")
HUNDREDS = (
    "-",
    "sto",
    "dvě stě",
    "tři sta",
    "čtyři sta",
    "pět set",
    "šest set",
    "sedm set",
    "osm set",
    "devět set",
)


class Gender(Enum):
    """Grammatical gender of what is counted; a bare number has the counting form."""

    COUNTING = "counting"
    MASCULINE = "masculine"
    FEMININE = "feminine"
    NEUTER = "neuter"


class Case(Enum):
    """The cases in which numerals differ; genitive is what 'od' and 'do' ask for."""

    NOMINATIVE = 1
    GENITIVE = 2
    DATIVE = 3
    ACCUSATIVE = 4
    LOCATIVE = 6
    INSTRUMENTAL = 7


_ONE = {
    Gender.COUNTING: ("jedna", "jedné", "jedné", "jednu", "jedné", "jednou"),
    Gender.MASCULINE: ("jeden", "jednoho", "jednomu", "jeden", "jednom", "jedním"),
    Gender.FEMININE: ("jedna", "jedné", "jedné", "jednu", "jedné", "jednou"),
    Gender.NEUTER: ("jedno", "jednoho", "jednomu", "jedno", "jednom", "jedním"),
}
_TWO_TO_FOUR = {
    3: ("tři", "tří", "třem", "tři", "třech", "třemi"),
    4: ("čtyři", "čtyř", "čtyřem", "čtyři", "čtyřech", "čtyřmi"),
}
_OBLIQUE_ONES = words(
    "nula jedna dvou tří čtyř pěti šesti sedmi osmi devíti deseti jedenácti dvanácti třinácti "
    "čtrnácti patnácti šestnácti sedmnácti osmnácti devatenácti"
)
_OBLIQUE_TENS = words(
    "- - dvaceti třiceti čtyřiceti padesáti šedesáti sedmdesáti osmdesáti devadesáti"
)
_ORDER = tuple(Case)


def under_hundred(number: int) -> str:
    """0 to 99 in the counting form: 'dvacet tři'."""
    if number < 20:
        return ONES[number]
    tens, ones = divmod(number, 10)
    return f"{TENS[tens]} {ONES[ones]}" if ones else TENS[tens]


def one_to_four(number: int, gender: Gender, case: Case) -> str:
    """1 to 4, which agree with what is counted: 'dvě', 'třech'."""
    at = _ORDER.index(case)
    if number == 1:
        return _ONE[gender][at]
    if number == 2:
        two = "dva" if gender in {Gender.COUNTING, Gender.MASCULINE} else "dvě"
        return (two, "dvou", "dvěma", two, "dvou", "dvěma")[at]
    return _TWO_TO_FOUR[number][at]


def declined(number: int, gender: Gender, case: Case) -> str:
    """0 to 199 in one string, in any case: 'šedesáti', 'sto dvaceti dvou'.

    Raises:
        ValueError: the number is out of range.
    """
    if not 0 <= number < 200:
        raise ValueError(f"{number} is not between 0 and 199")
    if 1 <= number <= 4:
        return one_to_four(number, gender, case)
    if number >= 100:  # 'sto' stays as it is in a compound
        rest = number - 100
        return f"sto {_compound(rest, case)}" if rest else "sto"
    return _compound(number, case)


def _compound(number: int, case: Case) -> str:
    if case in {Case.NOMINATIVE, Case.ACCUSATIVE}:
        return under_hundred(number)
    tens, ones = divmod(number, 10) if number >= 20 else (0, number)
    said = _OBLIQUE_ONES[ones]
    if 2 <= ones <= 4:
        said = one_to_four(ones, Gender.COUNTING, case)
    if not tens:
        return said
    return f"{_OBLIQUE_TENS[tens]} {said}" if ones else _OBLIQUE_TENS[tens]


def cardinal(number: int, gender: Gender = Gender.COUNTING) -> Pieces:
    """0 to 999,999 in pieces: thousands, hundreds, the rest.

    Raises:
        ValueError: the number is out of range.
    """
    if not 0 <= number < WHOLE_NUMBERS:
        raise ValueError(f"{number} is not between 0 and {WHOLE_NUMBERS - 1}")
    if number in {1, 2}:
        return (one_to_four(number, gender, Case.NOMINATIVE),)
    thousands, rest = divmod(number, 1000)
    return _thousands(thousands) + _under_thousand(rest, alone=not thousands)


def _under_thousand(number: int, *, alone: bool) -> Pieces:
    hundreds, rest = divmod(number, 100)
    said: Pieces = (HUNDREDS[hundreds],) if hundreds else ()
    if rest or (alone and not hundreds):
        said += (under_hundred(rest),)
    return said


def _thousands(number: int) -> Pieces:
    if number == 0:
        return ()
    if number == 1:
        return ("tisíc",)
    hundreds, rest = divmod(number, 100)
    noun = "tisíce" if 2 <= number <= 4 else "tisíc"
    said = (HUNDREDS[hundreds],) if hundreds else ()
    if not rest:
        return (*said, noun)
    return (*said, under_hundred(rest), noun)


def noun(number: int, one: str, few: str, many: str) -> str:
    """The noun's form after a number: 'koruna', 'koruny', 'korun'."""
    if number == 1:
        return one
    return few if 2 <= number <= 4 else many
