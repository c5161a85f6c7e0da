"""A message and its states."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum, StrEnum

from booking.api import Language


class ChannelKind(StrEnum):
    """How a message travels."""

    SMS = "sms"
    EMAIL = "email"
    VOICE = "voice"
    TASK = "task"
    """An operator is asked to ring: the last way, and the only one that talks back."""


class Priority(IntEnum):
    """Which message goes first when many are due."""

    AWAITED = 0
    """Somebody waits for it with the telephone in hand: a code, an answer."""

    USUAL = 1
    LATER = 2
    """Made for many at once: a reminder."""


class MessageState(StrEnum):
    """As GOV.UK Notify names them.

    'sending' is committed before the provider is called: whoever finds such a message later knows
    that the provider may have it. 'sent' means that the provider has taken it, 'pending' that it
    has said so by a receipt only, and that it stands in its queue.
    """

    CREATED = "created"
    SENDING = "sending"
    PENDING = "pending"
    SENT = "sent"
    DELIVERED = "delivered"
    PERMANENT_FAILURE = "permanent-failure"
    TEMPORARY_FAILURE = "temporary-failure"
    TECHNICAL_FAILURE = "technical-failure"


FAILED = (
    MessageState.PERMANENT_FAILURE,
    MessageState.TEMPORARY_FAILURE,
    MessageState.TECHNICAL_FAILURE,
)
"""The states of a message that nobody gets."""

UNFINISHED = (MessageState.CREATED, MessageState.SENDING)
"""The states in which there is still something to do."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A message that an event asks for, written and ready to be put into the outbox.

    Attributes:
        channel: how it travels.
        template: which kind of message.
        recipient: a number in E.164 or an e-mail address.
        language: the text's language.
        about: what it tells of ('visit:12'); messages about one thing reach one recipient in
            their order.
        text: the SMS, or the letter's plain text.
        subject: of an e-mail, else None.
        html: the letter's page, else None.
        calendar: the entry for the calendar, else None.
        speech: what the machine says where it has to ring, as JSON of `booking.api.Speech`; None
            where nobody needs to be rung when it does not arrive.
        template_version: of the template that it was written by.
        priority: see `Priority`.
        not_before: when it may go at the earliest, None for at once.
        only_once: two drafts with the same one are the same message, whatever event they come
            from; None where each event has its own.
        useful_until: later it would only confuse; None where it never does.
        withheld: why it is not sent at all; the row is its trace.
    """

    channel: ChannelKind
    template: str
    recipient: str
    language: Language
    about: str
    text: str
    subject: str | None = None
    html: str | None = None
    calendar: str | None = None
    speech: str | None = None
    template_version: int = 1
    priority: Priority = Priority.USUAL
    not_before: datetime | None = None
    only_once: str | None = None
    useful_until: datetime | None = None
    withheld: str | None = None


@dataclass(frozen=True, slots=True)
class Message:
    """A message in the outbox.

    Attributes:
        id: its number.
        event_id: the event that it tells of, None for an answer.
        inbound_id: the citizen's message that it answers, else None.
        escalated_from: the message that did not reach the recipient, and that it follows.
        segments: what an SMS is charged for; 1 for an e-mail.
        state: see `MessageState`.
        reason: why it failed or waits; a code, never a text or a number.
        attempts: how many times a worker has taken it up.
        due_at: when it is to be taken up next.
        claimed_by: which worker has it.
        provider: who has it, or may have it: 'twilio', 'kannel', 'smtp', 'ring'.
        reference: the provider's number for it.
        price: in hundredths of the town's currency, None where it is not known.
        created_at: when it was put here.
        sent_at: when the provider had it.
        delivered_at: when the recipient had it, as the provider says.

    The other attributes are those of `Draft`.
    """

    id: int
    event_id: int | None
    inbound_id: int | None
    escalated_from: int | None
    about: str
    channel: ChannelKind
    template: str
    template_version: int
    priority: Priority
    recipient: str
    language: Language
    subject: str | None
    text: str
    html: str | None
    calendar: str | None
    speech: str | None
    segments: int
    state: MessageState
    reason: str | None
    attempts: int
    due_at: datetime
    claimed_by: str | None
    claimed_at: datetime | None
    provider: str | None
    reference: str | None
    price: int | None
    useful_until: datetime | None
    created_at: datetime
    sent_at: datetime | None
    delivered_at: datetime | None


@dataclass(frozen=True, slots=True)
class Status:
    """A line of a message's trace.

    Attributes:
        state: what it came into.
        reason: why, as a code.
        provider: through whom, None where nobody had a part in it.
        at: when.
    """

    state: MessageState
    reason: str | None
    provider: str | None
    at: datetime


def masked(recipient: str) -> str:
    """A recipient for logs: enough to tell two apart, too little to reach anybody."""
    if "@" in recipient:
        name, _, domain = recipient.partition("@")
        return f"{name[:1]}…@{domain}"
    return f"…{recipient[-3:]}"
