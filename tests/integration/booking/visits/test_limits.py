"""Limits on both databases, with many who try at the same moment."""

import asyncio
import json
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from booking.api import (
    Backend,
    BookingChannel,
    Contact,
    Database,
    Hold,
    Language,
    Limit,
    LimitReached,
    Override,
    Refused,
    SetClock,
    SlotTaken,
    Transaction,
    Visit,
    VisitPart,
)
from booking.catalogue import tables
from booking.ground.audit import audit
from booking.visits.tables import visits
from tests.conftest import MakeBackends

NEW = "passport.new"
PHONE, OTHER, LANDLINE = "+420777000001", "+420777000002", "+420596000321"
ALL = {limit.value: None for limit in Limit}
NOBODY = Contact()
HOME = Override("novakova", "domov seniorů")


async def allow(database: Database, **limits: int) -> None:
    """Only these limits hold."""

    def write(tx: Transaction) -> None:
        row = tx.one(select(tables.town))
        assert row is not None
        body = json.loads(row.body)
        body["person_limits"] |= {**ALL, **limits}
        changed = update(tables.town).values(body=json.dumps(body), revision=row.revision + 1)
        tx.execute(changed)

    await database.write(write)


async def hold(backend: Backend, owner: str = "call", **more: object) -> Hold:
    kept = await backend.visits.hold_nearest(NEW, owner=owner, **more)  # type: ignore[arg-type]  # the test names arguments
    assert kept is not None
    return kept


async def book(backend: Backend, phone: str | None = PHONE, **more: object) -> Visit:
    kept = await hold(backend, owner="operator")
    return await backend.visits.confirm(
        kept.id,
        contact=Contact(phone),
        language=Language.CS,
        **more,  # type: ignore[arg-type]  # the test names arguments
    )


async def test_a_number_has_so_many_visits_and_no_more(backend: Backend, town: Database) -> None:
    await allow(town, number_visits=2)
    first = await book(backend)
    await book(backend)
    with pytest.raises(LimitReached) as told:
        await book(backend)
    assert (told.value.limit, told.value.most, told.value.found) == (Limit.NUMBER_VISITS, 2, 2)
    await book(backend, OTHER)
    await backend.visits.cancel(first.id, by="phone")
    await book(backend)


async def test_of_many_who_confirm_at_once_no_more_pass_than_may(
    backend: Backend, town: Database, beside: MakeBackends
) -> None:
    await allow(town, number_visits=2)
    many = beside(6)
    kept = [await hold(backend, owner=f"call-{n}") for n in range(6)]
    ends = await asyncio.gather(
        *(
            one.visits.confirm(held.id, contact=Contact(PHONE), language=Language.CS)
            for one, held in zip(many, kept, strict=True)
        ),
        return_exceptions=True,
    )
    assert sum(isinstance(end, Visit) for end in ends) == 2
    assert sum(isinstance(end, LimitReached) for end in ends) == 4


async def test_of_many_who_keep_times_at_once_no_more_pass_than_may(
    town: Database, clock: SetClock, beside: MakeBackends
) -> None:
    await allow(town, number_holds=3)
    many = beside(6)
    ends = await asyncio.gather(
        *(
            one.visits.hold_nearest(NEW, owner=f"call-{n}", caller=PHONE)
            for n, one in enumerate(many)
        ),
        return_exceptions=True,
    )
    assert sum(isinstance(end, Hold) for end in ends) == 3
    clock.advance(timedelta(minutes=11))
    assert isinstance(await many[0].visits.hold_nearest(NEW, owner="x", caller=PHONE), Hold)


async def test_one_call_keeps_so_many_times_and_no_more(backend: Backend, town: Database) -> None:
    await allow(town, owner_holds=2)
    first = await hold(backend)
    await hold(backend)
    with pytest.raises(LimitReached):
        await hold(backend)
    await hold(backend, owner="another-call")
    await backend.visits.release(first.id)
    await hold(backend)


async def test_the_number_that_rings_counts_though_messages_go_elsewhere(
    backend: Backend, town: Database
) -> None:
    await allow(town, number_visits=1)
    await book(backend, OTHER, caller=LANDLINE)
    with pytest.raises(LimitReached):
        await book(backend, None, caller=LANDLINE)
    with pytest.raises(LimitReached):
        await hold(backend, caller=LANDLINE)


