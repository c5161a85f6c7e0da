"""People with visits at a counter that is about to close."""

from __future__ import annotations

import asyncio
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from booking.api import (
    Backend,
    Closed,
    Closing,
    Contact,
    Database,
    Event,
    Language,
    Rebooking,
    RebookingDriver,
    Recorded,
    SetClock,
    Slot,
    Visit,
    unhandled,
)
from tests.support.databases import CHEAP_HASHING

PASSPORT = "passport.new"
CONSULTATION = "citizenship.consultation"
"""Done at one counter only: nobody can be moved beside."""


@dataclass
class People:
    """Those of one town.

    Attributes:
        lost: events whose messages reach nobody.
    """

    backend: Backend
    lost: set[int] = field(default_factory=set)
    count: int = 0

    def driver(self) -> RebookingDriver:
        """Somebody who does what is due."""
        return self.backend.rebookings.driver(self._lost)

    async def _lost(self, events: Collection[int]) -> Collection[int]:
        return self.lost & set(events)

    async def book(
        self,
        activity: str,
        day: date,
        *,
        contact: Contact | None = None,
        language: Language = Language.CS,
        slot: Slot | None = None,
        **where: Any,
    ) -> Visit:
        """The nearest slot of a day, for somebody with a mobile; or just that one."""
        self.count += 1
        owner = f"call-{self.count}"
        if slot is not None:
            hold = await self.backend.visits.hold(slot, activity, owner=owner, **where)
        else:
            found = await self.backend.visits.hold_nearest(activity, owner=owner, on=day, **where)
            assert found is not None
            hold = found
        return await self.backend.visits.confirm(
            hold.id, contact=contact or Contact(self.number()), language=language
        )

    def number(self) -> str:
        """A mobile number for each."""
        return f"+4207776{self.count:05}"

    async def close(self, visit: Visit, **other: Any) -> Closed:
        """Close the counter of a visit for its day."""
        day = visit.start.date()
        closing = Closing(day, day, "nemoc", counter=visit.counter, **other)
        return await self.backend.rebookings.close(closing, by="vera")

    async def of(self, visit: Visit) -> Rebooking:
        """What has become of a visit, in the newest case that has it."""
        found = [
            one.rebooking
            for report in await self.backend.rebookings.reports()
            for one in report.concerns
            if one.visit.id == visit.id
        ]
        return found[0]

    async def told(self, kind: type[Event]) -> list[Any]:
        """The events of a kind, the oldest first."""
        found: list[Recorded] = await self.backend.database.read(
            lambda tx: unhandled(tx.connection, 5000)
        )
        return [one.event for one in found if isinstance(one.event, kind)]


def closed(database: Path, start: datetime, to: str, kind: str) -> str:
    """Before a rehearsed call: the counter of somebody's visit was closed; the visit's code.

    Args:
        database: of the rehearsal.
        start: when the call begins.
        to: whose visit it is, in E.164.
        kind: 'asked' an hour ago, 'late' for somebody whom the time for an answer has passed,
            'full' where nothing is free at all.
    """
    return asyncio.run(_closed(database, start, to, kind))


async def _closed(database: Path, start: datetime, to: str, kind: str) -> str:
    clock = SetClock(start - (timedelta(hours=5) if kind == "late" else timedelta(hours=1)))
    opened = Database.on_file(database, clock)
    try:
        people = People(Backend(opened, clock, CHEAP_HASHING))
        day = start.date() + timedelta(days=2)
        visit = await people.book(CONSULTATION, day, contact=Contact(to))
        if kind == "full":
            last = day + timedelta(days=90)
            closing = Closing(start.date(), last, "stavba", counter=visit.counter)
            await people.backend.rebookings.close(closing, by="vera")
        else:
            await people.close(visit)
        driver = people.driver()
        await driver.turn()
        clock.instant = start
        await driver.turn()
        return visit.code
    finally:
        opened.close()
