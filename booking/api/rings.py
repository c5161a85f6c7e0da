"""Calls that the system places."""

from booking.rings.dialling import silence as silence_rings
from booking.rings.forgetting import forget_asked_in as forget_rings_asked_in
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
