"""Cases and rebookings in the database."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, func, or_, select, update

from booking.closures.store import closures
from booking.errors import NotFound
from booking.ground.transaction import Transaction
from booking.rebooking.model import LIVE, Case, Rebooking, RebookingState, WhyUnreached
from booking.rebooking.tables import cases, rebookings
from booking.rings.model import RingState
from booking.rings.store import rings
from booking.visits import store as visit_store
from booking.visits.model import Slot, Visit
from booking.visits.tables import visits

_LIVE = rebookings.c.state.in_([state.value for state in LIVE])
_OFFERED = rebookings.c.state == RebookingState.OFFERED.value


def lock(tx: Transaction) -> None:
    """Nobody else changes any case until the transaction ends; always before days are locked.

    One lock for all: a counter closes a few times a week, and so nothing can cross.
    """
    tx.lock("rebooking")


def add_case(tx: Transaction, closure_id: int | None, reason: str, by: str) -> Case:
    """Write a case."""
    number = tx.insert(cases, closure_id=closure_id, reason=reason, opened_by=by, opened_at=tx.now)
    return Case(number, closure_id, reason, by, tx.now, None)


def case(tx: Transaction, case_id: int) -> Case:
    """The case with this number. Raises NotFound."""
    row = tx.one(select(cases).where(cases.c.id == case_id))
    if row is None:
        raise NotFound("case", case_id)
    return _case(row)


def case_of_closure(tx: Transaction, closure_id: int) -> Case | None:
    """The case of a closure, None where it has none."""
    row = tx.one(select(cases).where(cases.c.closure_id == closure_id))
    return None if row is None else _case(row)


def cases_where(tx: Transaction, *where: ColumnElement[bool], limit: int = 100) -> list[Case]:
    """Cases, the newest first."""
    rows = tx.all(select(cases).where(*where).order_by(cases.c.id.desc()).limit(limit))
    return [_case(row) for row in rows]


def end_case(tx: Transaction, case_id: int) -> None:
    """Nothing more is taken into the case."""
    ended = cases.c.ended_at.is_(None)
    tx.execute(update(cases).where(cases.c.id == case_id, ended).values(ended_at=tx.now))


def add(tx: Transaction, case_id: int, visit: Visit) -> int:
    """Take a visit into a case; its number there."""
    return tx.insert(
        rebookings,
        case_id=case_id,
        visit_id=visit.id,
        state=RebookingState.OPEN.value,
        was_counter=visit.counter,
        was_office=visit.office,
        was_start=visit.start,
        was_minutes=visit.minutes,
        changed_at=tx.now,
    )


def change(tx: Transaction, rebooking_id: int, **values: Any) -> None:
    """Overwrite columns of a rebooking."""
    known = rebookings.c.id == rebooking_id
    tx.execute(update(rebookings).where(known).values(changed_at=tx.now, **values))


def slot_values(slot: Slot | None) -> dict[str, Any]:
    """Where a visit goes, as columns."""
    return {
        "new_counter": slot and slot.counter,
        "new_office": slot and slot.office,
        "new_start": slot and slot.start,
        "new_minutes": slot and slot.minutes,
    }


def rebooking(tx: Transaction, rebooking_id: int, zone: ZoneInfo) -> Rebooking:
    """The rebooking with this number.

    Raises:
        NotFound: there is none.
    """
    row = tx.one(select(rebookings).where(rebookings.c.id == rebooking_id))
    if row is None:
        raise NotFound("rebooking", rebooking_id)
    return _rebooking(row, zone)


def lapses_at(tx: Transaction, rebooking_id: int) -> datetime | None:
    """When an answer to what is offered no longer counts."""
    row = tx.one(select(rebookings.c.lapses_at).where(rebookings.c.id == rebooking_id))
    return None if row is None else row.lapses_at


def of_case(tx: Transaction, case_id: int, zone: ZoneInfo) -> list[Rebooking]:
    """All of a case, the nearest visit first."""
    return _rows(tx, zone, rebookings.c.case_id == case_id)


def live(tx: Transaction, zone: ZoneInfo, *where: ColumnElement[bool]) -> list[Rebooking]:
    """Those whose visit has no place, the nearest first."""
    return _rows(tx, zone, _LIVE, *where)


def live_of_visit(tx: Transaction, visit_id: int, zone: ZoneInfo) -> Rebooking | None:
    """What is under way for a visit."""
    found = live(tx, zone, rebookings.c.visit_id == visit_id)
    return found[0] if found else None


def live_of_phone(tx: Transaction, phone: str, zone: ZoneInfo) -> list[Rebooking]:
    """What is under way for the visits whose messages go to this number, the nearest first."""
    theirs = select(visits.c.id).where(visits.c.phone == phone)
    return live(tx, zone, rebookings.c.visit_id.in_(theirs))


def anybody(tx: Transaction) -> bool:
    """Whether there is anything live."""
    return tx.one(select(rebookings.c.id).where(_LIVE).limit(1)) is not None


def visits_under_way(tx: Transaction) -> set[int]:
    """The visits that are in some case and have no place."""
    return {row.visit_id for row in tx.all(select(rebookings.c.visit_id).where(_LIVE))}


def open_ones(tx: Transaction) -> list[int]:
    """Those for which nothing is chosen yet, the nearest visit first."""
    return _ids(tx, rebookings.c.state == RebookingState.OPEN.value)


def due_to_tell(tx: Transaction) -> list[int]:
    """Offers of which nobody was told, and whose time to be told has come."""
    return _ids(tx, _OFFERED & rebookings.c.told_at.is_(None) & (rebookings.c.tell_at <= tx.now))


def due_to_lapse(tx: Transaction) -> list[int]:
    """Offers that nobody has answered in time."""
    return _ids(tx, _OFFERED & (rebookings.c.lapses_at <= tx.now))


def told_by(tx: Transaction) -> dict[int, int]:
    """Offers that were told of, by the event that tells."""
    rows = tx.all(
        select(rebookings.c.id, rebookings.c.event_id).where(
            _OFFERED, rebookings.c.event_id.is_not(None), rebookings.c.ring_id.is_(None)
        )
    )
    return {row.event_id: row.id for row in rows}


def rung_already(tx: Transaction) -> list[int]:
    """Those not reached whom an operator has rung by now."""
    rows = tx.all(
        select(rebookings.c.id)
        .join(rings, rings.c.id == rebookings.c.ring_id)
        .where(
            rebookings.c.state == RebookingState.UNREACHED.value,
            rings.c.state == RingState.DONE.value,
        )
        .order_by(rebookings.c.id)
    )
    return [row.id for row in rows]


def moments(tx: Transaction) -> list[datetime | None]:
    """When something is due by itself: telling, the end of an offer, the time of a visit."""
    untold = select(func.min(rebookings.c.tell_at)).where(_OFFERED, rebookings.c.told_at.is_(None))
    lapsing = select(func.min(rebookings.c.lapses_at)).where(_OFFERED)
    begins = select(func.min(rebookings.c.was_start)).where(_LIVE)
    return [tx.connection.scalar(one) for one in (untold, lapsing, begins)]


def with_visits(tx: Transaction, found: list[Rebooking], zone: ZoneInfo) -> dict[int, Visit]:
    """The visits of these, by number."""
    numbers = sorted({one.visit_id for one in found})
    known: dict[int, Visit] = {}
    for begins in range(0, len(numbers), _AT_ONCE):
        some = numbers[begins : begins + _AT_ONCE]
        rows = tx.all(select(visits).where(visits.c.id.in_(some)))
        known |= {visit.id: visit for visit in visit_store.visits_of(tx, rows, zone)}
    return known


_AT_ONCE = 500


def _rows(tx: Transaction, zone: ZoneInfo, *where: ColumnElement[bool]) -> list[Rebooking]:
    wanted = select(rebookings).where(*where).order_by(rebookings.c.was_start, rebookings.c.id)
    return [_rebooking(row, zone) for row in tx.all(wanted)]


def _ids(tx: Transaction, where: ColumnElement[bool]) -> list[int]:
    wanted = select(rebookings.c.id).where(where)
    return [row.id for row in tx.all(wanted.order_by(rebookings.c.was_start, rebookings.c.id))]


def running_cases(tx: Transaction) -> list[Case]:
    """Cases of closures that hold and are not over."""
    hold = closures.c.lifted_at.is_(None) & (closures.c.last_day >= tx.today)
    those = select(closures.c.id).where(hold)
    return cases_where(tx, cases.c.closure_id.in_(those), cases.c.ended_at.is_(None), limit=1000)


def newest_cases(tx: Transaction, limit: int) -> list[Case]:
    """All, the newest first; those with somebody left always among them."""
    waiting = select(rebookings.c.case_id).where(_LIVE)
    newest = select(cases.c.id).order_by(cases.c.id.desc()).limit(limit)
    return cases_where(tx, or_(cases.c.id.in_(newest), cases.c.id.in_(waiting)), limit=1000)


def _case(row: Any) -> Case:  # noqa: ANN401  a row
    return Case(row.id, row.closure_id, row.reason, row.opened_by, row.opened_at, row.ended_at)


def _rebooking(row: Any, zone: ZoneInfo) -> Rebooking:  # noqa: ANN401  a row
    offered = None
    if row.new_counter is not None:
        start = row.new_start.astimezone(zone)
        offered = Slot(row.new_counter, row.new_office, start, row.new_minutes)
    return Rebooking(
        id=row.id,
        case_id=row.case_id,
        visit_id=row.visit_id,
        state=RebookingState(row.state),
        why=None if row.why is None else WhyUnreached(row.why),
        was=Slot(row.was_counter, row.was_office, row.was_start.astimezone(zone), row.was_minutes),
        offered=offered,
        hold_id=row.hold_id,
        tell_at=row.tell_at,
        told_at=row.told_at,
        answer_by=None if row.answer_by is None else row.answer_by.astimezone(zone),
        ring_id=row.ring_id,
        by=row.settled_by,
        changed_at=row.changed_at,
    )
