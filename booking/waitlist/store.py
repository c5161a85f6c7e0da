"""Entries and offers in the database."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Row, func, or_, select, update

from booking.errors import NotFound, Unavailable
from booking.ground.transaction import Transaction
from booking.language import Language
from booking.visits import store as visit_store
from booking.visits.codes import make_code
from booking.visits.model import Contact, Slot, VisitPart
from booking.visits.tables import visits
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
from booking.waitlist.rules import Times
from booking.waitlist.tables import entries, offers

IS_LIVE = entries.c.state.in_([state.value for state in LIVE])
IS_OPEN = offers.c.state == OfferState.OPEN.value
_CODE_ATTEMPTS = 200


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
        raise NotFound("entry", entry_id)
    return entry_of(row)


def entries_for(tx: Transaction, activity: str | None) -> list[Entry]:
    """All live entries, or those for one activity, in the order of the list."""
    return _live(tx) if activity is None else _live(tx, entries.c.activity == activity)


def entries_to(tx: Transaction, phone: str) -> list[Entry]:
    """The live entries whose offers go to this number, in the order of the list."""
    return _live(tx, entries.c.phone == phone)


def entries_of(tx: Transaction, citizen_id: int) -> list[Entry]:
    """A citizen's live entries, in the order of the list."""
    return _live(tx, entries.c.citizen_id == citizen_id)


def live_entry_of(
    tx: Transaction,
    activity: str,
    citizen_id: int | None,
    phone: str | None,
    visit_id: int | None,
) -> Entry | None:
    """The entry that somebody has already, by who they are or by the number they gave.

    A number proves nothing, and families share one: by it alone nobody gets at the place of
    somebody who was verified, nor at one that waits for something earlier than another visit.
    """
    same: list[ColumnElement[bool]] = []
    if citizen_id is not None:
        same.append(entries.c.citizen_id == citizen_id)
    if phone is not None:
        free = entries.c.visit_id.is_(None) | (entries.c.visit_id == visit_id)
        same.append((entries.c.phone == phone) & entries.c.citizen_id.is_(None) & free)
    if not same:
        return None
    found = _live(tx, entries.c.activity == activity, or_(*same))
    return max(
        found,
        key=lambda one: (one.citizen_id is not None, one.visit_id == visit_id, -one.id),
        default=None,
    )


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
        raise NotFound("offer", offer_id)
    return row[0]


def offer(tx: Transaction, offer_id: int, zone: ZoneInfo) -> Offer:
    """The offer with this number. Raises NotFound."""
    return offer_of(offer_row(tx, offer_id), zone)


def open_offers(tx: Transaction, zone: ZoneInfo) -> list[Offer]:
    """The offers that nobody has answered, and whose end nobody has noted, the oldest first."""
    return [offer_of(row, zone) for row in _offer_rows(tx, IS_OPEN)]


def offers_to(tx: Transaction, phone: str, zone: ZoneInfo) -> list[Offer]:
    """What this number can answer now, the oldest first."""
    return _answerable(tx, entries.c.phone == phone, zone)


def offer_with(tx: Transaction, code: str, zone: ZoneInfo) -> Offer | None:
    """The offer with this code, if it can be answered now."""
    found = _answerable(tx, offers.c.code == code, zone)
    return found[0] if found else None


def open_offer_to(tx: Transaction, entry_id: int) -> int | None:
    """The number of what is offered to an entry now."""
    row = tx.one(select(offers.c.id).where(IS_OPEN, offers.c.entry_id == entry_id))
    return None if row is None else int(row.id)


def counts(tx: Transaction) -> dict[int, int]:
    """How many offers were made to each live entry."""
    rows = tx.all(
        select(offers.c.entry_id, func.count().label("offers"))
        .join(entries, entries.c.id == offers.c.entry_id)
        .where(IS_LIVE)
        .group_by(offers.c.entry_id)
    )
    return {row.entry_id: row.offers for row in rows}


def visit_starts(tx: Transaction, zone: ZoneInfo) -> dict[int, datetime]:
    """When the visits begin that live entries would give up, by entry."""
    rows = tx.all(
        select(entries.c.id, visits.c.start)
        .join(visits, visits.c.id == entries.c.visit_id)
        .where(IS_LIVE)
    )
    return {row.id: row.start.astimezone(zone) for row in rows}


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


def _live(tx: Transaction, *where: ColumnElement[bool]) -> list[Entry]:
    rows = tx.all(select(entries).where(IS_LIVE, *where).order_by(entries.c.id))
    return [entry_of(row) for row in rows]


def _answerable(tx: Transaction, which: ColumnElement[bool], zone: ZoneInfo) -> list[Offer]:
    rows = _offer_rows(tx, IS_OPEN, which, offers.c.lapses_at > tx.now)
    return [offer_of(row, zone) for row in rows]


def _offer_rows(tx: Transaction, *where: ColumnElement[bool]) -> list[Row[Any]]:
    return tx.all(
        select(offers, entries.c.language)
        .join(entries, entries.c.id == offers.c.entry_id)
        .where(*where)
        .order_by(offers.c.id)
    )


def _code(tx: Transaction) -> str:
    used: Iterable[str] = {row.code for row in tx.all(select(offers.c.code).where(IS_OPEN))}
    for _ in range(_CODE_ATTEMPTS):
        code = make_code()
        if code not in used and not visit_store.code_is_live(tx, code):
            return code
    raise Unavailable("no code is free")


def _as_json(parts: Iterable[VisitPart]) -> list[list[Any]]:
    return [[one.activity, one.persons] for one in parts]


def _parts(pairs: Iterable[tuple[str, int]]) -> tuple[VisitPart, ...]:
    return tuple(VisitPart(activity, persons) for activity, persons in pairs)


def entry_of(row: Any) -> Entry:  # noqa: ANN401  a row
    """The entry in a row."""
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
