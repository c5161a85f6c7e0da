"""Reminders of visits: once for each start, and only where one is needed."""

import asyncio
from collections.abc import Callable
from datetime import datetime, time, timedelta

import pytest

from booking.api import (
    PRAGUE,
    Backend,
    Contact,
    Language,
    MessageSettings,
    ReminderDriver,
    ReminderRules,
    ReminderStep,
    SetClock,
    Visit,
    VisitReminderDue,
    unhandled,
)
from booking.reminders import store
from booking.reminders.rules import Booked, moment
from booking.reminders.tables import visit_reminders

NINE = datetime(2026, 11, 26, 9, tzinfo=PRAGUE)
"""A Thursday; the clock of the tests begins on the Monday before."""
EVE = datetime(2026, 11, 25, 17, tzinfo=PRAGUE)
PHONE = "+420777654321"

PLAIN = ReminderRules(spread_minutes=0)
TWO = ReminderRules((ReminderStep(2, time(9)), ReminderStep(1, time(17))), spread_minutes=0)


def driver(backend: Backend, rules: ReminderRules = PLAIN) -> ReminderDriver:
    return backend.reminders.driver(MessageSettings(reminders=rules))


async def book(backend: Backend, after: datetime = NINE, contact: Contact | None = None) -> Visit:
    hold = await backend.visits.hold_nearest("passport.new", owner="call-1", after=after)
    assert hold is not None
    return await backend.visits.confirm(
        hold.id, contact=contact or Contact(PHONE), language=Language.CS
    )


def go_to(clock: SetClock, moment: datetime) -> None:
    clock.advance(moment - clock.now())


async def due(backend: Backend) -> list[VisitReminderDue]:
    found = await backend.database.read(lambda tx: unhandled(tx.connection, 1000))
    return [one.event for one in found if isinstance(one.event, VisitReminderDue)]


async def test_a_visit_is_reminded_of_on_the_day_before_and_once(
    backend: Backend, clock: SetClock
) -> None:
    visit = await book(backend)
    one = driver(backend)
    go_to(clock, EVE - timedelta(seconds=1))
    await one.turn()
    assert await due(backend) == []
    go_to(clock, EVE)
    for _ in range(3):
        await one.turn()
        await driver(backend).turn()  # as after a restart
        clock.advance(timedelta(minutes=10))
    (told,) = await due(backend)
    assert (told.visit_id, told.start, told.code) == (visit.id, visit.start, visit.code)
    assert (told.phone, told.days_before) == (PHONE, 1)


async def test_several_drivers_at_once_make_one_reminder(
    backend: Backend, clock: SetClock, beside: Callable[[int], list[Backend]]
) -> None:
    for n in range(12):
        await book(backend, contact=Contact(f"+42077765{n:04d}"))
    go_to(clock, EVE)
    drivers = [driver(one) for one in (backend, *beside(3))]
    await asyncio.gather(*(one.turn() for one in drivers))
    assert len({one.visit_id for one in await due(backend)}) == len(await due(backend)) == 12


async def test_a_cancelled_visit_is_not_reminded_of_and_a_restored_one_is(
    backend: Backend, clock: SetClock
) -> None:
    gone, back = await book(backend), await book(backend)
    await backend.visits.cancel(gone.id, by="caller")
    await backend.visits.cancel(back.id, by="caller")
    await backend.visits.restore(back.id, by="novakova")
    go_to(clock, EVE)
    await driver(backend).turn()
    assert [one.visit_id for one in await due(backend)] == [back.id]


async def test_a_moved_visit_is_reminded_of_at_its_new_time_only(
    backend: Backend, clock: SetClock
) -> None:
    visit = await book(backend)
    hold = await backend.visits.hold_nearest(
        "passport.new", owner="operator", after=NINE + timedelta(days=4)
    )
    assert hold is not None
    moved = await backend.visits.move(visit.id, hold.id, by="novakova")
    go_to(clock, EVE)
    await driver(backend).turn()
    assert await due(backend) == []
    go_to(clock, datetime.combine(moved.start.date() - timedelta(days=1), time(17), PRAGUE))
    await driver(backend).turn()
    assert [one.start for one in await due(backend)] == [moved.start]


