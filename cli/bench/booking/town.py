"""A town like Lípov, with as many counters as a measurement wants, as full as it wants."""

from __future__ import annotations

import shutil
from datetime import datetime
from pathlib import Path

import yaml

from booking.api import PRAGUE, Database, Hashing, crowd_calendar, load_town, upgrade
from cli.layout import CHECKOUT

ACTIVITY = "passport.new"
NOW = datetime(2026, 11, 23, 7, 30, tzinfo=PRAGUE)
"""A Monday morning, on which the measurements take place."""

_LIPOV = CHECKOUT / "towns" / "lipov"


def describe(folder: Path, counters: int) -> Path:
    """The files of such a town. All counters do passports; the first does everything else, too."""
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
    return folder


def _named(number: int) -> dict[str, str]:
    """Names differ, and are spoken, so they hold no digits."""
    letters = str(number).translate(str.maketrans("0123456789", "abcdefghij"))
    return {"cs": f"přepážka {letters}", "en": f"counter {letters}", "uk": f"віконце {letters}"}


async def build(database: Database, folder: Path, fullness: float) -> int:
    """Take the described town in, and take this share of its cells; how many those are."""
    upgrade(database)
    await load_town(database, database.clock, Hashing(), folder)
    return await crowd_calendar(database, fullness=fullness, seed=7)


def _read(path: Path) -> dict[str, list[dict[str, object]]]:
    content: dict[str, list[dict[str, object]]] = yaml.safe_load(path.read_text("utf-8"))
    return content


def _write(path: Path, content: object) -> None:
    path.write_text(yaml.safe_dump(content, allow_unicode=True), "utf-8")
