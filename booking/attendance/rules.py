"""Who may check in, who is called next, when somebody counts as missing. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from booking.attendance.model import ALLOWED, Attendance, Attendee, Presence
from booking.catalogue.limits import AttendanceRules
from booking.errors import Refused

LINKA = "linka"
"""Who finds out that nobody came at all."""


def check_window(start: datetime, now: datetime, rules: AttendanceRules) -> None:
    """Let somebody check in who is neither too early nor too late.

    Raises:
        Refused: they are; the field 'time', the reason 'too early' or 'too late'.
    """
    if now < start - timedelta(minutes=rules.early_minutes):
        raise Refused("time", "too early")
    if is_late(start, now, rules):
        raise Refused("time", "too late")


def is_late(start: datetime, now: datetime, rules: AttendanceRules) -> bool:
    """Whether the time to check in is over."""
    return now > start + timedelta(minutes=rules.late_minutes)


def step(attendance: Attendance, to: Presence) -> None:
    """Let a possible step pass.

    Raises:
        Refused: somebody else was quicker, or the page was old.
    """
    if to not in ALLOWED[attendance.presence]:
        raise Refused("visit", f"it is '{attendance.presence}' and cannot become '{to}'")


def may_be_called(attendance: Attendance, now: datetime, rules: AttendanceRules) -> bool:
    """Whether it is their turn at all: after a call in vain they are left alone for a while."""
    if attendance.presence is not Presence.ARRIVED:
        return False
    again = timedelta(minutes=rules.call_again_minutes)
    return attendance.called_at is None or now >= attendance.called_at + again


def turn(attendee: Attendee, rules: AttendanceRules) -> tuple[datetime, int]:
    """Whose turn is first: by the time that was booked; who came late has lost that place.

    Between two booked for the same time the earlier ticket goes first.
    """
    attendance = attendee.attendance
    due = attendee.visit.start
    if attendance.arrived_at is not None and is_late(due, attendance.arrived_at, rules):
        due = attendance.arrived_at
    return due, attendance.ticket or 0


def waiting(attendees: Iterable[Attendee], rules: AttendanceRules) -> list[Attendee]:
    """Those who sit in the waiting room, whoever is next first."""
    here = [one for one in attendees if one.presence is Presence.ARRIVED]
    return sorted(here, key=lambda one: turn(one, rules))


def next_one(
    attendees: Iterable[Attendee],
    served_here: Sequence[str],
    now: datetime,
    rules: AttendanceRules,
) -> Attendee | None:
    """Whom a counter calls.

    Args:
        attendees: of its office and day.
        served_here: the activities that are done at the counter; it must do all of a visit.
        now: the time.
        rules: the town's.
    """
    for one in waiting(attendees, rules):
        wanted = {part.activity for part in one.visit.parts}
        if wanted <= set(served_here) and may_be_called(one.attendance, now, rules):
            return one
    return None


def arrived(attendance: Attendance, ticket: int, now: datetime) -> Attendance:
    """They checked in; a ticket that they have already stays theirs."""
    step(attendance, Presence.ARRIVED)
    return replace(
        attendance,
        presence=Presence.ARRIVED,
        ticket=attendance.ticket or ticket,
        arrived_at=attendance.arrived_at or now,
        missed_at=None,
    )


def called(attendance: Attendance, counter: str, clerk: str, now: datetime) -> Attendance:
    """They are called to a counter."""
    step(attendance, Presence.CALLED)
    return replace(
        attendance,
        presence=Presence.CALLED,
        calls=attendance.calls + 1,
        counter=counter,
        clerk=clerk,
        called_at=now,
    )


def served(attendance: Attendance, now: datetime) -> Attendance:
    """They sit at the counter, and are whom the booking names."""
    step(attendance, Presence.SERVED)
    return replace(attendance, presence=Presence.SERVED, served_at=now)


def finished(attendance: Attendance, now: datetime) -> Attendance:
    """It is done. Whoever comes and goes within a blink need not be marked as served first."""
    if attendance.presence is Presence.CALLED:
        attendance = served(attendance, now)
    step(attendance, Presence.FINISHED)
    return replace(attendance, presence=Presence.FINISHED, finished_at=now)


def not_there(attendance: Attendance, now: datetime, rules: AttendanceRules) -> Attendance:
    """Nobody came to the counter: called again later, or missed after the last call."""
    if attendance.presence is not Presence.CALLED:
        raise Refused("visit", f"it is '{attendance.presence}', nobody was called")
    if attendance.calls < rules.calls:
        return replace(attendance, presence=Presence.ARRIVED, counter=None, clerk=None)
    return missed(attendance, now)


def missed(attendance: Attendance, now: datetime) -> Attendance:
    """Nobody came."""
    step(attendance, Presence.MISSED)
    return replace(attendance, presence=Presence.MISSED, missed_at=now)


def undone(attendance: Attendance) -> Attendance:
    """One step back, for a slip.

    A check-in is taken back without its ticket's being given to anybody else. A call that is taken
    back does not count. Somebody who was found missing waits again where they had checked in.

    Raises:
        Refused: there is nothing to take back.
    """
    match attendance.presence:
        case Presence.ARRIVED if attendance.calls == 0:
            return replace(attendance, presence=Presence.EXPECTED)
        case Presence.CALLED:
            left = attendance.calls - 1
            return replace(
                attendance,
                presence=Presence.ARRIVED,
                calls=left,
                counter=None,
                clerk=None,
                called_at=None,
            )
        case Presence.SERVED:
            return replace(attendance, presence=Presence.CALLED, served_at=None)
        case Presence.FINISHED:
            return replace(attendance, presence=Presence.SERVED, finished_at=None)
        case Presence.MISSED if attendance.ticket is not None:
            return replace(
                attendance, presence=Presence.ARRIVED, missed_at=None, counter=None, clerk=None
            )
        case Presence.MISSED:
            return replace(attendance, presence=Presence.EXPECTED, missed_at=None)
        case _:
            raise Refused("visit", f"it is '{attendance.presence}', there is nothing to take back")
