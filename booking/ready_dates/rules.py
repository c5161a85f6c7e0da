"""Which day a caller means, and whether what was filed then is ready."""

from __future__ import annotations

from datetime import date, timedelta

LARGEST_STEP = timedelta(days=45)
"""A ready date that goes on by more than this at once is likelier a slip than good news."""

LONGEST_BACK = 8
"""Years between two 29ths of February around a century that has none (1896 and 1904)."""


def filed_date(keyed: str, today: date) -> date | None:
    """The day that four keyed digits mean: day and month, two digits each, without a year.

    It is the most recent such day that is not after today: in January the third of November is
    last year's, and the 29th of February is that of the last leap year.

    Returns:
        The day, None where there is no such day in any year.
    """
    if not (len(keyed) == 4 and keyed.isascii() and keyed.isdigit()):
        return None
    day, month = int(keyed[:2]), int(keyed[2:])
    for year in range(today.year, today.year - LONGEST_BACK - 1, -1):
        found = _day(year, month, day)
        if found is not None and found <= today:
            return found
    return None


def is_ready(filed: date, ready: date) -> bool:
    """Whether a document asked for on that day is ready, the ready date's own day included."""
    return filed <= ready


def oddity(before: date | None, day: date) -> str | None:
    """What is odd about a new ready date, so that its writer is asked again; None if nothing.

    Returns:
        'backwards': callers were told before that more was ready. 'far': it goes on by weeks.
    """
    if before is None:
        return None
    if day < before:
        return "backwards"
    return "far" if day - before > LARGEST_STEP else None


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
