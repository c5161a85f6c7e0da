"""Figures of messages, and what is asked for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from notifier.outbox.model import ChannelKind, Message, MessageState, Status


class Fate(StrEnum):
    """How a message stands, as it is counted: each in one of these."""

    WAITING = "waiting"
    """It is to be sent, or on its way to the provider."""

    SENT = "sent"
    """The provider has it; whether it arrived nobody has said (yet)."""

    DELIVERED = "delivered"
    PERMANENT = "permanent-failure"
    TEMPORARY = "temporary-failure"
    TECHNICAL = "technical-failure"
    WITHHELD = "withheld"
    """It was not to be sent: opted out, a landline, trial mode, limits, budget."""

    DROPPED = "dropped"
    """Nobody needed it any more: a newer one tells what holds, or another way has arrived."""


FAILURES = (Fate.PERMANENT, Fate.TEMPORARY, Fate.TECHNICAL)


class NotAgain(StrEnum):
    """Why a message is not tried again."""

    STATE = "state"
    """It has not failed by a technical fault."""

    RUNG = "rung"
    """It is a call, and one at most is placed for a message."""

    EMPTIED = "emptied"
    """Its words are gone."""

    LATE = "late"
    """It would only confuse by now."""

    NEEDLESS = "needless"
    """Nobody needs it any more."""

    UNKNOWN = "unknown"
    """The provider may have it and cannot be asked, so the recipient could get it twice."""

    FOLLOWED = "followed"
    """It has gone another way meanwhile."""

    SUPERSEDED = "superseded"
    """A newer message tells what holds now."""


@dataclass(frozen=True, slots=True)
class Span:
    """From `since` on, and before `until`."""

    since: datetime
    until: datetime


@dataclass(frozen=True, slots=True)
class Count:
    """Messages of a kind that stand alike.

    Attributes:
        slot: the number of the part of the span that they were written in.
        provider: None where none had a part in it.
        reason: a code, None where there is none.
        segments: of all together.
        price: of all together, in hundredths of the town's currency, as far as it is known.
    """

    slot: int
    channel: ChannelKind
    provider: str | None
    template: str
    fate: Fate
    reason: str | None
    number: int
    segments: int
    price: int


@dataclass(frozen=True, slots=True)
class Seconds:
    """From what a message tells of to its hand-over to the provider, in seconds.

    Attributes:
        number: how many messages were looked at.
        half: half of them took no longer; None of none.
        most: 95 of 100 took no longer; None of none.
    """

    number: int
    half: float | None
    most: float | None


@dataclass(frozen=True, slots=True)
class Figures:
    """The messages that were written in a span, as they stand now.

    Attributes:
        slots: the beginning of each part of the span.
        counts: see `Count`.
        seconds: of the newest of them that were handed over at once.
        opt_outs: recipients who said in it that they want no more messages.
        inbound: citizens' messages by what was understood; None where nothing was.
    """

    span: Span
    slots: tuple[datetime, ...]
    counts: tuple[Count, ...]
    seconds: Seconds
    opt_outs: int
    inbound: Mapping[str | None, int]

    @property
    def fates(self) -> dict[Fate, int]:
        """How many stand how."""
        return {fate: sum(one.number for one in self.counts if one.fate is fate) for fate in Fate}

    @property
    def number(self) -> int:
        """All of them."""
        return sum(one.number for one in self.counts)

    @property
    def segments(self) -> int:
        """Of SMS that providers have had."""
        return sum(
            one.segments
            for one in self.counts
            if one.channel is ChannelKind.SMS and one.fate in _CHARGED
        )

    @property
    def price(self) -> int:
        """As far as it is known, in hundredths of the town's currency."""
        return sum(one.price for one in self.counts)


_CHARGED = (Fate.SENT, Fate.DELIVERED, Fate.TEMPORARY)


@dataclass(frozen=True, slots=True)
class Waiting:
    """Messages of one channel that are not sent yet.

    Attributes:
        due: they could go now, or have been tried.
        held: they wait for a later time: a reminder, quiet hours, a limit.
        since: since when the oldest of those that are due could have gone; None of none.
    """

    channel: ChannelKind
    due: int
    held: int
    since: datetime | None


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which messages are asked for; what is None is not asked about.

    Attributes:
        fate: how they stand, as it is counted.
        state: the newest state.
        recipient: a number in E.164 or an address, whole.
        about: what they tell of, 'visit:12'.
        since: written from then on.
        until: written before then.
    """

    channel: ChannelKind | None = None
    fate: Fate | None = None
    state: MessageState | None = None
    template: str | None = None
    provider: str | None = None
    recipient: str | None = None
    about: str | None = None
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class ReceiptLine:
    """What a provider has said of a message, as the receipt was kept.

    Attributes:
        reference: the provider's number for the try that it tells of.
        status: what its words come down to.
        code: why it did not arrive, empty where it did; of a word that is not known, the word.
    """

    provider: str
    reference: str
    status: str
    code: str
    received_at: datetime


@dataclass(frozen=True, slots=True)
class Written:
    """What a citizen has written; the text has no secrets in it any more."""

    id: int
    text: str
    received_at: datetime
    command: str | None
    outcome: str | None


@dataclass(frozen=True, slots=True)
class Traced:
    """A message with all that is known of its way.

    Attributes:
        fate: as it is counted.
        statuses: every state that it came into, the oldest first.
        receipts: what providers said, in the order in which it came.
        event: the kind of event that it tells of, None for an answer.
        happened_at: when that was.
        asked: the citizen's message that it answers.
        answers: what came from the recipient afterwards.
        before: the messages that this one followed, the first way first.
        after: those that followed it.
        is_emptied: recipient, text and the provider's number are gone by the rules of retention,
            or because the person was erased.
    """

    message: Message
    fate: Fate
    statuses: tuple[Status, ...]
    receipts: tuple[ReceiptLine, ...]
    event: str | None
    happened_at: datetime | None
    asked: Written | None
    answers: tuple[Written, ...]
    before: tuple[Message, ...]
    after: tuple[Message, ...]
    is_emptied: bool

    @property
    def state(self) -> MessageState:
        """The newest state."""
        return self.message.state
