"""`ready_dates.yaml`: the first ready date of each service."""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from datetime import date, timedelta
from pathlib import Path
from typing import Self

from pydantic import Field, model_validator

from booking.errors import TownFileError
from booking.ground.transaction import Transaction
from booking.ready_dates import store
from booking.ready_dates.model import ReadyDate
from booking.town.citizens import IMPORT
from booking.town.files import Described
from booking.town.files import read as read_file

FILE = "ready_dates.yaml"


class ReadyDateEntry(Described):
    """A day, or how many days ago it was when the town was new."""

    service: str
    day: date | None = None
    days_ago: int | None = Field(default=None, ge=0)

    @model_validator(mode="after")
    def _exactly_one(self) -> Self:
        if (self.day is None) == (self.days_ago is None):
            raise ValueError("give either the day or the days_ago")
        return self


class ReadyDatesFile(Described):
    """The whole file."""

    ready_dates: tuple[ReadyDateEntry, ...]


def read(folder: Path, *, services: AbstractSet[str]) -> ReadyDatesFile:
    """The town's ready dates.

    Raises:
        TownFileError: an entry will not do, or names a service that is nowhere.
    """
    found = read_file(folder, FILE, ReadyDatesFile)
    for entry in found.ready_dates:
        if entry.service not in services:
            raise TownFileError(FILE, entry.service, "there is no such service")
    return found


def add_missing(tx: Transaction, file: ReadyDatesFile, today: date) -> int:
    """Keep the ready dates of services that have none; how many. The others are the clerks'."""
    new = [entry for entry in file.ready_dates if store.find(tx, entry.service) is None]
    for entry in new:
        day = entry.day or today - timedelta(days=entry.days_ago or 0)
        store.put(tx, ReadyDate(entry.service, day, tx.now, IMPORT))
    return len(new)
