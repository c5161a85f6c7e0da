"""Missed visits in figures and shares."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from booking.api import Language, NoShowCount

MOST_DAYS = 92
"""A longer time is cut at its beginning: an office of 1,400 visitors a day has a hundred thousand
visits in a quarter, and each is looked at."""

USUAL_DAYS = 30
CHOICES = (7, 30, 90)
"""Days that can be chosen by one click."""


@dataclass(frozen=True, slots=True)
class Period:
    """Days from the first to the last, both counted.

    Attributes:
        is_cut: more was asked for than can be shown.
    """

    first: date
    last: date
    is_cut: bool = False

    @property
    def days(self) -> int:
        """How many."""
        return (self.last - self.first).days + 1


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a table.

    Attributes:
        share: of the visits that were missed, '12,5 %'; empty where there were none.
    """

    name: str
    visits: int
    missed: int
    share: str


def period(first: str, last: str, today: date) -> Period:
    """What was asked for; the usual days before today where it makes no sense."""
    ends = min(_day(last) or today, today)
    begins = _day(first) or ends - timedelta(days=USUAL_DAYS - 1)
    if begins > ends:
        begins = ends - timedelta(days=USUAL_DAYS - 1)
    earliest = ends - timedelta(days=MOST_DAYS - 1)
    return Period(max(begins, earliest), ends, is_cut=begins < earliest)


def total(counts: Sequence[NoShowCount], language: Language) -> Line:
    """All together."""
    return _line("", sum(one.visits for one in counts), sum(one.missed for one in counts), language)


def lines(
    counts: Sequence[NoShowCount],
    group: Callable[[NoShowCount], str],
    language: Language,
    *,
    in_order: bool = False,
) -> list[Line]:
    """A line for each name, the most missed first, or in the order of the counts."""
    visits, missed = Counter[str](), Counter[str]()
    for one in counts:
        visits[group(one)] += one.visits
        missed[group(one)] += one.missed
    found = [_line(name, visits[name], missed[name], language) for name in visits]
    return found if in_order else sorted(found, key=lambda one: (-one.missed, one.name))


def share(missed: int, visits: int, language: Language) -> str:
    """'12,5 %' in Czech, '12.5%' in English; nothing where there were no visits."""
    if not visits:
        return ""
    written = f"{100 * missed / visits:.1f}"
    if language is Language.CS:
        return f"{written.replace('.', ',')}\N{NO-BREAK SPACE}%"
    return f"{written}%"


def _line(name: str, visits: int, missed: int, language: Language) -> Line:
    return Line(name, visits, missed, share(missed, visits, language))


def _day(written: str) -> date | None:
    try:
        found = date.fromisoformat(written)
    except ValueError:
        return None
    # what is centuries away has no days before it
    return found if 1900 <= found.year <= 2200 else None
