"""Which provider gets a message, and what becomes of it when that one says nothing."""

from dataclasses import replace
from datetime import timedelta

import pytest

from booking.api import Database, SetClock
from notifier.channels.fake import FakeChannel
from notifier.channels.shape import AfterSilence
from notifier.errors import NotTaken, Rejected, Undecided
from notifier.outbox import (
    ChannelKind,
    Claimed,
    Draft,
    Message,
    MessageState,
    Outbox,
    Patience,
    Said,
    recent,
    trace_of,
)
from notifier.outbox.workers import own_name
from notifier.providers.ways import Routes
from tests.integration.notifier.test_outbox import put
from tests.integration.notifier.test_receipts import moved

PATIENCE = Patience()
ASKED = FakeChannel("twilio")
SILENT = FakeChannel("kannel", AfterSilence.WAIT, sends_receipts=True)


def outbox(database: Database, *channels: FakeChannel, worker: str = "one") -> Outbox:
    return Outbox(database, worker, PATIENCE, routes=Routes({ChannelKind.SMS: channels}))


@pytest.fixture
def both(database: Database) -> Outbox:
    return outbox(database, ASKED, SILENT)


@pytest.fixture
def silent(database: Database) -> Outbox:
    return outbox(database, SILENT)


def many(count: int) -> list[Draft]:
    return [moved(f"+4207776543{number:02d}") for number in range(count)]


async def took(outbox: Outbox, limit: int = 50) -> list[Claimed]:
    return (await outbox.claim(limit)).claimed


async def only(database: Database) -> Message:
    (one,) = [one for one in await recent(database) if one.channel is ChannelKind.SMS]
    return one


async def test_the_provider_stands_in_the_row_before_it_is_called(
    database: Database, both: Outbox
) -> None:
    await put(database, both, moved())
    await took(both)
    message = await only(database)
    assert (message.state, message.provider) == (MessageState.SENDING, "twilio")


@pytest.mark.parametrize("order", [(ASKED, SILENT), (SILENT, ASKED)])
async def test_what_one_does_not_take_goes_to_the_other_at_once(
    database: Database, order: tuple[FakeChannel, FakeChannel]
) -> None:
    either = outbox(database, *order)
    await put(database, either, moved())
    for expected in order:
        (one,) = await took(either)
        assert one.message.provider == expected.provider
        await either.failed(one.message, NotTaken("no-connection"))
    assert await took(either) == []  # both have been asked: now it rests
    trace = [(line.state.value, line.provider) for line in await trace_of(database, one.message.id)]
    assert trace == [
        ("created", None),
        ("sending", order[0].provider),
        ("created", order[0].provider),
        ("sending", order[1].provider),
        ("created", order[1].provider),
    ]


async def test_a_rejected_message_is_not_offered_to_another_provider(
    database: Database, both: Outbox
) -> None:
    await put(database, both, moved())
    (one,) = await took(both)
    await both.failed(one.message, Rejected("landline"))
    assert await took(both) == []


async def test_when_too_many_fail_all_workers_leave_the_provider(
    database: Database, both: Outbox, clock: SetClock
) -> None:
    await put(database, both, *many(4))
    for one in await took(both):
        await both.failed(one.message, NotTaken("no-connection"))
    other = outbox(database, ASKED, SILENT, worker="two")
    await put(database, other, *(moved(f"+4206021234{n:02d}") for n in range(3)))
    clock.advance(timedelta(seconds=1))
    assert {one.message.provider for one in await took(other)} == {"kannel"}


async def test_the_provider_that_was_left_gets_one_message_a_minute_for_a_trial(
    database: Database, both: Outbox, clock: SetClock
) -> None:
    await put(database, both, *many(4))
    for one in await took(both):
        await both.failed(one.message, NotTaken("no-connection"))
    for one in await took(both):
        await both.sent(one.message, f"K{one.message.id}")
    for turn in range(1, 7):
        clock.advance(timedelta(minutes=1))
        await put(database, both, *(moved(f"+42060212{turn}0{n:02d}") for n in range(5)))
        given = await took(both)
        trials = [one for one in given if one.message.provider == "twilio"]
        is_back = len(trials) == len(given)
        assert is_back or len(trials) == 1
        for one in given:
            await both.sent(one.message, f"T{one.message.id}")
    assert is_back


async def test_slow_hand_overs_count_as_well(database: Database, both: Outbox) -> None:
    await put(database, both, *many(10))
    for number, one in enumerate(await took(both)):
        await both.sent(one.message, f"T{number}", seconds=6.0 if number < 3 else 0.1)
    await put(database, both, moved("+420602123456"))
    assert [one.message.provider for one in await took(both)] == ["kannel"]


