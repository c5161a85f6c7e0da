"""When messages go: a worker, a town's settings, and a clock that is moved on."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from datetime import datetime, timedelta
from functools import partial

import pytest

from booking.api import (
    PRAGUE,
    Backend,
    Budget,
    ChannelWish,
    Contact,
    ContactChanged,
    ContactKind,
    Language,
    MessageBudgetReached,
    MessageKind,
    MessageSettings,
    Most,
    QuietHours,
    SetClock,
    Transaction,
    Trial,
    Visit,
    VisitBooked,
    unhandled,
)
from notifier.channels.fake import FakeChannel
from notifier.consent.model import BlockReason
from notifier.consent.service import Blocks
from notifier.errors import Rejected
from notifier.gate.gate import TownGate
from notifier.outbox import (
    ChannelKind,
    Draft,
    Message,
    MessageState,
    Outbox,
    Patience,
    Priority,
    recent,
    store,
    trace_of,
)
from notifier.outbox.model import FAILED
from notifier.providers.ways import Routes
from notifier.received import store as inbound
from notifier.worker import NotifierConfig, run
from tests.integration.notifier.conftest import eventually
from tests.support.messages import ADDRESS, MOBILE
from tests.support.messages import visit as visit_event
from tests.support.written import Desk

OTHER = "+420601000009"
NIGHT = QuietHours(21 * 60, 7 * 60)
PLAIN = MessageSettings(quiet=NIGHT, prices={"fake": 100})
PATIENCE = Patience()


@pytest.fixture
def sms() -> FakeChannel:
    return FakeChannel()


@pytest.fixture
def mail() -> FakeChannel:
    return FakeChannel(provider="smtp")


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=PRAGUE)


def go_to(clock: SetClock, moment: datetime) -> None:
    clock.advance(moment - clock.now())


def draft(template: str = "application_status", to: str = MOBILE, **other: object) -> Draft:
    fields: dict[str, object] = {"about": f"{template}:{to}", "text": "text"} | other
    return Draft(ChannelKind.SMS, template, to, Language.CS, **fields)  # type: ignore[arg-type]  # the test names fields


def outbox(backend: Backend, settings: MessageSettings, worker: str = "one") -> Outbox:
    routes = Routes({ChannelKind.SMS: FakeChannel(), ChannelKind.EMAIL: FakeChannel("smtp")})
    gate = TownGate(backend.database, settings)
    return Outbox(backend.database, worker, PATIENCE, routes=routes, gate=gate)


async def put(backend: Backend, box: Outbox, *drafts: Draft) -> None:
    event = await backend.database.write(lambda tx: tx.append(visit_event(VisitBooked)))
    await backend.database.write(lambda tx: box.put(tx, event, drafts))


async def send(box: Outbox, limit: int = 20) -> list[Message]:
    """Claim and send all that may go now."""
    claimed = (await box.claim(limit)).claimed
    for one in claimed:
        await box.sent(one.message, f"ref-{one.message.id}")
    return [one.message for one in claimed]


async def newest(backend: Backend) -> Message:
    return (await recent(backend.database, limit=1))[0]


@contextlib.asynccontextmanager
async def working(
    backend: Backend, sms: FakeChannel, mail: FakeChannel, settings: MessageSettings
) -> AsyncIterator[None]:
    stop = asyncio.Event()
    task = asyncio.create_task(
        run(
            backend,
            {ChannelKind.SMS: sms, ChannelKind.EMAIL: mail},
            NotifierConfig("lipov.example"),
            stop=stop,
            gate=TownGate(backend.database, settings),
        )
    )
    try:
        yield
    finally:
        stop.set()
        await task


async def book(backend: Backend, contact: Contact, after: datetime | None = None) -> Visit:
    hold = await backend.visits.hold_nearest("passport.new", owner="test", after=after)
    assert hold is not None
    return await backend.visits.confirm(hold.id, contact=contact, language=Language.CS)


def templates(channel: FakeChannel) -> list[str]:
    return [message.template for _, message in channel.taken]


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


def told(backend: Backend) -> list[MessageBudgetReached]:
    found = backend.database.run(lambda tx: unhandled(tx.connection, 1000))
    return [one.event for one in found if isinstance(one.event, MessageBudgetReached)]


async def test_the_budget_warns_once_stops_and_begins_anew_the_next_day(
    backend: Backend, clock: SetClock
) -> None:
    settings = MessageSettings(
        quiet=NIGHT, prices={"fake": 100}, budget=Budget(1000, 80, (ADDRESS,)), limits={}
    )
    box, other = outbox(backend, settings), outbox(backend, settings, "two")
    await put(backend, box, *(draft(f"t{n}", about=f"a:{n}") for n in range(7)))
    assert len(await send(box)) == 7
    assert told(backend) == []
    await put(backend, box, *(draft(f"u{n}", about=f"b:{n}") for n in range(5)))
    sent = [*await send(box, 2), *await send(other, 5)]
    assert len(sent) == 3
    assert [one.percent for one in told(backend)] == [80, 100]
    assert told(backend)[0].tell == (ADDRESS,)
    waiting = await newest(backend)
    assert (waiting.state, waiting.reason) == (MessageState.CREATED, "budget")
    assert waiting.due_at == at("2026-11-24T07:00")
    await put(backend, box, draft("visit_moved"), draft("contact_code"))
    assert {one.template for one in await send(box)} == {"visit_moved", "contact_code"}
    go_to(clock, at("2026-11-24T07:00"))
    assert len(await send(other)) == 2
    assert [one.percent for one in told(backend)] == [80, 100]  # of the day before


async def test_answers_stop_when_the_day_has_cost_twice_its_budget(backend: Backend) -> None:
    settings = MessageSettings(quiet=None, prices={"fake": 100}, budget=Budget(200), limits={})
    box, desk = outbox(backend, settings), Desk(backend)
    for n in range(6):
        await desk.receive(f"+42060100000{n}", "POMOC")
    came = await backend.database.read(lambda tx: inbound.unhandled(tx, 10))
    for one in came:
        reply = draft("reply_help", about=f"inbound:{one.id}")
        await backend.database.write(partial(box.answer, inbound_id=one.id, draft=reply))
    assert len(await send(box)) == 4
    await put(backend, box, draft("visit_cancelled"))
    assert [one.template for one in await send(box)] == ["visit_cancelled"]


async def test_a_visit_and_its_change_are_told_when_the_budget_is_used_up(
    backend: Backend, sms: FakeChannel, mail: FakeChannel
) -> None:
    settings = MessageSettings(quiet=None, prices={"fake": 100}, budget=Budget(100))
    async with working(backend, sms, mail, settings):
        await book(backend, Contact(OTHER))
        await eventually(lambda: len(sms.taken) == 1)
        visit = await book(backend, Contact(MOBILE))
        await eventually(lambda: len(sms.taken) == 2)
        hold = await backend.visits.hold_nearest(
            "passport.new", owner="x", after=at("2026-11-30T09:00")
        )
        assert hold is not None
        await backend.visits.move(visit.id, hold.id, by="novakova")
        await eventually(lambda: templates(sms)[2:] == ["visit_moved"])
    assert _waiting(backend) == 0


async def test_what_it_cost_is_kept_with_the_message(backend: Backend) -> None:
    box = outbox(backend, PLAIN)
    await put(backend, box, draft(text="x" * 200))
    await send(box)
    sent = await newest(backend)
    assert (sent.state, sent.segments, sent.price) == (MessageState.SENT, 2, 200)


async def test_administrators_get_the_warning_by_mail(
    backend: Backend, sms: FakeChannel, mail: FakeChannel
) -> None:
    budget = Budget(300, 50, ("it@lipov.example", "boss@lipov.example"))
    settings = MessageSettings(quiet=None, prices={"fake": 50}, budget=budget)  # two segments
    async with working(backend, sms, mail, settings):
        for n in range(2):
            await book(backend, Contact(f"+42060100000{n}"))
        await eventually(lambda: len(mail.taken) == 2)
        await book(backend, Contact("+420601000002"))
        await eventually(lambda: len(mail.taken) == 4)
    assert {one.recipient for _, one in mail.taken} == set(budget.tell)
    subjects = [one.subject or "" for _, one in mail.taken]
    # the two at once may be handed over in either order
    assert sum("50 %" in one for one in subjects) == 2
    assert sum("vyčerpán" in one for one in subjects) == 2


async def test_on_trial_all_others_are_withheld_and_can_be_seen(
    backend: Backend, sms: FakeChannel, mail: FakeChannel
) -> None:
    settings = MessageSettings(quiet=None, trial=Trial(frozenset({MOBILE})))
    async with working(backend, sms, mail, settings):
        ours = await book(backend, Contact(MOBILE, ADDRESS, verified=True))
        theirs = await book(backend, Contact(OTHER))
        await eventually(lambda: len(sms.taken) == 1)
        await eventually(_ended(backend, theirs))
    assert [one.recipient for _, one in sms.taken] == [MOBILE]
    assert mail.taken == []
    for about in (f"visit:{ours.id}", f"visit:{theirs.id}"):
        found = await recent(backend.database, about=about)
        kept = {one.recipient: (one.state, one.reason) for one in found}
        kept.pop(MOBILE, None)
        assert set(kept.values()) == {(MessageState.PERMANENT_FAILURE, "trial")}


async def test_a_number_that_is_found_dead_is_not_tried_again_until_it_is_proven(
    backend: Backend, sms: FakeChannel, mail: FakeChannel
) -> None:
    sms.errors.append(Rejected("landline"))
    async with working(backend, sms, mail, PLAIN):
        first = await book(backend, Contact(MOBILE))
        await eventually(_ended(backend, first))
        second = await book(backend, Contact(MOBILE))
        await eventually(_ended(backend, second))
        assert sms.taken == []
        [kept] = await recent(backend.database, about=f"visit:{second.id}")
        assert (kept.state, kept.reason) == (MessageState.PERMANENT_FAILURE, "landline")
        assert [one.provider for one in await trace_of(backend.database, kept.id)] == [None, None]
        blocks = Blocks(backend.database)
        await backend.database.write(
            lambda tx: blocks.lift(tx, MOBILE, BlockReason.LANDLINE, "staff:novakova")
        )
        await book(backend, Contact(MOBILE))
        await eventually(lambda: len(sms.taken) == 1)


async def test_somebody_opted_out_gets_nothing_but_the_answer_to_their_own_word(
    backend: Backend,
) -> None:
    box = outbox(backend, PLAIN)
    await Blocks(backend.database).opt_out(MOBILE, "web")
    await put(backend, box, draft("visit_booked", priority=Priority.AWAITED))
    assert await send(box) == []
    assert (await newest(backend)).reason == "opted-out"


async def test_a_reminder_that_waited_is_dropped_when_its_visit_was_cancelled_or_moved(
    backend: Backend, clock: SetClock, sms: FakeChannel, mail: FakeChannel
) -> None:
    thursday = at("2026-11-26T09:00")
    gone = await book(backend, Contact("+420601000001"), thursday)
    moved = await book(backend, Contact("+420601000002"), thursday)
    stays = await book(backend, Contact("+420601000003"), thursday)
    driver = backend.reminders.driver(PLAIN)
    async with working(backend, sms, mail, PLAIN):
        await eventually(lambda: len(sms.taken) == 3)
        go_to(clock, at("2026-11-25T21:30"))  # the notifier was away at five
        await driver.turn()
        await eventually(lambda: _waiting(backend) == 3)
        await backend.visits.cancel(gone.id, by="caller")
        hold = await backend.visits.hold_nearest(
            "passport.new", owner="x", after=at("2026-11-30T09:00")
        )
        assert hold is not None
        await backend.visits.move(moved.id, hold.id, by="caller")
        go_to(clock, at("2026-11-26T07:00"))
        await eventually(lambda: _waiting(backend) == 0)
    reminded = [one for _, one in sms.taken if one.template == "visit_reminder"]
    assert [one.about for one in reminded] == [f"visit:{stays.id}"]
    assert stays.code in reminded[0].text
    assert reminded[0].priority is Priority.LATER


async def test_a_contact_that_is_proven_is_written_to_again_though_it_was_found_dead(
    backend: Backend, sms: FakeChannel, mail: FakeChannel
) -> None:
    one = await backend.applications.by_reference(1, 123, 2026)
    assert one is not None
    assert one.citizen_id is not None
    citizen = await backend.citizens.get(one.citizen_id)
    phone = citizen.reachable_phone
    assert phone is not None
    blocks = Blocks(backend.database)
    for reason in (BlockReason.INVALID, BlockReason.LANDLINE, BlockReason.OPTED_OUT):
        block = partial(blocks.block, recipient=phone, reason=reason, source="message:1")
        await backend.database.write(block)
    proven = ContactChanged(citizen.id, Language.CS, ContactKind.PHONE, phone[-3:], (), ())
    await backend.database.write(lambda tx: tx.append(proven))
    async with working(backend, sms, mail, PLAIN):
        await eventually(lambda: not backend.database.run(lambda tx: unhandled(tx.connection, 9)))
    held = [one.reason for one in await blocks.of(phone) if one.lifted_at is None]
    assert set(held) == {BlockReason.OPTED_OUT}


async def test_the_look_for_facts_goes_by_indexes(backend: Backend, dialect: str) -> None:
    def plan(tx: Transaction, statement: str) -> str:
        explain = "EXPLAIN QUERY PLAN" if dialect == "sqlite" else "EXPLAIN"
        if dialect == "postgresql":  # it reads so small a table as a whole
            tx.connection.exec_driver_sql("SET LOCAL enable_seqscan = off")
        rows = tx.connection.exec_driver_sql(f"{explain} {statement}").all()
        return " ".join(str(row[-1]) for row in rows)

    by_recipient = (
        "SELECT channel FROM messages WHERE recipient IN ('a', 'b')"
        " AND created_at > '2026-01-01' AND (sent_at > '2026-01-01' OR state = 'sending')"
    )
    by_day = "SELECT sum(price) FROM messages WHERE sent_at >= '2026-01-01'"
    for statement, index in (
        (by_recipient, "ix_messages_recipient"),
        (by_day, "ix_messages_sent_at"),
    ):
        assert index in await backend.database.read(partial(plan, statement=statement))


def all_messages(backend: Backend) -> list[Message]:
    return backend.database.run(lambda tx: store.recent(tx, limit=100))


def _waiting(backend: Backend) -> int:
    waiting = (one for one in all_messages(backend) if one.state is MessageState.CREATED)
    return len(list(waiting))


def _ended(backend: Backend, visit: Visit) -> Callable[[], bool]:
    """Whether all that was to be told of a visit has ended without being sent."""

    def check() -> bool:
        found = [one for one in all_messages(backend) if one.about == f"visit:{visit.id}"]
        return bool(found) and all(one.state in FAILED for one in found)

    return check
