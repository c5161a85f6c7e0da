"""The one clock that everything asks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

PRAGUE = ZoneInfo("Europe/Prague")


class Clock(Protocol):
    """Tells the time; a shifted or a virtual one stands in for tests and for `--now`."""

    @property
    def zone(self) -> ZoneInfo:
        """The town's time zone."""

    def now(self) -> datetime:
        """The instant, aware, in UTC."""

    def local(self) -> datetime:
        """The same instant on the town's wall clock, aware."""

    def today(self) -> date:
        """The town's calendar day."""


@dataclass(frozen=True, slots=True)
class ShiftedClock:
    """The system's clock, moved by a constant."""

    shift: timedelta = timedelta()
    zone: ZoneInfo = PRAGUE

    @classmethod
    def starting_at(cls, local: datetime, zone: ZoneInfo = PRAGUE) -> ShiftedClock:
        """A clock that shows this wall-clock time now and goes on from there."""
        aware = local if local.tzinfo else local.replace(tzinfo=zone)
        return cls(aware.astimezone(UTC) - datetime.now(UTC), zone)

    def now(self) -> datetime:
        return datetime.now(UTC) + self.shift

    def local(self) -> datetime:
        return self.now().astimezone(self.zone)

    def today(self) -> date:
        return self.local().date()


@dataclass(slots=True)
class SetClock:
    """A clock that stands still until it is moved; for tests."""

    instant: datetime
    zone: ZoneInfo = PRAGUE

    def now(self) -> datetime:
        return self.instant.astimezone(UTC)

    def local(self) -> datetime:
        return self.instant.astimezone(self.zone)

    def today(self) -> date:
        return self.local().date()

    def advance(self, by: timedelta) -> None:
        """Move on; never back, as the real one does not go back either."""
        if by < timedelta():
            raise ValueError("a clock does not go back")
        self.instant = self.now() + by  # an hour is an hour, also while the wall clock changes
