"""A closure: where nobody is served for a time, who decided that, and why."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from booking.calendars.model import DayException, Span


@dataclass(frozen=True, slots=True)
class Closing:
    """What shall be closed, and when.

    Attributes:
        first: the first day.
        last: the last one.
        reason: for people; it stands on the supervisor's page.
        span: the part of each of these days, None for all of it.
        office: at which office, None for all of the town.
        counter: at which counter only, None for the whole office.
    """

    first: date
    last: date
    reason: str
    span: Span | None = None
    office: str | None = None
    counter: str | None = None

    def exception(self) -> DayException:
        """The same as counters' calendars know it."""
        return DayException(
            first=self.first,
            last=self.last,
            spans=() if self.span is None else (self.span,),
            is_open=False,
            office=self.office,
            counter=self.counter,
            reason=self.reason,
        )


@dataclass(frozen=True, slots=True)
class Closure:
    """A closing that was ordered; it outlives every change of the town's files.

    Attributes:
        closed_by: the username of who ordered it.
        lifted_by: of who took it back, None where it holds.
    """

    id: int
    closing: Closing
    closed_by: str
    closed_at: datetime
    lifted_by: str | None = None
    lifted_at: datetime | None = None
