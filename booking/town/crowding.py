"""Fills a calendar at random: for benchmarks and for trying things out on a town in full swing."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from datetime import timedelta
from itertools import islice
from typing import Any

from booking.calendars.rules import cells_in, instant
from booking.catalogue.service import Directories
from booking.ground.database import Database
from booking.ground.transaction import Transaction
from booking.visits.slots import lock_days
from booking.visits.tables import taken_slots

_BATCH = 20_000
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
        wanted = (cell for cell in _cells(tx) if dice.random() < fullness)
        taken = 0
        while rows := [{**cell, "visit_id": _NOBODY} for cell in islice(wanted, _BATCH)]:
            lock_days(tx, {cell["day"] for cell in rows})
            tx.execute(taken_slots.insert(), rows)
            taken += len(rows)
        return taken

    return await database.write(fill)


def _cells(tx: Transaction) -> Iterator[Mapping[str, Any]]:
    directory = Directories().current(tx)
    today = tx.now.astimezone(directory.zone).date()
    for ahead in range(directory.town.limits.horizon_days + 1):
        day = today + timedelta(days=ahead)
        for counter in directory.counters.values():
            for cell in cells_in(directory.open_cells(counter.code, day)):
                start = instant(day, cell * counter.grid, directory.zone)
                yield {"counter": counter.code, "start": start, "day": day, "cell": cell}
