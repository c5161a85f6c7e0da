"""A change that can still be taken back is told to nobody."""

from datetime import timedelta

import structlog

from booking.api import Backend
from booking.ground.clock import SetClock
from notifier.intake import Intake
from notifier.outbox import Outbox, Patience
from notifier.outbox.tables import messages
from notifier.templates.library import Library

HOLD = timedelta(seconds=30)


async def told(backend: Backend) -> int:
    """Take in what has happened; how many messages tell of an application then."""
    outbox = Outbox(backend.database, "worker", Patience())
    intake = Intake(backend, outbox, Library(), "lipov.example", structlog.get_logger())
    while await intake.take_in():
        pass
    look = messages.select().where(messages.c.template == "application_status")
    return len(await backend.database.read(lambda tx: tx.all(look)))


async def test_a_held_change_is_told_when_its_time_is_over(
    backend: Backend, clock: SetClock
) -> None:
    one = await backend.applications.by_reference(1, 123, 2026)
    assert one is not None
    await backend.applications.change_status(one.id, "granted", by="vesely", hold=HOLD)
    assert await told(backend) == 0
    clock.advance(HOLD)
    assert await told(backend) == 2  # an SMS and an e-mail


async def test_a_change_that_was_taken_back_is_never_told(
    backend: Backend, clock: SetClock
) -> None:
    one = await backend.applications.by_reference(1, 123, 2026)
    assert one is not None
    await backend.applications.change_status(one.id, "granted", by="vesely", hold=HOLD)
    last = await backend.applications.undoable_until(one.id)
    assert last is not None
    await backend.applications.undo(one.id, last.change_id, by="vesely")
    clock.advance(2 * HOLD)
    assert await told(backend) == 0
