"""Looks for what is free, in an open transaction."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from itertools import groupby, islice

from booking.calendars.rules import DAY_MINUTES
from booking.catalogue.directory import Directory
from booking.ground.transaction import Transaction
from booking.visits import rules, slots
from booking.visits.model import FreeDay, Slot
from booking.visits.rules import Wish


def free(
    tx: Transaction, directory: Directory, wish: Wish, limit: int, *, since: date | None = None
) -> list[Slot]:
    """The nearest free slots, on no day before `since`, at most `limit`.

    Raises:
        Refused: so many may not come together.
    """
    return list(islice(_free(tx, directory, wish, since), limit))


def free_days(
    tx: Transaction, directory: Directory, wish: Wish, after: date | None, limit: int
) -> list[date]:
    """The nearest days with something free, later than `after`, at most `limit`."""
    one_a_day = replace(wish, per_day=1)
    since = None if after is None else after + timedelta(days=1)
    found = islice(_free(tx, directory, one_a_day, since), limit)
    return [slot.start.date() for slot in found]


def days_in_full(
    tx: Transaction, directory: Directory, wish: Wish, after: date | None, limit: int
) -> list[FreeDay]:
    """The nearest days with something free, each with how many starts, at most `limit` days."""
    since = None if after is None else after + timedelta(days=1)
    by_day = groupby(_free(tx, directory, wish, since), key=lambda slot: slot.start.date())
    return [_full_day(day, list(found)) for day, found in islice(by_day, limit)]


def _full_day(day: date, found: Sequence[Slot]) -> FreeDay:
    return FreeDay(day, len(found), found[0])


def _free(tx: Transaction, directory: Directory, wish: Wish, since: date | None) -> Iterator[Slot]:
    rules.check_persons(wish.activity, wish.persons)
    counters = directory.counters_for(wish.activity, wish.office)
    finest_grid = min((counter.grid for counter in counters), default=DAY_MINUTES)
    days = [d for d in rules.days(directory, wish, tx.now) if since is None or d >= since]
    for batch in _growing(days):
        taken = slots.taken(tx, batch, finest_grid)
        for day in batch:
            yield from rules.free_on(directory, wish, day, taken, tx.now)


def _growing(days: Sequence[date]) -> Iterator[Sequence[date]]:
    """Two days first, then ever more: mostly something is free soon, and little need be read."""
    begin, size = 0, 2
    while begin < len(days):
        yield days[begin : begin + size]
        begin, size = begin + size, size * 2
