"""What is told of reminders."""

from __future__ import annotations

from booking.ground.events import event
from booking.visits.model import VisitEvent


@event
class VisitReminderDue(VisitEvent):
    """The time has come to remind somebody of a visit.

    Attributes:
        days_before: which reminder it is.
    """

    days_before: int
