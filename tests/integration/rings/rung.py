"""A town that rings citizens, and what a test asks of it."""

from __future__ import annotations

import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

from booking.api import (
    Backend,
    Contact,
    Database,
    Language,
    Matter,
    Ring,
    ShiftedClock,
    Speech,
    Visit,
)
from tests.support.databases import CHEAP_HASHING
from tests.support.house import House

LANDLINE = "+420596123456"
MESSAGE = Speech(Matter.APPLICATION)
AN_HOUR = timedelta(hours=1)


class RingingHouse(House):
    """See `House`."""

    @asynccontextmanager
    async def backend(self) -> AsyncIterator[Backend]:
        """The backend as the notifier sees it."""
        clock = ShiftedClock(self.shift)
        database = Database.on_file(self.database, clock)
        try:
            yield Backend(database, clock, CHEAP_HASHING)
        finally:
            database.close()

    async def speak(
        self,
        key: str = "message:1",
        *,
        phone: str = LANDLINE,
        speech: Speech = MESSAGE,
        language: Language = Language.CS,
    ) -> Ring:
        """Ask for a ring."""
        async with self.backend() as backend:
            return await backend.rings.speak(
                phone=phone,
                language=language,
                speech=speech,
                until=backend.clock.now() + AN_HOUR,
                key=key,
            )

    async def booked(self) -> Visit:
        """A visit for a new passport."""
        async with self.backend() as backend:
            hold = await backend.visits.hold_nearest("passport.new", owner="call-1")
            assert hold is not None
            contact = Contact(LANDLINE)
            return await backend.visits.confirm(hold.id, contact=contact, language=Language.CS)

    async def outcome(self, ring: Ring, within: float = 15.0) -> str:
        """How a ring has ended, as soon as it has."""
        of_ring = f"FROM rings WHERE id = {ring.id}"
        await self.until(f"SELECT count(*) {of_ring} AND state <> 'ended'", within)
        told = self.rows.all("SELECT body FROM events WHERE kind = 'ring_ended'")
        assert len(told) == 1
        return str(self.rows.one(f"SELECT outcome {of_ring}"))

    async def leave(self) -> None:
        """End the process that holds calls."""
        if self.process is not None and self.process.returncode is None:
            self.signal(signal.SIGCONT)
            await self.kill()
