"""People who book everything that there is, wait for more, and give it back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from booking.api import (
    Backend,
    Contact,
    Entry,
    Event,
    Language,
    Recorded,
    Visit,
    WaitChannel,
    Wants,
    unhandled,
)

CONSULTATION = "citizenship.consultation"
"""Done at one counter only, so that a day is soon full."""


def number(n: int) -> str:
    """A mobile number for each."""
    return f"+4207776{n:05}"


@dataclass(frozen=True)
class People:
    """Those of one town."""

    backend: Backend

    async def book(self, who: int, **where: Any) -> Visit:
        """The nearest slot for somebody."""
        hold = await self.backend.visits.hold_nearest(CONSULTATION, owner=f"call-{who}", **where)
        assert hold is not None
        return await self.backend.visits.confirm(
            hold.id, contact=Contact(number(who)), language=Language.CS
        )

    async def fill(self, day: date) -> list[Visit]:
        """Book the whole day."""
        booked: list[Visit] = []
        while await self.backend.visits.free(CONSULTATION, on=day):
            booked.append(await self.book(1000 + len(booked), on=day))
        return booked

    async def wait(self, who: int, *, visit: Visit | None = None, **wants: Any) -> Entry:
        """Put somebody on the list."""
        channel = wants.pop("channel", WaitChannel.SMS)
        contact = wants.pop("contact", Contact(number(who)))
        return await self.backend.waitlist.join(
            Wants(CONSULTATION, **wants),
            contact=contact,
            language=Language.CS,
            channel=channel,
            visit_id=None if visit is None else visit.id,
            by="caller",
        )

    async def told(self, kind: type[Event]) -> list[Any]:
        """The events of a kind, the oldest first."""
        found: list[Recorded] = await self.backend.database.read(
            lambda tx: unhandled(tx.connection, 5000)
        )
        return [one.event for one in found if isinstance(one.event, kind)]
