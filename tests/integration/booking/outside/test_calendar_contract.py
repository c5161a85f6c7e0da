"""What every outside calendar must do: the one in memory and the one behind HTTP."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import pytest

from booking.api import Secret, SetClock
from booking.outside.fake import TicketMachine
from booking.outside.http import HttpCalendar
from booking.outside.model import Wanted
from booking.outside.port import OutsideAway, OutsideCalendar, TakenOutside
from tests.support.ticket_machine import TOKEN, served

NINE = datetime(2026, 11, 24, 8, tzinfo=UTC)
DAY = date(2026, 11, 24)
COUNTER = "lidicka-1"


@dataclass
class Here:
    machine: TicketMachine
    clock: SetClock
    calendar: OutsideCalendar


@pytest.fixture(params=["in memory", "over HTTP"])
async def here(request: pytest.FixtureRequest) -> AsyncIterator[Here]:
    clock = SetClock(NINE - timedelta(days=1))
    machine = TicketMachine(clock)
    if request.param == "in memory":
        yield Here(machine, clock, machine)
        return
    async with served(machine) as url:
        calendar = HttpCalendar(url, Secret(TOKEN))
        try:
            yield Here(machine, clock, calendar)
        finally:
            await calendar.close()


def wish(until: datetime | None = None, start: datetime = NINE) -> Wanted:
    return Wanted(COUNTER, start, 15, until)


async def listed(here: Here) -> list[tuple[str, datetime, datetime | None]]:
    found = await here.calendar.bookings(COUNTER, DAY, DAY)
    return sorted((one.reference, one.start, one.until) for one in found)


async def test_what_is_kept_is_listed_with_its_end(here: Here) -> None:
    until = here.clock.now() + timedelta(minutes=5)
    await here.calendar.keep(wish(until))
    assert await listed(here) == [(wish().reference, NINE, until)]


async def test_keeping_twice_changes_only_the_end(here: Here) -> None:
    await here.calendar.keep(wish(here.clock.now() + timedelta(minutes=5)))
    await here.calendar.keep(wish(None))
    assert await listed(here) == [(wish().reference, NINE, None)]


async def test_the_same_begin_for_longer_is_kept_so_long_or_stays_as_it_was(here: Here) -> None:
    longer = Wanted(COUNTER, NINE, 30, None)
    await here.calendar.keep(wish())
    await here.calendar.keep(longer)
    assert [one.minutes for one in await here.calendar.bookings(COUNTER, DAY, DAY)] == [30]
    await here.calendar.keep(wish())
    here.machine.sell(COUNTER, "A 12", NINE + timedelta(minutes=15), 15)
    with pytest.raises(TakenOutside):
        await here.calendar.keep(longer)
    there = await here.calendar.bookings(COUNTER, DAY, DAY)
    assert [(one.is_ours, one.minutes) for one in there] == [(True, 15), (False, 15)]


async def test_the_time_of_somebody_else_is_refused(here: Here) -> None:
    here.machine.sell(COUNTER, "A 12", NINE - timedelta(minutes=5), 10)
    with pytest.raises(TakenOutside):
        await here.calendar.keep(wish())
    assert [reference for reference, _, _ in await listed(here)] == ["A 12"]


async def test_what_is_let_go_is_gone_and_once_more_does_no_harm(here: Here) -> None:
    await here.calendar.keep(wish())
    await here.calendar.let_go(COUNTER, wish().reference)
    await here.calendar.let_go(COUNTER, wish().reference)
    assert await listed(here) == []


async def test_what_is_kept_for_a_while_is_free_afterwards(here: Here) -> None:
    await here.calendar.keep(wish(here.clock.now() + timedelta(minutes=5)))
    here.clock.advance(timedelta(minutes=6))
    here.machine.sell(COUNTER, "A 13", NINE, 15)
    assert [reference for reference, _, _ in await listed(here)] == ["A 13"]


async def test_silence_is_told_from_a_refusal(here: Here) -> None:
    here.machine.away = True
    with pytest.raises(OutsideAway):
        await here.calendar.keep(wish())
    with pytest.raises(OutsideAway):
        await listed(here)
    with pytest.raises(OutsideAway):
        await here.calendar.let_go(COUNTER, wish().reference)


async def test_a_wrong_token_and_a_dead_address_are_silence() -> None:
    async with served(TicketMachine(SetClock(NINE))) as url:
        for calendar in (
            HttpCalendar(url, Secret("wrong")),
            HttpCalendar("http://127.0.0.1:9", Secret(TOKEN)),
        ):
            with pytest.raises(OutsideAway):
                await calendar.bookings(COUNTER, DAY, DAY)
            await calendar.close()
