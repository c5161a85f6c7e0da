"""Whether a time can be booked at all, be it taken or not; and if not, why. Pure."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from booking.calendars import rules as calendar
from booking.catalogue.directory import Directory
from booking.catalogue.model import Activity, Counter
from booking.errors import NotBookable, Refused
from booking.visits import rules, shares
from booking.visits.model import Slot
from booking.visits.rules import Wish


class WhyNot(StrEnum):
    """Why a time cannot be booked; the reason of `NotBookable`."""

    ELSEWHERE = "it is not done at this counter"
    PAST = "it is over"
    TOO_SOON = "it begins too soon"
    TOO_FAR = "it is further ahead than can be booked"
    BESIDE = "no visit begins at this minute"
    LENGTH = "it takes another time"
    CLOSED = "the counter is closed then"
    ACROSS_CLOSING = "the counter closes before its end"
    TOO_LATE = "it begins too late before closing"
    KEPT = "the time is kept for others"


def check(directory: Directory, wish: Wish, slot: Slot, now: datetime) -> None:
    """Let a slot pass that exists for this wish: right counter, open, on the grid, in time.

    Raises:
        NotBookable: it does not; its `reason` is a `WhyNot`.
        Refused: its start has no time zone.
    """
    if slot.start.tzinfo is None:
        raise Refused("slot", "its start needs a time zone")
    if (reason := why_not(directory, wish, slot, now)) is not None:
        raise NotBookable(reason)


def is_bookable(
    directory: Directory, activity: Activity, slot: Slot, persons: int, now: datetime
) -> bool:
    """Whether somebody who rings can book it for one activity, unless it is taken."""
    return why_not(directory, Wish(activity, persons), slot, now) is None


def why_not(directory: Directory, wish: Wish, slot: Slot, now: datetime) -> WhyNot | None:
    """Why the slot cannot be booked, None where it can."""
    counter = directory.counters.get(slot.counter)
    if counter is None or not _is_done_at(directory, counter, wish, slot):
        return WhyNot.ELSEWHERE
    return _why_not_then(directory, wish, slot, now) or _why_not_there(
        directory, counter, wish, slot, now
    )


def _is_done_at(directory: Directory, counter: Counter, wish: Wish, slot: Slot) -> bool:
    return (
        counter.code in directory.listed
        and counter.office == slot.office
        and all(counter.does(activity) for activity in wish.activities)
    )


def _why_not_then(directory: Directory, wish: Wish, slot: Slot, now: datetime) -> WhyNot | None:
    if slot.start <= now:
        return WhyNot.PAST
    if slot.start < rules.bookable_from(directory, wish.activities, now):
        return WhyNot.TOO_SOON
    local = slot.start.astimezone(directory.zone)
    if local.date() > rules.last_day(directory, wish.activities, now):
        return WhyNot.TOO_FAR
    if local.second or local.microsecond or local.fold:
        return WhyNot.BESIDE
    return None


def _why_not_there(
    directory: Directory, counter: Counter, wish: Wish, slot: Slot, now: datetime
) -> WhyNot | None:
    pace = directory.pace(counter, *wish.activities)
    if slot.minutes != rules.length_in_minutes(pace.minutes, wish.heads):
        return WhyNot.LENGTH
    local = slot.start.astimezone(directory.zone)
    day = local.date()
    cell, beside = divmod(local.hour * 60 + local.minute, counter.grid)
    if beside:
        return WhyNot.BESIDE
    count = rules.length_in_cells(pace.minutes, wish.heads, counter.grid)
    opened = directory.open_cells(counter.code, day)
    if closed := _why_closed(opened, cell, count):
        return closed
    if not calendar.cells_in_time(opened, counter.grid, pace.last_start) >> cell & 1:
        return WhyNot.TOO_LATE
    if _lacks(shares.shown_at(directory, counter, day, wish.channel, now), cell, count):
        return WhyNot.KEPT
    return None


def _why_closed(opened: int, cell: int, count: int) -> WhyNot | None:
    if not opened >> cell & 1:
        return WhyNot.CLOSED
    return WhyNot.ACROSS_CLOSING if _lacks(opened, cell, count) else None


def _lacks(cells: int, first: int, count: int) -> bool:
    wanted = (1 << count) - 1
    return cells >> first & wanted != wanted
