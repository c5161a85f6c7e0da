"""A message that a citizen has sent, and what may have come of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Received:
    """A message that has come in.

    Attributes:
        id: the row's number.
        provider: who brought it: 'twilio', 'kannel'.
        reference: the provider's number for it; with the provider's name it is the command's key.
        sender: the number in E.164. It can be forged, as a calling number can.
        recipient: the number that it was sent to.
        text: as it was written.
        received_at: when it came.
    """

    id: int
    provider: str
    reference: str
    sender: str
    recipient: str
    text: str
    received_at: datetime


BOOK = "book"
"""The command under which a time is booked or kept."""

BOOKED = "booked"
HELD = "hold:"
"""Begins the result of a message to which a time was kept: 'hold:17:cs', with the language."""

UNKNOWN_CODE = "unknown-code"
"""A well-formed code that names nothing, or that was not looked up."""

MALFORMED_CODE = "malformed-code"
"""The same with a slip, which its check digit shows; that is no guess."""

NOT_UNDERSTOOD = "not-understood"
TOO_MANY = "too-many"
"""So many had come from the number that it was told so, and nothing was done."""

SILENCED = "silenced"
BLOCKED = "blocked"
"""The sender wants no messages."""

UNANSWERED = (SILENCED, BLOCKED)
"""Results of messages that were handled and got no answer."""
