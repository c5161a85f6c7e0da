"""When a message may not wake anybody."""

from datetime import timedelta

import pytest

from booking.api import (
    Backend,
    ChannelWish,
    Contact,
    MessageKind,
    QuietHours,
    SetClock,
)
from notifier.channels.fake import FakeChannel
from notifier.outbox import (
    ChannelKind,
    MessageState,
    recent,
)
from tests.integration.notifier.conftest import eventually
from tests.integration.notifier.gate.conftest import (
    OTHER,
    PLAIN,
    at,
    book,
    draft,
    go_to,
    outbox,
    put,
    send,
    templates,
    working,
)


async def test_in_the_night_a_booking_is_confirmed_and_a_status_waits_for_the_morning(
    backend: Backend, clock: SetClock, sms: FakeChannel, mail: FakeChannel
) -> None:
    go_to(clock, at("2026-11-23T22:30"))
    one = await backend.applications.by_reference(1, 123, 2026)
    assert one is not None
    async with working(backend, sms, mail, PLAIN):
        await backend.applications.change_status(one.id, "granted", by="vesely")
        await book(backend, Contact(OTHER))
        await eventually(lambda: templates(sms) == ["visit_booked"])
        await eventually(lambda: templates(mail) == ["application_status"])
        about = f"application:{one.id}"
        [waiting] = await recent(backend.database, about=about, channel=ChannelKind.SMS)
        assert (waiting.state, waiting.reason) == (MessageState.CREATED, "quiet-hours")
        assert waiting.due_at == at("2026-11-24T07:00")
        go_to(clock, at("2026-11-24T06:59"))
        await book(backend, Contact("+420601000008"))
        await eventually(lambda: len(sms.taken) == 2)
        go_to(clock, at("2026-11-24T07:00"))
        await eventually(
            lambda: templates(sms) == ["visit_booked", "visit_booked", "application_status"]
        )


@pytest.mark.parametrize(
    ("evening", "morning"),
    [("2027-03-27T23:00", "2027-03-28T07:00"), ("2027-10-30T23:00", "2027-10-31T07:00")],
)
async def test_on_the_nights_in_which_the_clocks_change_it_waits_until_seven(
    backend: Backend, clock: SetClock, evening: str, morning: str
) -> None:
    box = outbox(backend, PLAIN)
    go_to(clock, at(evening))
    await put(backend, box, draft())
    assert await send(box) == []
    go_to(clock, at(morning) - timedelta(seconds=1))
    assert await send(box) == []
    clock.advance(timedelta(seconds=1))
    assert len(await send(box)) == 1


async def test_a_citizens_quiet_hours_hold_for_their_verified_number(
    backend: Backend, clock: SetClock
) -> None:
    one = await backend.applications.by_reference(1, 123, 2026)
    assert one is not None
    assert one.citizen_id is not None
    citizen = await backend.citizens.get(one.citizen_id)
    assert citizen.reachable_phone is not None
    await backend.wishes.set(
        citizen.id, dict.fromkeys(MessageKind, ChannelWish.BOTH), QuietHours(420, 600), by="citizen"
    )
    box = outbox(backend, PLAIN)
    await put(backend, box, draft(to=citizen.reachable_phone), draft(to=OTHER))
    assert [message.recipient for message in await send(box)] == [OTHER]
    clock.advance(timedelta(hours=2))
    assert [message.recipient for message in await send(box)] == [citizen.reachable_phone]
