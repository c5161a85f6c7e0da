"""`counters.yaml`: the desks of every office, and what is done at each."""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from pathlib import Path
from typing import Annotated, Any

from pydantic import BeforeValidator, Field, field_validator

from booking.catalogue.model import Activity, Counter, Office
from booking.errors import TownFileError
from booking.town.files import Code, Described, LastStart, Spoken, check_unique
from booking.town.files import read as read_file

FILE = "counters.yaml"


class ServedEntry(Described):
    """What is done at a counter; its code alone where it takes as long as anywhere else."""

    code: Code
    minutes: int | None = Field(default=None, ge=5, le=240)


def _served(value: Any) -> Any:  # noqa: ANN401  whatever stands in the file
    return {"code": value} if isinstance(value, str) else value


class CounterEntry(Described):
    """See `Counter`."""

    code: Code
    office: Code
    name: Spoken
    number: int = Field(ge=1, le=9999)
    grid: int = Field(default=15, ge=5, le=120)
    serves: tuple[Annotated[ServedEntry, BeforeValidator(_served)], ...] = Field(min_length=1)
    last_start_minutes: LastStart = None
    outside: Code | None = None

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
    _check_told_apart(entries)
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
    codes = [one.code for one in entry.serves]
    for code in codes:
        if code not in served:
            raise TownFileError(FILE, entry.code, f"there is no service or activity '{code}'")
        if codes.count(code) > 1:
            raise TownFileError(FILE, entry.code, f"serves: '{code}' is there twice")
    return Counter(
        code=entry.code,
        office=entry.office,
        name=entry.name,
        number=entry.number,
        grid=entry.grid,
        serves=tuple(codes),
        own_minutes={one.code: one.minutes for one in entry.serves if one.minutes is not None},
        last_start_minutes=entry.last_start_minutes,
        outside=entry.outside,
    )


def _check_told_apart(entries: Iterable[CounterEntry]) -> None:
    """In one office nobody may look for two desks of one name or one number."""
    seen: dict[tuple[str, str, str], str] = {}
    for entry in entries:
        names = entry.name.by_language().items()
        for kind, text in [*names, ("number", str(entry.number))]:
            other = seen.setdefault((entry.office, kind, text.casefold()), entry.code)
            if other != entry.code:
                what = f"number {text}" if kind == "number" else f"name '{text}'"
                raise TownFileError(FILE, entry.code, f"'{other}' has the {what} already")
