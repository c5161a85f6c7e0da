"""The list of a day's visits, as plain data."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import groupby

from booking.api import Citizen, Counter, Visit
from operator_console import formats
from operator_console.desk.view import Names


@dataclass(frozen=True, slots=True)
class Line:
    """One visit.

    Attributes:
        name: of the citizen, else as the caller gave it; often empty, for booking asks for none.
        is_known: whether the citizen was verified or checked.
        phone: where messages go, empty where there is no number.
    """

    id: int
    begins: str
    ends: str
    activity: str
    persons: int
    code: str
    name: str
    is_known: bool
    phone: str


@dataclass(frozen=True, slots=True)
class CounterList:
    """The visits of one counter; printed as one page for whoever sits there."""

    code: str
    title: str
    lines: Sequence[Line]


def by_counter(
    visits: Sequence[Visit],
    names: Names,
    citizens: Mapping[int, Citizen],
    counters: Sequence[Counter],
) -> list[CounterList]:
    """A list for each counter that has visits, in the town's order."""
    order = {counter.code: place for place, counter in enumerate(counters)}
    ranked = sorted(visits, key=lambda v: (order.get(v.counter, len(order)), v.counter, v.start))
    return [
        CounterList(
            code=code,
            title=names.place(found[0].office, code),
            lines=[_line(visit, names, citizens) for visit in found],
        )
        for code, found in _grouped(ranked)
    ]


def _grouped(visits: Sequence[Visit]) -> list[tuple[str, list[Visit]]]:
    return [(code, list(found)) for code, found in groupby(visits, key=lambda v: v.counter)]


def _line(visit: Visit, names: Names, citizens: Mapping[int, Citizen]) -> Line:
    citizen = citizens.get(visit.citizen_id or 0)
    return Line(
        id=visit.id,
        begins=formats.clock(visit.start),
        ends=formats.clock(visit.start + timedelta(minutes=visit.minutes)),
        activity=names.purpose(visit.parts),
        persons=visit.persons,
        code=visit.code,
        name=citizen.name if citizen else visit.name or "",
        is_known=citizen is not None,
        phone=visit.phone or "",
    )
