"""What Linka asks of a system that owns the calendar of a counter."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Protocol

from booking.outside.model import OutsideBooking, Wanted


class TakenOutside(Exception):
    """The system has given this time to somebody else."""


class OutsideAway(Exception):
    """The system does not answer, or not in a way that can be understood."""


class OutsideCalendar(Protocol):
    """One system. No call of it is made while a transaction is open."""

    async def bookings(self, counter: str, first: date, last: date) -> Sequence[OutsideBooking]:
        """All time that is given away on these days, ours too.

        Raises:
            OutsideAway: it cannot be told now.
        """

    async def keep(self, wanted: Wanted) -> None:
        """Keep a time for us. The same reference again: so long, and until then, from now on.

        Raises:
            TakenOutside: somebody else has it, or a part of it.
            OutsideAway: whether it is kept cannot be told.
        """

    async def let_go(self, counter: str, reference: str) -> None:
        """Keep a time for us no more. Nothing happens where it was not kept.

        Raises:
            OutsideAway: it may be kept still.
        """
