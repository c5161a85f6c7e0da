"""Figures out of the rows, on both databases."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

import pytest

from booking.api import Backend, SetClock, Transaction
from notifier.consent.model import BlockReason
from notifier.consent.service import Blocks
from notifier.errors import NotTaken, Rejected
from notifier.figures.model import Fate, Wanted
from notifier.figures.service import Messages
from notifier.outbox import ChannelKind, Message, Priority
from notifier.outbox.gate import Judgement, Later, Never
from notifier.outbox.said import Said
from notifier.received.store import receive, settle, unhandled
from tests.integration.notifier.figures.conftest import Sender
from tests.support.messages import ADDRESS

TODAY = date(2026, 11, 23)
OTHER_MOBILE = "+420602123456"


class Withholding:
    """Lets nothing go, or holds it."""

    def __init__(self, judgement: Judgement) -> None:
        self.judgement = judgement

    def judge(self, tx: Transaction, messages: Sequence[Message]) -> Mapping[int, Judgement]:  # noqa: ARG002  the port's signature
        return {one.id: self.judgement for one in messages}

    def price(self, message: Message) -> int | None:  # noqa: ARG002  the port's signature
        return None


async def test_each_message_is_in_one_count_and_all_are_there(
    sender: Sender, told: Messages
) -> None:
    delivered = await sender.send()
    await sender.outbox.receipt("twilio", f"ref-{delivered}", Said.DELIVERED)
    await sender.send(channel=ChannelKind.EMAIL, recipient=ADDRESS)
    await sender.fail(Rejected("landline"), recipient=OTHER_MOBILE)
    sender.gate = Withholding(Never("trial"))
    await sender.send()
    sender.gate = None
    await sender.put()
    found = await told.figures(TODAY, TODAY)
    assert {fate: number for fate, number in found.fates.items() if number} == {
        Fate.DELIVERED: 1,
        Fate.SENT: 1,
        Fate.PERMANENT: 1,
        Fate.WITHHELD: 1,
        Fate.WAITING: 1,
    }
    assert found.number == 5
    reasons = {one.reason: one.fate for one in found.counts if one.reason}
    assert reasons == {"landline": Fate.PERMANENT, "trial": Fate.WITHHELD}
    assert {one.channel for one in found.counts if one.fate is Fate.SENT} == {ChannelKind.EMAIL}


async def test_a_message_stands_in_the_hour_and_the_day_in_which_it_was_written(
    sender: Sender, told: Messages, clock: SetClock
) -> None:
    await sender.send()
    clock.advance(timedelta(hours=2))
    await sender.send()
    today = await told.figures(TODAY, TODAY)
    slots = sorted({one.slot for one in today.counts})
    assert slots[1] - slots[0] == 2
    assert today.slots[slots[1]] <= clock.now() < today.slots[slots[1] + 1]
    clock.advance(timedelta(days=1))
    await sender.send()
    assert (await told.figures(TODAY, TODAY)).number == 2
    both = await told.figures(TODAY, TODAY + timedelta(days=1))
    assert [sum(one.number for one in both.counts if one.slot == slot) for slot in (0, 1)] == [2, 1]


async def test_segments_and_prices_are_added_up_today_and_this_month(
    sender: Sender, told: Messages, clock: SetClock
) -> None:
    await sender.send(price=145)
    clock.advance(timedelta(days=1))
    await sender.send(price=290, text="x" * 161)
    found = await told.figures(TODAY, TODAY + timedelta(days=1))
    assert (found.segments, found.price) == (3, 435)
    assert await told.costs() == (290, 435)
    clock.advance(timedelta(days=10))
    assert await told.costs() == (0, 0)


async def test_the_seconds_count_from_what_is_told_of(sender: Sender, told: Messages) -> None:
    for seconds in (1, 2, 9):
        await sender.send(seconds=seconds)
    found = (await told.figures(TODAY, TODAY)).seconds
    assert (found.number, found.half, found.most) == (3, 2.0, 9.0)


async def test_what_was_held_back_on_purpose_is_not_slow(
    sender: Sender, told: Messages, clock: SetClock
) -> None:
    later = clock.now() + timedelta(hours=1)
    sender.gate = Withholding(Later(later, "quiet-hours"))
    await sender.send()
    await sender.put(priority=Priority.LATER, not_before=later)
    sender.gate = None
    await sender.send(seconds=3600, recipient=OTHER_MOBILE, priority=Priority.LATER)
    found = await told.figures(TODAY, TODAY)
    assert found.fates[Fate.SENT] == 3
    assert found.seconds.number == 0


async def test_what_waits_is_told_apart_from_what_is_held(
    sender: Sender, told: Messages, clock: SetClock
) -> None:
    assert await told.waiting() == []
    begun = clock.now()
    await sender.put()
    await sender.put(not_before=begun + timedelta(hours=9))
    await sender.put(recipient=OTHER_MOBILE, not_before=begun + timedelta(seconds=30))
    clock.advance(timedelta(minutes=1))
    [sms] = await told.waiting()
    assert (sms.channel, sms.due, sms.held, sms.since) == (ChannelKind.SMS, 2, 1, begun)


async def test_a_message_that_is_tried_in_vain_waits_since_its_first_try(
    sender: Sender, told: Messages, clock: SetClock
) -> None:
    begun = clock.now()
    await sender.fail(NotTaken("no-connection"))
    clock.advance(timedelta(seconds=1.5))
    outbox = sender.outbox
    [again] = (await outbox.claim(5)).claimed
    await outbox.failed(again.message, NotTaken("no-connection"))
    [sms] = await told.waiting()
    assert (sms.due, sms.held, sms.since) == (1, 0, begun)


async def test_opt_outs_and_what_citizens_wrote_are_counted(
    backend: Backend, told: Messages
) -> None:
    blocks = Blocks(backend.database)
    await blocks.opt_out(OTHER_MOBILE, "web")
    await backend.database.write(
        lambda tx: blocks.block(tx, "+420583301234", BlockReason.LANDLINE, "message:1")
    )

    async def come(number: int, command: str | None) -> None:
        def write(tx: Transaction) -> None:
            receive(
                tx,
                provider="twilio",
                reference=f"in-{number}",
                sender=OTHER_MOBILE,
                recipient="+420844121314",
                text="STAV 1/2026",
            )
            [received] = unhandled(tx, 5)
            settle(tx, received, command, "told")

        await backend.database.write(write)

    for number, command in enumerate(("status", "status", None)):
        await come(number, command)
    found = await told.figures(TODAY, TODAY)
    assert found.opt_outs == 1
    assert dict(found.inbound) == {"status": 2, None: 1}
    assert (await told.figures(date(2026, 11, 20), date(2026, 11, 22))).opt_outs == 0


@pytest.mark.parametrize(
    ("wanted", "numbers"),
    [
        (Wanted(), [4, 3, 2, 1]),
        (Wanted(channel=ChannelKind.EMAIL), [2]),
        (Wanted(fate=Fate.PERMANENT), [3]),
        (Wanted(fate=Fate.SENT), [2, 1]),
        (Wanted(fate=Fate.WAITING), [4]),
        (Wanted(fate=Fate.WITHHELD), []),
        (Wanted(fate=Fate.DROPPED), []),
        (Wanted(fate=Fate.TECHNICAL), []),
        (Wanted(recipient=OTHER_MOBILE), [3]),
        (Wanted(about="visit:2"), [2]),
        (Wanted(provider="smtp"), [2]),
        (Wanted(template="visit_moved"), []),
    ],
)
async def test_messages_are_found_by_what_is_asked(
    sender: Sender, told: Messages, wanted: Wanted, numbers: list[int]
) -> None:
    await sender.send()
    await sender.send(channel=ChannelKind.EMAIL, recipient=ADDRESS)
    await sender.fail(Rejected("landline"), recipient=OTHER_MOBILE)
    await sender.put()
    assert [one.id for one in await told.find(wanted)] == numbers


async def test_pages_follow_each_other_without_a_gap(sender: Sender, told: Messages) -> None:
    for _ in range(5):
        await sender.put()
    first = await told.find(Wanted(), 2)
    second = await told.find(Wanted(), 2, first[-1].id)
    last = await told.find(Wanted(), 2, second[-1].id)
    assert [one.id for one in (*first, *second, *last)] == [5, 4, 3, 2, 1]
