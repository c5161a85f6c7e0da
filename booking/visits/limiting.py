"""Counts what limits are about, in an open transaction, under a lock that lets nobody count beside.

Names are locked before days are (`slots.lock_days`), always: no two bookings wait for each other.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, func, insert, select, union_all

from booking.attendance import missed
from booking.calendars.rules import instant
from booking.catalogue.directory import Directory
from booking.errors import LimitReached
from booking.ground.prepared import Prepared
from booking.ground.tables import Id, Instant
from booking.ground.transaction import Transaction
from booking.visits import slots, uses
from booking.visits.limit_tables import hold_callers, visit_callers
from booking.visits.limits import Counted, Limit, Override, passed
from booking.visits.model import VisitState
from booking.visits.tables import holds, visit_parts, visits

_NOW = bindparam("now", type_=Instant)
_NUMBER = bindparam("number", type_=visits.c.phone.type)
_CITIZEN = bindparam("citizen", type_=Id)
_TODAY = bindparam("today", type_=Instant)
_TO_COME = (visits.c.state == VisitState.BOOKED.value) & (visits.c.start >= _NOW)

_COUNTED = (visits.c.state, visits.c.start, visits.c.created_at)
_VISITS_OF_NUMBER = union_all(
    select(*_COUNTED).where(visits.c.phone == _NUMBER),
    select(*_COUNTED)
    .select_from(visit_callers)
    .join(visits, visits.c.id == visit_callers.c.visit_id)
    .where(visit_callers.c.number == _NUMBER, visits.c.phone.is_distinct_from(_NUMBER)),
).subquery()
_OF_NUMBER_COUNTS = select(
    func.count()
    .filter(_VISITS_OF_NUMBER.c.state == VisitState.BOOKED.value, _VISITS_OF_NUMBER.c.start >= _NOW)
    .label("to_come"),
    func.count().filter(_VISITS_OF_NUMBER.c.created_at >= _TODAY).label("today"),
)
_OF_NUMBER = Prepared(_OF_NUMBER_COUNTS)
_OF_CITIZEN = Prepared(
    select(visits.c.id, visit_parts.c.activity, visits.c.start)
    .join(visit_parts, visit_parts.c.visit_id == visits.c.id)
    .where(visits.c.citizen_id == _CITIZEN, _TO_COME)
)
_HELD_BY_OWNER = select(func.count().label("owner_holds")).where(
    holds.c.owner == bindparam("owner"), holds.c.expires_at > _NOW
)
_HELD_FOR_NUMBER = (
    select(func.count().label("number_holds"))
    .select_from(hold_callers)
    .join(holds, holds.c.id == hold_callers.c.hold_id)
    .where(hold_callers.c.number == _NUMBER, holds.c.expires_at > _NOW)
)
_OF_OWNER = Prepared(_HELD_BY_OWNER)
_OF_OWNER_AND_NUMBER = Prepared(
    _OF_NUMBER_COUNTS.add_columns(
        _HELD_BY_OWNER.scalar_subquery().label("owner_holds"),
        _HELD_FOR_NUMBER.scalar_subquery().label("number_holds"),
    )
)
"""All that is counted of a caller before a slot is kept, in one question."""
_NOTE_HOLD = Prepared(insert(hold_callers), ["hold_id", "number"])
_NOTE_VISIT = Prepared(insert(visit_callers), ["visit_id", "number"])


@dataclass(frozen=True, slots=True)
class Booker:
    """Who books, as far as limits go.

    Attributes:
        numbers: the one that rings and the one that messages go to, in E.164; none where hidden.
        citizen_id: who was verified.
        by_phone: whether they book by themselves, on the telephone.
    """

    numbers: Sequence[str] = ()
    citizen_id: int | None = None
    by_phone: bool = False

    @classmethod
    def of(
        cls, *numbers: str | None, citizen_id: int | None = None, by_phone: bool = False
    ) -> Booker:
        """The booker with those of these numbers that there are, each once."""
        there = {one for one in numbers if one is not None}
        return cls(tuple(sorted(there)), citizen_id, by_phone)

    @property
    def is_hidden(self) -> bool:
        """Whether nothing is known of them that could be counted for them alone."""
        return self.by_phone and not self.numbers and self.citizen_id is None

    @property
    def names(self) -> list[str]:
        """What is locked while it is counted."""
        names = [f"limits/number/{one}" for one in self.numbers]
        return names if self.citizen_id is None else [*names, f"limits/citizen/{self.citizen_id}"]


def check_hold(tx: Transaction, directory: Directory, owner: str, booker: Booker) -> None:
    """Let one more slot be kept; before its day is locked.

    Whoever may book nothing more is told here already, not after they have chosen a time.

    Raises:
        LimitReached: too much is kept or booked already.
    """
    tx.lock(f"limits/owner/{owner}", *booker.names)
    limits = directory.town.person_limits
    counted: list[Counted] = []
    if not booker.numbers:
        found = tx.one(_OF_OWNER, owner=owner, now=tx.now)
        counted.append(Counted(Limit.OWNER_HOLDS, found.owner_holds))
    today = _midnight(tx, directory)
    for number in booker.numbers:
        found = tx.one(_OF_OWNER_AND_NUMBER, owner=owner, number=number, now=tx.now, today=today)
        counted.append(Counted(Limit.OWNER_HOLDS, found.owner_holds))
        counted.append(Counted(Limit.NUMBER_HOLDS, found.number_holds))
        counted += _of_number(tx, directory, number, found)
    if booker.citizen_id is not None:
        counted += _of_citizen(tx, directory, booker.citizen_id, None)
    if booker.is_hidden:
        counted.append(Counted(Limit.HIDDEN_BOOKINGS_HOUR, uses.of_hidden(tx, directory)))
    passed(limits, counted)


def note_hold(tx: Transaction, hold_id: int, caller: str | None) -> None:
    """Keep in mind from which number a slot is kept."""
    if caller is not None:
        tx.run(_NOTE_HOLD, hold_id=hold_id, number=caller)


def check_booking(
    tx: Transaction, directory: Directory, hold_id: int, booker: Booker, override: Override | None
) -> list[LimitReached]:
    """Let one more visit be booked; before its day is locked.

    Returns:
        The limits that the override was needed for.

    Raises:
        LimitReached: there is no override, and too much is booked already.
    """
    if booker.is_hidden:
        uses.use_hidden(tx, directory, Limit.HIDDEN_BOOKINGS_HOUR)
    if not booker.names:
        return []
    tx.lock(*booker.names)
    counted: list[Counted] = []
    today = _midnight(tx, directory)
    for number in booker.numbers:
        found = tx.one(_OF_NUMBER, number=number, now=tx.now, today=today)
        counted += _of_number(tx, directory, number, found)
    if booker.citizen_id is not None:
        counted += _of_citizen(tx, directory, booker.citizen_id, hold_id)
    return passed(directory.town.person_limits, counted, override)


def note_booking(
    tx: Transaction,
    visit_id: int,
    caller: str | None,
    override: Override | None,
    needed: Sequence[LimitReached],
) -> None:
    """Keep in mind from which number a visit was booked, and who let it pass which limit."""
    if caller is not None:
        tx.run(_NOTE_VISIT, visit_id=visit_id, number=caller)
    if override is None:
        return
    for one in needed:
        tx.audit(
            override.by,
            "limit-overridden",
            f"visit:{visit_id}",
            limit=one.limit,
            most=one.most,
            found=one.found,
            reason=override.reason,
        )


def _of_number(
    tx: Transaction,
    directory: Directory,
    number: str,
    found: Any,  # noqa: ANN401  a row
) -> Iterator[Counted]:
    yield Counted(Limit.NUMBER_VISITS, found.to_come)
    yield Counted(Limit.NUMBER_BOOKINGS_DAY, found.today)
    if directory.town.person_limits.no_shows is not None:
        yield Counted(Limit.NO_SHOWS, len(missed.of_number(tx, number, _since(tx, directory))))


def _of_citizen(
    tx: Transaction, directory: Directory, citizen_id: int, hold_id: int | None
) -> Iterator[Counted]:
    rows = tx.all(_OF_CITIZEN, citizen=citizen_id, now=tx.now)
    yield Counted(Limit.CITIZEN_VISITS, len({row.id for row in rows}))
    held = None if hold_id is None else slots.hold_row(tx, hold_id)
    if held is not None:
        wanted = slots.hold_of(held, directory.zone)
        day = _day(directory, wanted.slot.start)
        alike = {
            (_service(directory, row.activity), row.id)
            for row in rows
            if _day(directory, row.start) == day
        }
        services = [service for service, _ in alike]
        most = max(services.count(_service(directory, part.activity)) for part in wanted.parts)
        yield Counted(Limit.CITIZEN_SERVICE_DAY, most)
    if directory.town.person_limits.no_shows is not None:
        since = _since(tx, directory)
        yield Counted(Limit.NO_SHOWS, len(missed.of_citizen(tx, citizen_id, since)))


def _service(directory: Directory, activity: str) -> str:
    known = directory.activities.get(activity)
    return activity if known is None else known.service


def _day(directory: Directory, at: datetime) -> object:
    return at.astimezone(directory.zone).date()


def _midnight(tx: Transaction, directory: Directory) -> datetime:
    return instant(tx.now.astimezone(directory.zone).date(), 0, directory.zone)


def _since(tx: Transaction, directory: Directory) -> datetime:
    return tx.now - timedelta(days=directory.town.person_limits.no_show_days)
