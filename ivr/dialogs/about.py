"""What a call is about, for the person who may have to go on with it."""

from __future__ import annotations

from booking.api import Backend, Hold
from ivr.call.call import Call

SLOT, OFFICE = "slot", "office"
"""Under these names an operator sees the last slot that the caller was offered: when, in the town's
time (2026-11-24T09:00), and the office's code."""

PROBLEM, PLACE = "problem", "place"
"""The same for a suggestion: what is the matter, and where, in Czech; empty without a place."""

APPLICATION = "application"
"""The reference number of what the caller has filed, or has proven to know by number and code."""


async def concerns_activity(call: Call, backend: Backend, code: str) -> None:
    """The call is about something that is done at a visit."""
    activity = await backend.catalogue.activity(code)
    call.concerns(activity.service, activity.code)


def looked_at_slot(call: Call, hold: Hold) -> None:
    """The slot that is being offered now."""
    call.looked_at(SLOT, f"{hold.slot.start:%Y-%m-%dT%H:%M}")
    call.looked_at(OFFICE, hold.slot.office)
