from datetime import date, datetime, timedelta
from itertools import count as numbers

import pytest
from sqlalchemy import func, select

from booking.api import (
    PRAGUE,
    Backend,
    Contact,
    Database,
    HoldExpired,
    Language,
    NotFound,
    Refused,
    SetClock,
    SlotTaken,
    Transaction,
    VisitBooked,
    VisitCancelled,
    VisitContactGiven,
    VisitEvent,
    VisitState,
    unhandled,
)
from booking.ground.audit import audit
from booking.ground.events import Event
from booking.visits import store
from booking.visits.model import Hold, Visitor
from booking.visits.tables import holds, taken_slots, visits

NEW = "passport.new"
PHONE = "+420777654321"
MINE = Contact(PHONE)
ANYBODY = Visitor(MINE, Language.CS)
NINE = datetime(2026, 11, 24, 9, tzinfo=PRAGUE)


async def hold(backend: Backend, owner: str = "call-1", key: str | None = None) -> Hold:
    kept = await backend.visits.hold_nearest(NEW, owner=owner, office="lidicka", key=key)
    assert kept is not None
    return kept


async def count(database: Database, table: object) -> int:
    return await database.read(
        lambda tx: int(tx.execute(select(func.count()).select_from(table)).scalar_one())  # type: ignore[arg-type]  # any table
    )


async def events(database: Database) -> list[Event]:
    """What was told about visits; the demo's import told other things before."""
    found = await database.write(lambda tx: unhandled(tx.connection, 100))
    return [recorded.event for recorded in found if isinstance(recorded.event, VisitEvent)]


async def test_on_a_monday_morning_the_nearest_passport_visit_is_on_tuesday_at_nine(
    backend: Backend, clock: SetClock
) -> None:
    clock.advance(timedelta(hours=1))
    (slot,) = await backend.visits.free(NEW)
    assert (slot.start, slot.office, slot.minutes) == (NINE, "lidicka", 15)


async def test_a_held_slot_is_not_free_and_the_next_caller_gets_another_counter(
    backend: Backend,
) -> None:
    first, second = await hold(backend), await hold(backend, "call-2")
    assert first.slot.start == second.slot.start == NINE
    assert first.slot.counter != second.slot.counter


async def test_a_confirmed_hold_is_a_visit_with_event_and_audit(
    backend: Backend, town: Database
) -> None:
    kept = await hold(backend)
    visit = await backend.visits.confirm(kept.id, contact=MINE, language=Language.CS)
    assert (visit.start, visit.counter, visit.state) == (NINE, kept.slot.counter, VisitState.BOOKED)
    assert await backend.visits.by_code(visit.code) == visit
    assert await backend.visits.recent() == [visit] == await backend.visits.on(visit.start.date())
    (told,) = await events(town)
    assert isinstance(told, VisitBooked)
    assert (told.visit_id, told.code, told.phone, told.verified) == (
        visit.id,
        visit.code,
        PHONE,
        False,
    )
    assert await count(town, holds) == 0
    assert await count(town, taken_slots) == 1
    row = await town.read(lambda tx: tx.one(select(audit).where(audit.c.did == "visit-booked")))
    assert row is not None
    assert row.about == f"visit:{visit.id}"


async def test_several_persons_take_several_cells(backend: Backend, town: Database) -> None:
    kept = await backend.visits.hold_nearest(NEW, owner="call", persons=4)
    assert kept is not None
    assert kept.slot.minutes == 60
    assert await count(town, taken_slots) == 4
    await backend.visits.confirm(kept.id, contact=MINE, language=Language.CS)
    assert await count(town, taken_slots) == 4


async def test_an_expired_hold_goes_to_the_next_who_asks(backend: Backend, clock: SetClock) -> None:
    kept = await hold(backend)
    with pytest.raises(SlotTaken):
        await backend.visits.hold(kept.slot, NEW, owner="call-2")
    clock.advance(timedelta(minutes=10))
    taken_over = await backend.visits.hold(kept.slot, NEW, owner="call-2")
    with pytest.raises(SlotTaken):
        await backend.visits.confirm(kept.id, contact=MINE, language=Language.CS)
    visit = await backend.visits.confirm(taken_over.id, contact=MINE, language=Language.CS)
    assert visit.counter == kept.slot.counter


