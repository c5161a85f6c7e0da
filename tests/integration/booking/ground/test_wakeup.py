"""A change by anybody wakes whoever waits; looking wakes nobody."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from sqlalchemy import text

from booking.api import Database, Language, SetClock, Transaction
from booking.ground import wakeup
from tests.conftest import MakeBackends

PHONE = "+420777654321"


class Wakes:
    """Counts the wake-ups of a database."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self.count = 0
        self._task = asyncio.create_task(self._listen())

    async def _listen(self) -> None:
        async for _ in wakeup.changes(self._database):
            self.count += 1

    async def settled(self) -> int:
        """The count, once the start is over and nothing is under way."""
        await asyncio.sleep(0.3)
        return self.count

    async def stop(self) -> None:
        self._task.cancel()
        await asyncio.wait({self._task})


@pytest.fixture
async def wakes(town: Database, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Wakes]:
    monkeypatch.setattr(wakeup, "SWEEP_SECONDS", 60.0)  # what comes then is no sweep
    counting = Wakes(town)
    yield counting
    await counting.stop()


async def test_a_change_in_another_process_wakes(wakes: Wakes, beside: MakeBackends) -> None:
    (other,) = beside(1)
    before = await wakes.settled()
    await other.rings.request(phone=PHONE, dialog="callback", language=Language.CS)
    assert await wakes.settled() > before


async def test_a_transaction_that_changes_nothing_wakes_nobody(
    wakes: Wakes, town: Database
) -> None:
    before = await wakes.settled()
    for _ in range(3):
        await town.write(lambda tx: tx.lock("somebody"))
        await town.read(lambda tx: tx.all(text("SELECT 1")))
    assert await wakes.settled() == before


async def test_a_change_that_is_taken_back_wakes_nobody(
    wakes: Wakes, town: Database, clock: SetClock
) -> None:
    def taken_back(tx: Transaction) -> None:
        tx.audit("me", "looked", "town")
        raise LookupError("taken back")

    before = await wakes.settled()
    with pytest.raises(LookupError, match="taken back"):
        await town.write(taken_back)
    clock.advance(timedelta(seconds=1))
    assert await wakes.settled() == before
