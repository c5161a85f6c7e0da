"""The last way: an operator rings, and tells what no message could."""

from __future__ import annotations

from datetime import datetime

from booking.api import MESSAGE, Backend, Refused
from notifier.channels.shape import AfterSilence
from notifier.errors import Rejected
from notifier.gate.contacts import record_of_contact
from notifier.outbox.model import Message


class DeskChannel:
    """See `Channel`. A message becomes an open ring in the operators' list, once."""

    provider = "desk"
    after_silence = AfterSilence.REPEAT
    """The backend knows the message's number: asked again, it gives the ring that there is."""

    sends_receipts = False

    def __init__(self, backend: Backend) -> None:
        self._rings = backend.rings

    async def send(self, message: Message, *, now: datetime) -> str:  # noqa: ARG002  the port's signature
        try:
            ring = await self._rings.request(
                phone=message.recipient,
                dialog=MESSAGE,
                language=message.language,
                note=message.text,
                about=record_of_contact(message),
                key=f"message:{message.id}",
            )
        except Refused as error:
            raise Rejected("no-such-number") from error
        # one ring may stand for several messages about the same
        return f"{ring.id}/{message.id}"

    async def find(self, message: Message) -> list[str]:  # noqa: ARG002  the port's signature
        return []

    async def close(self) -> None:
        return None
