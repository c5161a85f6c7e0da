"""When the machine may ring, what it may speak of, and which outcome counts. Pure."""

from __future__ import annotations

from datetime import datetime, time
from zoneinfo import ZoneInfo

from booking.errors import Refused
from booking.rings.model import Matter, RingOutcome, Speech

FIRST_MINUTE, LAST_MINUTE = time(8), time(20)
"""A machine rings nobody outside these hours of the town, whatever it was asked for. Who asks for
a ring keeps the citizen's own quiet hours by `not_before`; this holds also when the ring had to
wait: the line was down, or many were before it."""

RECORD_LETTERS = 60
"""As many as the column holds."""

_REACHED = (RingOutcome.HEARD, RingOutcome.CONFIRMED)
"""What is known while the call is still on, the more the later."""


def may_ring(at: datetime, zone: ZoneInfo) -> bool:
    """Whether it is an hour at which a machine may ring somebody."""
    return FIRST_MINUTE <= at.astimezone(zone).time() < LAST_MINUTE


def check_speech(speech: Speech) -> None:
    """Let pass what can be said.

    Raises:
        Refused: of a visit something is missing; or of an application there is too much.
    """
    about_visit = (speech.visit_id, speech.start, speech.office)
    if speech.matter is Matter.APPLICATION:
        if any(part is not None for part in about_visit):
            raise Refused("speech", "of an application nothing is told")
    elif any(part is None for part in about_visit):
        raise Refused("speech", "of a visit its number, start and office are needed")


def check_about(about: str | None) -> None:
    """Let pass the name of a record.

    Raises:
        Refused: it is none.
    """
    if about is not None and (not about.strip() or len(about) > RECORD_LETTERS):
        raise Refused("about", "this is no name of a record")


def still_holds(speech: Speech, *, booked: bool, start: datetime | None) -> bool:
    """Whether the message is still true when it is about to be said.

    Args:
        speech: the message.
        booked: whether its visit is booked now.
        start: when that visit is now, None where there is none any more.
    """
    if speech.matter is Matter.APPLICATION:
        return True
    if speech.matter is Matter.CANCELLED:
        return not booked
    return booked and start == speech.start


def further(known: RingOutcome | None, new: RingOutcome) -> RingOutcome:
    """Of two outcomes the one that tells that more was reached."""
    if known in _REACHED and (new not in _REACHED or new is RingOutcome.HEARD):
        return known
    return new


def is_reached(outcome: RingOutcome) -> bool:
    """Whether this can be known while the call is still on."""
    return outcome in _REACHED
