"""Messages in every state, made by the outbox itself."""

from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

import pytest

from booking.api import Backend, Language, SetClock, VisitBooked
from notifier.channels.fake import FakeChannel
from notifier.errors import SendingError
from notifier.figures.service import Messages
from notifier.outbox import ChannelKind, Draft, Message, Outbox, Patience
from notifier.outbox.gate import Gate
from notifier.outbox.said import Said
from notifier.outbox.store import find
from notifier.providers.ways import Routes
from tests.support.messages import MOBILE, visit


@dataclass
class Sender:
    """Puts messages into the outbox and takes them on their way."""

    backend: Backend
    clock: SetClock
    gate: Gate | None = None
    provider: str = "twilio"
    number: int = field(default=0, init=False)

    @property
    def outbox(self) -> Outbox:
        ways = {ChannelKind.SMS: FakeChannel(self.provider), ChannelKind.EMAIL: FakeChannel("smtp")}
        return Outbox(
            self.backend.database, "worker", Patience(), routes=Routes(ways), gate=self.gate
        )

    async def put(self, **other: Any) -> int:
        """A message that is due; its number."""
        self.number += 1
        draft = Draft(
            ChannelKind.SMS,
            "visit_booked",
            MOBILE,
            Language.CS,
            f"visit:{self.number}",
            f"Text {self.number}",
        )
        database, outbox = self.backend.database, self.outbox
        event = await database.write(lambda tx: tx.append(visit(VisitBooked)))
        await database.write(lambda tx: outbox.put(tx, event, [replace(draft, **other)]))
        return self.number

    async def send(self, *, seconds: float = 0.0, price: int | None = None, **other: Any) -> int:
        """One that the provider has after so long."""
        number = await self.put(**other)
        self.clock.advance(timedelta(seconds=seconds))
        outbox = self.outbox
        for claimed in (await outbox.claim(50)).claimed:
            await outbox.sent(claimed.message, f"ref-{claimed.message.id}")
        if price is not None:
            await outbox.receipt(self.provider, f"ref-{number}", Said.SENT, price=price)
        return number

    async def fail(self, error: SendingError, **other: Any) -> int:
        """One that the provider does not take."""
        number = await self.put(**other)
        outbox = self.outbox
        for claimed in (await outbox.claim(50)).claimed:
            await outbox.failed(claimed.message, error)
        return number

    async def message(self, number: int) -> Message:
        """As it is now."""
        found = await self.backend.database.read(lambda tx: find(tx, number))
        assert found is not None
        return found


@pytest.fixture
def sender(backend: Backend, clock: SetClock) -> Sender:
    return Sender(backend, clock)


@pytest.fixture
def told(backend: Backend) -> Messages:
    return Messages(backend)
