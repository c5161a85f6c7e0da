"""The loop beside the notifier, and what it hears from the outbox."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from datetime import date, datetime

import pytest
import structlog

from booking.api import Backend, RebookingDriver, RebookingState, Unavailable, WhyUnreached
from cli.keeping.rebooking import keep_rebooking, rebooking_driver
from notifier.intake import Intake
from notifier.outbox import MessageState, Outbox, Patience
from notifier.outbox.tables import messages
from notifier.templates.library import Library
from tests.support.closing import CONSULTATION, People

WEDNESDAY = date(2026, 11, 25)


async def test_those_concerned_are_asked_without_anybody_asking_whatever_breaks_before(
    backend: Backend, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    driver, faults = rebooking_driver(backend), [Unavailable(), RuntimeError("broken")]
    turn = RebookingDriver.turn

    async def stumbling() -> datetime | None:
        if faults:
            raise faults.pop()
        return await turn(driver)

    monkeypatch.setattr(driver, "turn", stumbling)
    visit = await people.book(CONSULTATION, WEDNESDAY)
    await people.close(visit)
    task = asyncio.create_task(keep_rebooking(backend, driver, rest=0.01))
    async with asyncio.timeout(20):
        while (await people.of(visit)).state is RebookingState.OPEN:  # noqa: ASYNC110  another task does it
            await asyncio.sleep(0.02)
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task
    assert (await people.of(visit)).state is RebookingState.OFFERED


async def test_a_message_that_fails_for_good_makes_an_operator_ring(
    backend: Backend, people: People
) -> None:
    visit = await people.book(CONSULTATION, WEDNESDAY)
    await people.close(visit)
    driver = rebooking_driver(backend)
    await driver.turn()
    outbox = Outbox(backend.database, "worker", Patience())
    intake = Intake(backend, outbox, Library(), "lipov.example", structlog.get_logger())
    while await intake.take_in():
        pass
    await driver.turn()
    assert (await people.of(visit)).state is RebookingState.OFFERED  # it is still on its way
    failed = messages.update().values(state=MessageState.PERMANENT_FAILURE.value)
    about = messages.c.template == "rebooking_offered"
    await backend.database.write(lambda tx: tx.execute(failed.where(about)).rowcount)
    await driver.turn()
    one = await people.of(visit)
    assert (one.state, one.why) == (RebookingState.UNREACHED, WhyUnreached.NOT_DELIVERED)
    (ring,) = await backend.rings.open()
    assert ring.topic == visit.code
