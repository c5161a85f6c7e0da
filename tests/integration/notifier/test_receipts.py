"""What a provider says of a message, in the rows of both databases."""

from datetime import timedelta
from itertools import permutations
from typing import Any

import pytest

from booking.api import Database, Language, Matter, SetClock, Speech, to_json
from notifier.channels.fake import FakeChannel
from notifier.consent.model import BlockReason
from notifier.consent.service import Blocks
from notifier.errors import Undecided
from notifier.outbox import (
    ChannelKind,
    Claimed,
    Draft,
    Fault,
    Message,
    MessageState,
    Outbox,
    Patience,
    Said,
    Status,
    recent,
    trace_of,
)
from notifier.outbox.rules import RECEIPT_DAYS, UNREACHABLE_WAITS
from notifier.providers.ways import Routes
from tests.integration.notifier.test_outbox import put
from tests.support.messages import MOBILE, START

PATIENCE = Patience()
SPEECH = to_json(Speech(Matter.MOVED, 12, START, "lidicka"))


def moved(to: str = MOBILE, text: str = "Presunuto", **other: Any) -> Draft:
    given: dict[str, Any] = {"about": "visit:12", "useful_until": START, "speech": SPEECH, **other}
    return Draft(ChannelKind.SMS, "visit_moved", to, Language.CS, text=text, **given)


@pytest.fixture
def outbox(database: Database) -> Outbox:
    """Its one gateway sends receipts."""
    fake = FakeChannel(provider="twilio", sends_receipts=True)
    return Outbox(database, "one", PATIENCE, routes=Routes({ChannelKind.SMS: fake}))


async def claimed(outbox: Outbox) -> Claimed:
    return (await outbox.claim(1)).claimed[0]


async def sent(database: Database, outbox: Outbox, reference: str = "SM1") -> Message:
    """A message that the gateway has taken."""
    await put(database, outbox, moved())
    one = await claimed(outbox)
    assert await outbox.sent(one.message, reference)
    return one.message


async def now(database: Database, number: int) -> Message:
    return next(one for one in await recent(database) if one.id == number)


async def states(database: Database, number: int) -> list[MessageState]:
    return [line.state for line in await trace_of(database, number)]


async def test_each_state_is_in_the_trace_with_its_time(
    database: Database, outbox: Outbox, clock: SetClock
) -> None:
    begun = clock.now()
    message = await sent(database, outbox)
    clock.advance(timedelta(seconds=40))
    await outbox.receipt("twilio", "SM1", Said.DELIVERED)
    assert await trace_of(database, message.id) == [
        Status(MessageState.CREATED, None, None, begun),
        Status(MessageState.SENDING, None, "twilio", begun),
        Status(MessageState.SENT, None, "twilio", begun),
        Status(MessageState.DELIVERED, None, "twilio", begun + timedelta(seconds=40)),
    ]
    after = await now(database, message.id)
    assert (after.sent_at, after.delivered_at) == (begun, begun + timedelta(seconds=40))


async def test_receipts_end_alike_in_any_order_and_however_often(
    database: Database, outbox: Outbox
) -> None:
    for turn, order in enumerate(permutations([Said.ACCEPTED, Said.SENT, Said.DELIVERED])):
        message = await sent(database, outbox, f"SM{turn}")
        for said in (*order, *order):
            await outbox.receipt("twilio", f"SM{turn}", said)
        assert (await now(database, message.id)).state is MessageState.DELIVERED
        assert (await states(database, message.id)).count(MessageState.DELIVERED) == 1


async def test_a_receipt_proves_that_a_message_was_taken_whose_answer_was_lost(
    database: Database, outbox: Outbox, clock: SetClock
) -> None:
    await put(database, outbox, moved())
    one = await claimed(outbox)
    after = await outbox.receipt("twilio", "SM7", Said.ACCEPTED, message_id=one.message.id)
    assert after is not None
    assert (after.state, after.reference) == (MessageState.PENDING, "SM7")
    clock.advance(timedelta(hours=1))
    assert (await outbox.claim(5)).claimed == []
    # its worker was only slow, and tells what it knows
    assert not await outbox.sent(one.message, "SM7")
    assert (await outbox.failed(one.message, Undecided("no-answer"))) is MessageState.SENDING
    assert (await now(database, one.message.id)).state is MessageState.PENDING


async def test_a_receipt_that_comes_before_the_number_is_known_waits_for_it(
    database: Database, outbox: Outbox
) -> None:
    await put(database, outbox, moved())
    one = await claimed(outbox)
    assert await outbox.receipt("twilio", "SM1", Said.DELIVERED) is None
    await outbox.sent(one.message, "SM1")
    await outbox.sweep()
    assert (await now(database, one.message.id)).state is MessageState.DELIVERED


async def test_a_receipt_of_another_providers_number_is_not_ours(
    database: Database, outbox: Outbox
) -> None:
    message = await sent(database, outbox)
    assert await outbox.receipt("kannel", "SM1", Said.DELIVERED) is None
    assert (await now(database, message.id)).state is MessageState.SENT


async def test_a_receipt_of_a_message_that_never_was_changes_nothing(
    database: Database, outbox: Outbox
) -> None:
    message = await sent(database, outbox)
    assert await outbox.receipt("twilio", "SM9", Said.FAILED, "", 999_999) is None
    assert (await now(database, message.id)).state is MessageState.SENT


