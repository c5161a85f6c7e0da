"""What has to be told to an outside system, and which cells its bookings take. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from booking.outside.model import OutsideBooking, Wanted


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


def cells_of(minute: int, minutes: int, grid: int) -> range:
    """The cells of a day's grid that a booking touches, for it need not lie on our grid.

    Args:
        minute: of the day, on the wall clock, at which it begins.
        minutes: how long it is.
        grid: minutes of a cell.
    """
    return range(minute // grid, -(-(minute + minutes) // grid))
