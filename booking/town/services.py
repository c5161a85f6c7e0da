"""`services.yaml`: agendas, and what is done in each."""

from __future__ import annotations

from pathlib import Path

from pydantic import Field

from booking.catalogue.model import Activity, Service
from booking.town.files import Code, Described, LastStart, Spoken, check_unique
from booking.town.files import read as read_file

FILE = "services.yaml"


class ActivityEntry(Described):
    """See `Activity`."""

    code: Code
    name: Spoken
    minutes: int = Field(ge=5, le=240)
    max_persons: int = Field(default=1, ge=1, le=10)
    bring: Spoken
    collects: bool = False
    lead_days: int | None = Field(default=None, ge=0, le=365)
    lead_minutes: int | None = Field(default=None, ge=0, le=7 * 24 * 60)
    horizon_days: int | None = Field(default=None, ge=1, le=365)
    last_start_minutes: LastStart = None


class ServiceEntry(Described):
    """See `Service`."""

    code: Code
    name: Spoken
    activities: tuple[ActivityEntry, ...] = Field(min_length=1)


class ServicesFile(Described):
    """The whole file; the order is the order in lists."""

    services: tuple[ServiceEntry, ...] = Field(min_length=1)


def read(folder: Path) -> tuple[tuple[Service, ...], tuple[Activity, ...]]:
    """The town's services, and the activities of all of them.

    Raises:
        TownFileError: something will not do, or two share a code.
    """
    entries = read_file(folder, FILE, ServicesFile).services
    services = tuple(Service(e.code, e.name, tuple(a.code for a in e.activities)) for e in entries)
    activities = tuple(_activity(e.code, a) for e in entries for a in e.activities)
    check_unique(FILE, [service.code for service in services])
    check_unique(FILE, [activity.code for activity in activities])
    return services, activities


def _activity(service: str, entry: ActivityEntry) -> Activity:
    return Activity(
        code=entry.code,
        service=service,
        name=entry.name,
        minutes=entry.minutes,
        max_persons=entry.max_persons,
        bring=entry.bring,
        collects=entry.collects,
        lead_days=entry.lead_days,
        lead_minutes=entry.lead_minutes,
        horizon_days=entry.horizon_days,
        last_start_minutes=entry.last_start_minutes,
    )
