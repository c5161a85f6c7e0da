"""Calls that the system places."""

from booking.rings.model import (
    MESSAGE,
    NOTE_LETTERS,
    VOICE_MESSAGE,
    Matter,
    Ring,
    RingEnded,
    RingOutcome,
    RingReopened,
    RingRequested,
    RingSettled,
    RingState,
    Speech,
)
