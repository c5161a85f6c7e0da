"""Who is not written to, and why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class BlockReason(StrEnum):
    """Why a recipient gets nothing by a channel."""

    OPTED_OUT = "opted-out"
    """They said so, by any way. It outlives everything but their own word."""

    LANDLINE = "landline"
    """The number takes no SMS; it may well be rung."""

    INVALID = "invalid"
    """There is no such number or mailbox."""

    BOUNCED = "bounced"
    """Letters to this address came back for good."""


@dataclass(frozen=True, slots=True)
class Block:
    """A recipient gets nothing by a channel.

    Attributes:
        channel: 'sms', 'email' or 'voice', as `ChannelKind`.
        recipient: a number in E.164, or an e-mail address in small letters.
        reason: why.
        source: where it is known from: 'message:12', 'inbound:7', 'staff:novak', 'web'.
        since: from when on.
        lifted_at: None as long as it holds.
    """

    channel: str
    recipient: str
    reason: BlockReason
    source: str
    since: datetime
    lifted_at: datetime | None


_OF_NUMBERS: Mapping[BlockReason, tuple[str, ...]] = {
    BlockReason.OPTED_OUT: ("sms", "voice"),
    BlockReason.LANDLINE: ("sms",),
    BlockReason.INVALID: ("sms", "voice"),
}
_OF_ADDRESSES: Mapping[BlockReason, tuple[str, ...]] = {
    BlockReason.OPTED_OUT: ("email",),
    BlockReason.INVALID: ("email",),
    BlockReason.BOUNCED: ("email",),
}


def channels_of(reason: BlockReason, recipient: str) -> tuple[str, ...]:
    """By which channels a recipient gets nothing for this reason.

    Raises:
        ValueError: there is no such thing, as a landline with an '@'.
    """
    known = _OF_ADDRESSES if "@" in recipient else _OF_NUMBERS
    if reason not in known:
        raise ValueError(f"{reason.value} is not said of this kind of recipient")
    return known[reason]


def normalised(recipient: str) -> str:
    """As it is kept: one mailbox is one recipient, however it is written.

    A mailbox could tell capital letters apart (RFC 5321, 2.4), and none in use does.
    """
    return recipient.strip().lower()
