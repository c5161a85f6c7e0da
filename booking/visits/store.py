"""Visits in the database."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import bindparam, select, update

from booking.errors import Unavailable
from booking.ground.adding import adding_if_free
from booking.ground.prepared import Prepared
from booking.ground.transaction import Transaction
from booking.language import Language
from booking.visits.codes import make_code
from booking.visits.model import Contact, Hold, Slot, Visit, VisitState
from booking.visits.tables import LIVE, visits

CODE_RESTS = timedelta(days=1)
"""After a visit its code still answers for a day; then it may be given out again."""

_ATTEMPTS = 200

_ADD = adding_if_free(visits, [column.name for column in visits.columns if column.name != "id"])
_FIND = Prepared(select(visits).where(visits.c.id == bindparam("visit_id")))
_BY_CODE = Prepared(select(visits).where(visits.c.code == bindparam("code"), LIVE))
_RELEASE_OLD = Prepared(
    update(visits)
    .where(visits.c.code == bindparam("old"), LIVE, visits.c.start < bindparam("before"))
    .values(state=VisitState.OVER.value)
)
_SET_STATE = Prepared(update(visits).where(visits.c.id == bindparam("visit_id")), ["state"])


def add(
    tx: Transaction,
    hold: Hold,
    *,
    contact: Contact,
    language: Language,
    citizen_id: int | None,
    channel: str,
    name: str | None = None,
    make: Callable[[], str] = make_code,
) -> Visit:
    """Write a visit from its hold, with a code that no live visit has.

    Raises:
        Unavailable: next to all codes are in use, which 90,000 visits at a time would take.
    """
    values: dict[str, Any] = {
        "activity": hold.activity,
        "office": hold.slot.office,
        "counter": hold.slot.counter,
        "start": hold.slot.start,
        "minutes": hold.slot.minutes,
        "persons": hold.persons,
        "citizen_id": citizen_id,
        "phone": contact.phone,
        "email": contact.email,
        "verified": contact.verified,
        "channel": channel,
        "name": name,
        "created_at": tx.now,
    }
    state = VisitState.BOOKED
    row = {**values, "state": state.value, "language": language.value}
    for _ in range(_ATTEMPTS):
        code = make()
        added = tx.one(_ADD, code=code, **row)
        if added is None and _release_old(tx, code):
            added = tx.one(_ADD, code=code, **row)
        if added is not None:
            return Visit(id=added.id, code=code, state=state, language=language, **values)
    raise Unavailable("no code is free")


def find(tx: Transaction, visit_id: int, zone: ZoneInfo) -> Visit | None:
    """The visit with this number."""
    row = tx.one(_FIND, visit_id=visit_id)
    return None if row is None else _visit(row, zone)


def by_code(tx: Transaction, code: str, zone: ZoneInfo) -> Visit | None:
    """The live visit with this code."""
    row = tx.one(_BY_CODE, code=code)
    if row is None or row.start < tx.now - CODE_RESTS:
        return None
    return _visit(row, zone)


def of_citizen(tx: Transaction, citizen_id: int, zone: ZoneInfo) -> list[Visit]:
    """A citizen's visits that are still to come, the nearest first."""
    rows = tx.all(
        select(visits)
        .where(
            visits.c.citizen_id == citizen_id,
            visits.c.state == VisitState.BOOKED.value,
            visits.c.start >= tx.now,
        )
        .order_by(visits.c.start, visits.c.id)
    )
    return [_visit(row, zone) for row in rows]


def of_phone(tx: Transaction, phone: str, zone: ZoneInfo) -> list[Visit]:
    """The visits that are still to come and whose messages go to this number, the nearest first."""
    rows = tx.all(
        select(visits)
        .where(
            visits.c.phone == phone,
            visits.c.state == VisitState.BOOKED.value,
            visits.c.start >= tx.now,
        )
        .order_by(visits.c.start, visits.c.id)
    )
    return [_visit(row, zone) for row in rows]


def upcoming(tx: Transaction, limit: int, zone: ZoneInfo) -> list[Visit]:
    """The booked visits that are still to come, the nearest first."""
    rows = tx.all(
        select(visits)
        .where(visits.c.state == VisitState.BOOKED.value, visits.c.start >= tx.now)
        .order_by(visits.c.start, visits.c.id)
        .limit(limit)
    )
    return [_visit(row, zone) for row in rows]


def between(tx: Transaction, start: datetime, end: datetime, zone: ZoneInfo) -> list[Visit]:
    """All visits that begin in a stretch of time but the cancelled ones, the earliest first."""
    rows = tx.all(
        select(visits)
        .where(
            visits.c.start >= start,
            visits.c.start < end,
            visits.c.state != VisitState.CANCELLED.value,
        )
        .order_by(visits.c.start, visits.c.counter)
    )
    return [_visit(row, zone) for row in rows]


def recent(tx: Transaction, limit: int, zone: ZoneInfo) -> list[Visit]:
    """The visits that were booked last, in whatever state, the newest first."""
    newest = (visits.c.created_at.desc(), visits.c.id.desc())
    rows = tx.all(select(visits).order_by(*newest).limit(limit))
    return [_visit(row, zone) for row in rows]


def set_state(tx: Transaction, visit_id: int, state: VisitState) -> None:
    """Write how the visit stands."""
    tx.run(_SET_STATE, visit_id=visit_id, state=state.value)


def set_slot(tx: Transaction, visit_id: int, slot: Slot, persons: int) -> None:
    """Write when and where the visit is now."""
    tx.execute(
        update(visits)
        .where(visits.c.id == visit_id)
        .values(
            counter=slot.counter,
            office=slot.office,
            start=slot.start,
            minutes=slot.minutes,
            persons=persons,
        )
    )


def code_is_live(tx: Transaction, code: str) -> bool:
    """Whether a visit that is booked has this code."""
    _release_old(tx, code)
    return tx.one(_BY_CODE, code=code) is not None


def set_phone(tx: Transaction, visit_id: int, phone: str) -> None:
    """Write a number that was keyed, and so is not verified."""
    tx.execute(update(visits).where(visits.c.id == visit_id).values(phone=phone, verified=False))


def _release_old(tx: Transaction, code: str) -> bool:
    """Take a code from a visit that is long over; whether there was one."""
    return tx.run(_RELEASE_OLD, old=code, before=tx.now - CODE_RESTS) > 0


def _visit(row: Any, zone: ZoneInfo) -> Visit:  # noqa: ANN401  a row
    return Visit(
        id=row.id,
        code=row.code,
        activity=row.activity,
        office=row.office,
        counter=row.counter,
        start=row.start.astimezone(zone),
        minutes=row.minutes,
        persons=row.persons,
        state=VisitState(row.state),
        language=Language(row.language),
        citizen_id=row.citizen_id,
        phone=row.phone,
        email=row.email,
        verified=row.verified,
        channel=row.channel,
        created_at=row.created_at,
        name=row.name,
    )