async def test_an_undecided_message_is_looked_up_where_it_was_then_may_go_elsewhere(
    database: Database, both: Outbox, clock: SetClock
) -> None:
    await put(database, both, moved())
    (one,) = await took(both)
    await both.failed(one.message, Undecided("no-answer"))
    clock.advance(timedelta(seconds=PATIENCE.settle + 2))
    (again,) = await took(both)
    assert (again.may_be_there, again.message.provider) == (True, "twilio")
    await both.not_there(again.message)
    (last,) = await took(both)
    assert (last.may_be_there, last.message.provider) == (False, "kannel")


async def test_a_look_up_that_fails_is_made_again_before_anything_is_sent(
    database: Database, both: Outbox, clock: SetClock
) -> None:
    await put(database, both, moved())
    (one,) = await took(both)
    await both.failed(one.message, Undecided("no-answer"))
    clock.advance(timedelta(seconds=PATIENCE.settle + 2))
    for _ in range(3):
        (again,) = await took(both)
        assert (again.may_be_there, again.message.provider) == (True, "twilio")
        await both.failed(again.message, NotTaken("lookup-failed"), was_lookup=True)
        clock.advance(timedelta(seconds=60))


async def test_what_a_silent_provider_may_have_is_never_sent_again(
    database: Database, silent: Outbox, clock: SetClock
) -> None:
    await put(database, silent, moved())
    (one,) = await took(silent)
    await silent.failed(one.message, Undecided("no-answer"))
    for _ in range(9):
        clock.advance(timedelta(minutes=1))
        assert await took(silent) == []
    assert (await only(database)).state is MessageState.SENDING
    clock.advance(timedelta(minutes=2))
    assert await took(silent) == []
    message = await only(database)
    assert (message.state, message.reason) == (MessageState.TECHNICAL_FAILURE, "outcome-unknown")
    assert (await recent(database))[0].channel is ChannelKind.VOICE


async def test_its_receipt_ends_the_wait_of_a_message_and_of_those_behind_it(
    database: Database, silent: Outbox, clock: SetClock
) -> None:
    await put(database, silent, moved())
    (one,) = await took(silent)
    await put(database, silent, replace(moved(), template="visit_booked"))
    await silent.failed(one.message, Undecided("no-answer"))
    clock.advance(timedelta(minutes=1))
    assert await took(silent) == []
    await silent.receipt("kannel", "K1", Said.SENT, message_id=one.message.id)
    assert [behind.message.template for behind in await took(silent)] == ["visit_booked"]


async def test_what_a_killed_worker_gave_to_a_silent_provider_waits_for_the_receipt(
    database: Database, silent: Outbox, clock: SetClock
) -> None:
    machine, pid, _ = own_name().split("/")
    dead = outbox(database, SILENT, worker=f"{machine}/{pid}/1.00")
    await put(database, dead, moved())
    await took(dead)
    begun = clock.now()
    assert len(await silent.take_over()) == 1
    clock.advance(timedelta(seconds=PATIENCE.settle))
    assert await took(silent) == []
    waiting = await only(database)
    assert waiting.due_at == begun + timedelta(seconds=PATIENCE.receipt)
    clock.advance(waiting.due_at - clock.now())
    assert await took(silent) == []
    assert (await only(database)).reason == "outcome-unknown"


async def test_a_worker_that_slept_may_still_tell_how_it_ended(
    database: Database, silent: Outbox, clock: SetClock
) -> None:
    await put(database, silent, moved())
    (one,) = await took(silent)
    clock.advance(timedelta(seconds=PATIENCE.lease))
    assert await took(outbox(database, SILENT, worker="two")) == []
    assert await silent.sent(one.message, "K1")
    assert (await only(database)).state is MessageState.SENT


async def test_a_provider_that_is_there_no_more_can_only_be_waited_for(
    database: Database, both: Outbox, clock: SetClock
) -> None:
    await put(database, both, moved())
    (one,) = await took(both)
    assert one.message.provider == "twilio"
    clock.advance(timedelta(seconds=PATIENCE.lease))
    left = outbox(database, SILENT, worker="two")
    assert await took(left) == []
    assert (await only(database)).state is MessageState.SENDING


async def test_what_nobody_can_carry_ends_and_takes_its_next_way(database: Database) -> None:
    none = Outbox(database, "one", PATIENCE)
    await put(database, none, moved())
    for _ in range(3):
        await took(none)
    ends = [(one.channel.value, one.reason) for one in await recent(database)]
    assert ends == [("task", "no-way"), ("voice", "no-way"), ("sms", "no-way")]
