"""What a counter shows, as plain data."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from booking.api import AttendanceRules, Attendee, Citizen, Counter, Presence
from operator_console import formats
from operator_console.desk.view import Names


@dataclass(frozen=True, slots=True)
class Line:
    """One visit of today.

    Attributes:
        ticket: the number on the wall; 0 where nobody has checked in.
        name: of the verified citizen, else as it was given; empty where it was not.
        is_known: the name was verified.
        calls: how often they were called in vain, or are called now.
        since: when they arrived, were called or were served, on the wall clock.
        when: 'early', 'late' or empty: whether they may check in by themselves.
        is_mine: this counter does all that they come for.
        presence: how far it is.
    """

    id: int
    ticket: int
    begins: str
    activity: str
    persons: int
    code: str
    name: str
    is_known: bool
    calls: int
    since: str
    when: str
    is_mine: bool
    presence: str


@dataclass(frozen=True, slots=True)
class CounterView:
    """A counter and its waiting room.

    Attributes:
        here: who is called to this counter or sits there.
        waiting: those who wait for what is done here, whoever is next first.
        others: how many wait for other counters of the office.
        expected: those who have not come yet.
        done: finished and missed, the last one first.
    """

    here: Line | None
    waiting: Sequence[Line]
    others: int
    expected: Sequence[Line]
    done: Sequence[Line]


def counter_view(
    attendees: Sequence[Attendee],
    counter: Counter,
    names: Names,
    citizens: Mapping[int, Citizen],
    now: datetime,
    rules: AttendanceRules,
) -> CounterView:
    """How things stand at a counter.

    Args:
        attendees: of the office today, those who wait in the order of their turn.
        counter: which counter.
        names: what codes are called.
        citizens: those of the visits who are known.
        now: the time.
        rules: the town's.
    """
    lines = [_line(one, counter, names, citizens, now, rules) for one in attendees]
    pairs = list(zip(attendees, lines, strict=True))
    waiting = [line for line in lines if line.presence == Presence.ARRIVED]
    ended = [pair for pair in pairs if pair[1].presence in (Presence.FINISHED, Presence.MISSED)]
    ended.sort(key=lambda pair: _end(pair[0]), reverse=True)
    at_desk = (
        line
        for one, line in pairs
        if one.attendance.counter == counter.code
        and line.presence in (Presence.CALLED, Presence.SERVED)
    )
    return CounterView(
        here=next(at_desk, None),
        waiting=[line for line in waiting if line.is_mine],
        others=sum(not line.is_mine for line in waiting),
        expected=[line for line in lines if line.presence == Presence.EXPECTED],
        done=[line for _, line in ended],
    )


def _line(
    one: Attendee,
    counter: Counter,
    names: Names,
    citizens: Mapping[int, Citizen],
    now: datetime,
    rules: AttendanceRules,
) -> Line:
    visit, attendance = one.visit, one.attendance
    citizen = citizens.get(visit.citizen_id or 0)
    since = attendance.served_at or attendance.called_at or attendance.arrived_at
    if one.presence is Presence.ARRIVED:
        since = attendance.arrived_at
    done_here = {code for code, known in names.activities.items() if counter.does(known)}
    return Line(
        id=visit.id,
        ticket=attendance.ticket or 0,
        begins=formats.clock(visit.start),
        activity=names.purpose(visit.parts),
        persons=visit.persons,
        code=visit.code,
        name=citizen.name if citizen else visit.name or "",
        is_known=citizen is not None,
        calls=attendance.calls,
        since="" if since is None else formats.clock(since.astimezone(visit.start.tzinfo)),
        when=_when(visit.start, now, rules),
        is_mine={part.activity for part in visit.parts} <= done_here,
        presence=one.presence.value,
    )


def _when(start: datetime, now: datetime, rules: AttendanceRules) -> str:
    minutes = (now - start).total_seconds() / 60
    if minutes < -rules.early_minutes:
        return "early"
    return "late" if minutes > rules.late_minutes else ""


def _end(one: Attendee) -> float:
    ended = one.attendance.finished_at or one.attendance.missed_at
    return 0.0 if ended is None else ended.timestamp()
