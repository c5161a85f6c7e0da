"""Days that differ, in `hours.yaml`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from pydantic import Field, model_validator

from booking.calendars.model import DayException
from booking.calendars.rules import is_holiday
from booking.errors import TownFileError
from booking.town.files import Code, Described
from booking.town.weeks import Spans


class ExceptionEntry(Described):
    """Days that differ: a closure, or extra hours.

    `day`, or `first` and `last`; `hours` tells the part of the day, and without them a closure
    lasts all day. Without `office` the whole town is meant, without `counter` the whole office.
    """

    day: date | None = None
    first: date | None = None
    last: date | None = None
    open: bool = False
    hours: Spans = ()
    office: Code | None = None
    counter: Code | None = None
    reason: str = Field(min_length=1, max_length=200)

    @model_validator(mode="after")
    def _makes_sense(self) -> ExceptionEntry:
        if (self.day is None) == (self.first is None or self.last is None):
            raise ValueError("either 'day', or 'first' and 'last' are needed")
        if self.first and self.last and self.first > self.last:
            raise ValueError("the last day is before the first")
        if self.open and not self.hours:
            raise ValueError("extra hours need 'hours'")
        if self.open and self.day is None:
            raise ValueError("extra hours are for one 'day' each")
        if self.open and self.day and is_holiday(self.day):
            raise ValueError("this is a public holiday: nobody can be booked on it")
        return self

    def exception(self) -> DayException:
        """The exception to keep."""
        first, last = self.day or self.first, self.day or self.last
        if first is None or last is None:
            raise TypeError("checked when it was read")
        return DayException(
            first, last, self.hours, self.open, self.office, self.counter, self.reason
        )


def check_exception(
    file: str,
    place: str,
    entry: ExceptionEntry,
    offices: Iterable[str],
    office_of: Mapping[str, str],
) -> None:
    """Let an exception pass that is somewhere.

    Raises:
        TownFileError: there is no such office or counter.
    """
    if entry.office is not None and entry.office not in set(offices):
        raise TownFileError(file, place, f"there is no office '{entry.office}'")
    if entry.counter is None:
        return
    if entry.counter not in office_of:
        raise TownFileError(file, place, f"there is no counter '{entry.counter}'")
    if entry.office not in (None, office_of[entry.counter]):
        raise TownFileError(file, place, f"'{entry.counter}' is at another office")