async def test_booking_and_cancelling_over_and_over_ends_with_the_days_limit(
    backend: Backend, town: Database, clock: SetClock
) -> None:
    await allow(town, number_visits=1, number_bookings_day=3)
    for _ in range(3):
        visit = await book(backend)
        await backend.visits.cancel(visit.id, by="phone")
    with pytest.raises(LimitReached) as told:
        await book(backend)
    assert told.value.limit == Limit.NUMBER_BOOKINGS_DAY
    clock.advance(timedelta(days=1))
    await book(backend)


async def test_a_citizen_has_one_visit_to_a_service_on_a_day(
    backend: Backend, town: Database
) -> None:
    await allow(town, citizen_service_day=1)
    (marie,) = await backend.citizens.by_phone("+420777000321")
    first = await book(backend, None, citizen_id=marie.id)
    with pytest.raises(LimitReached) as told:
        await book(backend, None, citizen_id=marie.id)
    assert told.value.limit == Limit.CITIZEN_SERVICE_DAY
    later = await hold(backend, after=first.start + timedelta(days=1))
    await backend.visits.confirm(
        later.id, contact=Contact(), language=Language.CS, citizen_id=marie.id
    )


async def test_every_part_of_a_visit_counts_for_its_service(
    backend: Backend, town: Database
) -> None:
    await allow(town, citizen_service_day=1)
    (marie,) = await backend.citizens.by_phone("+420777000321")

    async def confirm(kept: Hold) -> Visit:
        return await backend.visits.confirm(
            kept.id, contact=Contact(), language=Language.CS, citizen_id=marie.id
        )

    both = await hold(backend, also=[VisitPart("identity-card.new", 1)])
    day = (await confirm(both)).start.date()
    (slot, *_) = await backend.visits.free("identity-card.new", on=day)
    card = await backend.visits.hold(slot, "identity-card.new", owner="another")
    with pytest.raises(LimitReached) as told:
        await confirm(card)
    assert (told.value.limit, told.value.found) == (Limit.CITIZEN_SERVICE_DAY, 1)


async def test_callers_of_whom_nothing_is_known_share_a_limit_by_the_hour(
    backend: Backend, town: Database, clock: SetClock
) -> None:
    await allow(town, hidden_bookings_hour=2)
    third = await hold(backend, "third")
    for _ in range(2):
        await book(backend, None)
    with pytest.raises(LimitReached) as told:
        await backend.visits.confirm(third.id, contact=Contact(), language=Language.CS)
    assert (told.value.limit, told.value.most, told.value.found) == (
        Limit.HIDDEN_BOOKINGS_HOUR,
        2,
        2,
    )
    with pytest.raises(LimitReached):
        await hold(backend, "fourth")
    await hold(backend, "fifth", caller=PHONE)
    await book_with(backend, third, Contact(PHONE))
    await book_with(
        backend, await hold(backend, "desk", channel=BookingChannel.OPERATOR), by="novakova"
    )
    clock.advance(timedelta(hours=1))
    await book(backend, None)


async def book_with(
    backend: Backend, kept: Hold, contact: Contact = NOBODY, *, by: str | None = None
) -> Visit:
    return await backend.visits.confirm(kept.id, contact=contact, language=Language.CS, by=by)


async def test_an_operator_books_more_with_a_reason_that_the_audit_keeps(
    backend: Backend, town: Database
) -> None:
    await allow(town, number_visits=1)
    await book(backend)
    with pytest.raises(Refused):
        await book(backend, override=Override("novakova", " "))
    visit = await book(backend, override=HOME)
    (row,) = await town.read(
        lambda tx: tx.all(select(audit).where(audit.c.did == "limit-overridden"))
    )
    assert (row.who, row.about) == ("novakova", f"visit:{visit.id}")
    told = {"limit": "number_visits", "most": 1, "found": 1, "reason": "domov seniorů"}
    assert row.details == told


async def test_an_override_that_no_limit_asked_for_leaves_no_trace(
    backend: Backend, town: Database
) -> None:
    await book(backend, override=HOME)
    assert not await town.read(
        lambda tx: tx.all(select(audit).where(audit.c.did == "limit-overridden"))
    )


