"""Visits that nobody came to: of somebody, lately, and of all, for statistics."""

from __future__ import annotations

from collections import Counter
from datetime import datetime

from sqlalchemy import Select, bindparam, exists, select, union

from booking.attendance.model import NoShowCount, Presence
from booking.attendance.tables import attendances
from booking.catalogue.directory import Directory
from booking.ground.prepared import Prepared
from booking.ground.tables import Id, Instant
from booking.ground.transaction import Transaction
from booking.visits.limit_tables import visit_callers
from booking.visits.model import VisitState
from booking.visits.tables import visits

_MISSED = attendances.c.presence == Presence.MISSED.value


def _lately(whose: Select[tuple[int]]) -> Prepared:
    return Prepared(
        select(attendances.c.start)
        .join(visits, visits.c.id == attendances.c.visit_id)
        .where(
            attendances.c.visit_id.in_(whose),
            _MISSED,
            attendances.c.start == visits.c.start,
            attendances.c.start >= bindparam("since", type_=Instant),
        )
        .order_by(attendances.c.start.desc())
    )


_NUMBER = bindparam("number", type_=visits.c.phone.type)
_OF_NUMBER = _lately(
    union(
        select(visits.c.id).where(visits.c.phone == _NUMBER),
        select(visit_callers.c.visit_id).where(visit_callers.c.number == _NUMBER),
    )  # type: ignore[arg-type]  # IN takes a union, too
)
_OF_CITIZEN = _lately(
    select(visits.c.id).where(visits.c.citizen_id == bindparam("citizen", type_=Id))
)


def of_number(tx: Transaction, number: str, since: datetime) -> list[datetime]:
    """When the visits would have been that this number (E.164) has missed, the last one first."""
    return [row.start for row in tx.all(_OF_NUMBER, number=number, since=since)]


def of_citizen(tx: Transaction, citizen_id: int, since: datetime) -> list[datetime]:
    """The same of a citizen."""
    return [row.start for row in tx.all(_OF_CITIZEN, citizen=citizen_id, since=since)]


def counts(
    tx: Transaction, directory: Directory, begins: datetime, ends: datetime
) -> list[NoShowCount]:
    """How many of the visits that began in this time were missed, by service, weekday, channel.

    Only of offices and days with a check-in: where nobody writes down who comes, nothing is known.
    """
    came = attendances.alias()
    in_use = exists().where(
        came.c.office == visits.c.office,
        came.c.day == attendances.c.day,
        came.c.ticket.is_not(None),
    )
    rows = tx.all(
        select(visits.c.activity, visits.c.start, visits.c.channel, attendances.c.presence)
        .join(attendances, attendances.c.visit_id == visits.c.id)
        .where(
            visits.c.start >= begins,
            visits.c.start < ends,
            visits.c.start == attendances.c.start,
            visits.c.state != VisitState.CANCELLED.value,
            attendances.c.presence != Presence.EXPECTED.value,
            in_use,
        )
    )
    total, missed = Counter[tuple[str, int, str]](), Counter[tuple[str, int, str]]()
    for row in rows:
        activity = directory.activities.get(row.activity)
        service = row.activity if activity is None else activity.service
        group = (service, row.start.astimezone(directory.zone).weekday(), row.channel)
        total[group] += 1
        missed[group] += row.presence == Presence.MISSED.value
    return [NoShowCount(*group, total[group], missed[group]) for group in sorted(total)]
