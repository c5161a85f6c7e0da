"""From a booked visit to the citizen's telephone, through the real inbox."""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import timedelta

import pytest
import structlog.testing
from sqlalchemy import text

from booking.api import (
    Backend,
    Contact,
    Database,
    Event,
    Language,
    Transaction,
    Visit,
    VisitBooked,
    mark_handled,
    unhandled,
)
from notifier.channels.fake import FakeChannel
from notifier.inbox.faults import Fault
from notifier.inbox.items import Mail, Sms
from notifier.inbox.server import Inbox
from notifier.outbox import (
    ChannelKind,
    Draft,
    Message,
    MessageState,
    Outbox,
    Patience,
    recent,
    store,
)
from notifier.outbox.gate import Judgement, OpenGate
from notifier.worker import NotifierConfig, run
from tests.integration.notifier.conftest import Channels, Working, eventually
from tests.support.messages import ADDRESS, LANDLINE, MOBILE, visit


async def book(backend: Backend, contact: Contact) -> Visit:
    hold = await backend.visits.hold_nearest("passport.new", owner="test", key=None)
    assert hold is not None
    return await backend.visits.confirm(hold.id, contact=contact, language=Language.CS, key=None)


def states(database: Database) -> list[MessageState]:
    """Of all messages, the newest first."""
    return [message.state for message in database.run(lambda tx: store.recent(tx, limit=100))]


def waiting_events(database: Database) -> list[Event]:
    return [one.event for one in database.run(lambda tx: unhandled(tx.connection, 9))]


async def test_a_booked_visit_arrives_once_by_sms_and_once_by_mail(
    town_hall: Backend, inbox: Inbox, working: Working
) -> None:
    async with working():
        booked = await book(town_hall, Contact(MOBILE, ADDRESS, verified=True))
        await eventually(lambda: len(inbox.items.newest()) == 2)
    sms, mail = (inbox.items.newest(kind=kind)[0] for kind in ("sms", "email"))
    assert isinstance(sms, Sms)
    assert isinstance(mail, Mail)
    assert (sms.recipient, mail.recipient) == (MOBILE, ADDRESS)
    assert booked.code in sms.text
    assert booked.code in mail.subject
    assert booked.code in (mail.calendar or "")
    assert "Lidická 5" in mail.text
    kept = await recent(town_hall.database)
    assert {message.state for message in kept} == {MessageState.SENT}
    assert {message.reference for message in kept} == {sms.sid, mail.message_id}
    assert len(await recent(town_hall.database, channel=ChannelKind.SMS)) == 1
    assert len(await recent(town_hall.database, about=f"visit:{booked.id}")) == 2


async def test_the_same_event_twice_is_told_once(
    town_hall: Backend, inbox: Inbox, working: Working
) -> None:
    event = visit(VisitBooked, activity="passport.new", office="lidicka")
    await town_hall.database.write(lambda tx: (tx.append(event), tx.append(event)))
    async with working():
        await eventually(lambda: not waiting_events(town_hall.database))
        await eventually(lambda: states(town_hall.database) == [MessageState.SENT])
    assert len(inbox.items.newest()) == 1


async def test_several_workers_send_each_message_once(
    town_hall: Backend, inbox: Inbox, working: Working
) -> None:
    async with working(name="one"), working(name="two"), working(name="three"):
        codes = {(await book(town_hall, Contact(f"+42077765{n:04d}"))).code for n in range(20)}
        await eventually(lambda: len(inbox.items.newest()) >= 20)
        await eventually(lambda: set(states(town_hall.database)) == {MessageState.SENT})
    texts = [item.text for item in inbox.items.newest()]
    assert len(texts) == len(codes) == 20
    assert all(any(code in text for text in texts) for code in codes)


