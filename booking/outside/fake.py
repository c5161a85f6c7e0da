"""A ticket-calling machine in memory: for tests, trials, and to show what a real one must do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from booking.ground.clock import PRAGUE, Clock
from booking.outside.model import OutsideBooking, Wanted
from booking.outside.port import OutsideAway, TakenOutside


@dataclass
class TicketMachine:
    """Sells the time of its counters to people of its own, and keeps some of it for Linka.

    Attributes:
        away: it does not answer.
    """

    clock: Clock
    zone: ZoneInfo = PRAGUE
    away: bool = False
    _kept: dict[tuple[str, str], OutsideBooking] = field(default_factory=dict)

    def sell(self, counter: str, reference: str, start: datetime, minutes: int) -> None:
        """Give time to somebody who came to the machine.

        Raises:
            TakenOutside: somebody has it, or a part of it.
        """
        self._take(OutsideBooking(counter, reference, start, minutes))

    def oversell(self, counter: str, reference: str, start: datetime, minutes: int) -> None:
        """The same, whoever has it now; as a clerk might who knows better."""
        for key, there in list(self._kept.items()):
            if there.counter == counter and _overlap(there, start, minutes):
                del self._kept[key]
        self.sell(counter, reference, start, minutes)

    def give_back(self, counter: str, reference: str) -> None:
        """Somebody does not come after all."""
        self._kept.pop((counter, reference), None)

    async def bookings(self, counter: str, first: date, last: date) -> Sequence[OutsideBooking]:
        """See `OutsideCalendar`."""
        self._answer()
        return [
            one
            for one in self._kept.values()
            if one.counter == counter and first <= one.start.astimezone(self.zone).date() <= last
        ]

    async def keep(self, wanted: Wanted) -> None:
        """See `OutsideCalendar`."""
        self._answer()
        self._take(
            OutsideBooking(
                wanted.counter, wanted.reference, wanted.start, wanted.minutes, wanted.until
            )
        )

    async def let_go(self, counter: str, reference: str) -> None:
        """See `OutsideCalendar`."""
        self._answer()
        self.give_back(counter, reference)

    def _answer(self) -> None:
        if self.away:
            raise OutsideAway("the machine is switched off")
        self._forget()

    def _forget(self) -> None:
        now = self.clock.now()
        self._kept = {
            key: one for key, one in self._kept.items() if one.until is None or one.until > now
        }

    def _take(self, booking: OutsideBooking) -> None:
        self._forget()
        key = (booking.counter, booking.reference)
        for other, there in self._kept.items():
            if (
                other != key
                and there.counter == booking.counter
                and _overlap(there, booking.start, booking.minutes)
            ):
                raise TakenOutside(f"{there.reference} has it")
        self._kept[key] = booking


def _overlap(one: OutsideBooking, start: datetime, minutes: int) -> bool:
    ends = start + timedelta(minutes=minutes)
    return one.start < ends and start < one.start + timedelta(minutes=one.minutes)
