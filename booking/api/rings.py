"""Calls that the system places."""

from booking.rings.model import Ring, RingReopened, RingRequested, RingSettled, RingState