async def test_a_limits_override_never_oversells_a_slot(
    backend: Backend, town: Database, clock: SetClock, beside: MakeBackends
) -> None:
    """A bug of others: overbooking through exceptions."""
    await allow(town, number_visits=1)
    await book(backend)
    kept = await hold(backend, owner="late")
    clock.advance(timedelta(minutes=11))
    many = beside(4)
    ends = await asyncio.gather(
        *(one.visits.hold(kept.slot, NEW, owner=f"o-{n}") for n, one in enumerate(many)),
        backend.visits.confirm(
            kept.id, contact=Contact(PHONE), language=Language.CS, override=HOME
        ),
        return_exceptions=True,
    )
    winners = [end for end in ends if isinstance(end, Hold | Visit)]
    assert len(winners) == 1
    assert sum(isinstance(end, SlotTaken) for end in ends) == 4
    booked = await town.read(lambda tx: tx.all(select(visits.c.counter, visits.c.start)))
    assert len(set(booked)) == len(booked)


async def test_who_misses_visits_is_booked_by_an_operator_where_the_town_wants_it(
    backend: Backend, town: Database, clock: SetClock
) -> None:
    await allow(town, no_shows=1)
    missed, came = await book(backend), await book(backend, OTHER)
    clock.advance(came.start - clock.now())
    await backend.attendance.check_in(came.id, by="door", anyway=True)
    clock.advance(max(missed.start, came.start) + timedelta(minutes=30) - clock.now())
    assert await backend.attendance.mark_missed() == 1
    with pytest.raises(LimitReached) as told:
        await book(backend)
    assert told.value.limit == Limit.NO_SHOWS
    await book(backend, OTHER)
    clock.advance(timedelta(days=31))
    await book(backend)


async def test_call_backs_to_a_number_end_with_the_day(
    backend: Backend, town: Database, clock: SetClock, beside: MakeBackends
) -> None:
    await allow(town, number_rings_day=3)
    many = beside(6)
    ends = await asyncio.gather(
        *(
            one.rings.request(phone=PHONE, dialog=f"about-{n}", language=Language.CS)
            for n, one in enumerate(many)
        ),
        return_exceptions=True,
    )
    assert sum(isinstance(end, LimitReached) for end in ends) == 3
    assert len([ring for ring in await backend.rings.open() if ring.phone == PHONE]) == 3
    clock.advance(timedelta(days=1))
    await backend.rings.request(phone=PHONE, dialog="later", language=Language.CS)


async def test_messages_to_a_number_end_with_the_day(backend: Backend, town: Database) -> None:
    await allow(town, number_messages_day=2)
    for _ in range(2):
        await backend.topics.send("passport", phone=PHONE, language=Language.CS)
    with pytest.raises(LimitReached):
        await backend.topics.send("passport", phone=PHONE, language=Language.CS)
    visit = await book(backend, None)
    with pytest.raises(LimitReached):
        await backend.visits.set_contact(visit.id, PHONE)
    assert (await backend.visits.set_contact(visit.id, OTHER)).phone == OTHER
    with pytest.raises(LimitReached):
        await backend.applications.send_status(1, phone=PHONE, language=Language.CS)
    await backend.applications.send_status(1, phone=OTHER, language=Language.CS)
    with pytest.raises(LimitReached):
        await backend.applications.send_status(1, phone=OTHER, language=Language.CS)


async def test_e_mails_to_an_address_end_with_the_day(
    backend: Backend, town: Database, clock: SetClock
) -> None:
    await allow(town, address_messages_day=2)
    for address in ("Marie.Dvorakova.z.Dolni.Lipky@example.cz", "jan@example.cz"):
        for written in (address, address.upper()):
            await backend.topics.send("passport", email=written, language=Language.CS)
        with pytest.raises(LimitReached) as told:
            await backend.topics.send("passport", email=address, language=Language.CS)
        assert told.value.limit == Limit.ADDRESS_MESSAGES_DAY
    clock.advance(timedelta(days=1))
    await backend.topics.send("passport", email="jan@example.cz", language=Language.CS)
