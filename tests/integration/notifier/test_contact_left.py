"""A contact that changes while messages wait: nothing goes to the old one, all goes to the new."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import datetime

import pytest

from booking.api import (
    PRAGUE,
    Application,
    Backend,
    Citizen,
    Contact,
    ContactKind,
    Language,
    MessageSettings,
    QuietHours,
    SetClock,
    Visit,
)
from notifier.channels.fake import FakeChannel
from notifier.gate.gate import TownGate
from notifier.outbox import (
    ChannelKind,
    Fault,
    Message,
    MessageState,
    Outbox,
    Patience,
    Said,
    recent,
)
from notifier.outbox.escalation import CONTACT_CHANGED
from notifier.worker import NotifierConfig, run
from tests.integration.notifier.conftest import eventually
from tests.integration.notifier.gate.conftest import go_to

NEW = "+420601000777"
NIGHT = MessageSettings(quiet=QuietHours(21 * 60, 7 * 60))
DAY = MessageSettings(quiet=None)
EVENING = datetime(2026, 11, 23, 22, tzinfo=PRAGUE)
MORNING = datetime(2026, 11, 24, 7, tzinfo=PRAGUE)


@pytest.fixture
def sms() -> FakeChannel:
    return FakeChannel()


@pytest.fixture
def mail() -> FakeChannel:
    return FakeChannel(provider="smtp")


@contextlib.asynccontextmanager
async def working(
    backend: Backend,
    sms: FakeChannel,
    mail: FakeChannel,
    settings: MessageSettings = DAY,
    workers: int = 1,
    *,
    has_trunk: bool = False,
) -> AsyncIterator[None]:
    stop = asyncio.Event()
    ways = {ChannelKind.SMS: sms, ChannelKind.EMAIL: mail}
    config = NotifierConfig("lipov.example", has_trunk=has_trunk)
    tasks = [
        asyncio.create_task(
            run(
                backend,
                ways,
                config,
                stop=stop,
                worker=f"worker-{n}",
                gate=TownGate(backend.database, settings),
            )
        )
        for n in range(workers)
    ]
    try:
        yield
    finally:
        stop.set()
        await asyncio.gather(*tasks)


async def application(backend: Backend) -> tuple[Application, Citizen]:
    """One whose citizen has a verified number."""
    one = await backend.applications.by_reference(1, 123, 2026)
    assert one is not None
    assert one.citizen_id is not None
    return one, await backend.citizens.get(one.citizen_id)


async def prove(backend: Backend, citizen_id: int, phone: str = NEW) -> None:
    proof = await backend.proofs.propose(citizen_id, ContactKind.PHONE, phone, by="citizen")
    code = await backend.proofs.code(proof.id)
    assert code is not None
    await backend.proofs.verify(proof.id, code, by="citizen")


async def book(backend: Backend, citizen: Citizen) -> Visit:
    """A visit of the day after, under the citizen's name and number."""
    after = datetime(2026, 11, 25, 8, tzinfo=PRAGUE)
    hold = await backend.visits.hold_nearest("passport.new", owner="test", after=after)
    assert hold is not None
    contact = Contact(citizen.phone, verified=True)
    return await backend.visits.confirm(
        hold.id, contact=contact, language=Language.CS, citizen_id=citizen.id
    )


async def about(backend: Backend, what: str) -> list[Message]:
    """The SMS about something, the oldest first."""
    return (await recent(backend.database, about=what, channel=ChannelKind.SMS))[::-1]


def sent(channel: FakeChannel, recipient: str) -> list[str]:
    """Which kinds of SMS went there, without codes: they end once they are keyed."""
    templates = [one.template for _, one in channel.taken if one.recipient == recipient]
    return [one for one in templates if one != "contact_code"]


async def until(check: Callable[[], Awaitable[bool]]) -> None:
    async with asyncio.timeout(30):
        while not await check():  # noqa: ASYNC110  what is asked lies in the database
            await asyncio.sleep(0.02)


async def waits(backend: Backend, what: str) -> None:
    """Until an SMS about it is held for the morning."""

    async def is_held() -> bool:
        return "quiet-hours" in {one.reason for one in await about(backend, what)}

    await until(is_held)


async def settled(backend: Backend, what: str) -> None:
    """Until what was to be told anew has been looked at."""

    async def is_looked_at() -> bool:
        reasons = {one.reason for one in await about(backend, what)}
        return {CONTACT_CHANGED, "superseded"} <= reasons

    await until(is_looked_at)


async def cancellation_is_lost(backend: Backend, sms: FakeChannel, what: str, fault: Fault) -> None:
    """Its SMS did not arrive; a receipt before it stands as sent would wait for the sweep."""

    async def is_noted() -> bool:
        return {one.state for one in await about(backend, what)} == {MessageState.SENT}

    await until(is_noted)
    [lost] = [ref for ref, one in sms.taken if one.template == "visit_cancelled"]
    told = Outbox(backend.database, "receipts", Patience())
    await told.receipt("fake", lost, Said.UNDELIVERED, fault)


async def test_what_waited_for_the_morning_goes_to_the_number_proven_in_the_night(
    backend: Backend, clock: SetClock, sms: FakeChannel, mail: FakeChannel
) -> None:
    one, citizen = await application(backend)
    old = citizen.reachable_phone
    assert old is not None
    go_to(clock, EVENING)
    what = f"application:{one.id}"
    async with working(backend, sms, mail, NIGHT, workers=2):
        await backend.applications.change_status(one.id, "granted", by="vesely")
        await waits(backend, what)
        await prove(backend, citizen.id)
        # the word of the change itself still goes to the old one, at once
        await eventually(lambda: sent(sms, old) == ["contact_changed"])
        go_to(clock, MORNING)
        await eventually(lambda: "application_status" in sent(sms, NEW))
    assert sent(sms, NEW) == ["application_status"]
    assert sent(sms, old) == ["contact_changed"]
    first, second = await about(backend, what)
    assert (first.recipient, first.state, first.reason) == (
        old,
        MessageState.PERMANENT_FAILURE,
        CONTACT_CHANGED,
    )
    assert (second.recipient, second.event_id) == (NEW, first.event_id)
    assert second.text == first.text
    # the letter went in the night, and is not written twice
    assert [one.template for _, one in mail.taken].count("application_status") == 1


