"""The loop beside the notifier: woken by changes, not stopped by faults."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date, datetime, timedelta

from booking.api import Backend, Offer, SetClock, Unavailable, WaitlistSettings
from booking.waitlist.driver import Driver
from cli.keeping.waiting import keep_waitlist
from tests.support.waitlist import People, number

WEDNESDAY = date(2026, 11, 25)


@asynccontextmanager
async def driven(backend: Backend, driver: Driver) -> AsyncIterator[None]:
    task = asyncio.create_task(keep_waitlist(backend, driver, rest=0.01))
    try:
        yield
    finally:
        task.cancel()
        await asyncio.wait([task])


async def offers_to(backend: Backend, who: int) -> list[Offer]:
    """What is offered, as soon as there is something."""
    async with asyncio.timeout(20):
        while not (found := await backend.waitlist.offers_to(number(who))):  # noqa: ASYNC110  another task makes them
            await asyncio.sleep(0.02)
    return found


class Stumbling(Driver):
    """Fails at its first turns, as when the database is away and when something is broken."""

    faults: list[Exception]

    async def turn(self) -> datetime | None:
        if self.faults:
            raise self.faults.pop()
        return await super().turn()


async def test_what_frees_is_offered_without_anybody_asking(
    backend: Backend, driver: Driver, people: People
) -> None:
    (freed, *_) = await people.fill(WEDNESDAY)
    await people.wait(1, last=WEDNESDAY)
    async with driven(backend, driver):
        await backend.visits.cancel(freed.id, by="caller")
        (offer,) = await offers_to(backend, 1)
    assert offer.slot.start == freed.start


async def test_an_answer_that_does_not_come_is_noticed_without_any_change(
    backend: Backend, clock: SetClock, driver: Driver, people: People
) -> None:
    await people.wait(1, first=WEDNESDAY)
    async with driven(backend, driver):
        (offer,) = await offers_to(backend, 1)
        clock.advance(timedelta(hours=2, minutes=2))
        async with asyncio.timeout(20):
            while (await backend.waitlist.offered(offer.id)).state == "open":  # noqa: ASYNC110  as above
                await asyncio.sleep(0.02)
    assert (await backend.waitlist.get(offer.entry_id)).unanswered == 1


async def test_a_fault_does_not_end_the_loop(backend: Backend, people: People) -> None:
    stumbling = Stumbling(
        backend.database,
        backend.waitlist._directories,
        WaitlistSettings(),
    )
    stumbling.faults = [RuntimeError("broken"), Unavailable("away")]
    await people.wait(1, first=WEDNESDAY)
    async with driven(backend, stumbling):
        assert len(await offers_to(backend, 1)) == 1
    assert stumbling.faults == []
