"""Which way is taken after one that did not reach the recipient. Pure.

One failure has one follow-up: an SMS that does not arrive becomes a call by the machine, a call
that reaches nobody becomes an operator's task, and there it ends with a person.
"""

from __future__ import annotations

from booking.api import NOTE_LETTERS
from notifier.outbox.model import ChannelKind, Draft, Message
from notifier.outbox.said import Fault

TOO_LATE = "too-late"
SUPERSEDED = "superseded"
"""A newer message about the same tells what holds now."""

REACHED = "reached"
"""The message that this one was to follow has arrived after all."""

CONTACT_CHANGED = "contact-changed"
"""The recipient is not whom the matter belongs to any more; it is told anew where they are now."""

ERASED = "erased"
NOT_WANTED = "not-wanted"
"""The recipient has chosen to be told in another way, or not at all."""

TRIAL = "trial"
"""The town tries Linka out, and this recipient is not on its list."""

OUTCOME_UNKNOWN = "outcome-unknown"
"""A provider that cannot be asked may have it, and has said nothing."""

NO_WAY = "no-way"
"""The town has no provider for this kind of message."""

FINAL = frozenset({TOO_LATE, SUPERSEDED, CONTACT_CHANGED, REACHED, ERASED, NOT_WANTED, TRIAL})
"""Reasons after which nobody needs to be told any more."""

WHY = {
    Fault.LANDLINE: "pevná linka",
    Fault.NOT_A_MOBILE: "pevná linka",
    Fault.NO_SUCH_NUMBER: "číslo možná neexistuje",
    Fault.UNREACHABLE: "telefon je vypnutý",
    Fault.OPTED_OUT: "nechce zprávy ani automat",
    "no-answer": "nikdo to nezvedl",
    "busy": "bylo obsazeno",
    "hung-up": "zavěšeno před koncem",
    "not-reached": "nešlo se dovolat",
}
"""What is of use to whoever rings; any other reason stands on the page of the message."""


def next_way(steps: tuple[ChannelKind, ...], message: Message, reason: str) -> ChannelKind | None:
    """The way after this one, None where there is none.

    Args:
        steps: the template's.
        message: what did not arrive.
        reason: why.
    """
    if reason in FINAL or message.speech is None or message.channel not in steps:
        return None
    left = steps[steps.index(message.channel) + 1 :]
    # the machine rings nobody who has asked for silence; a person may
    is_silent = reason == Fault.OPTED_OUT
    return next((way for way in left if not (is_silent and way is ChannelKind.VOICE)), None)


def follow_up(message: Message, way: ChannelKind, reason: str) -> Draft:
    """The same matter by another way."""
    return Draft(
        channel=way,
        template=message.template,
        recipient=message.recipient,
        language=message.language,
        about=message.about,
        text=task_note(message, reason) if way is ChannelKind.TASK else message.text,
        speech=message.speech,
        template_version=message.template_version,
        priority=message.priority,
        useful_until=message.useful_until,
    )


def task_note(message: Message, reason: str) -> str:
    """What the operator is told, in the staff's language: to ring, why, and what to say.

    What a message says is kept once, in the text of the SMS; a call that failed after it hands it
    on.
    """
    why = WHY.get(reason)
    start = "Zavolat: zpráva nedošla" + (f" ({why})" if why else "")
    return f"{start}. {message.text}"[:NOTE_LETTERS]