async def test_a_visits_changes_follow_in_their_order_and_only_what_holds_is_told(
    backend: Backend, clock: SetClock, sms: FakeChannel, mail: FakeChannel
) -> None:
    _, citizen = await application(backend)
    old = citizen.reachable_phone
    assert old is not None
    visit = await book(backend, citizen)
    what = f"visit:{visit.id}"
    async with working(backend, sms, mail, NIGHT):
        await eventually(lambda: sent(sms, old) == ["visit_booked"])
        go_to(clock, EVENING)
        await backend.visits.cancel(visit.id, by="vesely")
        await waits(backend, what)
        await prove(backend, citizen.id)
        await backend.visits.restore(visit.id, by="citizen")
        # what the citizen has done goes at once, before the older one that is still held
        await eventually(lambda: "visit_restored" in sent(sms, NEW))
        go_to(clock, MORNING)
        await settled(backend, what)
    assert sent(sms, NEW) == ["visit_restored"]
    assert sent(sms, old) == ["visit_booked", "contact_changed"]


async def test_a_number_that_was_given_up_is_rung_by_nobody(
    backend: Backend, sms: FakeChannel, mail: FakeChannel
) -> None:
    _, citizen = await application(backend)
    old = citizen.reachable_phone
    assert old is not None
    visit = await book(backend, citizen)
    what = f"visit:{visit.id}"
    async with working(backend, sms, mail):
        await backend.visits.cancel(visit.id, by="vesely")
        await eventually(lambda: sent(sms, old) == ["visit_booked", "visit_cancelled"])
        await prove(backend, citizen.id)
        await eventually(lambda: "contact_changed" in sent(sms, old))
        await cancellation_is_lost(backend, sms, what, Fault.NO_SUCH_NUMBER)
        await eventually(lambda: "visit_cancelled" in sent(sms, NEW))
    [ring] = await recent(backend.database, about=what, channel=ChannelKind.VOICE)
    assert (ring.recipient, ring.reason, ring.attempts) == (old, CONTACT_CHANGED, 0)
    assert await recent(backend.database, about=what, channel=ChannelKind.TASK) == []
    assert await backend.rings.open() == []
    assert sent(sms, NEW) == ["visit_cancelled"]


async def test_what_the_machine_was_to_ring_there_goes_to_the_new_number(
    backend: Backend, sms: FakeChannel, mail: FakeChannel
) -> None:
    _, citizen = await application(backend)
    old = citizen.reachable_phone
    assert old is not None
    visit = await book(backend, citizen)
    what = f"visit:{visit.id}"
    async with working(backend, sms, mail, has_trunk=True):
        await backend.visits.cancel(visit.id, by="vesely")
        await eventually(lambda: sent(sms, old) == ["visit_booked", "visit_cancelled"])
        await cancellation_is_lost(backend, sms, what, Fault.FILTERED)
        await until(backend.rings.has_to_dial)
        await prove(backend, citizen.id)
        assert await backend.rings.claim_to_dial("linka", most=2) == []
        await eventually(lambda: "visit_cancelled" in sent(sms, NEW))
    [rung] = await recent(backend.database, about=what, channel=ChannelKind.VOICE)
    assert (rung.recipient, rung.reason) == (old, CONTACT_CHANGED)
    assert await recent(backend.database, about=what, channel=ChannelKind.TASK) == []
    assert sent(sms, NEW) == ["visit_cancelled"]


async def test_what_waited_goes_to_the_one_who_stays_of_two_records_that_were_merged(
    backend: Backend, clock: SetClock, sms: FakeChannel, mail: FakeChannel
) -> None:
    one, citizen = await application(backend)
    other = next(
        who
        for who in (await backend.citizens.many(range(1, 30))).values()
        if who.id != citizen.id and who.kind is citizen.kind and who.reachable_phone
    )
    agreements = [(await backend.merging.holdings(who.id)).agreement_id for who in (other, citizen)]
    go_to(clock, EVENING)
    async with working(backend, sms, mail, NIGHT):
        await backend.applications.change_status(one.id, "granted", by="vesely")
        await waits(backend, f"application:{one.id}")
        chosen = agreements[0] if None not in agreements else None
        await backend.merging.merge(other.id, citizen.id, agreement_id=chosen, by="supervisor")
        go_to(clock, MORNING)
        await eventually(lambda: "application_status" in sent(sms, other.phone or ""))
    assert "application_status" not in sent(sms, citizen.phone or "")
    assert sent(sms, other.phone or "").count("application_status") == 1


async def test_who_is_told_of_an_event_that_waited_is_who_is_there_now(
    backend: Backend, sms: FakeChannel, mail: FakeChannel
) -> None:
    one, citizen = await application(backend)
    await backend.applications.change_status(one.id, "granted", by="vesely")
    await prove(backend, citizen.id)
    async with working(backend, sms, mail):
        await eventually(lambda: "application_status" in sent(sms, NEW))
    assert sent(sms, citizen.phone or "") == ["contact_changed"]
    assert [message.recipient for message in await about(backend, f"application:{one.id}")] == [NEW]
