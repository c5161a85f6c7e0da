"""Citizens who write to the town hall by SMS, and read what comes back."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import count

import structlog
from sqlalchemy import func, select

from booking.api import Backend
from notifier.inbound.service import Inbound
from notifier.intake import Intake
from notifier.outbox import Outbox, Patience
from notifier.outbox.tables import messages
from notifier.received import store
from notifier.received.tables import inbound_messages
from notifier.templates.library import Library

TOWN = "+420844121314"
PROVIDER = "twilio"

_references = count(1)


@dataclass
class Desk:
    """What answers, without anything that sends: answers are read from the outbox."""

    backend: Backend
    inbound: Inbound = field(init=False)
    intake: Intake = field(init=False)

    def __post_init__(self) -> None:
        log = structlog.get_logger()
        outbox, library = Outbox(self.backend.database, "worker", Patience()), Library()
        self.inbound = Inbound(self.backend, outbox, library, log)
        self.intake = Intake(self.backend, outbox, library, "lipov.example", log)

    def mobile(self, number: str = "+420777000999") -> Mobile:
        """Somebody's mobile."""
        return Mobile(self, number)

    async def receive(
        self, sender: str, text: str, *, reference: str | None = None, recipient: str = TOWN
    ) -> bool:
        """A provider brings a message."""
        reference = reference or f"SM{next(_references)}"
        return await self.backend.database.write(
            lambda tx: store.receive(
                tx,
                provider=PROVIDER,
                reference=reference,
                sender=sender,
                recipient=recipient,
                text=text,
            )
        )

    async def work(self) -> None:
        """Answer what has come in, and make messages of what has happened."""
        while await self.inbound.take_in():
            pass
        while await self.intake.take_in():
            pass

    async def kept(self) -> tuple[str, str, str | None, str | None]:
        """The newest message as it is kept: text, state, command, outcome."""
        row = await self.backend.database.read(
            lambda tx: tx.one(select(inbound_messages).order_by(inbound_messages.c.id.desc()))
        )
        assert row is not None
        return row.text, row.state, row.command, row.outcome

    async def outcome(self) -> str | None:
        """What the newest message has come to, without numbers."""
        outcome = (await self.kept())[3]
        return None if outcome is None else outcome.partition(":")[0]


@dataclass
class Mobile:
    """A mobile that writes to the town hall."""

    desk: Desk
    number: str
    seen: int = 0

    async def writes(self, text: str, *, reference: str | None = None) -> list[str]:
        """Send it; the messages that come to this number by it."""
        await self.desk.work()
        await self.reads()
        await self.desk.receive(self.number, text, reference=reference)
        await self.desk.work()
        return await self.reads()

    async def asks(self, text: str) -> str:
        """Send it; the one message that comes back."""
        (answer,) = await self.writes(text)
        return answer

    async def reads(self) -> list[str]:
        """What has come since the last look and was not withheld."""
        rows = await self.desk.backend.database.read(
            lambda tx: tx.all(
                select(messages.c.id, messages.c.text)
                .where(
                    messages.c.recipient == self.number,
                    messages.c.id > self.seen,
                    messages.c.reason.is_(None),
                )
                .order_by(messages.c.id)
            )
        )
        self.seen = await self.desk.backend.database.read(
            lambda tx: tx.connection.scalar(select(func.max(messages.c.id))) or 0
        )
        return [row.text for row in rows]
