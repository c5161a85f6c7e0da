"""A hundred slots, and a fast clock: what is kept for minutes is over in seconds."""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import yaml

from booking.api import PRAGUE, Database, upgrade
from booking.town.catalogue import apply_catalogue, read_catalogue
from tests.support.small_town.description import Calendar, files

SLOTS = 100
BEGINS = datetime(2026, 11, 23, 7, 0, tzinfo=PRAGUE)
PACE = 60.0
"""The town's seconds in one of ours: a hold of two minutes is over after two seconds."""
_DAYS = 5
_CELLS = SLOTS // _DAYS // 2
"""At each of two counters on each day."""


@dataclass(frozen=True)
class FastClock:
    """The same time in all processes.

    Attributes:
        since: the machine's time at which the town's clock showed `BEGINS`.
    """

    since: float
    zone: ZoneInfo = PRAGUE

    def now(self) -> datetime:
        passed = timedelta(seconds=(time.time() - self.since) * PACE)
        return BEGINS.astimezone(UTC) + passed

    def local(self) -> datetime:
        return self.now().astimezone(self.zone)

    def today(self) -> date:
        return self.local().date()


def build(database: Database, folder: Path) -> None:
    """Take in a town with a hundred slots from tomorrow on, each of 15 minutes."""
    upgrade(database)
    week = dict.fromkeys(range(5), (9 * 60, 9 * 60 + 15 * _CELLS))
    files(folder, Calendar({"north": week, "south": week}, {}))
    _change(
        folder / "town.yaml",
        booking={
            "lead_days": 1,
            "horizon_days": 7,  # to Monday, and today is Monday: five days
            "hold_minutes": 2,
            "freed_minutes": 3,
        },
        limits=dict.fromkeys(_LIMITS),
    )
    counters = yaml.safe_load((folder / "counters.yaml").read_text("utf-8"))["counters"]
    chosen = [one for one in counters if one["code"] in ("north-1", "south-1")]
    for counter in chosen:
        counter |= {"grid": 15, "serves": ["cards", "waste"]}
    _change(folder / "counters.yaml", counters=chosen)
    described = read_catalogue(folder)
    database.run(lambda tx: apply_catalogue(tx, described))


_LIMITS = (
    "citizen_visits",
    "citizen_service_day",
    "number_visits",
    "number_bookings_day",
    "owner_holds",
    "number_holds",
    "hidden_bookings_hour",
)


def _change(path: Path, **changes: object) -> None:
    content = yaml.safe_load(path.read_text("utf-8")) | changes
    path.write_text(yaml.safe_dump(content, allow_unicode=True), "utf-8")