async def test_a_visit_that_is_moved_after_its_reminder_gets_another_for_the_new_time(
    backend: Backend, clock: SetClock
) -> None:
    visit = await book(backend)
    go_to(clock, EVE)
    await driver(backend).turn()
    hold = await backend.visits.hold_nearest(
        "passport.new", owner="operator", after=NINE + timedelta(days=5)
    )
    assert hold is not None
    moved = await backend.visits.move(visit.id, hold.id, by="novakova")
    go_to(clock, datetime.combine(moved.start.date() - timedelta(days=1), time(17), PRAGUE))
    await driver(backend).turn()
    assert [one.start for one in await due(backend)] == [visit.start, moved.start]


async def test_who_books_or_moves_shortly_before_needs_none(
    backend: Backend, clock: SetClock
) -> None:
    early = await book(backend)
    go_to(clock, EVE - timedelta(hours=11))
    await book(backend)
    await backend.visits.set_contact((await book(backend, contact=Contact())).id, PHONE)
    go_to(clock, EVE + timedelta(hours=1))
    await driver(backend).turn()
    await book(backend)  # at six in the evening, for the day after
    go_to(clock, EVE + timedelta(hours=2))
    await driver(backend).turn()
    assert [one.visit_id for one in await due(backend)] == [early.id]


async def test_of_two_reminders_the_later_alone_is_made_where_both_are_due(
    backend: Backend, clock: SetClock
) -> None:
    await book(backend)
    go_to(clock, EVE)  # nobody worked since before the first
    await driver(backend, TWO).turn()
    assert [one.days_before for one in await due(backend)] == [1]


async def test_two_reminders_are_both_made_in_their_time(backend: Backend, clock: SetClock) -> None:
    await book(backend)
    for at in (datetime(2026, 11, 24, 9, tzinfo=PRAGUE), EVE):
        go_to(clock, at)
        await driver(backend, TWO).turn()
    assert [one.days_before for one in await due(backend)] == [2, 1]


async def test_a_reminder_that_was_missed_is_made_up_for_until_an_hour_before(
    backend: Backend, clock: SetClock
) -> None:
    first = await book(backend)
    second = await book(backend, NINE + timedelta(hours=1))
    assert second.start > first.start
    go_to(clock, first.start - timedelta(minutes=59))
    await driver(backend).turn()
    assert [one.visit_id for one in await due(backend)] == [second.id]


async def test_nobody_is_reminded_who_left_no_contact(backend: Backend, clock: SetClock) -> None:
    await book(backend, contact=Contact())
    go_to(clock, EVE)
    await driver(backend).turn()
    assert await due(backend) == []


async def test_reminders_of_a_day_are_spread(backend: Backend, clock: SetClock) -> None:
    for n in range(10):
        await book(backend, contact=Contact(f"+42077765{n:04d}"))
    spread = driver(backend, ReminderRules(spread_minutes=30))
    made = []
    go_to(clock, EVE)
    for _ in range(7):
        await spread.turn()
        made.append(len(await due(backend)))
        clock.advance(timedelta(minutes=5))
    assert made[-1] == 10
    assert made[0] < made[3] < made[-1]


async def test_a_town_without_reminders_makes_none(backend: Backend, clock: SetClock) -> None:
    await book(backend)
    go_to(clock, EVE)
    await driver(backend, ReminderRules(())).turn()
    assert await due(backend) == []


async def test_what_is_long_over_is_forgotten(backend: Backend, clock: SetClock) -> None:
    await book(backend)
    go_to(clock, EVE)
    await driver(backend).turn()
    clock.advance(store.KEPT + timedelta(days=2))
    await book(backend, clock.local() + timedelta(days=3))
    clock.advance(timedelta(days=6))

    def left() -> int:
        rows = backend.database.run(lambda tx: tx.all(visit_reminders.select()))
        return len(rows)

    assert left() == 1
    await backend.database.write(store.forget_old)
    assert left() == 0


@pytest.mark.parametrize(("day", "hours"), [(datetime(2027, 3, 28, tzinfo=PRAGUE), 23), (NINE, 24)])
def test_the_day_before_is_the_wall_clocks(day: datetime, hours: int) -> None:
    visit = Booked(1, day.replace(hour=17), EVE)
    step = ReminderStep(1, time(17))
    assert visit.start.timestamp() - moment(step, visit, PLAIN, PRAGUE).timestamp() == hours * 3600
