"""A town like Lípov, with as many counters as a measurement wants, as full as it wants."""

from __future__ import annotations

import shutil
from datetime import datetime
from pathlib import Path

import yaml
from argon2 import PasswordHasher
from sqlalchemy import select, text

from booking.api import PRAGUE, Database, Hashing, crowd_calendar, load_town, metadata, upgrade
from cli.layout import CHECKOUT

ACTIVITY = "passport.new"
NOW = datetime(2026, 11, 23, 7, 30, tzinfo=PRAGUE)
"""A Monday morning, on which the measurements take place."""

_LIPOV = CHECKOUT / "towns" / "lipov"


def describe(folder: Path, counters: int, *, shares: bool = False) -> Path:
    """The files of such a town. All counters do passports; the first does everything else, too.

    With `shares` a quarter of the time is kept for operators, and a quarter for people who walk in.
    """
    shutil.copytree(_LIPOV, folder)
    services = [one["code"] for one in _read(_LIPOV / "services.yaml")["services"]]
    entries = [
        {
            "code": f"desk-{number}",
            "office": ("lidicka", "nadrazni")[number % 2],
            "number": number,
            "name": _named(number),
            "serves": ["passport", "identity-card"] if number > 1 else services,
        }
        for number in range(1, counters + 1)
    ]
    _write(folder / "counters.yaml", {"counters": entries})
    _write(folder / "hours.yaml", {"offices": _read(_LIPOV / "hours.yaml")["offices"]})
    if shares:
        town = yaml.safe_load((folder / "town.yaml").read_text("utf-8"))
        town["booking"]["shares"] = [
            {"channels": ["operator"], "percent": 25, "until": "08:00", "days_before": 1},
            {"channels": ["walk-in"], "percent": 25, "until": "08:00"},
        ]
        _write(folder / "town.yaml", town)
    return folder


def _named(number: int) -> dict[str, str]:
    """Names differ, and are spoken, so they hold no digits."""
    letters = str(number).translate(str.maketrans("0123456789", "abcdefghij"))
    return {"cs": f"přepážka {letters}", "en": f"counter {letters}", "uk": f"віконце {letters}"}


async def build(database: Database, folder: Path, fullness: float) -> int:
    """Take the described town in, and take this share of its cells; how many those are.

    The demo's passwords are hashed cheaply: nobody ever gives one here.
    """
    upgrade(database)
    cheap = Hashing(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
    await load_town(database, database.clock, cheap, folder)
    taken = await crowd_calendar(database, fullness=fullness, seed=7)
    tidy(database)
    return taken


def tidy(database: Database) -> None:
    """What PostgreSQL does by itself within a minute, and would do amid a measurement.

    It leaves tables alone that never had a row. One that it has seen to be empty it takes to stay
    so, and reads all of it each time, however many rows are booked into it.
    """
    with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        if database.is_sqlite:
            connection.execute(text("ANALYZE"))
            return
        for table in metadata.sorted_tables:
            if connection.execute(select(table).limit(1)).first() is not None:
                connection.execute(text(f'VACUUM ANALYZE "{table.name}"'))


def _read(path: Path) -> dict[str, list[dict[str, object]]]:
    content: dict[str, list[dict[str, object]]] = yaml.safe_load(path.read_text("utf-8"))
    return content


def _write(path: Path, content: object) -> None:
    path.write_text(yaml.safe_dump(content, allow_unicode=True), "utf-8")
