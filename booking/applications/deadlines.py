"""When an application must be decided: counted from its filing, stopped while others must act.

The Administrative Procedure Code (500/2004 Sb.): the day of filing does not count, and a deadline
that ends on a Saturday, a Sunday or a holiday ends on the next working day (§ 40). It does not run
while a proceeding is suspended, and ends fifteen days after that at the earliest (§ 65).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from booking.applications.states import DeadlineClock
from booking.calendars.rules import is_holiday

LEAST_AFTER_STANDING = timedelta(days=15)
"""§ 65: so much is left at least when a proceeding goes on."""

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Term:
    """How long a kind of application may take: calendar days, or working days.

    Attributes:
        days: how many.
        working: only Mondays to Fridays that are no holidays are counted.
    """

    days: int
    working: bool = False


@dataclass(frozen=True, slots=True)
class Deadline:
    """The deadline of an application.

    Attributes:
        day: by when it must be decided, None where none runs.
        stopped_on: since when it stands still, None where it does not.
        stopped_day: which day it was then.
    """

    day: date | None = None
    stopped_on: date | None = None
    stopped_day: date | None = None


def deadline_of(term: Term, filed_on: date) -> date:
    """The last day on which an application filed on that day is decided in time."""
    if not term.working:
        return _working_day(filed_on + timedelta(days=term.days))
    day, left = filed_on, term.days
    while left:
        day += _DAY
        left -= is_working(day)
    return day


def after_change(before: Deadline, clock: DeadlineClock, today: date, new: date | None) -> Deadline:
    """The deadline once an application is in a state with that clock.

    Args:
        before: what it was.
        clock: what becomes of deadlines in the new state.
        today: the day of the change.
        new: a deadline that somebody has set by hand; it holds in every state.
    """
    if new is not None:
        return Deadline(new)
    match clock:
        case DeadlineClock.RUNS:
            return Deadline(before.day or _resumed(before, today))
        case DeadlineClock.STANDS:
            if before.stopped_day is not None:
                return before
            return Deadline() if before.day is None else Deadline(None, today, before.day)
        case DeadlineClock.NONE:
            return Deadline()


def is_working(day: date) -> bool:
    """Whether offices work: Monday to Friday, no public holiday."""
    return day.isoweekday() <= 5 and not is_holiday(day)


def _resumed(before: Deadline, today: date) -> date | None:
    if before.stopped_on is None or before.stopped_day is None:
        return None
    stood = max(today - before.stopped_on, timedelta())
    return _working_day(max(before.stopped_day + stood, today + LEAST_AFTER_STANDING))


def _working_day(day: date) -> date:
    while not is_working(day):
        day += _DAY
    return day
