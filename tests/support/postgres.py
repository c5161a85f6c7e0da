"""PostgreSQL databases to test on: made once, copied for each test."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Self

from booking.ground.clock import SetClock
from booking.ground.database import Database
from booking.ground.schema import upgrade
from booking.town.load import load_town
from cli.bench.postgres import CARELESS, Server, running
from tests.support.databases import CHEAP_HASHING, LIPOV, MORNING


@dataclass
class Cluster:
    """A server with the same templates as `databases.Templates`."""

    server: Server
    _numbers: itertools.count[int] = field(default_factory=itertools.count)

    @classmethod
    def running(cls) -> Iterator[Self]:
        """Started; stopped and removed afterwards."""
        with running(**CARELESS) as server:
            started = cls(server)
            started._make_templates()
            yield started

    def copy(self, template: str) -> str:
        """A database like the template; its address."""
        return self.server.create(f"{template}_{next(self._numbers)}", template)

    def drop(self, url: str) -> None:
        self.server.drop(url.split("/")[3].partition("?")[0])

    def _make_templates(self) -> None:
        clock = SetClock(MORNING)
        empty = Database(self.server.create("empty"), clock)
        upgrade(empty)
        empty.close()
        lipov = Database(self.server.create("lipov", "empty"), clock)
        asyncio.run(load_town(lipov, clock, CHEAP_HASHING, LIPOV))
        lipov.close()
