"""What became of a ring, told to the message that asked for it."""

from __future__ import annotations

from booking.api import Database, RingEnded, RingOutcome
from notifier.channels.voice import VoiceChannel, message_of
from notifier.outbox import Outbox
from notifier.outbox.escalation import CONTACT_CHANGED, SUPERSEDED, TOO_LATE
from notifier.outbox.said import Fault, Said
from notifier.outbox.store import find

NOT_CONFIRMED = "not-confirmed"
"""It was heard, perhaps by a machine."""

NOT_DIALLED = "not-dialled"
"""It could not be dialled for so long; it is of use still, so a person is to tell it."""

SAID: dict[RingOutcome, tuple[Said, str]] = {
    RingOutcome.CONFIRMED: (Said.DELIVERED, ""),
    RingOutcome.HEARD: (Said.DELIVERED, NOT_CONFIRMED),
    RingOutcome.HUNG_UP: (Said.UNDELIVERED, "hung-up"),
    RingOutcome.NO_ANSWER: (Said.UNDELIVERED, "no-answer"),
    RingOutcome.BUSY: (Said.UNDELIVERED, "busy"),
    RingOutcome.UNREACHABLE: (Said.UNDELIVERED, "not-reached"),
    RingOutcome.UNKNOWN: (Said.UNDELIVERED, Fault.UNKNOWN.value),
    RingOutcome.TOO_LATE: (Said.UNDELIVERED, TOO_LATE),
    RingOutcome.STALE: (Said.UNDELIVERED, SUPERSEDED),
    RingOutcome.NUMBER_GIVEN_UP: (Said.FAILED, CONTACT_CHANGED),
    RingOutcome.OPTED_OUT: (Said.FAILED, Fault.OPTED_OUT.value),
}
"""None of these words brings the message to be sent once more: a ring is dialled once. Not
`Fault.UNREACHABLE` therefore, after which an SMS is repeated."""


async def take_outcome(database: Database, outbox: Outbox, ended: RingEnded) -> None:
    """Bring the message into its state; said again, nothing changes.

    Raises:
        Unavailable: the database is away.
    """
    number = message_of(ended.asked_by)
    if number is None:
        return
    said, code = SAID[ended.outcome]
    if code == TOO_LATE:
        message = await database.read(lambda tx: find(tx, number))
        if message is not None and message.useful_until is None:
            code = NOT_DIALLED
    await outbox.receipt(VoiceChannel.provider, str(ended.ring_id), said, code, number)
