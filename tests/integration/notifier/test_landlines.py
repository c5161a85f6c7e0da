"""Who has a landline is rung where others get an SMS: reminded of a visit, told of a change."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator

import pytest

from booking.api import Backend, Contact, Matter, MessageSettings, Ring, SetClock, Speech
from notifier.channels.fake import FakeChannel
from notifier.errors import Rejected
from notifier.outbox import ChannelKind, Message, store
from notifier.outbox.model import UNFINISHED
from notifier.worker import NotifierConfig, run
from tests.integration.notifier.conftest import eventually
from tests.integration.notifier.gate.conftest import at, book, go_to
from tests.support.messages import ADDRESS, LANDLINE, MOBILE

EVENING = at("2026-11-25T18:30")
"""Reminders of Thursday's visits are due from five to six."""


@pytest.fixture
def sms() -> FakeChannel:
    return FakeChannel()


@contextlib.asynccontextmanager
async def working(backend: Backend, sms: FakeChannel) -> AsyncIterator[None]:
    """A worker of a town that can ring people."""
    stop = asyncio.Event()
    ways = {ChannelKind.SMS: sms, ChannelKind.EMAIL: FakeChannel("smtp")}
    config = NotifierConfig("lipov.example", has_trunk=True)
    task = asyncio.create_task(run(backend, ways, config, stop=stop))
    try:
        yield
    finally:
        stop.set()
        await task


async def rung(backend: Backend) -> list[Ring]:
    return await backend.rings.claim_to_dial("linka", most=9)


async def reminded(backend: Backend, clock: SetClock, sms: FakeChannel, contact: Contact) -> Speech:
    """Book for Thursday, let Wednesday evening come, and wait until all is told."""
    visit = await book(backend, contact, at("2026-11-26T09:00"))
    async with working(backend, sms):
        await eventually(lambda: _told(backend) >= 1)
        go_to(clock, EVENING)
        await backend.reminders.driver(MessageSettings()).turn()
        await eventually(lambda: any(_is_reminder(one) for one in _messages(backend)))
        await eventually(lambda: not any(_is_waiting(one) for one in _messages(backend)))
    return Speech(Matter.REMINDER, visit.id, visit.start, visit.office)


async def test_a_landline_is_reminded_by_one_call(
    backend: Backend, clock: SetClock, sms: FakeChannel
) -> None:
    said = await reminded(backend, clock, sms, Contact(LANDLINE, verified=True))
    assert sms.taken == []
    [ring] = await rung(backend)
    assert (ring.phone, ring.speech) == (LANDLINE, said)


async def test_nobody_is_rung_whose_reminder_came_by_sms(
    backend: Backend, clock: SetClock, sms: FakeChannel
) -> None:
    await reminded(backend, clock, sms, Contact(MOBILE, verified=True))
    assert [one.template for _, one in sms.taken] == ["visit_booked", "visit_reminder"]
    assert await rung(backend) == []


async def test_whose_reminder_no_sms_could_bring_is_rung(
    backend: Backend, clock: SetClock, sms: FakeChannel
) -> None:
    sms.errors.extend([None, Rejected("refused")])
    said = await reminded(backend, clock, sms, Contact(MOBILE, verified=True))
    assert [(one.phone, one.speech) for one in await rung(backend)] == [(MOBILE, said)]


async def test_nobody_is_rung_who_got_the_reminder_as_a_letter(
    backend: Backend, clock: SetClock, sms: FakeChannel
) -> None:
    await reminded(backend, clock, sms, Contact(LANDLINE, ADDRESS, verified=True))
    assert await rung(backend) == []


async def test_a_change_of_an_application_is_told_to_a_landline_once_and_without_what_it_is(
    backend: Backend, sms: FakeChannel
) -> None:
    [citizen] = await backend.citizens.by_phone("+420596000105")
    filed = await backend.applications.file("complaint", citizen.id, by="vesely")
    number = filed.application.id
    # both in the night of a notifier that was away: one call tells as much as two
    await backend.applications.change_status(number, "processing", by="vesely")
    await backend.applications.change_status(number, "closed", by="vesely")
    async with working(backend, sms):
        await eventually(lambda: _told(backend) >= 2)
        await eventually(lambda: not any(_is_waiting(one) for one in _messages(backend)))
    [ring] = await rung(backend)
    assert (ring.phone, ring.speech) == (citizen.phone, Speech(Matter.APPLICATION))
    assert sms.taken == []


def _messages(backend: Backend) -> list[Message]:
    return backend.database.run(lambda tx: store.recent(tx, limit=100))


def _told(backend: Backend) -> int:
    return len({one.event_id for one in _messages(backend)})


def _is_reminder(message: Message) -> bool:
    return message.template == "visit_reminder"


def _is_waiting(message: Message) -> bool:
    return message.state in UNFINISHED
