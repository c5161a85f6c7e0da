"""Attendances in the database."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import bindparam, exists, func, select, update

from booking.attendance.model import Attendance, Attendee, Presence
from booking.attendance.tables import IN_HAND, attendances
from booking.ground.adding import adding_or_taking_over
from booking.ground.prepared import Prepared
from booking.ground.transaction import Transaction
from booking.visits import store as visit_store
from booking.visits.model import Visit, VisitState
from booking.visits.tables import visits

_COLUMNS = [column.name for column in attendances.columns]
_PUT = adding_or_taking_over(attendances, _COLUMNS, by=["visit_id"])
_FIND = Prepared(select(attendances).where(attendances.c.visit_id == bindparam("visit_id")))
_LAST_TICKET = Prepared(
    select(func.max(attendances.c.ticket).label("last")).where(
        attendances.c.office == bindparam("office"), attendances.c.day == bindparam("day")
    )
)
_OF_DAY = Prepared(
    select(attendances).where(
        attendances.c.office == bindparam("office"), attendances.c.day == bindparam("day")
    )
)
_IN_HAND = Prepared(
    select(attendances).where(attendances.c.counter == bindparam("counter"), IN_HAND)
)
_LET_GO = Prepared(
    update(attendances).where(attendances.c.visit_id == bindparam("visit")),
    ["presence", "finished_at"],
)


def lock(tx: Transaction, *rooms: tuple[str, date]) -> None:
    """Nobody else changes who is where in these offices on these days until we commit."""
    tx.lock(*(f"attendance/{office}/{day}" for office, day in rooms))


def of_visit(tx: Transaction, visit: Visit) -> Attendance:
    """What is known of a visit; nothing where it was moved since."""
    return _as_of(visit, tx.one(_FIND, visit_id=visit.id))


def put(tx: Transaction, attendance: Attendance) -> None:
    """Write what is known of a visit; the caller holds the lock."""
    values = {name: getattr(attendance, name) for name in _COLUMNS}
    tx.run(_PUT, **{**values, "presence": attendance.presence.value})


def next_ticket(tx: Transaction, office: str, day: date) -> int:
    """A number that nobody in the office has got on that day; the caller holds the lock."""
    last: int | None = tx.one(_LAST_TICKET, office=office, day=day).last
    return (last or 0) + 1


def at_counter(tx: Transaction, counter: str) -> int | None:
    """The visit of whoever is called to a counter or sits there, whenever that was."""
    row = tx.one(_IN_HAND, counter=counter)
    return None if row is None else int(row.visit_id)


def of_day(
    tx: Transaction, office: str, day: date, begins: datetime, ends: datetime, zone: ZoneInfo
) -> list[Attendee]:
    """All visits of a day in an office but the cancelled ones, the earliest first."""
    known = {row.visit_id: row for row in tx.all(_OF_DAY, office=office, day=day)}
    found = visit_store.between(tx, begins, ends, zone)
    return [
        Attendee(visit, _as_of(visit, known.get(visit.id)))
        for visit in found
        if visit.office == office
    ]


def unattended(tx: Transaction, since: datetime, until: datetime, zone: ZoneInfo) -> list[Visit]:
    """The visits that began in this time and that nobody has checked in for.

    Only where somebody else has checked in on the same day: an office that does not write down who
    comes has no missed visits.
    """
    known, others, neighbours = attendances.alias(), attendances.alias(), visits.alias()
    seen = exists().where(
        known.c.visit_id == visits.c.id,
        known.c.start == visits.c.start,
        known.c.presence != Presence.EXPECTED.value,
    )
    rows = tx.all(
        select(visits.c.id, visits.c.office, visits.c.start)
        .where(
            visits.c.start >= since,
            visits.c.start < until,
            visits.c.state != VisitState.CANCELLED.value,
            ~seen,
        )
        .order_by(visits.c.start, visits.c.id)
    )
    if not rows:
        return []
    in_use = {
        (row.office, row.day)
        for row in tx.all(
            select(others.c.office, others.c.day)
            .join(neighbours, neighbours.c.id == others.c.visit_id)
            .where(others.c.ticket.is_not(None), others.c.start >= since, others.c.start < until)
            .distinct()
        )
    }
    chosen = [row.id for row in rows if (row.office, row.start.astimezone(zone).date()) in in_use]
    return [found for one in chosen if (found := visit_store.find(tx, one, zone)) is not None]


def let_go(tx: Transaction, visit_id: int) -> None:
    """Nobody sits at a counter for ever: whoever was forgotten there has gone."""
    tx.run(_LET_GO, visit=visit_id, presence=Presence.FINISHED.value, finished_at=tx.now)


def _as_of(visit: Visit, row: Any) -> Attendance:  # noqa: ANN401  a row, or None
    fresh = Attendance(visit.id, visit.office, visit.start.date(), visit.start)
    if row is None:
        return fresh
    if (row.start, row.office) != (visit.start, visit.office):
        same_room = (row.office, row.day) == (fresh.office, fresh.day)
        return replace(fresh, ticket=row.ticket) if same_room else fresh
    values = {name: getattr(row, name) for name in _COLUMNS}
    zoned = {
        name: value.astimezone(visit.start.tzinfo)
        for name, value in values.items()
        if isinstance(value, datetime)
    }
    return Attendance(**{**values, **zoned, "presence": Presence(row.presence)})
