"""`counters.yaml`: the desks of every office, and what is done at each."""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from pathlib import Path

from pydantic import Field, field_validator

from booking.catalogue.model import Activity, Counter, Office
from booking.errors import TownFileError
from booking.town.files import Code, Described, Spoken, check_unique
from booking.town.files import read as read_file

FILE = "counters.yaml"


class CounterEntry(Described):
    """See `Counter`."""

    code: Code
    office: Code
    name: Spoken
    number: int = Field(ge=1, le=9999)
    grid: int = Field(default=15, ge=5, le=120)
    serves: tuple[Code, ...] = Field(min_length=1)

    @field_validator("grid")
    @classmethod
    def _fits_into_an_hour(cls, grid: int) -> int:
        if 120 % grid:
            raise ValueError("two hours have to be a multiple of it")
        return grid


class CountersFile(Described):
    """The whole file; the order is the order in which counters are filled."""

    counters: tuple[CounterEntry, ...] = Field(min_length=1)


def read(
    folder: Path, *, offices: Iterable[Office], activities: Iterable[Activity]
) -> tuple[Counter, ...]:
    """The town's counters.

    Raises:
        TownFileError: a counter will not do, names something that is nowhere, or an activity is
            done at none.
    """
    entries = read_file(folder, FILE, CountersFile).counters
    check_unique(FILE, [entry.code for entry in entries])
    places = {office.code for office in offices}
    what = {activity.code for activity in activities} | {a.service for a in activities}
    counters = tuple(_counter(entry, places, what) for entry in entries)
    for activity in activities:
        if not any(counter.does(activity) for counter in counters):
            raise TownFileError(FILE, "", f"'{activity.code}' is done at no counter")
    return counters


def _counter(entry: CounterEntry, offices: AbstractSet[str], served: AbstractSet[str]) -> Counter:
    if entry.office not in offices:
        raise TownFileError(FILE, entry.code, f"there is no office '{entry.office}'")
    for code in entry.serves:
        if code not in served:
            raise TownFileError(FILE, entry.code, f"there is no service or activity '{code}'")
    return Counter(entry.code, entry.office, entry.name, entry.number, entry.grid, entry.serves)