async def test_a_hold_of_which_a_part_was_taken_over_cannot_be_confirmed(
    backend: Backend, clock: SetClock, town: Database
) -> None:
    kept = await backend.visits.hold_nearest(NEW, owner="call-1", persons=2)
    assert kept is not None
    clock.advance(timedelta(minutes=11))
    await backend.visits.hold((await backend.visits.free(NEW))[0], NEW, owner="call-2")
    with pytest.raises(SlotTaken):
        await backend.visits.confirm(kept.id, contact=MINE, language=Language.CS)
    assert await count(town, visits) == 0


async def test_who_hesitates_too_long_loses_nothing_while_nobody_else_came(
    backend: Backend, clock: SetClock
) -> None:
    kept = await hold(backend)
    clock.advance(timedelta(minutes=30))
    visit = await backend.visits.confirm(kept.id, contact=MINE, language=Language.CS)
    assert visit.start == kept.slot.start


async def test_a_hold_whose_slot_has_begun_is_over(backend: Backend, clock: SetClock) -> None:
    kept = await hold(backend)
    clock.advance(timedelta(days=2))
    with pytest.raises(HoldExpired):
        await backend.visits.confirm(kept.id, contact=MINE, language=Language.CS)


async def test_a_released_hold_leaves_nothing_and_cannot_be_confirmed(
    backend: Backend, town: Database
) -> None:
    kept = await hold(backend)
    await backend.visits.release(kept.id)
    await backend.visits.release(kept.id)
    assert await count(town, taken_slots) == await count(town, holds) == 0
    with pytest.raises(HoldExpired):
        await backend.visits.confirm(kept.id, contact=MINE, language=Language.CS)


async def test_a_hang_up_releases_all_of_a_call_and_nothing_of_another(
    backend: Backend, town: Database
) -> None:
    for owner in ("call-1", "call-1", "call-2"):
        await hold(backend, owner)
    assert await backend.visits.release_all("call-1") == 2
    assert await count(town, taken_slots) == await count(town, holds) == 1


async def test_a_release_does_not_touch_what_was_confirmed(backend: Backend) -> None:
    kept = await hold(backend)
    visit = await backend.visits.confirm(kept.id, contact=MINE, language=Language.CS)
    await backend.visits.release(kept.id)
    assert await backend.visits.release_all("call-1") == 0
    assert await backend.visits.by_code(visit.code) == visit


async def test_the_same_key_again_gives_the_first_result(backend: Backend, town: Database) -> None:
    first, again = await hold(backend, key="h"), await hold(backend, key="h")
    assert first == again
    confirmed = [
        await backend.visits.confirm(first.id, contact=MINE, language=Language.CS, key="c")
        for _ in range(2)
    ]
    assert confirmed[0] == confirmed[1]
    assert await count(town, visits) == 1
    assert len(await events(town)) == 1


async def test_a_slot_that_does_not_exist_is_not_held(backend: Backend, town: Database) -> None:
    (slot,) = await backend.visits.free("citizenship.consultation")
    with pytest.raises(SlotTaken):
        await backend.visits.hold(slot, NEW, owner="call")
    assert await count(town, holds) == 0


async def test_an_unknown_activity_and_too_many_persons_are_told(backend: Backend) -> None:
    with pytest.raises(NotFound):
        await backend.visits.free("passport.flying")
    with pytest.raises(Refused):
        await backend.visits.hold_nearest(NEW, owner="call", persons=7)


async def test_a_number_keyed_later_gets_one_event(backend: Backend, town: Database) -> None:
    visit = await backend.visits.confirm(
        (await hold(backend)).id, contact=Contact(), language=Language.UK
    )
    after = await backend.visits.set_contact(visit.id, PHONE)
    assert (after.phone, after.verified) == (PHONE, False)
    assert await backend.visits.set_contact(visit.id, PHONE) == after
    with pytest.raises(Refused):
        await backend.visits.set_contact(visit.id, "+420601000001")
    told = await events(town)
    assert [type(event) for event in told] == [VisitBooked, VisitContactGiven]


