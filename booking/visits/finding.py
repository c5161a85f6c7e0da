"""Looks for what is free, in an open transaction."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from itertools import groupby, islice

from booking.catalogue.directory import Directory
from booking.ground.transaction import Transaction
from booking.visits import rules
from booking.visits.model import FreeDay, Slot
from booking.visits.rules import Wish
from booking.visits.taken import TakenDays


def free(
    tx: Transaction,
    known: TakenDays,
    directory: Directory,
    wish: Wish,
    limit: int,
    *,
    since: date | None = None,
) -> list[Slot]:
    """The nearest free slots, on no day before `since`, at most `limit`.

    Raises:
        Refused: so many may not come together.
    """
    return list(islice(_free(tx, known, directory, wish, since), limit))


def free_days(
    tx: Transaction,
    known: TakenDays,
    directory: Directory,
    wish: Wish,
    after: date | None,
    limit: int,
) -> list[date]:
    """The nearest days with something free, later than `after`, at most `limit`."""
    one_a_day = replace(wish, per_day=1)
    since = None if after is None else after + timedelta(days=1)
    found = islice(_free(tx, known, directory, one_a_day, since), limit)
    return [slot.start.date() for slot in found]


def days_in_full(
    tx: Transaction,
    known: TakenDays,
    directory: Directory,
    wish: Wish,
    after: date | None,
    limit: int,
) -> list[FreeDay]:
    """The nearest days with something free, each with how many starts, at most `limit` days."""
    since = None if after is None else after + timedelta(days=1)
    by_day = groupby(_free(tx, known, directory, wish, since), key=lambda slot: slot.start.date())
    return [_full_day(day, list(found)) for day, found in islice(by_day, limit)]


def _full_day(day: date, found: Sequence[Slot]) -> FreeDay:
    return FreeDay(day, len(found), found[0])


def _free(
    tx: Transaction, known: TakenDays, directory: Directory, wish: Wish, since: date | None
) -> Iterator[Slot]:
    rules.check_parts(wish)
    days = [d for d in rules.days(directory, wish, tx.now) if since is None or d >= since]
    taken = known.as_of(tx, directory, days, freed_too=wish.freed_too)
    return rules.free_slots(directory, wish, days, taken, tx.now)
