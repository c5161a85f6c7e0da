"""SMS that anybody can provoke: all numbers together have a limit, since forged ones have none."""

from dataclasses import replace
from datetime import timedelta
from functools import partial

import pytest
from sqlalchemy import select

from booking.api import (
    USUAL_LIMITS,
    Backend,
    Budget,
    CeilingReached,
    Contact,
    ContactKind,
    MessageSettings,
    SetClock,
)
from notifier.channels.fake import FakeChannel
from notifier.gate import crowd, kinds
from notifier.outbox import ChannelKind, Draft, MessageState, Outbox, Priority, recent
from notifier.outbox.tables import messages
from notifier.received import store as inbound
from notifier.templates.library import Library
from tests.integration.notifier.conftest import eventually
from tests.integration.notifier.gate.conftest import (
    book,
    draft,
    newest,
    outbox,
    put,
    send,
    templates,
    working,
)
from tests.support.messages import MOBILE
from tests.support.panel import KNOWN
from tests.support.written import Desk

MOST = 10
CEILING = MessageSettings(quiet=None, provoked_hour=MOST)


def topic(n: int, to: str = "") -> Draft:
    """Asked for by a caller who names, or forges, one number after another."""
    return replace(draft("topic", to or f"+4206020{n:05}"), priority=Priority.AWAITED)


async def used_up(backend: Backend, box: Outbox) -> None:
    """As many have gone as may."""
    await put(backend, box, *(topic(n) for n in range(MOST)))
    assert len(await send(box, 50)) == MOST


async def test_neither_limits_by_number_nor_the_budget_hold_up_forged_numbers(
    backend: Backend,
) -> None:
    """Why there is a ceiling: confirmations and receipts go whatever they cost."""
    settings = MessageSettings(
        quiet=None, prices={"fake": 100}, budget=Budget(100), limits=dict(USUAL_LIMITS)
    )
    box = outbox(backend, settings)
    await put(
        backend,
        box,
        *(
            replace(draft("visit_booked", f"+4206020{n:05}"), priority=Priority.AWAITED)
            for n in range(40)
        ),
    )
    assert len(await send(box, 100)) == 40


async def test_no_more_go_to_numbers_that_nobody_has_proven_until_the_hour_is_over(
    backend: Backend, clock: SetClock
) -> None:
    box, other = outbox(backend, CEILING), outbox(backend, CEILING, "two")
    await put(backend, box, *(topic(n) for n in range(MOST + 5)))
    sent = [*await send(box, 4), *await send(other, 50), *await send(box, 50)]
    assert len(sent) == MOST
    held = await newest(backend)
    assert (held.state, held.reason) == (MessageState.CREATED, "limit-provoked")
    clock.advance(timedelta(minutes=59))
    assert await send(other, 50) == []
    clock.advance(timedelta(minutes=2))
    assert len(await send(other, 50)) == 5


@pytest.mark.parametrize(
    "one",
    [
        draft("contact_code"),
        draft("contact_changed"),
        draft("application_status"),
        replace(draft("application_status"), priority=Priority.AWAITED),
        replace(draft("visit_cancelled"), priority=Priority.AWAITED),
        draft("visit_moved"),
        draft("visit_reminder"),
        draft("filing_status"),
        replace(topic(0), recipient=KNOWN),
    ],
    ids=lambda one: f"{one.template} {one.priority.name} {one.recipient[-3:]}",
)
async def test_a_logins_own_a_change_and_a_proven_number_are_not_held(
    backend: Backend, one: Draft
) -> None:
    box = outbox(backend, CEILING)
    await used_up(backend, box)
    await put(backend, box, one)
    assert [sent.template for sent in await send(box)] == [one.template]


@pytest.mark.parametrize(
    "one",
    [
        topic(99),
        replace(draft("visit_booked"), priority=Priority.AWAITED),
        draft("application_filed"),
    ],
    ids=lambda one: one.template,
)
async def test_what_anybody_can_provoke_is_held(backend: Backend, one: Draft) -> None:
    box = outbox(backend, CEILING)
    await used_up(backend, box)
    await put(backend, box, one)
    assert await send(box) == []
    assert (await newest(backend)).reason == "limit-provoked"


