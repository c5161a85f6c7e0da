"""What can be closed. Pure."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from booking.calendars.rules import DAY_MINUTES
from booking.catalogue.directory import Directory
from booking.closures.model import Closing
from booking.errors import Refused

LONGEST_REASON = 200


def checked(closing: Closing, directory: Directory, today: date) -> Closing:
    """The closing as it is kept, if it can be.

    Raises:
        Refused: it ends before it begins, or is over; a reason is needed; the place is none.
    """
    reason = closing.reason.strip()
    if not 1 <= len(reason) <= LONGEST_REASON:
        raise Refused("reason", f"1 to {LONGEST_REASON} letters are needed")
    if closing.last < closing.first:
        raise Refused("last", "the last day is before the first")
    if closing.last < today:
        raise Refused("last", "this day is over")
    span = closing.span
    if span is not None and not 0 <= span.opens < span.closes <= DAY_MINUTES:
        raise Refused("span", "it ends before it begins, or is not within a day")
    return replace(closing, reason=reason, office=_office(closing, directory))


def with_closing(directory: Directory, closing: Closing) -> Directory:
    """The town as it would be then."""
    exception = closing.exception()
    calendars = {
        code: replace(known, exceptions=(*known.exceptions, exception))
        if exception.at(known.office, code)
        else known
        for code, known in directory.calendars.items()
    }
    return replace(directory, calendars=calendars)


def _office(closing: Closing, directory: Directory) -> str | None:
    """The office; that of the counter, where only the counter is named."""
    if closing.office is not None and closing.office not in directory.offices:
        raise Refused("office", f"there is no office '{closing.office}'")
    if closing.counter is None:
        return closing.office
    counter = directory.counters.get(closing.counter)
    if counter is None:
        raise Refused("counter", f"there is no counter '{closing.counter}'")
    if closing.office not in (None, counter.office):
        raise Refused("counter", f"'{closing.counter}' is at another office")
    return counter.office
