"""That SMS anybody can provoke wait is written down once, and told as long as it holds."""

import asyncio
from datetime import timedelta

import pytest

from booking.api import Backend, CeilingReached, Refused, SetClock, note_message_ceiling
from tests.support.panel import KNOWN

STRANGER = "+420605000999"
MOST = 300


async def note(backend: Backend, minutes: float, most: int = MOST) -> None:
    until = backend.clock.now() + timedelta(minutes=minutes)
    await backend.database.write(lambda tx: note_message_ceiling(tx, until, most))


async def acts(backend: Backend) -> int:
    found = await backend.audit.recent(100)
    return len([one for one in found if one.did == "message-ceiling-reached"])


async def test_nothing_is_held_before_it_is_reached(backend: Backend) -> None:
    assert await backend.ceiling.reached() is None
    assert not await backend.ceiling.holds(STRANGER)


async def test_it_holds_unproven_numbers_until_its_end(backend: Backend, clock: SetClock) -> None:
    await note(backend, 30)
    assert await backend.ceiling.holds(STRANGER)
    assert not await backend.ceiling.holds(KNOWN)
    clock.advance(timedelta(minutes=31))
    assert not await backend.ceiling.holds(STRANGER)


async def test_it_begins_once_and_moves_on(backend: Backend, clock: SetClock) -> None:
    began = clock.now()
    await note(backend, 30)
    clock.advance(timedelta(minutes=10))
    await note(backend, 40)
    assert await backend.ceiling.reached() == CeilingReached(
        began, clock.now() + timedelta(minutes=40), MOST
    )
    assert await acts(backend) == 1
    clock.advance(timedelta(hours=1))
    await note(backend, 5)
    assert await backend.ceiling.reached() == CeilingReached(
        clock.now(), clock.now() + timedelta(minutes=5), MOST
    )
    assert await acts(backend) == 2


async def test_what_is_over_already_is_not_written_down(backend: Backend) -> None:
    await note(backend, -1)
    await note(backend, 0)
    assert await backend.ceiling.reached() is None
    assert await acts(backend) == 0


async def test_workers_that_find_it_at_once_write_it_down_once(backend: Backend) -> None:
    await asyncio.gather(*(note(backend, 30 + n / 100) for n in range(8)))
    assert await backend.ceiling.reached() is not None
    assert await acts(backend) == 1


@pytest.mark.parametrize("number", ["", "123", "x" * 40, "+420906123456"])
async def test_what_is_no_number_is_refused(backend: Backend, number: str) -> None:
    with pytest.raises(Refused):
        await backend.ceiling.holds(number)
