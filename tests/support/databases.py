"""Databases in milliseconds: made once, copied for each test."""

from __future__ import annotations

import asyncio
import shutil
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from argon2 import PasswordHasher

from booking.ground.clock import PRAGUE, SetClock
from booking.ground.database import Database
from booking.ground.schema import upgrade
from booking.ground.secrets import Hashing
from booking.town.load import load_town

LIPOV = Path(__file__).parents[2] / "towns" / "lipov"

MORNING = datetime(2026, 11, 23, 8, tzinfo=PRAGUE)
"""A Monday before an ordinary week; the dialogues of the documentation begin on it."""

CHEAP_HASHING = Hashing(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
"""argon2id with the least cost; a test that is about the cost takes the real one."""


@dataclass(frozen=True)
class Templates:
    """Database files to copy: an empty one with the schema, and one with the demo town."""

    folder: Path

    def make(self) -> None:
        clock = SetClock(MORNING)
        database = Database.on_file(self.folder / "empty.db", clock)
        upgrade(database)
        database.close()
        shutil.copy(self.folder / "empty.db", self.folder / "lipov.db")
        database = Database.on_file(self.folder / "lipov.db", clock)
        asyncio.run(load_town(database, clock, CHEAP_HASHING, LIPOV))
        database.close()

    def copy(self, name: str, to: Path) -> Path:
        """A copy of a template; the last connection that closed it left no journal behind."""
        shutil.copy(self.folder / f"{name}.db", to)
        return to
