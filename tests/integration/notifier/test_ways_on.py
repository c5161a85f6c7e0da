"""What may go, what is stale by now, and what follows a message that did not arrive."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta

import pytest

from booking.api import Backend, Database, Language, SetClock, Transaction
from notifier.channels.desk import DeskChannel
from notifier.channels.fake import FakeChannel
from notifier.errors import NotTaken, Rejected
from notifier.outbox import (
    ChannelKind,
    Claimed,
    Draft,
    Message,
    MessageState,
    Outbox,
    Patience,
    Priority,
    recent,
)
from notifier.outbox.gate import Go, Judgement, Later, Never
from notifier.providers.ways import Routes
from tests.integration.notifier.test_outbox import put
from tests.integration.notifier.test_receipts import moved
from tests.support.messages import LANDLINE, MOBILE, START

PATIENCE = Patience()
ALL = Routes(
    {
        ChannelKind.SMS: FakeChannel("twilio"),
        ChannelKind.VOICE: FakeChannel("ring"),
        ChannelKind.TASK: FakeChannel("desk"),
    }
)


class Guard:
    """A gate that says what it is told to say."""

    def __init__(self) -> None:
        self.answer: Judgement = Go()
        self.asked: list[int] = []

    def judge(self, tx: Transaction, messages: Sequence[Message]) -> Mapping[int, Judgement]:
        tx.read_clock()  # it is still open
        self.asked += [one.id for one in messages]
        return {one.id: self.answer for one in messages}

    def price(self, message: Message) -> int | None:
        assert message.segments
        return None


@pytest.fixture
def gate() -> Guard:
    return Guard()


@pytest.fixture
def outbox(database: Database, gate: Guard) -> Outbox:
    return Outbox(database, "one", PATIENCE, routes=ALL, gate=gate)


async def took(outbox: Outbox, limit: int = 50) -> list[Claimed]:
    return (await outbox.claim(limit)).claimed


async def rows(database: Database) -> list[tuple[str, str, str | None]]:
    """Channel, state and reason, the oldest first."""
    found = await recent(database)
    return [(one.channel.value, one.state.value, one.reason) for one in reversed(found)]


def status(text: str) -> Draft:
    return Draft(ChannelKind.SMS, "application_status", MOBILE, Language.CS, "application:7", text)


async def test_what_may_not_go_yet_is_asked_for_again_then(
    database: Database, outbox: Outbox, gate: Guard, clock: SetClock
) -> None:
    await put(database, outbox, moved())
    gate.answer = Later(clock.now() + timedelta(hours=1), "quiet-hours")
    assert await took(outbox) == []
    assert await rows(database) == [("sms", "created", "quiet-hours")]
    assert not await outbox.has_due()
    clock.advance(timedelta(hours=1))
    gate.answer = Go()
    (one,) = await took(outbox)
    assert (one.message.attempts, len(gate.asked)) == (1, 2)


async def test_what_may_never_go_ends_and_takes_its_next_way(
    database: Database, outbox: Outbox, gate: Guard
) -> None:
    await put(database, outbox, moved(), status("Vyrizuje se"))
    gate.answer = Never("landline")
    assert await took(outbox, 2) == []
    assert await rows(database) == [
        ("sms", "permanent-failure", "landline"),
        ("sms", "permanent-failure", "landline"),
        ("voice", "created", None),
    ]


async def test_the_machine_rings_nobody_who_has_opted_out(
    database: Database, outbox: Outbox, gate: Guard
) -> None:
    await put(database, outbox, moved())
    gate.answer = Never("opted-out")
    await took(outbox, 1)
    assert [row[0] for row in await rows(database)] == ["sms", "task"]


async def test_the_gate_is_not_asked_of_what_may_be_with_the_provider(
    database: Database, outbox: Outbox, gate: Guard, clock: SetClock
) -> None:
    await put(database, outbox, moved())
    await took(outbox)
    gate.answer = Never("opted-out")
    clock.advance(timedelta(seconds=PATIENCE.lease))
    assert [one.may_be_there for one in await took(outbox)] == [True]


async def test_a_failure_goes_from_sms_to_a_call_to_an_operator_and_ends_there(
    database: Database, outbox: Outbox
) -> None:
    await put(database, outbox, moved())
    for _ in range(3):
        (one,) = await took(outbox)
        await outbox.failed(one.message, Rejected("refused"))
    assert await took(outbox) == []
    assert [row[0] for row in await rows(database)] == ["sms", "voice", "task"]
    sms, voice, task = reversed(await recent(database))
    assert (voice.escalated_from, task.escalated_from) == (sms.id, voice.id)
    assert (voice.speech, voice.useful_until) == (sms.speech, START)
    assert "Presunuto" in task.text


async def test_a_landline_is_rung_at_once(database: Database, outbox: Outbox) -> None:
    await put(database, outbox, moved(LANDLINE, withheld="not-a-mobile"))
    (one,) = await took(outbox)
    assert (one.message.channel, one.message.recipient) == (ChannelKind.VOICE, LANDLINE)


@pytest.mark.parametrize(
    "comfort",
    [moved(withheld="not-wanted"), moved(speech=None, withheld="not-a-mobile")],
    ids=["not wanted", "nobody relies on it"],
)
async def test_nobody_is_rung_for_what_they_need_not_know(
    database: Database, outbox: Outbox, comfort: Draft
) -> None:
    await put(database, outbox, comfort)
    assert await took(outbox) == []
    assert len(await recent(database)) == 1


async def test_what_comes_too_late_ends_without_a_call(
    database: Database, outbox: Outbox, clock: SetClock
) -> None:
    await put(database, outbox, moved(useful_until=clock.now() + timedelta(minutes=1)))
    clock.advance(timedelta(minutes=1))
    assert await took(outbox) == []
    assert await rows(database) == [("sms", "technical-failure", "too-late")]


async def test_an_older_state_is_not_told_where_a_newer_one_waits(
    database: Database, outbox: Outbox
) -> None:
    await put(database, outbox, status("Prijato"))
    await put(database, outbox, status("Schvaleno"))
    assert [one.message.text for one in await took(outbox)] == ["Schvaleno"]
    assert await rows(database) == [
        ("sms", "technical-failure", "superseded"),
        ("sms", "sending", None),
    ]


async def test_an_older_state_that_was_not_taken_gives_way_to_the_newer_one(
    database: Database, outbox: Outbox
) -> None:
    """It does not keep the newer one waiting for its next try, and never comes after it."""
    await put(database, outbox, status("Prijato"))
    (first,) = await took(outbox)
    await put(database, outbox, status("Schvaleno"))
    assert await took(outbox) == []
    await outbox.failed(first.message, NotTaken("no-connection"))
    assert [one.message.text for one in await took(outbox)] == ["Schvaleno"]
    assert (await rows(database))[0] == ("sms", "technical-failure", "superseded")


async def test_a_withheld_newer_message_makes_nothing_stale(
    database: Database, outbox: Outbox
) -> None:
    await put(database, outbox, status("Prijato"))
    newer = Draft(
        ChannelKind.SMS,
        "application_status",
        MOBILE,
        Language.CS,
        "application:7",
        "Schvaleno",
        withheld="not-wanted",
    )
    await put(database, outbox, newer)
    assert [one.message.text for one in await took(outbox)] == ["Prijato"]


async def test_what_a_newer_message_does_not_make_stale_goes_before_it(
    database: Database, outbox: Outbox
) -> None:
    await put(database, outbox, replace(moved(text="Jine"), template="contact_changed"))
    await put(database, outbox, moved())
    texts = []
    while claimed := await took(outbox):
        texts += [one.message.text for one in claimed]
        for one in claimed:
            await outbox.sent(one.message, f"SM{one.message.id}")
    assert texts == ["Jine", "Presunuto"]


async def test_the_stale_is_not_rung_about(database: Database, outbox: Outbox) -> None:
    await put(database, outbox, moved(text="Na pondeli"))
    (first,) = await took(outbox)
    await put(database, outbox, moved(text="Na utery"))
    await outbox.failed(first.message, Rejected("refused"))
    assert [row[0] for row in await rows(database)] == ["sms", "sms"]


async def test_what_somebody_waits_for_goes_first(
    database: Database, outbox: Outbox, clock: SetClock
) -> None:
    def draft(number: int, priority: Priority) -> Draft:
        return moved(f"+42077765430{number}", priority=priority)

    await put(database, outbox, draft(1, Priority.LATER), draft(2, Priority.USUAL))
    clock.advance(timedelta(seconds=5))
    await put(database, outbox, draft(3, Priority.AWAITED))
    order = []
    while claimed := await took(outbox, 1):
        order.append(claimed[0].message.priority)
    assert order == [Priority.AWAITED, Priority.USUAL, Priority.LATER]


async def test_an_operators_task_is_one_ring_about_one_thing_with_what_is_to_be_told(
    backend: Backend, clock: SetClock
) -> None:
    database = backend.database
    desk = DeskChannel(backend)
    outbox = Outbox(database, "one", PATIENCE, routes=Routes({ChannelKind.TASK: desk}))
    for number, text in ((1001, "Na pondeli"), (1002, "Na utery")):
        draft = moved(text=text, withheld="not-a-mobile", about=f"visit:{number}")
        await put(database, outbox, draft)
    assert await took(outbox) == []  # nobody can call: on to the operators
    references = set()
    for one in await took(outbox):
        for _ in range(2):  # whoever died after asking asks again
            references.add(await desk.send(one.message, now=clock.now()))
        assert await outbox.sent(one.message, await desk.send(one.message, now=clock.now()))
    # each can move to a number of its own, so what is told of one stands in no other's
    first, second = await backend.rings.open()
    assert (first.phone, first.dialog, len(references)) == (MOBILE, "message", 2)
    assert second.phone == MOBILE
    assert "Na pondeli" in (first.note or "")
    assert "Na utery" in (second.note or "")
    assert "Na utery" not in (first.note or "")
    assert (await recent(database))[0].state is MessageState.SENT
