"""Consents, wishes for messages, quiet hours."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from booking.ground.events import Event, event


class Purpose(StrEnum):
    """What nobody may do without a consent (GDPR, article 6(1)(a)).

    Visits and applications need none: there the office carries out its duty.
    """

    NEWS = "news"
    SURVEY = "survey"
    RECORDING = "recording"


class GivenBy(StrEnum):
    """By which way a consent came."""

    COUNTER = "counter"
    PHONE = "phone"
    OPERATOR = "operator"
    LETTER = "letter"
    MESSAGE = "message"
    """By an SMS to the office, or by the link in an e-mail of ours."""


class MessageKind(StrEnum):
    """Kinds of messages that a citizen may wish for in different ways."""

    VISITS = "visits"
    APPLICATIONS = "applications"
    NEWS = "news"


class ChannelWish(StrEnum):
    """How one kind of message shall come."""

    BOTH = "both"
    SMS = "sms"
    EMAIL = "email"
    VOICE = "voice"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Consent:
    """What a citizen has said last about a purpose.

    Attributes:
        version: of the text that was agreed to.
        given: given or withdrawn.
        by: who wrote it down: a username, or 'citizen'.
    """

    purpose: Purpose
    version: int
    given: bool
    at: datetime
    channel: GivenBy
    by: str


class MessageChoice(StrEnum):
    """What somebody can say by three keys about all messages at once."""

    SMS = "sms"
    NO_SMS = "no-sms"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class QuietHours:
    """When nothing shall ring or beep, in minutes of the town's wall clock.

    Attributes:
        begins: 1320 is ten in the evening.
        ends: 420 is seven in the morning; before `begins`, it is on the day after.
    """

    begins: int
    ends: int


@dataclass(frozen=True, slots=True)
class Wishes:
    """All that a citizen wants; as it is here, nothing was said.

    Attributes:
        channels: by kind; a kind that is not in it goes every way there is.
        quiet: None where any time will do.
        consents: the last word on each purpose.
    """

    channels: Mapping[MessageKind, ChannelWish] = field(default_factory=dict)
    quiet: QuietHours | None = None
    consents: tuple[Consent, ...] = ()


@event
class ConsentGiven(Event):
    """A citizen has agreed to something."""

    citizen_id: int
    purpose: Purpose
    version: int


@event
class ConsentWithdrawn(Event):
    """A citizen agrees to something no more."""

    citizen_id: int
    purpose: Purpose


@event
class MessagesEnded(Event):
    """A citizen wants no messages at all any more, but what must be told."""

    citizen_id: int


@event
class MessagesWanted(Event):
    """A citizen who wanted no messages at all wants some again."""

    citizen_id: int
