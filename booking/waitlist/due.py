"""What is due on the waiting list: what its driver reads before it does anything."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, func, select

from booking.ground.transaction import Transaction
from booking.visits import store as visit_store
from booking.visits.model import VisitPart, VisitState
from booking.visits.tables import day_versions, holds, visits
from booking.waitlist.model import Entry, EntryState, OfferState
from booking.waitlist.rules import Candidate
from booking.waitlist.store import IS_LIVE, IS_OPEN, entry_of
from booking.waitlist.tables import entries, offers

_UTC = ZoneInfo("UTC")
_NOT_TAKEN = (OfferState.DECLINED.value, OfferState.UNANSWERED.value)


def anybody_waits(tx: Transaction) -> bool:
    """Whether there is any live entry, or a slot still to be passed on."""
    if tx.one(select(entries.c.id).where(IS_LIVE).limit(1)) is not None:
        return True
    kept = offers.c.hold_id.is_not(None)
    return tx.one(select(offers.c.id).where(kept).limit(1)) is not None


def candidates(
    tx: Transaction, activity: str | None = None, *, entry_id: int | None = None
) -> list[Candidate]:
    """Those who wait and have no offer, in the order of the list.

    Args:
        tx: the transaction.
        activity: only those who wait for this.
        entry_id: only this one: to read a long list lasts too long while others wait to write.
    """
    having = select(offers.c.entry_id).where(IS_OPEN)
    wanted = (
        select(
            entries,
            visits.c.start.label("before"),
            visits.c.activity.label("visited_for"),
            visits.c.persons.label("visitors"),
            visits.c.part_count,
        )
        .outerjoin(visits, visits.c.id == entries.c.visit_id)
        .where(entries.c.state == EntryState.WAITING.value, entries.c.id.not_in(having))
        .order_by(entries.c.id)
    )
    if activity is not None:
        wanted = wanted.where(entries.c.activity == activity)
    if entry_id is not None:
        wanted = wanted.where(entries.c.id == entry_id)
    rows = tx.all(wanted)
    refused: dict[int, set[tuple[str, datetime]]] = {}
    known = select(offers.c.entry_id, offers.c.office, offers.c.start).where(
        offers.c.state.in_(_NOT_TAKEN), offers.c.start > tx.now
    )
    if entry_id is not None:
        known = known.where(offers.c.entry_id == entry_id)
    for row in tx.all(known):
        refused.setdefault(row.entry_id, set()).add((row.office, row.start.astimezone(UTC)))
    return [
        Candidate(_as_visited(tx, row), row.before, frozenset(refused.get(row.id, ())))
        for row in rows
    ]


def ending(tx: Transaction) -> list[int]:
    """Entries whose time is over, or whose visit is not to come any more."""
    gone = (visits.c.state != VisitState.BOOKED.value) | (visits.c.start <= tx.now)
    lost = entries.c.visit_id.is_not(None) & (visits.c.id.is_(None) | gone)
    rows = tx.all(
        select(entries.c.id)
        .outerjoin(visits, visits.c.id == entries.c.visit_id)
        .where(IS_LIVE, (entries.c.valid_until <= tx.now) | lost)
        .order_by(entries.c.id)
    )
    return [row.id for row in rows]


def lapsing(tx: Transaction) -> list[int]:
    """Open offers that nobody has answered in time."""
    return _ids(tx, IS_OPEN & (offers.c.lapses_at <= tx.now))


def telling(tx: Transaction) -> list[int]:
    """Open offers of which nobody was told, and whose time to be told has come."""
    return _ids(tx, IS_OPEN & offers.c.told_at.is_(None) & (offers.c.tell_at <= tx.now))


def passing_on(tx: Transaction) -> list[int]:
    """Offers that were not taken and still keep their slot."""
    return _ids(tx, ~IS_OPEN & offers.c.hold_id.is_not(None))


def moments(tx: Transaction) -> Sequence[datetime | None]:
    """When something is due by itself: telling, the end of an offer, an entry, a hold."""
    untold = select(func.min(offers.c.tell_at)).where(IS_OPEN, offers.c.told_at.is_(None))
    lapsing = select(func.min(offers.c.lapses_at)).where(IS_OPEN)
    ending = select(func.min(entries.c.valid_until)).where(IS_LIVE)
    freed = select(func.min(holds.c.expires_at)).where(holds.c.expires_at > tx.now)
    return [tx.connection.scalar(one) for one in (untold, lapsing, ending, freed)]


def day_versions_now(tx: Transaction) -> tuple[tuple[date, int], ...]:
    """Each day's version: two looks that find the same have the same calendar before them."""
    rows = tx.all(
        select(day_versions.c.day, day_versions.c.version)
        .where(day_versions.c.day >= tx.now.date())
        .order_by(day_versions.c.day)
    )
    return tuple((row.day, row.version) for row in rows)


def _ids(tx: Transaction, where: ColumnElement[bool]) -> list[int]:
    return [row.id for row in tx.all(select(offers.c.id).where(where).order_by(offers.c.id))]


def _as_visited(tx: Transaction, row: Any) -> Entry:  # noqa: ANN401  a row of candidates
    """The entry, for as many and as much as the visit is now that would be moved."""
    entry = entry_of(row)
    if row.part_count is None:  # there is no visit
        return entry
    parts: tuple[VisitPart, ...] = (VisitPart(row.visited_for, row.visitors),)
    if row.part_count > 1:
        visit = visit_store.find(tx, row.visit_id, _UTC)
        parts = parts if visit is None else visit.parts
    return replace(entry, wants=entry.wants.done_as(parts))
