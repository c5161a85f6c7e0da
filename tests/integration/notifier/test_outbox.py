"""What several workers may do to the same rows."""

from datetime import timedelta

import pytest

from booking.api import Database, Language, SetClock, VisitBooked
from notifier.channels.fake import FakeChannel
from notifier.errors import NotTaken, Undecided
from notifier.outbox import ChannelKind, Claimed, Draft, MessageState, Outbox, Patience, recent
from notifier.outbox.workers import own_name
from notifier.providers.ways import Routes
from tests.support.messages import MOBILE, visit

PATIENCE = Patience(send=15, settle=8, lease=90)


def draft(text: str = "Text", *, to: str = MOBILE, only_once: str | None = None) -> Draft:
    return Draft(
        ChannelKind.SMS, f"about {text}", to, Language.CS, "visit:1", text, only_once=only_once
    )


def outbox(database: Database, worker: str) -> Outbox:
    return Outbox(database, worker, PATIENCE, routes=Routes({ChannelKind.SMS: FakeChannel()}))


async def took(outbox: Outbox, limit: int = 5) -> list[Claimed]:
    return (await outbox.claim(limit)).claimed


@pytest.fixture
def one(database: Database) -> Outbox:
    return outbox(database, "one")


@pytest.fixture
def two(database: Database) -> Outbox:
    return outbox(database, "two")


async def put(database: Database, outbox: Outbox, *drafts: Draft) -> int:
    event = await database.write(lambda tx: tx.append(visit(VisitBooked)))
    await database.write(lambda tx: outbox.put(tx, event, drafts))
    return event


async def test_a_claimed_message_is_nobody_elses(
    database: Database, one: Outbox, two: Outbox
) -> None:
    await put(database, one, draft())
    assert len(await took(one)) == 1
    assert await took(two) == []
    assert not await two.has_due()


async def test_a_message_is_sending_before_the_provider_is_called(
    database: Database, one: Outbox
) -> None:
    await put(database, one, draft())
    claimed = (await took(one))[0]
    assert (claimed.message.state, claimed.may_be_there) == (MessageState.SENDING, False)
    assert (await recent(database))[0].state is MessageState.SENDING


async def test_the_same_draft_of_the_same_event_is_one_message(
    database: Database, one: Outbox
) -> None:
    event = await put(database, one, draft(), draft())
    await database.write(lambda tx: one.put(tx, event, [draft()]))
    assert len(await recent(database)) == 1


async def test_what_may_be_told_once_is_told_once_whatever_the_event(
    database: Database, one: Outbox
) -> None:
    for _ in range(2):
        await put(database, one, draft(only_once="visit:1/x"))
    assert len(await recent(database)) == 1


async def test_a_claim_that_ran_out_is_looked_up_by_the_next_worker(
    database: Database, one: Outbox, two: Outbox, clock: SetClock
) -> None:
    await put(database, one, draft())
    mine = (await took(one))[0]
    clock.advance(timedelta(seconds=PATIENCE.lease))
    theirs = (await took(two))[0]
    assert theirs.may_be_there
    assert await two.sent(theirs.message, "SM2")
    assert not await one.sent(mine.message, "SM1")
    assert (await recent(database))[0].reference == "SM2"


async def test_an_undecided_message_is_looked_up_after_it_has_settled(
    database: Database, one: Outbox, clock: SetClock
) -> None:
    await put(database, one, draft())
    claimed = (await took(one))[0]
    assert await one.failed(claimed.message, Undecided("no-answer")) is MessageState.SENDING
    clock.advance(timedelta(seconds=PATIENCE.settle - 1))
    assert await took(one) == []
    clock.advance(timedelta(seconds=2))
    assert [again.may_be_there for again in await took(one)] == [True]


async def test_a_message_that_was_not_taken_is_sent_again_without_a_look(
    database: Database, one: Outbox, clock: SetClock
) -> None:
    await put(database, one, draft())
    claimed = (await took(one))[0]
    await one.failed(claimed.message, NotTaken("busy"))
    clock.advance(timedelta(seconds=2))
    again = (await took(one))[0]
    assert (again.may_be_there, again.message.attempts) == (False, 2)


async def test_another_messages_number_is_not_adopted(database: Database, one: Outbox) -> None:
    await put(database, one, draft("a"))
    await put(database, one, draft("b", to="+420602123456"))
    first, second = (claimed.message for claimed in await took(one))
    assert await one.sent(first, "SM1")
    assert not await one.adopt(second, ["SM1"])
    assert await one.adopt(second, ["SM3", "SM2", "SM1"])
    assert {message.reference for message in await recent(database)} == {"SM1", "SM2"}


async def test_a_later_message_about_the_same_waits_for_the_earlier_one(
    database: Database, one: Outbox
) -> None:
    await put(database, one, draft("first"))
    await put(database, one, draft("second"))
    first = await took(one)
    assert [claimed.message.text for claimed in first] == ["first"]
    assert await took(one) == []
    await one.sent(first[0].message, "SM1")
    assert [claimed.message.text for claimed in await took(one)] == ["second"]


async def test_what_a_dead_worker_had_is_due_after_it_has_settled(
    database: Database, one: Outbox, clock: SetClock
) -> None:
    machine, pid, _ = own_name().split("/")
    dead = outbox(database, f"{machine}/{pid}/1.00")
    await put(database, one, draft())
    await took(dead)
    assert len(await one.take_over()) == 1
    assert await took(one) == []
    clock.advance(timedelta(seconds=PATIENCE.settle))
    assert [claimed.may_be_there for claimed in await took(one)] == [True]


async def test_what_a_living_or_distant_worker_has_is_left_alone(
    database: Database, one: Outbox
) -> None:
    for name in (own_name(), "another-machine/1/1.00"):
        await put(database, one, draft(name, to="+420602123456" if "/1/" in name else MOBILE))
        await took(outbox(database, name), 1)
    assert await one.take_over() == []
