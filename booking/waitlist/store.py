"""Entries and offers in the database."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Row, func, or_, select, update

from booking.errors import NotFound, Unavailable
from booking.ground.transaction import Transaction
from booking.language import Language
from booking.visits import store as visit_store
from booking.visits.codes import make_code
from booking.visits.model import Contact, Slot, VisitPart, VisitState
from booking.visits.tables import day_versions, holds, visits
from booking.waitlist.model import (
    LIVE,
    DayPart,
    Entry,
    EntryState,
    Offer,
    OfferState,
    WaitChannel,
    Wants,
)
from booking.waitlist.rules import Candidate, Times
from booking.waitlist.tables import entries, offers

_LIVE = entries.c.state.in_([state.value for state in LIVE])
_OPEN = offers.c.state == OfferState.OPEN.value
_CODE_ATTEMPTS = 200
_UTC = ZoneInfo("UTC")

_NOT_TAKEN = (OfferState.DECLINED.value, OfferState.UNANSWERED.value)


def lock(tx: Transaction) -> None:
    """Nobody else changes the list until the transaction ends; always before days are locked.

    One lock for all of it: it is changed a few times an hour, and so nothing can cross.
    """
    tx.lock("waitlist")


def add_entry(tx: Transaction, **values: Any) -> int:
    """Write an entry; its number."""
    state = EntryState.WAITING.value
    return tx.insert(entries, state=state, unanswered=0, declined=0, joined_at=tx.now, **values)


def change_entry(tx: Transaction, entry_id: int, **values: Any) -> None:
    """Overwrite columns of an entry."""
    tx.execute(update(entries).where(entries.c.id == entry_id).values(**values))


def end_entry(tx: Transaction, entry_id: int, state: EntryState) -> None:
    """Take an entry off the list."""
    change_entry(tx, entry_id, state=state.value, ended_at=tx.now)


def entry(tx: Transaction, entry_id: int) -> Entry:
    """The entry with this number.

    Raises:
        NotFound: there is none.
    """
    row = tx.one(select(entries).where(entries.c.id == entry_id))
    if row is None:
        raise NotFound
    return _entry(row)


def entries_where(tx: Transaction, *where: ColumnElement[bool]) -> list[Entry]:
    """Live entries, in the order of the list."""
    rows = tx.all(select(entries).where(_LIVE, *where).order_by(entries.c.id))
    return [_entry(row) for row in rows]


def live_entry_of(
    tx: Transaction, activity: str, citizen_id: int | None, phone: str | None
) -> Entry | None:
    """The entry that somebody has already, by who they are or by the number they gave.

    Two who were both verified may share a number: families do.
    """
    same: list[ColumnElement[bool]] = []
    if citizen_id is not None:
        same.append(entries.c.citizen_id == citizen_id)
    if phone is not None:
        number = entries.c.phone == phone
        same.append(number if citizen_id is None else number & entries.c.citizen_id.is_(None))
    if not same:
        return None
    found = entries_where(tx, entries.c.activity == activity, or_(*same))
    return found[0] if found else None


def due_to_end(tx: Transaction) -> list[int]:
    """Entries whose time is over, or whose visit is not to come any more."""
    gone = (visits.c.state != VisitState.BOOKED.value) | (visits.c.start <= tx.now)
    lost = entries.c.visit_id.is_not(None) & (visits.c.id.is_(None) | gone)
    rows = tx.all(
        select(entries.c.id)
        .outerjoin(visits, visits.c.id == entries.c.visit_id)
        .where(_LIVE, (entries.c.valid_until <= tx.now) | lost)
        .order_by(entries.c.id)
    )
    return [row.id for row in rows]


def candidates(tx: Transaction, activity: str | None = None) -> list[Candidate]:
    """Those who wait and have no offer, in the order of the list."""
    having = select(offers.c.entry_id).where(_OPEN)
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
    rows = tx.all(wanted)
    refused: dict[int, set[tuple[str, datetime]]] = {}
    known = select(offers.c.entry_id, offers.c.office, offers.c.start)
    for row in tx.all(known.where(offers.c.state.in_(_NOT_TAKEN), offers.c.start > tx.now)):
        refused.setdefault(row.entry_id, set()).add((row.office, row.start.astimezone(UTC)))
    return [
        Candidate(_as_visited(tx, row), row.before, frozenset(refused.get(row.id, ())))
        for row in rows
    ]


def add_offer(
    tx: Transaction,
    entry_id: int,
    slot: Slot,
    wants: Wants,
    hold_id: int,
    times: Times,
    lapses_at: datetime,
) -> int:
    """Write an open offer, with a code that no other open one has, and no visit; its number."""
    return tx.insert(
        offers,
        entry_id=entry_id,
        code=_code(tx),
        counter=slot.counter,
        office=slot.office,
        start=slot.start,
        minutes=slot.minutes,
        activity=wants.activity,
        persons=wants.persons,
        also=_as_json(wants.also),
        hold_id=hold_id,
        moved=False,
        state=OfferState.OPEN.value,
        made_at=tx.now,
        tell_at=times.tell_at,
        answer_by=times.answer_by,
        lapses_at=lapses_at,
    )


def change_offer(tx: Transaction, offer_id: int, **values: Any) -> None:
    """Overwrite columns of an offer."""
    tx.execute(update(offers).where(offers.c.id == offer_id).values(**values))


def offer_row(tx: Transaction, offer_id: int) -> Any:  # noqa: ANN401  a row
    """The row of an offer.

    Raises:
        NotFound: there is none.
    """
    row = _offer_rows(tx, offers.c.id == offer_id)
    if not row:
        raise NotFound
    return row[0]


def offer(tx: Transaction, offer_id: int, zone: ZoneInfo) -> Offer:
    """The offer with this number. Raises NotFound."""
    return offer_of(offer_row(tx, offer_id), zone)


def open_offers(tx: Transaction, zone: ZoneInfo, *where: ColumnElement[bool]) -> list[Offer]:
    """Offers that can be answered, the oldest first."""
    return [offer_of(row, zone) for row in _offer_rows(tx, _OPEN, *where)]


def open_offer_to(tx: Transaction, entry_id: int) -> int | None:
    """The number of what is offered to an entry now."""
    row = tx.one(select(offers.c.id).where(_OPEN, offers.c.entry_id == entry_id))
    return None if row is None else int(row.id)


def due_to_lapse(tx: Transaction) -> list[int]:
    """Open offers that nobody has answered in time."""
    return _ids(tx, _OPEN & (offers.c.lapses_at <= tx.now))


def due_to_tell(tx: Transaction) -> list[int]:
    """Open offers of which nobody was told, and whose time to be told has come."""
    return _ids(tx, _OPEN & offers.c.told_at.is_(None) & (offers.c.tell_at <= tx.now))


def to_pass_on(tx: Transaction) -> list[int]:
    """Offers that were not taken and still keep their slot."""
    return _ids(tx, ~_OPEN & offers.c.hold_id.is_not(None))


def counts(tx: Transaction) -> dict[int, int]:
    """How many offers were made to each live entry."""
    rows = tx.all(
        select(offers.c.entry_id, func.count().label("offers"))
        .join(entries, entries.c.id == offers.c.entry_id)
        .where(_LIVE)
        .group_by(offers.c.entry_id)
    )
    return {row.entry_id: row.offers for row in rows}


def visit_starts(tx: Transaction, zone: ZoneInfo) -> dict[int, datetime]:
    """When the visits begin that live entries would give up, by entry."""
    rows = tx.all(
        select(entries.c.id, visits.c.start)
        .join(visits, visits.c.id == entries.c.visit_id)
        .where(_LIVE)
    )
    return {row.id: row.start.astimezone(zone) for row in rows}


def moments(tx: Transaction) -> Sequence[datetime | None]:
    """When something is due by itself: telling, the end of an offer, an entry, a hold."""
    untold = select(func.min(offers.c.tell_at)).where(_OPEN, offers.c.told_at.is_(None))
    lapsing = select(func.min(offers.c.lapses_at)).where(_OPEN)
    ending = select(func.min(entries.c.valid_until)).where(_LIVE)
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


def anybody_waits(tx: Transaction) -> bool:
    """Whether there is any live entry, or a slot still to be passed on."""
    if tx.one(select(entries.c.id).where(_LIVE).limit(1)) is not None:
        return True
    kept = offers.c.hold_id.is_not(None)
    return tx.one(select(offers.c.id).where(kept).limit(1)) is not None


def offer_of(row: Any, zone: ZoneInfo) -> Offer:  # noqa: ANN401  a row
    """The offer in a row."""
    return Offer(
        id=row.id,
        entry_id=row.entry_id,
        code=row.code,
        slot=Slot(row.counter, row.office, row.start.astimezone(zone), row.minutes),
        activity=row.activity,
        persons=row.persons,
        also=_parts(row.also),
        language=Language(row.language),
        hold_id=row.hold_id,
        state=OfferState(row.state),
        made_at=row.made_at,
        tell_at=row.tell_at,
        told_at=row.told_at,
        answer_by=row.answer_by.astimezone(zone),
        visit_id=row.visit_id,
        ring_id=row.ring_id,
    )


def entry_values(
    wants: Wants, contact: Contact, language: Language, channel: WaitChannel
) -> dict[str, Any]:
    """What somebody wants, as columns."""
    return {
        "activity": wants.activity,
        "persons": wants.persons,
        "also": _as_json(wants.also),
        "offices": list(wants.offices),
        "first_day": wants.first,
        "last_day": wants.last,
        "weekdays": list(wants.weekdays),
        "part": None if wants.part is None else wants.part.value,
        "notice_hours": wants.notice_hours,
        "phone": contact.phone,
        "email": contact.email,
        "verified": contact.verified,
        "language": language.value,
        "channel": channel.value,
    }


def _offer_rows(tx: Transaction, *where: ColumnElement[bool]) -> list[Row[Any]]:
    return tx.all(
        select(offers, entries.c.language)
        .join(entries, entries.c.id == offers.c.entry_id)
        .where(*where)
        .order_by(offers.c.id)
    )


def _ids(tx: Transaction, where: ColumnElement[bool]) -> list[int]:
    return [row.id for row in tx.all(select(offers.c.id).where(where).order_by(offers.c.id))]


def _code(tx: Transaction) -> str:
    used: Iterable[str] = {row.code for row in tx.all(select(offers.c.code).where(_OPEN))}
    for _ in range(_CODE_ATTEMPTS):
        code = make_code()
        if code not in used and not visit_store.code_is_live(tx, code):
            return code
    raise Unavailable("no code is free")


def _as_visited(tx: Transaction, row: Any) -> Entry:  # noqa: ANN401  a row of candidates
    """The entry, for as many and as much as the visit is now that would be moved."""
    entry = _entry(row)
    if row.part_count is None:  # there is no visit
        return entry
    parts: tuple[VisitPart, ...] = (VisitPart(row.visited_for, row.visitors),)
    if row.part_count > 1:
        visit = visit_store.find(tx, row.visit_id, _UTC)
        parts = parts if visit is None else visit.parts
    return replace(entry, wants=entry.wants.done_as(parts))


def _as_json(parts: Iterable[VisitPart]) -> list[list[Any]]:
    return [[one.activity, one.persons] for one in parts]


def _parts(pairs: Iterable[tuple[str, int]]) -> tuple[VisitPart, ...]:
    return tuple(VisitPart(activity, persons) for activity, persons in pairs)


def _entry(row: Any) -> Entry:  # noqa: ANN401  a row
    return Entry(
        id=row.id,
        wants=Wants(
            activity=row.activity,
            persons=row.persons,
            also=_parts(row.also),
            offices=tuple(row.offices),
            first=row.first_day,
            last=row.last_day,
            weekdays=tuple(row.weekdays),
            part=None if row.part is None else DayPart(row.part),
            notice_hours=row.notice_hours,
        ),
        visit_id=row.visit_id,
        citizen_id=row.citizen_id,
        contact=Contact(row.phone, row.email, row.verified),
        name=row.name,
        language=Language(row.language),
        channel=WaitChannel(row.channel),
        state=EntryState(row.state),
        unanswered=row.unanswered,
        declined=row.declined,
        joined_at=row.joined_at,
        valid_until=row.valid_until,
    )