async def test_their_number_counts_for_more_than_ours(database: Database, outbox: Outbox) -> None:
    """Else whoever gets the number of a message wrong, ends another."""
    first = await sent(database, outbox, "SM1")
    second = await sent(database, outbox, "SM2")
    await outbox.receipt("twilio", "SM1", Said.DELIVERED, message_id=second.id)
    assert (await now(database, first.id)).state is MessageState.DELIVERED
    assert (await now(database, second.id)).state is MessageState.SENT


async def test_a_landline_is_a_permanent_failure_and_is_remembered(
    database: Database, outbox: Outbox
) -> None:
    message = await sent(database, outbox)
    await outbox.receipt("twilio", "SM1", Said.UNDELIVERED, Fault.LANDLINE)
    after = await now(database, message.id)
    assert (after.state, after.reason) == (MessageState.PERMANENT_FAILURE, "landline")
    blocks = Blocks(database)
    found = await database.read(lambda tx: blocks.is_blocked(tx, "sms", MOBILE))
    assert found is BlockReason.LANDLINE


async def test_a_telephone_that_is_off_is_tried_again_a_few_times_and_then_rung(
    database: Database, outbox: Outbox, clock: SetClock
) -> None:
    await put(database, outbox, moved())
    for turn, seconds in enumerate((*UNREACHABLE_WAITS, None), start=1):
        one = await claimed(outbox)
        await outbox.sent(one.message, f"SM{turn}")
        after = await outbox.receipt("twilio", f"SM{turn}", Said.UNDELIVERED, Fault.UNREACHABLE)
        assert after is not None
        if seconds is None:
            assert after.state is MessageState.TEMPORARY_FAILURE
        else:
            assert (after.state, after.reference) == (MessageState.CREATED, None)
            assert after.due_at == clock.now() + timedelta(seconds=seconds)
            clock.advance(timedelta(seconds=seconds))
    assert [one.channel for one in await recent(database)] == [ChannelKind.VOICE, ChannelKind.SMS]


async def test_a_lost_try_is_not_taken_for_the_next_one(
    database: Database, outbox: Outbox, clock: SetClock
) -> None:
    message = await sent(database, outbox)
    await outbox.receipt("twilio", "SM1", Said.UNDELIVERED, Fault.UNREACHABLE)
    clock.advance(timedelta(hours=1))
    again = await claimed(outbox)
    assert not await outbox.adopt(again.message, ["SM1"])
    await outbox.receipt("twilio", "SM1", Said.SENT)
    assert (await now(database, message.id)).state is MessageState.SENDING
    assert await outbox.adopt(again.message, ["SM2", "SM1"])
    assert (await now(database, message.id)).reference == "SM2"


async def test_a_word_that_is_not_known_does_not_hide_a_message_from_its_lookup(
    database: Database, outbox: Outbox
) -> None:
    await put(database, outbox, moved())
    one = await claimed(outbox)
    unknown = await outbox.receipt("twilio", "SM7", Said.UNKNOWN, "odd", message_id=one.message.id)
    assert unknown is not None
    assert unknown.state is MessageState.SENDING
    assert await outbox.adopt(one.message, ["SM7"])


async def test_a_lost_try_that_arrives_after_all_is_not_sent_again(
    database: Database, outbox: Outbox, clock: SetClock
) -> None:
    message = await sent(database, outbox)
    await outbox.receipt("twilio", "SM1", Said.UNDELIVERED, Fault.UNREACHABLE)
    await outbox.receipt("twilio", "SM1", Said.DELIVERED)
    clock.advance(timedelta(hours=1))
    assert (await outbox.claim(5)).claimed == []
    assert (await now(database, message.id)).state is MessageState.DELIVERED


async def test_a_call_that_waits_is_called_off_when_the_sms_arrives_after_all(
    database: Database, outbox: Outbox
) -> None:
    await sent(database, outbox)
    await outbox.receipt("twilio", "SM1", Said.UNDELIVERED, Fault.UNKNOWN)
    call = (await recent(database))[0]
    assert (call.channel, call.state) == (ChannelKind.VOICE, MessageState.CREATED)
    await outbox.receipt("twilio", "SM1", Said.DELIVERED)
    after = await now(database, call.id)
    assert (after.state, after.reason) == (MessageState.TECHNICAL_FAILURE, "reached")


async def test_the_price_is_kept(database: Database, outbox: Outbox) -> None:
    message = await sent(database, outbox)
    await outbox.receipt("twilio", "SM1", Said.SENT, price=95)
    assert (await now(database, message.id)).price == 95


async def test_silence_for_three_days_is_a_failure_where_receipts_are_sent(
    database: Database, outbox: Outbox, clock: SetClock
) -> None:
    message = await sent(database, outbox)
    clock.advance(timedelta(days=RECEIPT_DAYS) - timedelta(seconds=1))
    await outbox.sweep()
    assert (await now(database, message.id)).state is MessageState.SENT
    clock.advance(timedelta(seconds=1))
    await outbox.sweep()
    after = await now(database, message.id)
    assert (after.state, after.reason) == (MessageState.TEMPORARY_FAILURE, "no-receipt")


async def test_silence_proves_nothing_where_no_receipts_are_sent(
    database: Database, clock: SetClock
) -> None:
    silent = Routes({ChannelKind.SMS: FakeChannel(provider="twilio")})
    outbox = Outbox(database, "one", PATIENCE, routes=silent)
    message = await sent(database, outbox)
    clock.advance(timedelta(days=RECEIPT_DAYS + 1))
    await outbox.sweep()
    assert (await now(database, message.id)).state is MessageState.SENT
