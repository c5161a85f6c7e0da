"""What a spoken text must be like."""

from __future__ import annotations

import re

from booking.language import Wording

_DIGIT = re.compile(r"\d")
_ABBREVIATION = re.compile(
    r"\b(č|Sb|Kč|hod|tel|odst|písm|tzv|např|popř|resp|atd|apod|ul|nám|CZK|approx|грн|тел)\b\.?"
)


def unspeakable(text: Wording) -> str | None:
    """Why a synthesiser would stumble over the text, None where it would not.

    Digits have no case or gender in Czech ('600 korun' must be told as 'šest set korun'), and an
    abbreviation is read letter by letter.
    """
    for code, said in text.by_language().items():
        if found := _DIGIT.search(said):
            return f"{code}: the digit {found.group()} cannot be spoken; write it as a word"
        if found := _ABBREVIATION.search(said):
            return f"{code}: the abbreviation {found.group()} cannot be spoken; write it out"
    return None
