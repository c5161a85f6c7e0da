"""What an operator reads aloud, in the caller's language."""

from __future__ import annotations

import re
from collections.abc import Mapping

from booking.api import Language

_DIGITS: Mapping[Language, str] = {
    Language.CS: "nula jedna dva tři čtyři pět šest sedm osm devět",
    Language.EN: "zero one two three four five six seven eight nine",
    Language.UK: "нуль один два три чотири п'ять шість сім вісім дев'ять",
}

_SENTENCE = re.compile(r"(?<=[.!?;])\s+(?=\S)")
_NO_END = re.compile(
    r"(?:\b(?:č|odst|písm|např|tzv|tj|popř|resp|ul|nám|hod|tel|art|No|e\.g|i\.e)|\d)\.$"
)


def digits(code: str, language: Language) -> str:
    """'čtyři sedm dva, nula jedna pět': a code in two breaths, as it can be written down."""
    names = _DIGITS[language].split()
    words = [names[int(digit)] for digit in code]
    half = len(words) // 2
    return f"{' '.join(words[:half])}, {' '.join(words[half:])}"


def lines(text: str) -> list[str]:
    """The sentences of a text: one is read, then the caller has understood."""
    found: list[str] = []
    for part in _SENTENCE.split(text.strip()):
        if found and _goes_on(found[-1], part):
            found[-1] = f"{found[-1]} {part}"
        elif part:
            found.append(part)
    return found


def _goes_on(before: str, after: str) -> bool:
    """An abbreviation or a day of the month ends no sentence."""
    if before.endswith(";"):
        return False
    return after[:1].islower() or _NO_END.search(before) is not None
