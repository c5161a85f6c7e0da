"""The day in figures."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from booking.api import Filed, Language, Office, Visit
from operator_console.clerk.view import deadline


@dataclass(frozen=True, slots=True)
class OfficeFigures:
    """How many come to an office on a day."""

    name: str
    visits: int
    persons: int


def offices(visits: Sequence[Visit], known: Sequence[Office]) -> list[OfficeFigures]:
    """Every office with its visits of a day, also those with none."""
    count = Counter(visit.office for visit in visits)
    persons: Counter[str] = Counter()
    for visit in visits:
        persons[visit.office] += visit.persons
    return [OfficeFigures(one.street, count[one.code], persons[one.code]) for one in known]


def late(filed: Sequence[Filed], today: date) -> int:
    """How many applications are past their deadline."""
    found = (deadline(one.application, Language.CS, today) for one in filed)
    return sum(1 for one in found if one is not None and one.mark == "late")
