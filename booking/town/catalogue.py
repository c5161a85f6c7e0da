"""Everything of a town but its people: read together, kept together."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from sqlalchemy import or_, select

from booking.calendars import store as calendar_store
from booking.calendars.model import DayException
from booking.catalogue import store
from booking.catalogue.directory import Directory
from booking.catalogue.model import Activity, BookingLimits, Counter, Office, Service, Town
from booking.errors import TownFileError
from booking.ground.transaction import Transaction
from booking.town import counters, hours, offices, phone_filing, services, town
from booking.town.shares import check_shares
from booking.visits.tables import taken_slots


@dataclass(frozen=True, slots=True)
class TownCatalogue:
    """What the files say, checked."""

    town: Town
    offices: tuple[Office, ...]
    services: tuple[Service, ...]
    activities: tuple[Activity, ...]
    counters: tuple[Counter, ...]
    hours: hours.Hours

    def directory(self, ordered: Iterable[DayException] = ()) -> Directory:
        """The town as it would be if these files were taken in.

        Args:
            ordered: closures beside those of the files, which stay.
        """
        return Directory(
            revision=0,
            town=self.town,
            services={service.code: service for service in self.services},
            activities={activity.code: activity for activity in self.activities},
            offices={office.code: office for office in self.offices},
            counters={counter.code: counter for counter in self.counters},
            listed=frozenset(
                thing.code
                for things in (self.services, self.activities, self.offices, self.counters)
                for thing in things
            ),
            calendars=store.calendars_of(
                self.counters, self.hours.weekly, [*self.hours.exceptions, *ordered]
            ),
        )


def read_catalogue(folder: Path) -> TownCatalogue:
    """The town's files.

    Raises:
        TownFileError: something is wrong; the message names file, place and reason.
    """
    places = offices.read(folder)
    offered, activities = services.read(folder)
    desks = counters.read(folder, offices=places, activities=activities)
    whole = replace(town.read(folder), phone_filing=phone_filing.read(folder))
    check_shares(town.FILE, whole.limits.shares, places)
    for activity in activities:
        _check_days(activity, whole.limits)
    return TownCatalogue(
        town=whole,
        offices=places,
        services=offered,
        activities=activities,
        counters=desks,
        hours=hours.read(folder, offices=places, counters=desks),
    )


def apply_catalogue(tx: Transaction, files: TownCatalogue) -> bool:
    """Keep the town as the files have it; whether anything was not so before.

    What is not described any more is retired: older visits name it.

    Raises:
        TownFileError: a counter's grid would change under visits that are booked there.
    """
    if store.revision(tx) is not None:
        check_grids(tx, files)
    changes = [
        store.put_offices(tx, files.offices),
        store.put_services(tx, files.services, files.activities),
        store.put_counters(tx, files.counters),
        calendar_store.put_weekly(tx, files.hours.weekly),
        calendar_store.put_exceptions(tx, files.hours.exceptions),
    ]
    return store.put_town(tx, files.town, changed=any(changes))


def _check_days(activity: Activity, limits: BookingLimits) -> None:
    """An activity needs at least one day on which it can be booked."""
    lead = limits.lead_days if activity.lead_days is None else activity.lead_days
    horizon = limits.horizon_days if activity.horizon_days is None else activity.horizon_days
    if lead > horizon:
        raise TownFileError(
            services.FILE,
            activity.code,
            f"can never be booked: from the {lead}th day on, and only up to the {horizon}th",
        )


def check_grids(tx: Transaction, files: TownCatalogue) -> None:
    """Let a description pass under which every visit still begins on its counter's grid.

    Raises:
        TownFileError: a counter's grid would change under visits that are booked there.
    """
    before = store.load(tx).counters
    for counter in files.counters:
        old = before.get(counter.code)
        if old is not None and old.grid != counter.grid and _is_booked(tx, counter.code):
            raise TownFileError(
                counters.FILE,
                counter.code,
                f"grid: visits are booked there every {old.grid} minutes; "
                "add a new counter, or wait until the last of them is over",
            )


def _is_booked(tx: Transaction, counter: str) -> bool:
    alive = or_(taken_slots.c.expires_at.is_(None), taken_slots.c.expires_at > tx.now)
    row = tx.one(
        select(taken_slots.c.cell)
        .where(taken_slots.c.counter == counter, taken_slots.c.start > tx.now, alive)
        .limit(1)
    )
    return row is not None
