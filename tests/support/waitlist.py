"""People who book everything that there is, wait for more, and give it back."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from booking.api import (
    Backend,
    Contact,
    Database,
    Entry,
    Event,
    Language,
    Recorded,
    SetClock,
    Visit,
    WaitChannel,
    WaitlistSettings,
    Wants,
    is_mobile,
    unhandled,
)
from tests.support.databases import CHEAP_HASHING

CONSULTATION = "citizenship.consultation"
"""Done at one counter only, so that a day is soon full."""


def number(n: int) -> str:
    """A mobile number for each."""
    return f"+4207776{n:05}"


@dataclass(frozen=True)
class People:
    """Those of one town."""

    backend: Backend

    async def book(self, who: int, *, contact: Contact | None = None, **where: Any) -> Visit:
        """The nearest slot for somebody; messages go to their mobile, or to this contact."""
        hold = await self.backend.visits.hold_nearest(CONSULTATION, owner=f"call-{who}", **where)
        assert hold is not None
        return await self.backend.visits.confirm(
            hold.id, contact=contact or Contact(number(who)), language=Language.CS
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


NEARLY_OVER = timedelta(hours=2, minutes=1, seconds=55)
"""After that an offer and its grace have five seconds left."""


def waits(database: Path, start: datetime, who: str, activity: str) -> None:
    """Before a rehearsed call: somebody is on the list."""
    asyncio.run(_waits(database, start, who, activity))


async def _waits(database: Path, start: datetime, who: str, activity: str) -> None:
    clock = SetClock(start)
    opened = Database.on_file(database, clock)
    try:
        await Backend(opened, clock, CHEAP_HASHING).waitlist.join(
            Wants(activity),
            contact=Contact(who),
            language=Language.CS,
            channel=WaitChannel.SMS,
            by="caller",
        )
    finally:
        opened.close()


def offered(
    database: Path, start: datetime, to: str, kind: str, language: Language = Language.CS
) -> str:
    """Before a rehearsed call: something freed is offered to a number; the offer's code.

    Args:
        database: of the rehearsal.
        start: when the call begins.
        to: whom, in E.164.
        kind: 'earlier' to somebody with a visit, 'new' to somebody without, 'over' to somebody who
            rings in the last seconds.
        language: theirs.
    """
    return asyncio.run(_offered(database, start, to, kind, language))


async def _offered(database: Path, start: datetime, to: str, kind: str, language: Language) -> str:
    clock = SetClock(start - (NEARLY_OVER if kind == "over" else timedelta(hours=1)))
    opened = Database.on_file(database, clock)
    try:
        backend = Backend(opened, clock, CHEAP_HASHING)
        people = People(backend)
        visit = None
        if kind == "earlier":
            later = start.date() + timedelta(days=7)
            visit = await people.book(1, contact=None if is_mobile(to) else Contact(to), on=later)
        await backend.waitlist.join(
            Wants(CONSULTATION),
            contact=Contact(to),
            language=language,
            channel=WaitChannel.SMS if is_mobile(to) else WaitChannel.RING,
            visit_id=None if visit is None else visit.id,
            by="caller",
        )
        await backend.waitlist.driver(WaitlistSettings()).turn()
        (offer,) = await backend.waitlist.offers_to(to)
        return offer.code
    finally:
        opened.close()
