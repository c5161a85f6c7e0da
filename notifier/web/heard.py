"""What a provider tells us, in words that no provider owns."""

from __future__ import annotations

from dataclasses import dataclass

from notifier.outbox.said import Said

LONGEST_REFERENCE = 200
LONGEST_WORD = 30
LONGEST_CODE = 20
LONGEST_PARTY = 320
LARGEST_ID = 2**63 - 1
"""What the columns hold."""


@dataclass(frozen=True, slots=True)
class HeardReceipt:
    """What has become of a message of ours.

    Attributes:
        reference: the provider's number for it.
        word: what happened, as the provider says it.
        said: the same in our words; None for a word that we do not know, which changes nothing.
        code: a `Fault`, or the provider's own code; empty where there is nothing to say.
        message_id: ours, as our address has carried it; None where it carried none.
    """

    reference: str
    word: str
    said: Said | None
    code: str
    message_id: int | None


@dataclass(frozen=True, slots=True)
class HeardSms:
    """A message from a citizen.

    Attributes:
        reference: the provider's number for it.
        sender: in E.164 where it is a number; else as the provider writes it.
        recipient: the number that it was sent to.
        text: as it was written.
    """

    reference: str
    sender: str
    recipient: str
    text: str


class Unreadable(Exception):
    """It is not what this provider sends."""


def number_of(text: str | None) -> int | None:
    """Our number of a message; None where there is none, or nothing that could be one."""
    if text is None or not text.isascii() or not text.isdecimal():
        return None
    number = int(text[:20])
    return number if 0 < number <= LARGEST_ID else None


def within(text: str, longest: int) -> str:
    """The text itself, if a column holds it.

    Raises:
        Unreadable: it is empty or too long.
    """
    if not 0 < len(text) <= longest:
        raise Unreadable
    return text
