"""`hours.yaml`: when offices and counters are open."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Literal

from pydantic import Field, model_validator

from booking.calendars.model import DayException, Period, Timetable
from booking.calendars.periods import filled, first_clash
from booking.calendars.store import Owner
from booking.catalogue.model import Counter, Office
from booking.errors import TownFileError
from booking.town.exceptions import ExceptionEntry, check_exception
from booking.town.files import Code, Described
from booking.town.files import read as read_file
from booking.town.weeks import Week, week

FILE = "hours.yaml"

Kind = Literal["hours", "breaks"]

_KINDS: tuple[tuple[Kind, bool], ...] = (("hours", False), ("breaks", True))


class PeriodEntry(Described):
    """Hours or breaks that hold for a time, perhaps only in every n-th week.

    With `every`, the week of the day `week_of` counts, or else that of `from`.
    """

    first: date | None = Field(default=None, alias="from")
    last: date | None = Field(default=None, alias="to")
    every: int = Field(default=1, ge=1, le=12)
    week_of: date | None = None
    hours: Week | None = None
    breaks: Week | None = None

    @model_validator(mode="after")
    def _makes_sense(self) -> PeriodEntry:
        if self.first and self.last and self.first > self.last:
            raise ValueError("'to' is before 'from'")
        if self.hours is None and self.breaks is None:
            raise ValueError("'hours' or 'breaks' are needed")
        if self.every > 1 and not (self.week_of or self.first):
            raise ValueError("'every' needs 'week_of': a day in a week that counts")
        if self.every == 1 and self.week_of:
            raise ValueError("'week_of' needs 'every': 2 for every other week")
        return self

    def period(self, days: Week) -> Period:
        """The period to keep."""
        anchor = (self.week_of or self.first) if self.every > 1 else None
        return Period(week(days), self.first, self.last, self.every, anchor)


class Times(Described):
    """Hours and breaks of an office, or of one counter instead of the office's.

    What a counter leaves out is the office's; `breaks: {}` is no break at all. What stands outside
    of `periods` holds at any time.
    """

    hours: Week | None = None
    breaks: Week | None = None
    periods: tuple[PeriodEntry, ...] = ()

    def told(self, kind: Kind) -> dict[str, Period]:
        """The periods that tell hours, or breaks; by their place in the file."""
        always: Week | None = getattr(self, kind)
        found: dict[str, Period] = {} if always is None else {kind: Period(week(always))}
        for number, entry in enumerate(self.periods):
            days: Week | None = getattr(entry, kind)
            if days is not None:
                found[f"periods.{number}"] = entry.period(days)
        return found


class HoursFile(Described):
    """The whole file."""

    offices: dict[Code, Times]
    counters: dict[Code, Times] = Field(default_factory=dict)
    exceptions: tuple[ExceptionEntry, ...] = ()


@dataclass(frozen=True, slots=True)
class Hours:
    """What the file says, checked."""

    weekly: Mapping[Owner, Timetable]
    exceptions: tuple[DayException, ...]


def read(folder: Path, *, offices: Iterable[Office], counters: Sequence[Counter]) -> Hours:
    """When the town is open.

    Raises:
        TownFileError: a time will not do, an office has no hours, or something is nowhere.
    """
    file = read_file(folder, FILE, HoursFile)
    places = {office.code for office in offices}
    office_of = {counter.code: counter.office for counter in counters}
    _check_codes("offices", file.offices, places)
    _check_codes("counters", file.counters, office_of)
    for code in places:
        if code not in file.offices or not file.offices[code].told("hours"):
            raise TownFileError(FILE, f"offices.{code}", "the office has no hours")
    for number, entry in enumerate(file.exceptions):
        check_exception(FILE, f"exceptions.{number}", entry, places, office_of)
    weekly: dict[Owner, Timetable] = {}
    for kind, is_break in _KINDS:
        told = {code: _told(f"offices.{code}", kind, t) for code, t in file.offices.items()}
        for code, periods in told.items():
            weekly[code, None, is_break] = Timetable(periods)
        for c in counters:
            own = _told(f"counters.{c.code}", kind, file.counters.get(c.code, Times()))
            weekly[c.office, c.code, is_break] = Timetable(filled(own, told[c.office]))
    return Hours(weekly, tuple(entry.exception() for entry in file.exceptions))


def _told(place: str, kind: Kind, times: Times) -> tuple[Period, ...]:
    """What an office or a counter says of its hours, or of its breaks, without contradictions."""
    told = times.told(kind)
    places, periods = list(told), tuple(told.values())
    if clash := first_clash(periods):
        one, other = (places[n] for n in (clash.one, clash.other))
        raise TownFileError(
            FILE,
            f"{place}.{other}",
            f"{kind} of {clash.day:%A} {clash.day} are told by '{one}', too: "
            "give the earlier period its last day ('to'), or leave the day out of one",
        )
    return periods


def _check_codes(place: str, given: Iterable[str], known: Iterable[str]) -> None:
    for code in given:
        if code not in set(known):
            raise TownFileError(FILE, f"{place}.{code}", "there is none of this name")
