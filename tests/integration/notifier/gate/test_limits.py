"""How many messages one number gets."""

from datetime import timedelta

from booking.api import (
    Backend,
    MessageSettings,
    Most,
    SetClock,
)
from tests.integration.notifier.gate.conftest import (
    OTHER,
    draft,
    newest,
    outbox,
    put,
    send,
)


async def test_one_number_gets_so_many_in_an_hour_and_the_rest_later(
    backend: Backend, clock: SetClock
) -> None:
    settings = MessageSettings(quiet=None, limits={"sms": Most(3, 4)})
    box = outbox(backend, settings)
    await put(backend, box, *(draft(about=f"topic:{n}", template=f"t{n}") for n in range(6)))
    await put(backend, box, draft(to=OTHER))
    assert len(await send(box)) == 4  # and the other number's
    assert await send(box) == []
    clock.advance(timedelta(hours=1))
    assert len(await send(box)) == 1
    clock.advance(timedelta(hours=22, minutes=59))
    assert await send(box) == []
    clock.advance(timedelta(minutes=1))
    assert len(await send(box)) == 2


async def test_what_another_worker_has_in_hand_counts(backend: Backend) -> None:
    settings = MessageSettings(quiet=None, limits={"sms": Most(1, 5)})
    one, two = outbox(backend, settings), outbox(backend, settings, "two")
    await put(backend, one, draft(about="topic:1", template="a"))
    assert len((await one.claim(5)).claimed) == 1
    await put(backend, one, draft(about="topic:2", template="b"))
    assert (await two.claim(5)).claimed == []
    assert (await newest(backend)).reason == "limit-hour"
