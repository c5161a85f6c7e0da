"""A worker, a town's settings, and a clock that is moved on."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from datetime import datetime

import pytest

from booking.api import (
    PRAGUE,
    Backend,
    Contact,
    Language,
    MessageSettings,
    QuietHours,
    SetClock,
    Visit,
    VisitBooked,
)
from notifier.channels.fake import FakeChannel
from notifier.gate.gate import TownGate
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
from notifier.outbox.model import FAILED
from notifier.providers.ways import Routes
from notifier.worker import NotifierConfig, run
from tests.support.messages import MOBILE
from tests.support.messages import visit as visit_event

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


def all_messages(backend: Backend) -> list[Message]:
    return backend.database.run(lambda tx: store.recent(tx, limit=100))


def waiting(backend: Backend) -> int:
    waiting = (one for one in all_messages(backend) if one.state is MessageState.CREATED)
    return len(list(waiting))


def ended(backend: Backend, visit: Visit) -> Callable[[], bool]:
    """Whether all that was to be told of a visit has ended without being sent."""

    def check() -> bool:
        found = [one for one in all_messages(backend) if one.about == f"visit:{visit.id}"]
        return bool(found) and all(one.state in FAILED for one in found)

    return check
