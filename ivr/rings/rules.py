"""What the end of a ring means. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from booking.api import RingOutcome

RING_SECONDS = 30
"""Six or seven rings: an old person needs the time to get up, and a voice box comes in later."""

_BUSY = 17
_NOBODY = frozenset({0, 16, 18, 19, 102, 127})
"""Q.850: over without a word, by either side or by a clock."""
_REFUSED = frozenset({486, 600, 603})
"""SIP: Busy Here, Busy Everywhere, Decline; 403 is the network's, not the telephone's."""


@dataclass(frozen=True, slots=True)
class Over:
    """A ring that ended without an answer.

    Attributes:
        cause: Q.850.
        sip: what the network said, 0 where it said nothing.
        rang: the network had told that it rings there.
    """

    cause: int
    sip: int = 0
    rang: bool = False


def outcome_of(over: Over) -> RingOutcome:
    """What is told of it."""
    if over.sip in _REFUSED or (over.sip == 0 and over.cause == _BUSY):
        return RingOutcome.BUSY
    if over.rang and over.cause in _NOBODY:
        return RingOutcome.NO_ANSWER
    return RingOutcome.UNREACHABLE
