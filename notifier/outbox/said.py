"""What a provider says of a message after it has taken it, and what that means for it. Pure.

Receipts come in any order and more than once. Each has a rank, and only a higher one is news; so
whatever the order, a message ends in the same state.
"""

from __future__ import annotations

from enum import Enum, StrEnum, auto

from notifier.outbox.model import MessageState


class Said(StrEnum):
    """What every provider's words come down to."""

    ACCEPTED = "accepted"
    """It stands in the provider's queue."""

    SENT = "sent"
    """The operator's network has it, or the recipient's mail server."""

    DELIVERED = "delivered"
    UNDELIVERED = "undelivered"
    """The network could not bring it to the recipient."""

    FAILED = "failed"
    """The provider does not send it."""

    UNKNOWN = "unknown"
    """A word that we do not know. It is kept for whoever looks at the message, and changes nothing,
    not even that the provider has it: nobody knows what it means."""


class Fault(StrEnum):
    """Why a message did not arrive, in words that no provider owns; at most 20 letters."""

    LANDLINE = "landline"
    NOT_A_MOBILE = "not-a-mobile"
    NO_SUCH_NUMBER = "no-such-number"
    NO_SUCH_ADDRESS = "no-such-address"
    OPTED_OUT = "opted-out"
    NOT_ALLOWED = "country-not-allowed"
    FILTERED = "filtered"
    """The operator took it for an unwanted one."""

    UNREACHABLE = "unreachable"
    """The telephone is off or out of reach."""

    EXPIRED = "expired"
    """It was of use only so long, and the telephone did not come back."""

    MAILBOX_FULL = "mailbox-full"
    REFUSED = "refused"
    """The provider or its partner will not have it, and does not say why."""

    UNKNOWN = "unknown"


PERMANENT = frozenset(
    {
        Fault.LANDLINE,
        Fault.NOT_A_MOBILE,
        Fault.NO_SUCH_NUMBER,
        Fault.NO_SUCH_ADDRESS,
        Fault.OPTED_OUT,
        Fault.NOT_ALLOWED,
    }
)
"""No repetition helps, not even tomorrow: the recipient is the reason."""

_RANKS = {
    Said.UNKNOWN: 0,
    Said.ACCEPTED: 1,
    Said.SENT: 2,
    Said.UNDELIVERED: 3,
    Said.FAILED: 3,
    Said.DELIVERED: 4,
}


class Effect(Enum):
    """What a receipt does to its message."""

    NOTHING = auto()
    TAKEN = auto()
    """It proves that the provider has the message."""

    DELIVERED = auto()
    LOST = auto()
    """That try is over, without success."""


class Reference(Enum):
    """Whose number the receipt names."""

    CURRENT = auto()
    """It is the one that the message goes by."""

    FIRST = auto()
    """The message has none yet: its worker has not written it down, or never will."""

    OTHER = auto()
    """The message goes by another one: this was an earlier try of it."""


def effect(state: MessageState, reference: Reference, before: Said | None, said: Said) -> Effect:
    """What a receipt changes.

    Args:
        state: the message's, now.
        reference: whose number the receipt names.
        before: the furthest that was said of this very number earlier.
        said: what is said now.
    """
    if said is Said.UNKNOWN or (before is not None and _RANKS[said] <= _RANKS[before]):
        return Effect.NOTHING
    if said is Said.DELIVERED:
        return Effect.NOTHING if state is MessageState.DELIVERED else Effect.DELIVERED
    is_open = state in _OPEN if reference is Reference.FIRST else state in _WITH_PROVIDER
    if reference is Reference.OTHER or not is_open:
        return Effect.NOTHING
    if said in (Said.UNDELIVERED, Said.FAILED):
        return Effect.LOST
    # 'accepted' after the provider's own answer tells nothing new
    is_further = reference is Reference.FIRST or (said is Said.SENT and state is not _SENT)
    return Effect.TAKEN if is_further else Effect.NOTHING


def furthest(said: list[Said]) -> Said | None:
    """The one that counts, None of none."""
    return max(said, key=_RANKS.__getitem__, default=None)


def taken_as(said: Said) -> MessageState:
    """The state of a message that the provider has, as a receipt tells it."""
    return MessageState.PENDING if said is Said.ACCEPTED else MessageState.SENT


def lost_as(said: Said, code: str) -> MessageState:
    """The state of a message whose last try was without success.

    Args:
        said: which of the two it was.
        code: a `Fault`, or the provider's own word where none fits.
    """
    if code in PERMANENT:
        return MessageState.PERMANENT_FAILURE
    if said is Said.UNDELIVERED or code in (Fault.EXPIRED, Fault.UNREACHABLE, Fault.MAILBOX_FULL):
        return MessageState.TEMPORARY_FAILURE
    return MessageState.TECHNICAL_FAILURE


_SENT = MessageState.SENT
_OPEN = (MessageState.CREATED, MessageState.SENDING, MessageState.PENDING)
_WITH_PROVIDER = (MessageState.PENDING, MessageState.SENT)
