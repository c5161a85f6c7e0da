"""What a grammar is: values become pieces out of sets that can be listed beforehand."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from booking.api import Language

Pieces = tuple[str, ...]

WHOLE_NUMBERS = 1_000_000
"""Numbers are spoken from nought up to this one, exclusive."""
YEARS = range(1990, 2061)
"""The years that can be spoken; files of a town hall are seldom older."""
SOME_DAYS = range(1, 121)
"""Numbers of days that can be spoken as a time limit."""
SOME_MINUTES = range(1, 121)
"""Numbers of minutes that can be spoken as a time limit."""
A_FEW = range(1, 21)
"""Numbers of persons, callers or applications that can be spoken, also with their noun."""
LEAP_YEAR = 2028
"""A year that has every day of the calendar."""


@dataclass(frozen=True, slots=True)
class Format:
    """One way to speak a value, with the closed set of pieces it is put together from.

    Attributes:
        kind: the type of the value; the languages must agree on it.
        say: the value's pieces, in order.
        inner: every piece that can come before the last one.
        last: every piece that can come last; the text's punctuation joins it.
    """

    kind: type
    say: Callable[[Any], Pieces]
    inner: frozenset[str]
    last: frozenset[str]

    @classmethod
    def over(cls, kind: type, say: Callable[[Any], Pieces], values: Iterable[Any]) -> Format:
        """A format whose values are few enough to try them all."""
        spoken = [say(value) for value in values]
        inner = frozenset(piece for pieces in spoken for piece in pieces[:-1])
        return cls(kind, say, inner, frozenset(pieces[-1] for pieces in spoken))


class Grammar(Protocol):
    """A language's way to speak values.

    Every language has the same formats, so a translator can use any of them; in a
    language without cases several of them say the same.
    """

    @property
    def language(self) -> Language: ...

    @property
    def formats(self) -> Mapping[str, Format]: ...


def phrases(grammar: Grammar) -> frozenset[str]:
    """Every piece that a grammar can ever say, without punctuation at its end."""
    every = (format_.inner | format_.last for format_ in grammar.formats.values())
    return frozenset().union(*every)


def every_day() -> tuple[dt.date, ...]:
    """Each day of the calendar once, the 29th of February with them."""
    first = dt.date(LEAP_YEAR, 1, 1)
    return tuple(first + dt.timedelta(days=n) for n in range(366))


def every_minute() -> tuple[dt.time, ...]:
    """Each minute of the day."""
    return tuple(dt.time(hour, minute) for hour in range(24) for minute in range(60))


def telling_numbers() -> tuple[int, ...]:
    """Numbers in which every piece of a spoken number occurs, inside and at the end."""
    small = range(1000)
    thousands = [n * 1000 + rest for n in range(1, 1000) for rest in (0, 1, 100)]
    return (*small, *thousands)


def words(text: str) -> tuple[str, ...]:
    """The words of a list that reads best as a line."""
    return tuple(text.split())


def triples(digits: str) -> tuple[str, ...]:
    """Digits in groups of three, as codes and telephone numbers are read out."""
    return tuple(digits[start : start + 3] for start in range(0, len(digits), 3))
