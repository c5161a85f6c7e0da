"""Messages by voice: one ring each, and what became of it comes back to the message."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from booking.api import (
    Backend,
    Language,
    Matter,
    RingEnded,
    RingOutcome,
    RingSettled,
    Speech,
    mark_handled,
    to_json,
)
from booking.rings.store import rings
from notifier.channels.fake import FakeChannel
from notifier.channels.shape import AfterSilence, Channel
from notifier.channels.voice import VoiceChannel
from notifier.errors import Rejected, Undecided
from notifier.outbox import (
    ChannelKind,
    Draft,
    Message,
    MessageState,
    Outbox,
    Patience,
    recent,
    trace_of,
)
from notifier.outbox.ending import Course
from notifier.outbox.receiving import CODE_LETTERS
from notifier.providers.ways import Routes
from notifier.rung import SAID, take_outcome
from notifier.worker import NotifierConfig, run
from tests.integration.notifier.conftest import FAST
from tests.support.messages import LANDLINE, NOW, message

NEWS = to_json(Speech(Matter.APPLICATION))
TEXT = "Stav žádosti MULI/000123/2026 se změnil."
DRAFT = Draft(
    ChannelKind.VOICE, "voice_of_test", LANDLINE, Language.CS, "application:999", TEXT, speech=NEWS
)
ALL_WAYS = Course(
    lambda _: (ChannelKind.SMS, ChannelKind.VOICE, ChannelKind.TASK), lambda _: frozenset()
)


@dataclass
class Bench:
    """A channel, and how many rings its other end has."""

    channel: Channel
    count: Callable[[], int]


@pytest.fixture(params=["ring", "fake"])
def bench(request: pytest.FixtureRequest, town_hall: Backend) -> Bench:
    if request.param == "fake":
        fake = FakeChannel("ring", AfterSilence.REPEAT, sends_receipts=True)
        return Bench(fake, lambda: len(fake.taken))
    real = VoiceChannel(town_hall, has_trunk=True)
    return Bench(real, lambda: len(asked(town_hall)))


def asked(backend: Backend) -> list[str | None]:
    """The keys of all rings that were asked for."""
    query = select(rings.c.asked_by).order_by(rings.c.id)
    return [row.asked_by for row in backend.database.run(lambda tx: tx.all(query))]


def spoken(number: int = 1, **other: object) -> Message:
    return message(replace(DRAFT, **other), number)  # type: ignore[arg-type]  # the test names fields


async def test_each_message_is_one_ring_with_a_number_of_its_own(
    bench: Bench, town_hall: Backend
) -> None:
    now = town_hall.clock.now()
    first = await bench.channel.send(spoken(1), now=now)
    assert await bench.channel.send(spoken(2), now=now) != first
    assert bench.count() == 2


async def test_it_tells_what_it_is_and_that_its_outcome_comes_later(bench: Bench) -> None:
    assert bench.channel.provider == "ring"
    assert bench.channel.after_silence is AfterSilence.REPEAT
    assert bench.channel.sends_receipts
    assert await bench.channel.find(spoken()) == []
    await bench.channel.close()


async def test_a_fake_ring_may_be_taken_though_no_answer_comes() -> None:
    fake = FakeChannel("ring", AfterSilence.REPEAT)
    fake.errors.append(Undecided("no-answer"))
    with pytest.raises(Undecided):
        await fake.send(spoken(), now=NOW)
    assert len(fake.taken) == 1


async def test_a_message_that_is_sent_again_is_not_rung_again(town_hall: Backend) -> None:
    channel = VoiceChannel(town_hall, has_trunk=True)
    now = town_hall.clock.now()
    references = {await channel.send(spoken(), now=now) for _ in range(3)}
    assert len(references) == 1
    assert asked(town_hall) == ["message:1"]
    [ring] = await town_hall.rings.claim_to_dial("linka", most=2)
    assert (ring.phone, ring.language, ring.speech) == (
        LANDLINE,
        Language.CS,
        Speech(Matter.APPLICATION),
    )
    await town_hall.rings.ended(ring.id, RingOutcome.NO_ANSWER)
    assert {await channel.send(spoken(), now=now)} == references
    assert await town_hall.rings.claim_to_dial("linka", most=2) == []


async def test_a_ring_is_of_use_as_long_as_its_message(town_hall: Backend) -> None:
    channel = VoiceChannel(town_hall, has_trunk=True)
    now = town_hall.clock.now()
    until = now + timedelta(hours=2)
    await channel.send(spoken(1, useful_until=until), now=now)
    await channel.send(spoken(2), now=now)
    rows = town_hall.database.run(lambda tx: tx.all(select(rings.c.until).order_by(rings.c.id)))
    assert [row.until for row in rows] == [until, now + timedelta(days=1)]


async def test_without_a_trunk_nothing_is_asked_for(town_hall: Backend) -> None:
    channel = VoiceChannel(town_hall, has_trunk=False)
    with pytest.raises(Rejected, match="no-trunk"):
        await channel.send(spoken(), now=town_hall.clock.now())
    assert asked(town_hall) == []


@pytest.mark.parametrize(
    ("wrong", "reason"),
    [
        ({"speech": None}, "unspeakable"),
        ({"speech": "{}"}, "unspeakable"),
        ({"speech": to_json(Speech(Matter.BOOKED))}, "unspeakable"),
        ({"speech": to_json(Speech(Matter.MOVED, 1, NOW, "nowhere"))}, "unspeakable"),
        ({"recipient": "+420906123456"}, "no-such-number"),
        ({"useful_until": NOW - timedelta(days=1)}, "too-late"),
    ],
)
async def test_what_cannot_be_rung_is_rejected_with_its_reason(
    town_hall: Backend, wrong: dict[str, object], reason: str
) -> None:
    channel = VoiceChannel(town_hall, has_trunk=True)
    with pytest.raises(Rejected) as caught:
        await channel.send(spoken(1, **wrong), now=town_hall.clock.now())
    assert caught.value.reason == reason
    assert asked(town_hall) == []


@dataclass
class Sent:
    """A message that was claimed and rung, before anybody has noted that it was."""

    backend: Backend
    outbox: Outbox
    claimed: Message
    ring_id: int

    async def now(self) -> Message:
        """As it stands now."""
        found = await self.all()
        return next(one for one in found if one.id == self.claimed.id)

    async def all(self) -> list[Message]:
        return await recent(self.backend.database)

    async def end(self, outcome: RingOutcome) -> None:
        """The ring is over."""
        event = RingEnded(self.ring_id, f"message:{self.claimed.id}", outcome)
        await take_outcome(self.backend.database, self.outbox, event)

    async def noted(self) -> bool:
        """Its worker notes that it was sent."""
        return await self.outbox.sent(self.claimed, str(self.ring_id))

    async def followers(self) -> list[ChannelKind]:
        """How its recipient is told in its stead."""
        return [one.channel for one in await self.all() if one.escalated_from == self.claimed.id]


async def sent(backend: Backend, draft: Draft = DRAFT) -> Sent:
    channel = VoiceChannel(backend, has_trunk=True)
    routes = Routes({ChannelKind.VOICE: channel})
    outbox = Outbox(backend.database, "one", Patience(), routes=routes, course=ALL_WAYS)
    await put(backend, outbox, draft)
    [claimed] = (await outbox.claim(1)).claimed
    reference = await channel.send(claimed.message, now=backend.clock.now())
    return Sent(backend, outbox, claimed.message, int(reference))


async def put(backend: Backend, outbox: Outbox, draft: Draft) -> None:
    """A draft of an event that has nothing else to it."""
    event = await backend.database.write(lambda tx: tx.append(RingSettled(0, "nobody")))
    await backend.database.write(lambda tx: mark_handled(tx.connection, tx.now, [event]))
    await backend.database.write(lambda tx: outbox.put(tx, event, [draft]))


@pytest.mark.parametrize("outcome", RingOutcome)
@pytest.mark.parametrize("noted", [True, False])
async def test_each_outcome_brings_the_message_into_its_state_before_or_after_it_was_noted(
    town_hall: Backend, outcome: RingOutcome, noted: bool
) -> None:
    one = await sent(town_hall)
    if noted:
        assert await one.noted()
    await one.end(outcome)
    if not noted:
        assert not await one.noted()
    after = await one.now()
    assert (after.state, after.reason) == STATES[outcome]
    assert (after.provider, after.reference) == ("ring", str(one.ring_id))
    assert await one.followers() == (FOLLOWERS[outcome])


STATES = {
    RingOutcome.CONFIRMED: (MessageState.DELIVERED, None),
    RingOutcome.HEARD: (MessageState.DELIVERED, "not-confirmed"),
    RingOutcome.HUNG_UP: (MessageState.TEMPORARY_FAILURE, "hung-up"),
    RingOutcome.NO_ANSWER: (MessageState.TEMPORARY_FAILURE, "no-answer"),
    RingOutcome.BUSY: (MessageState.TEMPORARY_FAILURE, "busy"),
    RingOutcome.UNREACHABLE: (MessageState.TEMPORARY_FAILURE, "not-reached"),
    RingOutcome.UNKNOWN: (MessageState.TEMPORARY_FAILURE, "unknown"),
    RingOutcome.TOO_LATE: (MessageState.TEMPORARY_FAILURE, "not-dialled"),
    RingOutcome.STALE: (MessageState.TEMPORARY_FAILURE, "superseded"),
    RingOutcome.NUMBER_GIVEN_UP: (MessageState.TECHNICAL_FAILURE, "contact-changed"),
    RingOutcome.OPTED_OUT: (MessageState.PERMANENT_FAILURE, "opted-out"),
}
TASK = [ChannelKind.TASK]
FOLLOWERS = {
    RingOutcome.CONFIRMED: [],
    RingOutcome.HEARD: [],
    RingOutcome.HUNG_UP: TASK,
    RingOutcome.NO_ANSWER: TASK,
    RingOutcome.BUSY: TASK,
    RingOutcome.UNREACHABLE: TASK,
    RingOutcome.UNKNOWN: TASK,
    RingOutcome.TOO_LATE: TASK,
    RingOutcome.STALE: [],
    RingOutcome.NUMBER_GIVEN_UP: [],  # its event is told anew, where they are now
    RingOutcome.OPTED_OUT: TASK,
}


async def test_what_is_of_no_use_any_more_is_not_told_by_a_person_either(
    town_hall: Backend,
) -> None:
    soon = town_hall.clock.now() + timedelta(hours=1)
    one = await sent(town_hall, replace(DRAFT, useful_until=soon))
    await one.end(RingOutcome.TOO_LATE)
    assert ((await one.now()).state, (await one.now()).reason) == (
        MessageState.TEMPORARY_FAILURE,
        "too-late",
    )
    assert await one.followers() == []


async def test_an_outcome_that_is_told_again_changes_nothing(town_hall: Backend) -> None:
    one = await sent(town_hall)
    await one.end(RingOutcome.BUSY)
    before = await one.now()
    trace = await trace_of(town_hall.database, one.claimed.id)
    await one.end(RingOutcome.BUSY)
    assert await one.now() == before
    assert await trace_of(town_hall.database, one.claimed.id) == trace
    assert await one.followers() == TASK


async def test_the_outcome_of_a_ring_that_no_message_asked_for_is_nobodys(
    town_hall: Backend,
) -> None:
    one = await sent(town_hall)
    for key in ("", "message:", "message:x", "waiting-list:1", "message:999999"):
        event = RingEnded(77, key, RingOutcome.CONFIRMED)
        await take_outcome(town_hall.database, one.outbox, event)
    assert (await one.now()).state is MessageState.SENDING


@asynccontextmanager
async def at_work(backend: Backend, *, has_trunk: bool) -> AsyncIterator[None]:
    """A notifier that has no other way out."""
    stop = asyncio.Event()
    config = NotifierConfig("lipov.example", patience=FAST, has_trunk=has_trunk)
    task = asyncio.create_task(run(backend, {}, config, stop=stop))
    try:
        yield
    finally:
        stop.set()
        await task


async def state_of(backend: Backend, states: set[MessageState]) -> Message:
    """The only message, once it is in one of these states."""
    async with asyncio.timeout(10):
        while True:
            [one] = await recent(backend.database)
            if one.state in states:
                return one
            await asyncio.sleep(0.02)


async def test_the_notifier_rings_and_hears_what_became_of_it(town_hall: Backend) -> None:
    await put(town_hall, Outbox(town_hall.database, "test", FAST), DRAFT)
    async with at_work(town_hall, has_trunk=True):
        rung = await state_of(town_hall, {MessageState.SENT})
        [ring] = await town_hall.rings.claim_to_dial("linka", most=2)
        assert rung.reference == str(ring.id)
        await town_hall.rings.reached(ring.id, RingOutcome.CONFIRMED)
        await town_hall.rings.ended(ring.id, RingOutcome.HUNG_UP)
        told = await state_of(town_hall, {MessageState.DELIVERED})
    assert told.reason is None
    assert told.delivered_at is not None


async def test_without_a_trunk_the_notifier_says_so(town_hall: Backend) -> None:
    await put(town_hall, Outbox(town_hall.database, "test", FAST), DRAFT)
    async with at_work(town_hall, has_trunk=False):
        told = await state_of(town_hall, {MessageState.PERMANENT_FAILURE})
    assert told.reason == "no-trunk"
    assert asked(town_hall) == []


def test_every_outcome_has_a_word_that_the_receipts_can_hold() -> None:
    assert set(SAID) == set(RingOutcome) == set(STATES)
    assert all(len(code) <= CODE_LETTERS for _, code in SAID.values())