async def test_an_unverified_number_gets_one_confirmation_and_hears_of_each_change(
    town_hall: Backend, inbox: Inbox, working: Working
) -> None:
    async with working():
        booked = await book(town_hall, Contact())
        await town_hall.visits.set_contact(booked.id, MOBILE, key=None)
        await town_hall.visits.set_contact(booked.id, MOBILE, key=None)
        await eventually(lambda: states(town_hall.database) == [MessageState.SENT])
        await town_hall.visits.cancel(booked.id, by="novakova", key=None)
        await eventually(lambda: states(town_hall.database) == [MessageState.SENT] * 2)
        await town_hall.visits.restore(booked.id, by="novakova", key=None)
        await eventually(lambda: states(town_hall.database) == [MessageState.SENT] * 3)
    told = [item for item in reversed(inbox.items.newest()) if isinstance(item, Sms)]
    assert {item.recipient for item in told} == {MOBILE}
    words = ["Objednano", "je zrusena", "plati dal"]
    assert [word in item.text for word, item in zip(words, told, strict=True)] == [True] * 3


async def test_a_landline_gets_nothing_and_leaves_a_trace(
    town_hall: Backend, inbox: Inbox, working: Working
) -> None:
    event = visit(VisitBooked, phone=LANDLINE)
    await town_hall.database.write(lambda tx: tx.append(event))
    async with working():
        await eventually(lambda: states(town_hall.database) == [MessageState.PERMANENT_FAILURE])
    assert inbox.items.newest() == []
    assert (await recent(town_hall.database))[0].reason == "not-a-mobile"


@pytest.mark.parametrize("fault", list(Fault))
async def test_trouble_at_the_gateway_neither_loses_nor_doubles_a_message(
    town_hall: Backend, inbox: Inbox, working: Working, fault: Fault
) -> None:
    inbox.faults.coming.append(fault)
    async with working():
        await book(town_hall, Contact(MOBILE))
        end = MessageState.PERMANENT_FAILURE if fault is Fault.REFUSED else MessageState.SENT
        await eventually(lambda: states(town_hall.database) == [end])
    assert len(inbox.items.newest()) == (0 if fault is Fault.REFUSED else 1)


@pytest.mark.parametrize(
    "fault", [Fault.BUSY, Fault.BROKEN, Fault.DROPPED, Fault.DROPPED_AFTER, Fault.SLOW]
)
async def test_trouble_at_the_mail_server_neither_loses_nor_doubles_a_letter(
    town_hall: Backend, inbox: Inbox, working: Working, fault: Fault
) -> None:
    inbox.faults.coming.append(fault)
    async with working():
        await book(town_hall, Contact(None, ADDRESS, verified=True))
        await eventually(lambda: states(town_hall.database) == [MessageState.SENT])
    assert len(inbox.items.newest()) == 1


async def test_messages_about_one_visit_reach_a_number_in_their_order(
    town_hall: Backend, inbox: Inbox, working: Working
) -> None:
    inbox.faults.coming.extend([Fault.BUSY, Fault.BUSY])
    outbox = Outbox(town_hall.database, "test", Patience())
    drafts = [
        Draft(ChannelKind.SMS, template, MOBILE, Language.CS, "visit:1", template)
        for template in ("visit_booked", "contact_changed")
    ]

    def act(tx: Transaction) -> None:
        event = tx.append(visit(VisitBooked))
        mark_handled(tx.connection, tx.now, [event])
        outbox.put(tx, event, drafts)

    async with working():
        await town_hall.database.write(act)
        await eventually(lambda: len(inbox.items.newest()) == 2)
    texts = [item.text for item in reversed(inbox.items.newest())]
    assert texts == ["visit_booked", "contact_changed"]


async def test_one_number_that_waits_does_not_hold_up_another(
    town_hall: Backend, inbox: Inbox, working: Working
) -> None:
    inbox.faults.coming.append(Fault.SLOW)
    async with working():
        await book(town_hall, Contact("+420777000001"))
        await inbox.faults.waiting.wait()
        await book(town_hall, Contact("+420777000002"))
        await eventually(
            lambda: (
                {item.recipient for item in inbox.items.newest()}
                == {"+420777000001", "+420777000002"}
            ),
            seconds=0.8,
        )
        inbox.faults.answer.set()


