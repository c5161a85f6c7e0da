"""A citizen says on the line or at the counter that they want no messages any more."""

from __future__ import annotations

from dataclasses import replace

import pytest

from booking.api import (
    Backend,
    ChannelWish,
    Citizen,
    Language,
    MessageChoice,
    MessageKind,
    MessagesEnded,
    VisitBooked,
    unhandled,
)
from notifier.gate.kinds import COMFORT
from notifier.outbox import (
    ChannelKind,
    Draft,
    Message,
    MessageState,
    Outbox,
    Priority,
    recent,
    store,
)
from tests.integration.notifier.conftest import Working, eventually
from tests.integration.notifier.gate.conftest import PLAIN, outbox
from tests.support.messages import visit

MARIE = "+420777000321"
STATUS = Draft(
    ChannelKind.SMS, "application_status", MARIE, Language.CS, "application:1", "Se vyrizuje."
)


@pytest.fixture
async def marie(backend: Backend) -> Citizen:
    [found] = await backend.citizens.by_phone(MARIE)
    return found


@pytest.fixture
def box(backend: Backend) -> Outbox:
    return outbox(backend, PLAIN)


async def waits(backend: Backend, box: Outbox, **other: object) -> Message:
    """A message that is not sent yet."""
    event = await backend.database.write(lambda tx: tx.append(visit(VisitBooked)))
    draft = replace(STATUS, **other)  # type: ignore[arg-type]  # the test names fields
    await backend.database.write(lambda tx: box.put(tx, event, [draft]))
    return (await recent(backend.database, limit=1))[0]


async def state(backend: Backend, message: Message) -> tuple[MessageState, str | None]:
    found = await recent(backend.database)
    return next((one.state, one.reason) for one in found if one.id == message.id)


async def test_what_waits_is_dropped_but_what_must_be_told_or_was_asked_for(
    backend: Backend, box: Outbox, marie: Citizen
) -> None:
    comfort = await waits(backend, box)
    letter = await waits(
        backend, box, channel=ChannelKind.EMAIL, recipient=str(marie.reachable_email)
    )
    moved = await waits(backend, box, template="visit_moved", about="visit:3")
    asked = await waits(backend, box, priority=Priority.AWAITED, about="application:2")
    others = await waits(backend, box, recipient="+420602123456")
    await backend.wishes.choose(marie.id, MessageChoice.NOTHING, by="citizen")
    assert await box.ended(marie.id, COMFORT) == 2
    dropped = (MessageState.PERMANENT_FAILURE, "not-wanted")
    assert [await state(backend, one) for one in (comfort, letter)] == [dropped] * 2
    for one in (moved, asked, others):
        assert (await state(backend, one))[0] is MessageState.CREATED
    assert len(await recent(backend.database)) == 5  # and nobody is rung instead


async def test_who_wants_them_again_by_then_loses_nothing(
    backend: Backend, box: Outbox, marie: Citizen
) -> None:
    await waits(backend, box)
    await backend.wishes.choose(marie.id, MessageChoice.NOTHING, by="citizen")
    await backend.wishes.choose(marie.id, MessageChoice.SMS, by="citizen")
    assert await box.ended(marie.id, COMFORT) == 0


async def test_it_is_told_once_and_only_of_those_who_want_nothing_at_all(
    backend: Backend, marie: Citizen
) -> None:
    nothing = dict.fromkeys(MessageKind, ChannelWish.NONE)
    some = nothing | {MessageKind.VISITS: ChannelWish.SMS}
    for channels in (some, nothing, nothing):
        await backend.wishes.set(marie.id, channels, None, by="vesely")
    told = await backend.database.read(lambda tx: unhandled(tx.connection, 99))
    ended = [one.event for one in told if isinstance(one.event, MessagesEnded)]
    assert ended == [MessagesEnded(marie.id)]


async def test_the_worker_drops_it_at_once(town_hall: Backend, working: Working) -> None:
    [marie] = await town_hall.citizens.by_phone(MARIE)
    box = outbox(town_hall, PLAIN)
    tomorrow = town_hall.clock.now().replace(hour=23)
    held = await waits(town_hall, box, not_before=tomorrow)
    await town_hall.wishes.choose(marie.id, MessageChoice.NOTHING, by="citizen")

    def is_dropped() -> bool:
        found = town_hall.database.run(lambda tx: store.find(tx, held.id))
        return found is not None and found.reason == "not-wanted"

    async with working():
        await eventually(is_dropped)
