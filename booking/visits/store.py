"""Visits in the database."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import bindparam, delete, insert, select, update

from booking.errors import Unavailable
from booking.ground.adding import adding_if_free
from booking.ground.prepared import Prepared
from booking.ground.transaction import Transaction
from booking.language import Language
from booking.visits.codes import make_code
from booking.visits.model import Hold, Parts, Visit, Visitor, VisitPart, VisitState
from booking.visits.tables import LIVE, visit_parts, visits

CODE_RESTS = timedelta(days=1)
"""After a visit its code still answers for a day; then it may be given out again."""

_ATTEMPTS = 200

_MOST_IDS = 500
"""A statement takes only so many values."""

_ADD = adding_if_free(visits, [column.name for column in visits.columns if column.name != "id"])
_ADD_PART = Prepared(insert(visit_parts), [column.name for column in visit_parts.columns])
_FIND = Prepared(select(visits).where(visits.c.id == bindparam("visit_id")))
_BY_CODE = Prepared(select(visits).where(visits.c.code == bindparam("code"), LIVE))
_RELEASE_OLD = Prepared(
    update(visits)
    .where(visits.c.code == bindparam("old"), LIVE, visits.c.start < bindparam("before"))
    .values(state=VisitState.OVER.value)
)
_SET_STATE = Prepared(
    update(visits).where(visits.c.id == bindparam("visit_id")), ["state", "settled_at"]
)


def add(
    tx: Transaction,
    hold: Hold,
    visitor: Visitor,
    *,
    channel: str,
    cells: int = 1,
    make: Callable[[], str] = make_code,
) -> Visit:
    """Write a visit from its hold, of so many cells, with a code that no live visit has.

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
        "citizen_id": visitor.citizen_id,
        "phone": visitor.contact.phone,
        "email": visitor.contact.email,
        "verified": visitor.contact.verified,
        "channel": channel,
        "name": visitor.name,
        "created_at": tx.now,
    }
    state = VisitState.BOOKED
    row = {
        **values,
        "state": state.value,
        "language": visitor.language.value,
        "cells": cells,
        "part_count": len(hold.parts),
        "settled_at": tx.now,
    }
    for _ in range(_ATTEMPTS):
        code = make()
        added = tx.one(_ADD, code=code, **row)
        if added is None and _release_old(tx, code):
            added = tx.one(_ADD, code=code, **row)
        if added is not None:
            _add_parts(tx, added.id, hold.parts)
            return Visit(
                id=added.id,
                code=code,
                state=state,
                language=visitor.language,
                parts=hold.parts,
                **values,
            )
    raise Unavailable("no code is free")


def find(tx: Transaction, visit_id: int, zone: ZoneInfo) -> Visit | None:
    """The visit with this number."""
    row = tx.one(_FIND, visit_id=visit_id)
    return None if row is None else _one(tx, row, zone)


def by_code(tx: Transaction, code: str, zone: ZoneInfo) -> Visit | None:
    """The live visit with this code."""
    row = tx.one(_BY_CODE, code=code)
    if row is None or row.start < tx.now - CODE_RESTS:
        return None
    return _one(tx, row, zone)


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
    return visits_of(tx, rows, zone)


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
    return visits_of(tx, rows, zone)


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
    return visits_of(tx, rows, zone)


def recent(tx: Transaction, limit: int, zone: ZoneInfo) -> list[Visit]:
    """The visits that were booked last, in whatever state, the newest first."""
    newest = (visits.c.created_at.desc(), visits.c.id.desc())
    rows = tx.all(select(visits).order_by(*newest).limit(limit))
    return visits_of(tx, rows, zone)


def set_state(tx: Transaction, visit_id: int, state: VisitState) -> None:
    """Write how the visit stands."""
    tx.run(_SET_STATE, visit_id=visit_id, state=state.value, settled_at=tx.now)


def set_slot(tx: Transaction, visit_id: int, hold: Hold, cells: int) -> None:
    """Write when and where the visit is now, and for how many: as the hold says."""
    slot = hold.slot
    tx.execute(
        update(visits)
        .where(visits.c.id == visit_id)
        .values(
            counter=slot.counter,
            office=slot.office,
            start=slot.start,
            minutes=slot.minutes,
            persons=hold.persons,
            cells=cells,
            part_count=len(hold.parts),
            settled_at=tx.now,
        )
    )
    tx.execute(delete(visit_parts).where(visit_parts.c.visit_id == visit_id))
    _add_parts(tx, visit_id, hold.parts)


def cells_of(tx: Transaction, visit_id: int) -> int:
    """How many cells of its counter's grid the visit takes."""
    row = tx.one(select(visits.c.cells).where(visits.c.id == visit_id))
    return 0 if row is None else int(row.cells)


def code_is_live(tx: Transaction, code: str) -> bool:
    """Whether a visit that is booked has this code."""
    _release_old(tx, code)
    return tx.one(_BY_CODE, code=code) is not None


def set_phone(tx: Transaction, visit_id: int, phone: str) -> None:
    """Write a number that was keyed, and so is not verified."""
    told = {"phone": phone, "verified": False, "settled_at": tx.now}
    tx.execute(update(visits).where(visits.c.id == visit_id).values(**told))


def _release_old(tx: Transaction, code: str) -> bool:
    """Take a code from a visit that is long over; whether there was one."""
    return tx.run(_RELEASE_OLD, old=code, before=tx.now - CODE_RESTS) > 0


def _add_parts(tx: Transaction, visit_id: int, parts: Parts) -> None:
    for position, part in enumerate(parts):
        tx.run(
            _ADD_PART,
            visit_id=visit_id,
            position=position,
            activity=part.activity,
            persons=part.persons,
        )


def visits_of(tx: Transaction, rows: Sequence[Any], zone: ZoneInfo) -> list[Visit]:
    """The visits in these rows, with all their parts."""
    several = _parts_of(tx, [row.id for row in rows if row.part_count > 1])
    return [_visit(row, zone, several.get(row.id, ())) for row in rows]


def _one(tx: Transaction, row: Any, zone: ZoneInfo) -> Visit:  # noqa: ANN401  a row
    return visits_of(tx, [row], zone)[0]


def _parts_of(tx: Transaction, ids: Iterable[int]) -> dict[int, Parts]:
    """The parts of those visits that have several; most have one, which their own row names."""
    found: dict[int, Parts] = {}
    wanted = sorted(ids)
    for begins in range(0, len(wanted), _MOST_IDS):
        some = visit_parts.c.visit_id.in_(wanted[begins : begins + _MOST_IDS])
        ordered = select(visit_parts).where(some).order_by(visit_parts.c.position)
        for row in tx.all(ordered):
            part = VisitPart(row.activity, row.persons)
            found[row.visit_id] = (*found.get(row.visit_id, ()), part)
    return found


def _visit(row: Any, zone: ZoneInfo, parts: Parts) -> Visit:  # noqa: ANN401  a row
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
        parts=parts,
    )