async def test_a_confirmation_is_not_sent_after_the_visit(
    town_hall: Backend, inbox: Inbox, working: Working
) -> None:
    past = town_hall.clock.now() - timedelta(hours=1)
    await town_hall.database.write(lambda tx: tx.append(visit(VisitBooked, start=past)))
    async with working():
        await eventually(lambda: states(town_hall.database) == [MessageState.TECHNICAL_FAILURE])
    assert inbox.items.newest() == []


async def test_equal_texts_are_two_messages_even_when_both_answers_are_lost(
    town_hall: Backend, inbox: Inbox, working: Working
) -> None:
    first = (await town_hall.applications.recent(1))[0]
    inbox.faults.coming.extend([Fault.DROPPED_AFTER, Fault.DROPPED_AFTER])

    async def ask() -> None:
        await town_hall.applications.send_status(first.id, phone=MOBILE, language=Language.CS)

    async with working():
        await ask()
        await eventually(lambda: len(inbox.items.newest()) == 1)
        # the first is with the gateway by now, so the second does not take its place
        await ask()
        await eventually(lambda: states(town_hall.database) == [MessageState.SENT] * 2)
    sids = {message.reference for message in await recent(town_hall.database)}
    assert sids == {item.sid for item in inbox.items.newest()}
    assert len(sids) == 2


async def test_an_event_that_cannot_be_told_waits_and_holds_up_no_other(
    town_hall: Backend, working: Working
) -> None:
    strange = visit(VisitBooked, activity="no.such", visit_id=1)
    usual = visit(VisitBooked, visit_id=2)
    await town_hall.database.write(lambda tx: (tx.append(strange), tx.append(usual)))
    async with working():
        await eventually(lambda: states(town_hall.database) == [MessageState.SENT])
    assert waiting_events(town_hall.database) == [strange]


async def test_many_events_that_cannot_be_read_hold_up_no_other(
    town_hall: Backend, working: Working
) -> None:
    def write(tx: Transaction) -> None:
        for _ in range(60):
            tx.append(visit(VisitBooked))
        tx.connection.execute(text("UPDATE events SET kind = 'from_the_future'"))
        tx.append(visit(VisitBooked))

    await town_hall.database.write(write)
    async with working():
        await eventually(lambda: states(town_hall.database) == [MessageState.SENT])


async def test_a_channel_with_a_fault_of_ours_is_tried_again(
    town_hall: Backend, working: Working
) -> None:
    sms = FakeChannel()
    sms.errors.append(RuntimeError("a fault of ours"))
    async with working({ChannelKind.SMS: sms, ChannelKind.EMAIL: FakeChannel()}):
        await book(town_hall, Contact(MOBILE))
        await eventually(lambda: states(town_hall.database) == [MessageState.SENT])
    assert len(sms.taken) == 1


async def test_logs_hold_neither_texts_nor_whole_numbers(
    town_hall: Backend, inbox: Inbox, working: Working
) -> None:
    inbox.faults.coming.append(Fault.BUSY)
    with structlog.testing.capture_logs() as lines:
        async with working():
            booked = await book(town_hall, Contact(MOBILE, ADDRESS, verified=True))
            await eventually(lambda: states(town_hall.database) == [MessageState.SENT] * 2)
    whole = repr(lines)
    assert "message sent" in whole
    for secret in (MOBILE, MOBILE[4:], ADDRESS, booked.code, "Objedn"):
        assert secret not in whole


class _Broken(OpenGate):
    """A gate with a fault of ours in it."""

    def judge(self, tx: Transaction, messages: Sequence[Message]) -> Mapping[int, Judgement]:  # noqa: ARG002  the port's signature
        raise ZeroDivisionError


async def test_a_worker_that_cannot_claim_ends_with_its_fault(
    town_hall: Backend, channels: Channels
) -> None:
    """It would go on taking in events, look well, and send nothing."""
    await book(town_hall, Contact(MOBILE))
    with pytest.raises(ZeroDivisionError):
        async with asyncio.timeout(10):
            await run(town_hall, channels, NotifierConfig("lipov.example"), gate=_Broken())
