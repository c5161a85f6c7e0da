"""A call by the machine, which says the message: for landlines, and where no SMS got through."""

from __future__ import annotations

from datetime import datetime, timedelta

from pydantic import ValidationError

from booking.api import Backend, NotFound, Refused, Speech, from_json
from notifier.channels.shape import AfterSilence
from notifier.errors import Rejected
from notifier.gate.contacts import record_of_contact
from notifier.outbox.model import Message
from notifier.outbox.said import Fault

WAITS = timedelta(days=1)
"""A message that is of use for ever is dialled within this, or an operator is to tell it."""

_REASONS = {"phone": Fault.NO_SUCH_NUMBER.value, "until": "too-late"}


class VoiceChannel:
    """See `Channel`. A message becomes one ring, which is dialled once at most.

    What became of it is told by the event `RingEnded`; see `notifier.rung`.

    Args:
        backend: where rings are asked for.
        has_trunk: whether calls can be placed at all.
    """

    provider = "ring"
    after_silence = AfterSilence.REPEAT
    """The backend knows the message's number: asked again, it gives the ring that there is."""

    sends_receipts = True

    def __init__(self, backend: Backend, *, has_trunk: bool) -> None:
        self._rings = backend.rings
        self._has_trunk = has_trunk

    async def send(self, message: Message, *, now: datetime) -> str:
        if not self._has_trunk:
            raise Rejected("no-trunk")
        try:
            ring = await self._rings.speak(
                phone=message.recipient,
                language=message.language,
                speech=_speech(message),
                until=message.useful_until or now + WAITS,
                about=record_of_contact(message),
                key=key_of(message.id),
            )
        except Refused as error:
            raise Rejected(_REASONS.get(error.field, "unspeakable")) from error
        except NotFound as error:
            raise Rejected("unspeakable") from error
        return str(ring.id)

    async def find(self, message: Message) -> list[str]:  # noqa: ARG002  the port's signature
        return []

    async def close(self) -> None:
        return None


def key_of(message_id: int) -> str:
    """Under which a message asks for its ring."""
    return f"message:{message_id}"


def message_of(key: str) -> int | None:
    """The message that asked for a ring under this key; None where it was none."""
    kind, _, number = key.partition(":")
    return int(number) if kind == "message" and number.isdecimal() else None


def _speech(message: Message) -> Speech:
    try:
        speech: Speech = from_json(message.speech or "", Speech)
    except ValidationError:
        # a broken one says nothing: its text is not shown, for it tells of somebody's visit
        raise Rejected("unspeakable") from None
    return speech