async def test_the_database_counts_what_the_gate_takes_for_provoked(backend: Backend) -> None:
    box, desk = outbox(backend, CEILING), Desk(backend)
    await desk.receive(MOBILE, "POMOC")
    [came] = await backend.database.read(lambda tx: inbound.unhandled(tx, 1))
    for channel in ChannelKind:
        for priority in Priority:
            every = [replace(draft(name), channel=channel) for name in Library().names()]
            await put(backend, box, *(replace(one, priority=priority) for one in every))
        reply = replace(draft("reply_help"), channel=channel)
        await backend.database.write(partial(box.answer, inbound_id=came.id, draft=reply))
    found = await recent(backend.database, limit=10_000)
    counted = await backend.database.read(
        lambda tx: tx.all(select(messages.c.id).where(crowd.PROVOKED))
    )
    assert (
        {row.id for row in counted} == {one.id for one in found if kinds.is_provoked(one)} != set()
    )


async def test_answers_to_forged_senders_count_with_them(backend: Backend) -> None:
    box, desk = outbox(backend, CEILING), Desk(backend)
    for n in range(MOST + 2):
        await desk.receive(f"+42060100{n:04}", "POMOC")
    came = await backend.database.read(lambda tx: inbound.unhandled(tx, 50))
    for one in came:
        reply = draft("reply_help", to=one.sender, about=f"inbound:{one.id}")
        await backend.database.write(partial(box.answer, inbound_id=one.id, draft=reply))
    assert len(await send(box, 50)) == MOST
    await put(backend, box, topic(1))
    assert await send(box, 50) == []


async def test_what_went_to_proven_numbers_takes_no_strangers_place(backend: Backend) -> None:
    box = outbox(backend, CEILING)
    for n in range(MOST):
        await put(backend, box, replace(topic(0, KNOWN), about=f"topic:{n}"))
    assert len(await send(box, 50)) == MOST
    await put(backend, box, *(topic(n) for n in range(MOST)))
    assert len(await send(box, 50)) == MOST
    assert await backend.ceiling.reached() is None


async def test_a_change_does_not_wait_behind_a_confirmation_that_is_held(
    backend: Backend, clock: SetClock
) -> None:
    box = outbox(backend, CEILING)
    await used_up(backend, box)
    booked = replace(draft("visit_booked", about="visit:12"), priority=Priority.AWAITED)
    await put(backend, box, booked)
    assert await send(box) == []
    await put(backend, box, draft("visit_cancelled", about="visit:12"))
    clock.advance(timedelta(minutes=6))
    sent = [*await send(box), *await send(box)]
    assert [one.template for one in sent] == ["visit_booked", "visit_cancelled"]


async def test_without_a_ceiling_nothing_is_held_and_nothing_counted(backend: Backend) -> None:
    box = outbox(backend, MessageSettings(quiet=None))
    await put(backend, box, *(topic(n) for n in range(40)))
    assert len(await send(box, 100)) == 40


async def test_the_backend_knows_from_when_to_when_and_whom_it_holds(
    backend: Backend, clock: SetClock
) -> None:
    box = outbox(backend, CEILING)
    began = clock.now()
    await used_up(backend, box)
    assert await backend.ceiling.reached() is None
    clock.advance(timedelta(minutes=10))
    await put(backend, box, topic(50))
    assert await send(box) == []
    assert await backend.ceiling.reached() == CeilingReached(
        clock.now(), began + timedelta(hours=1), MOST
    )
    assert await backend.ceiling.holds(MOBILE)
    assert not await backend.ceiling.holds(KNOWN)
    clock.advance(timedelta(minutes=51))
    assert not await backend.ceiling.holds(MOBILE)
    assert await backend.ceiling.reached() is None
    acts = [one for one in await backend.audit.recent(50) if one.did == "message-ceiling-reached"]
    assert len(acts) == 1


async def test_a_flood_of_bookings_holds_no_code_of_whoever_has_logged_in(
    backend: Backend, sms: FakeChannel, mail: FakeChannel
) -> None:
    settings = replace(CEILING, provoked_hour=2)
    async with working(backend, sms, mail, settings):
        for n in range(5):
            await book(backend, Contact(f"+42060100000{n}"))
        await eventually(lambda: len(sms.taken) == 2)
        await backend.proofs.propose(1, ContactKind.PHONE, "+420602123456", by="citizen")
        await eventually(lambda: "contact_code" in templates(sms))
    assert templates(sms).count("visit_booked") == 2
