"""Ukrainian numerals in words.

One and two agree in gender in compounds too ('двадцять одна крона'), and the noun
follows the last word of the numeral; both by the Ukrainian orthography of 2019.
"""

from __future__ import annotations

from enum import IntEnum

from ivr.speech.grammar.base import WHOLE_NUMBERS, Pieces, words

ONES = words(
    "нуль один два три чотири п'ять шість сім вісім дев'ять десять одинадцять дванадцять "
    "тринадцять чотирнадцять п'ятнадцять шістнадцять сімнадцять вісімнадцять дев'ятнадцять"
)
TENS = words("- - двадцять тридцять сорок п'ятдесят шістдесят сімдесят вісімдесят дев'яносто")
HUNDREDS = words("- сто двісті триста чотириста п'ятсот шістсот сімсот вісімсот дев'ятсот")
OBLIQUE_ONES = words(
    "нуля одного двох трьох чотирьох п'яти шести семи восьми дев'яти десяти одинадцяти "
    "дванадцяти тринадцяти чотирнадцяти п'ятнадцяти шістнадцяти сімнадцяти вісімнадцяти "
    "дев'ятнадцяти"
)
OBLIQUE_TENS = words(
    "- - двадцяти тридцяти сорока п'ятдесяти шістдесяти сімдесяти вісімдесяти дев'яноста"
)
ORDINALS = words(
    "нульов перш друг треті четверт п'ят шост сьом восьм дев'ят десят одинадцят дванадцят "
    "тринадцят чотирнадцят п'ятнадцят шістнадцят сімнадцят вісімнадцят дев'ятнадцят"
)
TEN_ORDINALS = words("- - двадцят тридцят сороков п'ятдесят шістдесят")


class Gender(IntEnum):
    """Grammatical gender of what is counted."""

    MASCULINE = 0
    FEMININE = 1
    NEUTER = 2


_ONE = ("один", "одна", "одне")
_TWO = ("два", "дві", "два")


def under_hundred(value: int, gender: Gender = Gender.MASCULINE) -> str:
    """0 to 99: 'двадцять три', 'двадцять одна'."""
    tens, ones = divmod(value, 10) if value >= 20 else (0, value)
    last = {1: _ONE[gender], 2: _TWO[gender]}.get(ones, ONES[ones])
    if not tens:
        return last
    return f"{TENS[tens]} {last}" if ones else TENS[tens]


def cardinal(value: int, gender: Gender = Gender.MASCULINE) -> Pieces:
    """0 to 999,999 in pieces: thousands, hundreds, the rest.

    Raises:
        ValueError: the number is out of range.
    """
    if not 0 <= value < WHOLE_NUMBERS:
        raise ValueError(f"{value} is not between 0 and {WHOLE_NUMBERS - 1}")
    thousands, rest = divmod(value, 1000)
    if not thousands:
        return _under_thousand(rest, gender)
    said: Pieces = ("тисяча",)
    if thousands > 1:
        counted = _under_thousand(thousands, Gender.FEMININE)
        said = (*counted, noun(thousands, "тисяча", "тисячі", "тисяч"))
    return said + _under_thousand(rest, gender) if rest else said


def _under_thousand(value: int, gender: Gender) -> Pieces:
    hundreds, rest = divmod(value, 100)
    if not hundreds:
        return (under_hundred(rest, gender),)
    said = HUNDREDS[hundreds]
    return (said, under_hundred(rest, gender)) if rest else (said,)


def oblique(value: int) -> str:
    """Genitive or locative of 2 to 199: 'шістдесяти', 'ста двадцяти двох'.

    Raises:
        ValueError: the number is out of range.
    """
    if not 0 <= value < 200:
        raise ValueError(f"{value} is not between 0 and 199")
    hundred, rest = divmod(value, 100)
    words = ["ста"] if hundred else []
    tens, ones = divmod(rest, 10) if rest >= 20 else (0, rest)
    if tens:
        words.append(OBLIQUE_TENS[tens])
    if ones or not words:
        words.append(OBLIQUE_ONES[ones])
    return " ".join(words)


def ordinal(value: int, hard: str, soft: str) -> str:
    """0 to 69 as an ordinal with that ending: 'двадцять четвертого', 'третього'.

    Args:
        value: the number.
        hard: the ending of nearly all of them, such as 'ого'.
        soft: the ending of 'третій', written after its 'т', such as 'ього'.
    """
    tens, ones = divmod(value, 10) if value >= 20 else (0, value)
    if tens and not ones:
        return TEN_ORDINALS[tens] + hard
    last = f"трет{soft}" if ones == 3 else ORDINALS[ones] + hard
    return f"{TENS[tens]} {last}" if tens else last


def noun(value: int, one: str, few: str, many: str) -> str:
    """The noun's form by the numeral's last word: 'крона', 'крони', 'крон'."""
    if 11 <= value % 100 <= 14:
        return many
    return {1: one, 2: few, 3: few, 4: few}.get(value % 10, many)
