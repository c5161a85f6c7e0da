"""Fills a calendar at random: for benchmarks and for trying things out on a town in full swing."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from typing import Any

from booking.calendars.rules import cells_in, instant
from booking.catalogue.directory import Directory
from booking.catalogue.service import Directories
from booking.ground.bulk import add_many
from booking.ground.database import Database
from booking.ground.transaction import Transaction
from booking.visits.slots import lock_days
from booking.visits.tables import taken_slots

_COLUMNS = ("counter", "start", "day", "cell", "visit_id")
_NOBODY = 0
"""The visit that such a slot belongs to."""


async def crowd_calendar(database: Database, *, fullness: float, seed: int = 0) -> int:
    """Take a share of all cells that can be booked, each by the throw of a die.

    Nobody can cancel what is taken so; it is for a database that nobody needs afterwards.

    Args:
        database: with a town in it.
        fullness: the share, 0 to 1.
        seed: the same one takes the same cells.

    Returns:
        How many cells were taken.
    """
    dice = random.Random(seed)  # noqa: S311  no secret

    def fill(tx: Transaction) -> int:
        directory = Directories().current(tx)
        today = tx.now.astimezone(directory.zone).date()
        ahead = range(directory.town.limits.horizon_days + 1)
        days = [today + timedelta(days=n) for n in ahead]
        lock_days(tx, days)
        wanted = (cell for cell in _cells(directory, days) if dice.random() < fullness)
        return add_many(tx, taken_slots, _COLUMNS, wanted)

    return await database.write(fill)


def _cells(directory: Directory, days: Iterable[date]) -> Iterator[Mapping[str, Any]]:
    for day in days:
        for counter in directory.counters.values():
            for cell in cells_in(directory.open_cells(counter.code, day)):
                start = instant(day, cell * counter.grid, directory.zone)
                yield {
                    "counter": counter.code,
                    "start": start,
                    "day": day,
                    "cell": cell,
                    "visit_id": _NOBODY,
                }
