"""The ticket machine of the small town."""

from __future__ import annotations

from booking.api import OutsideBooking
from booking.outside.fake import TicketMachine


class Tickets(TicketMachine):
    """One whose book can be looked into while it does not answer."""

    def book(self) -> list[OutsideBooking]:
        """All that it keeps now."""
        self._forget()
        return list(self._kept.values())