@pytest.mark.parametrize("contact", [Contact("777654321"), Contact(None, "nobody")])
async def test_a_contact_that_is_none_is_refused(backend: Backend, contact: Contact) -> None:
    kept = await hold(backend)
    with pytest.raises(Refused):
        await backend.visits.confirm(kept.id, contact=contact, language=Language.CS)


async def test_a_cancelled_visit_frees_its_time_once(
    backend: Backend, town: Database, clock: SetClock
) -> None:
    kept = await hold(backend)
    visit = await backend.visits.confirm(kept.id, contact=MINE, language=Language.CS)
    cancelled = await backend.visits.cancel(visit.id, by="caller")
    assert cancelled.state is VisitState.CANCELLED
    assert await backend.visits.cancel(visit.id, by="caller") == cancelled
    assert await backend.visits.by_code(visit.code) is None
    clock.advance(timedelta(minutes=30))
    assert (await backend.visits.free(NEW))[0] == kept.slot
    assert [type(event) for event in await events(town)] == [VisitBooked, VisitCancelled]


async def test_a_visit_that_has_begun_cannot_be_cancelled(
    backend: Backend, clock: SetClock
) -> None:
    visit = await backend.visits.confirm(
        (await hold(backend)).id, contact=MINE, language=Language.CS
    )
    clock.advance(timedelta(days=1, hours=2))
    with pytest.raises(Refused):
        await backend.visits.cancel(visit.id, by="caller")


async def test_a_code_answers_for_a_day_and_is_then_given_out_again(
    backend: Backend, clock: SetClock, town: Database
) -> None:
    visit = await backend.visits.confirm(
        (await hold(backend)).id, contact=MINE, language=Language.CS
    )
    clock.advance(timedelta(days=2))
    assert await backend.visits.by_code(visit.code) == visit
    clock.advance(timedelta(days=1))
    assert await backend.visits.by_code(visit.code) is None
    kept = await hold(backend)

    def again(tx: Transaction) -> int:
        return store.add(tx, kept, ANYBODY, channel="phone", make=lambda: visit.code).id

    assert await town.write(again) != visit.id
    assert (await backend.visits.get(visit.id)).state is VisitState.OVER


async def test_a_code_in_use_is_not_given_twice(backend: Backend, town: Database) -> None:
    visit = await backend.visits.confirm(
        (await hold(backend)).id, contact=MINE, language=Language.CS
    )
    kept = await hold(backend)
    codes = iter([visit.code, visit.code, "000017"])

    def add(tx: Transaction) -> int:
        return store.add(tx, kept, ANYBODY, channel="phone", make=lambda: next(codes)).id

    assert (await backend.visits.get(await town.write(add))).code == "000017"


async def test_free_days_are_working_days_in_order(backend: Backend) -> None:
    found = await backend.visits.free_days(NEW, office="lidicka", limit=4)
    assert found == [date(2026, 11, day) for day in (24, 25, 26, 27)]
    later = await backend.visits.free_days(NEW, office="lidicka", after=found[-1], limit=1)
    assert later == [date(2026, 11, 30)]


async def test_a_day_that_is_full_is_passed_over(backend: Backend) -> None:
    callers = (f"call-{number}" for number in numbers(1))
    while await backend.visits.hold_nearest(NEW, owner=next(callers), on=NINE.date(), persons=6):
        pass
    while await backend.visits.hold_nearest(NEW, owner=next(callers), on=NINE.date()):
        pass
    assert await backend.visits.free_days(NEW) == [date(2026, 11, 25)]


async def test_slots_a_day_can_be_limited(backend: Backend) -> None:
    found = await backend.visits.free(NEW, office="lidicka", limit=4, per_day=2)
    assert [slot.start.day for slot in found] == [24, 24, 25, 25]


async def test_a_verified_citizens_visits_are_listed_until_they_begin(
    backend: Backend, clock: SetClock
) -> None:
    visit = await backend.visits.confirm(
        (await hold(backend)).id, contact=MINE, language=Language.CS, citizen_id=1
    )
    assert await backend.visits.of(1) == [visit]
    assert await backend.visits.of(2) == []
    clock.advance(timedelta(days=2))
    assert await backend.visits.of(1) == []
