"""What has to be told to an outside system, and which cells its bookings take. Pure."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from booking.calendars import rules as calendar
from booking.calendars.rules import DAY_MINUTES
from booking.outside.model import OutsideBooking, Wanted
from booking.outside.port import OutsideAway

FILLED_TWICE = 2
"""So often over may a system give the same time away; more is no calendar, and too much to keep."""


@dataclass(frozen=True, slots=True)
class Difference:
    """What the system does not know yet.

    Attributes:
        keep: time that it is to keep for us, or to keep longer.
        let_go: time that it keeps for us and need not any more.
    """

    keep: tuple[Wanted, ...]
    let_go: tuple[OutsideBooking, ...]


def difference(wanted: Iterable[Wanted], there: Sequence[OutsideBooking]) -> Difference:
    """What to tell, so that the system keeps what we want and nothing else.

    Args:
        wanted: our visits and holds there; read later than `there`, for a hold is written before
            the system is asked, and what is let go by mistake is lost.
        there: what it has given away.
    """
    ours = {one.reference: one for one in there if one.is_ours}
    wishes = {one.reference: one for one in wanted}
    keep = [one for reference, one in wishes.items() if not _is_kept(one, ours.get(reference))]
    let_go = [one for reference, one in ours.items() if reference not in wishes]
    return Difference(tuple(keep), tuple(let_go))


def _is_kept(wish: Wanted, there: OutsideBooking | None) -> bool:
    if there is None or (there.start, there.minutes) != (wish.start, wish.minutes):
        return False
    return there.until is None or (wish.until is not None and wish.until <= there.until)


def usable(
    bookings: Iterable[OutsideBooking], first: date, last: date, zone: ZoneInfo
) -> list[OutsideBooking]:
    """What can be taken in of what a system says, whatever it says.

    It may answer with other days than were asked for, or name one booking twice; then the longer
    one counts.

    Args:
        bookings: all that it says.
        first: the first of the days that were asked for.
        last: the last one.
        zone: the town's.

    Raises:
        OutsideAway: it gives away more time than there is.
    """
    begins = calendar.instant(first, 0, zone)
    ends = calendar.instant(last + timedelta(days=1), 0, zone)
    found: dict[tuple[str, datetime], OutsideBooking] = {}
    for one in bookings:
        if begins <= one.start < ends:
            place = (one.reference, one.start.astimezone(UTC))
            if place not in found or found[place].minutes < one.minutes:
                found[place] = one
    most = FILLED_TWICE * ((last - first).days + 1) * DAY_MINUTES
    if sum(one.minutes for one in found.values()) > most:
        raise OutsideAway("its list of bookings gives away more time than there is")
    return list(found.values())


def kept_reference(reference: str) -> str:
    """What is kept of an outside system's reference: enough to know it again, and no name.

    The first 128 bits of its SHA-256: the system may call a booking by whoever made it.
    """
    return hashlib.sha256(reference.encode()).hexdigest()[:32]


def days_of(start: datetime, minutes: int, zone: ZoneInfo) -> Iterator[tuple[date, int, int]]:
    """The days that a booking touches, mostly one: each with the minutes from which and to which.

    A day's cells end at midnight; what goes on after that is the next day's.
    """
    begins = start.astimezone(zone)
    ends = (start.astimezone(UTC) + timedelta(minutes=minutes)).astimezone(zone)
    day, first = begins.date(), begins.hour * 60 + begins.minute
    while (last := min(calendar.minute_of(ends, day, zone), DAY_MINUTES)) > first:
        yield day, first, last
        day, first = day + timedelta(days=1), 0


def cells_of(minute: int, minutes: int, grid: int) -> range:
    """The cells of a day's grid that a booking touches, for it need not lie on our grid.

    Args:
        minute: of the day, on the wall clock, at which it begins.
        minutes: how long it is.
        grid: minutes of a cell.
    """
    return range(minute // grid, -(-(minute + minutes) // grid))
