"""A file's number: what callers key of it, the sequence number and the year."""

from __future__ import annotations

import re
from collections.abc import Callable

from ivr.speech.grammar.base import YEARS, Format, Pieces, telling_numbers


def reference_format(number: Callable[[int], Pieces], of_year: Callable[[int], Pieces]) -> Format:
    """'123/2026' as 'sto' 'dvacet tři' 'z roku dva tisíce dvacet šest'.

    The originator's mark before the number ('OŽP/000123/2026') is left out.
    """

    def say(reference: str) -> Pieces:
        found = re.fullmatch(r"(?:[^/]+/)?0*([0-9]{1,6})/([0-9]{4})", reference)
        if not found:
            raise ValueError("a reference is a number of at most six digits, a slash and a year")
        return number(int(found[1])) + of_year(int(found[2]))

    numbers = Format.over(int, number, telling_numbers())
    years = Format.over(int, of_year, YEARS)
    return Format(str, say, numbers.inner | numbers.last | years.inner, years.last)
