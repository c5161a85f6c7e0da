"""Several activities and persons at one visit: one time, one counter, one code."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import insert, select
from sqlalchemy.exc import IntegrityError

from booking.api import (
    PRAGUE,
    Backend,
    BookingChannel,
    Contact,
    Database,
    Hold,
    Language,
    NotBookable,
    Refused,
    SetClock,
    SlotTaken,
    Visit,
    VisitBooked,
    VisitPart,
    WhyNot,
    from_json,
    unhandled,
)
from booking.visits.model import Slot
from booking.visits.tables import holds, taken_slots, visit_parts, visits

PASSPORT, CARD, COLLECT = "passport.new", "identity-card.new", "passport.collection"
FAMILY = [VisitPart(CARD, 1)]
PARTS = (VisitPart(PASSPORT, 2), VisitPart(CARD, 1))
MINE = Contact("+420777654321")


async def held(backend: Backend, owner: str = "call") -> Hold:
    hold = await backend.visits.hold_nearest(PASSPORT, owner=owner, persons=2, also=FAMILY)
    assert hold is not None
    return hold


async def booked(backend: Backend) -> Visit:
    hold = await held(backend)
    return await backend.visits.confirm(hold.id, contact=MINE, language=Language.CS)


async def test_a_family_is_one_booking_at_a_counter_that_does_all(
    backend: Backend, town: Database
) -> None:
    visit = await booked(backend)
    assert (visit.parts, visit.activity, visit.persons) == (PARTS, PASSPORT, 3)
    activities = {one.code: one for one in await backend.catalogue.activities()}
    assert visit.minutes == 2 * activities[PASSPORT].minutes + activities[CARD].minutes
    cells = await town.read(lambda tx: tx.all(select(taken_slots)))
    assert {row.counter for row in cells} == {visit.counter}
    assert len(cells) == 3
    for found in (
        await backend.visits.get(visit.id),
        await backend.visits.by_code(visit.code),
        *await backend.visits.recent(),
        *await backend.visits.on(visit.start.date()),
    ):
        assert found == visit


async def test_submission_and_collection_take_their_own_time(backend: Backend) -> None:
    activities = {one.code: one for one in await backend.catalogue.activities()}
    slots = await backend.visits.free(PASSPORT, also=[VisitPart(COLLECT, 1)])
    assert slots[0].minutes == activities[PASSPORT].minutes + activities[COLLECT].minutes


async def test_the_event_tells_all_parts(backend: Backend, town: Database) -> None:
    await booked(backend)
    found = await town.read(lambda tx: unhandled(tx.connection, 100))
    (told,) = [one.event for one in found if isinstance(one.event, VisitBooked)]
    assert told.parts == PARTS


async def test_a_hold_keeps_its_parts(backend: Backend) -> None:
    hold = await held(backend)
    assert await backend.visits.held(hold.id) == hold
    assert hold.parts == PARTS


async def test_the_same_command_again_gives_the_same_parts(backend: Backend) -> None:
    first = await backend.visits.hold_nearest(PASSPORT, owner="call", also=FAMILY, key="k")
    assert first == await backend.visits.hold_nearest(PASSPORT, owner="call", also=FAMILY, key="k")


async def test_nothing_is_free_where_no_counter_does_all(backend: Backend) -> None:
    vehicles = [VisitPart("citizenship.certificate", 1)]
    assert await backend.visits.free(PASSPORT, also=vehicles) == []
    (slot,) = await backend.visits.free(PASSPORT)
    with pytest.raises(NotBookable) as caught:
        await backend.visits.hold(slot, PASSPORT, owner="call", also=vehicles)
    assert caught.value.reason == WhyNot.ELSEWHERE


@pytest.mark.parametrize(
    ("also", "field"),
    [
        ([VisitPart(PASSPORT, 1)], "also"),
        ([VisitPart(CARD, 0)], "persons"),
        ([VisitPart(CARD, 99)], "persons"),
    ],
)
async def test_what_cannot_be_done_at_one_visit_is_refused(
    backend: Backend, also: list[VisitPart], field: str
) -> None:
    with pytest.raises(Refused) as caught:
        await backend.visits.free(PASSPORT, also=also)
    assert caught.value.field == field


async def test_a_moved_family_keeps_its_parts_and_may_be_fewer(backend: Backend) -> None:
    visit = await booked(backend)
    hold = await backend.visits.hold_nearest(
        CARD, owner="op", also=[VisitPart(PASSPORT, 1)], after=visit.start + timedelta(days=1)
    )
    assert hold is not None
    moved = await backend.visits.move(visit.id, hold.id, by="novakova")
    assert moved.parts == (VisitPart(CARD, 1), VisitPart(PASSPORT, 1))
    assert moved == await backend.visits.get(visit.id)
    only = await backend.visits.hold_nearest(PASSPORT, owner="op")
    assert only is not None
    with pytest.raises(Refused, match="activity"):
        await backend.visits.move(visit.id, only.id, by="novakova")


async def test_a_restored_family_has_all_its_cells(backend: Backend, town: Database) -> None:
    visit = await booked(backend)
    await backend.visits.cancel(visit.id, by="x")
    assert await backend.visits.restore(visit.id, by="x") == visit
    mine = select(taken_slots).where(taken_slots.c.visit_id == visit.id)
    assert len(await town.read(lambda tx: tx.all(mine))) == 3


async def test_staff_sees_freed_time_by_its_channel(backend: Backend) -> None:
    visit = await booked(backend)
    await backend.visits.cancel(visit.id, by="x")
    slot = Slot(visit.counter, visit.office, visit.start, visit.minutes)
    with pytest.raises(SlotTaken):
        await backend.visits.hold(slot, PASSPORT, owner="call", persons=2, also=FAMILY)
    hold = await backend.visits.hold(
        slot,
        PASSPORT,
        owner="op",
        persons=2,
        also=FAMILY,
        channel=BookingChannel.OPERATOR,
    )
    assert hold.slot == slot


@pytest.mark.parametrize(
    ("start", "minutes", "why"),
    [
        (datetime(2026, 11, 20, 9, tzinfo=PRAGUE), 15, WhyNot.PAST),
        (datetime(2026, 11, 23, 9, 30, tzinfo=PRAGUE), 15, WhyNot.TOO_SOON),
        (datetime(2027, 6, 1, 9, tzinfo=PRAGUE), 15, WhyNot.TOO_FAR),
        (datetime(2026, 11, 24, 3, tzinfo=PRAGUE), 15, WhyNot.CLOSED),
        (datetime(2026, 12, 24, 9, tzinfo=PRAGUE), 15, WhyNot.CLOSED),
        (datetime(2026, 11, 24, 9, 7, tzinfo=PRAGUE), 15, WhyNot.BESIDE),
        (datetime(2026, 11, 24, 9, tzinfo=PRAGUE), 20, WhyNot.LENGTH),
        (datetime(2026, 11, 24, 13, 45, tzinfo=PRAGUE), 30, WhyNot.ACROSS_CLOSING),
    ],
)
async def test_a_time_that_cannot_be_is_refused_with_its_reason_and_changes_nothing(
    backend: Backend, town: Database, start: datetime, minutes: int, why: WhyNot
) -> None:
    (free,) = await backend.visits.free(PASSPORT)
    slot = Slot(free.counter, free.office, start, minutes)
    persons = minutes // 15 if minutes % 15 == 0 else 1
    with pytest.raises(NotBookable) as caught:
        await backend.visits.hold(slot, PASSPORT, owner="call", persons=persons)
    assert (caught.value.field, caught.value.reason) == ("slot", why)
    assert await town.read(lambda tx: tx.all(select(holds))) == []
    assert await town.read(lambda tx: tx.all(select(taken_slots))) == []


async def test_a_start_without_a_time_zone_is_refused(backend: Backend) -> None:
    (free,) = await backend.visits.free(PASSPORT)
    bare = Slot(free.counter, free.office, free.start.replace(tzinfo=None), free.minutes)
    with pytest.raises(Refused, match="time zone"):
        await backend.visits.hold(bare, PASSPORT, owner="call")


async def test_the_database_refuses_what_cannot_be(backend: Backend, town: Database) -> None:
    visit = await booked(backend)
    wrong = [
        insert(visit_parts).values(visit_id=visit.id, position=7, activity="x", persons=0),
        insert(visit_parts).values(visit_id=visit.id, position=7, activity=CARD, persons=1),
        insert(visit_parts).values(visit_id=999_999, position=0, activity="x", persons=1),
        visits.update().values(minutes=0),
        visits.update().values(cells=0),
        visits.update().values(persons=0),
        visits.update().values(code="12345"),
    ]
    for statement in wrong:
        with pytest.raises(IntegrityError):
            await town.write(lambda tx, one=statement: tx.execute(one))  # type: ignore[misc]  # bound at once
    assert await backend.visits.get(visit.id) == visit


def test_a_visit_remembered_before_there_were_parts_has_its_only_one(clock: SetClock) -> None:
    body = (
        '{"id":1,"code":"472015","activity":"passport.new","office":"lidicka","counter":"c",'
        '"start":"2026-11-24T09:00:00+01:00","minutes":30,"persons":2,"state":"booked",'
        '"language":"cs","citizen_id":null,"phone":null,"email":null,"verified":false,'
        f'"channel":"phone","created_at":"{clock.now().isoformat()}","name":null}}'
    )
    assert from_json(body, Visit).parts == (VisitPart(PASSPORT, 2),)
