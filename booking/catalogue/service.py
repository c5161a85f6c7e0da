"""Tells what the town offers."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TypeVar
from zoneinfo import ZoneInfo

from booking.applications import kinds as application_kinds
from booking.calendars import rules
from booking.catalogue import store
from booking.catalogue.directory import Directory
from booking.catalogue.model import Activity, Counter, Office, Service, Town
from booking.errors import NotFound
from booking.ground.clock import Clock
from booking.ground.database import Database
from booking.ground.transaction import Transaction
from booking.language import Wording
from booking.topics import store as topic_store

T = TypeVar("T")


class Directories:
    """The town's description, read again only when its revision has changed."""

    def __init__(self) -> None:
        self._last: Directory | None = None

    def current(self, tx: Transaction) -> Directory:
        """The description as of this transaction.

        Raises:
            NotFound: no town was taken in yet.
        """
        last = self._last
        if last is None or last.revision != store.revision(tx):
            self._last = last = store.load(tx)
        return last

    def latest(self) -> Directory | None:
        """The description as of whichever revision was read last; None where none was read yet."""
        return self._last

    def zone(self, tx: Transaction) -> ZoneInfo:
        """The town's time zone, as of whichever revision was read last: no town moves."""
        last = self._last or self.current(tx)
        return last.zone


class Catalogue:
    """Services, activities, offices, counters, and when operators answer."""

    def __init__(self, database: Database, clock: Clock, directories: Directories) -> None:
        self._database = database
        self._clock = clock
        self._directories = directories

    async def town(self) -> Town:
        """The town hall as a whole.

        Raises:
            NotFound: no town was taken in yet; so do all the others.
        """
        return await self._look(lambda directory: directory.town)

    async def services(self) -> list[Service]:
        """All services, in the town's order."""
        return await self._look(lambda d: [s for s in d.services.values() if s.code in d.listed])

    async def service(self, code: str) -> Service:
        """The service with this code, a retired one too.

        Raises:
            NotFound: there is none.
        """
        return await self._look(
            lambda directory: _one(directory.services.get(code), "service", code)
        )

    async def activities(self) -> list[Activity]:
        """All activities, in the town's order."""
        return await self._look(lambda d: [a for a in d.activities.values() if a.code in d.listed])

    async def activity(self, code: str) -> Activity:
        """The activity with this code, a retired one too.

        Raises:
            NotFound: there is none.
        """
        return await self._look(lambda directory: directory.activity(code))

    async def offices(self, activity: str | None = None) -> list[Office]:
        """All offices, in the town's order; with `activity` those where it is done."""
        return await self._look(lambda directory: _offices(directory, activity))

    async def office(self, code: str) -> Office:
        """The office with this code, a retired one too.

        Raises:
            NotFound: there is none.
        """
        return await self._look(lambda directory: _one(directory.offices.get(code), "office", code))

    async def counters(self) -> list[Counter]:
        """All counters, in the town's order."""
        return await self._look(lambda d: [c for c in d.counters.values() if c.code in d.listed])

    async def counter(self, code: str) -> Counter:
        """The counter with this code, a retired one too.

        Raises:
            NotFound: there is none.
        """
        return await self._look(
            lambda directory: _one(directory.counters.get(code), "counter", code)
        )

    async def operators_open(self, at: datetime | None = None) -> bool:
        """Whether operators answer now, or at that instant."""
        moment = at or self._clock.now()
        return await self._look(
            lambda d: rules.is_open(d.town.operator_hours, moment.astimezone(d.zone))
        )

    async def next_opening(self) -> datetime | None:
        """When operators answer next, on the town's wall clock; None where they never do."""
        now = self._clock.now()
        return await self._look(
            lambda d: rules.next_opening(d.town.operator_hours, now.astimezone(d.zone), d.zone)
        )

    async def spoken_texts(self) -> list[Wording]:
        """Every text of the town that may be spoken, each once; for rendering ahead."""

        def look(tx: Transaction) -> list[Wording]:
            texts = _spoken(self._directories.current(tx))
            for kind in application_kinds.kinds(tx):
                texts += [kind.name, *(state.name for state in kind.states)]
            texts += topic_store.spoken(tx)
            return list(dict.fromkeys(texts))

        return await self._database.read(look)

    async def _look(self, look: Callable[[Directory], T]) -> T:
        return await self._database.read(lambda tx: look(self._directories.current(tx)))


def _one(found: T | None, field: str, code: str) -> T:
    if found is None:
        raise NotFound(field, code)
    return found


def _offices(directory: Directory, activity: str | None) -> list[Office]:
    listed = [o for o in directory.offices.values() if o.code in directory.listed]
    if activity is None:
        return listed
    done_at = {c.office for c in directory.counters_for(directory.activity(activity))}
    return [office for office in listed if office.code in done_at]


def _spoken(directory: Directory) -> list[Wording]:
    texts = [directory.town.name, directory.town.genitive]
    texts += [service.name for service in directory.services.values()]
    for activity in directory.activities.values():
        texts += [activity.name, activity.bring]
    for office in directory.offices.values():
        texts += [office.name, office.address, office.short_address]
    texts += [counter.name for counter in directory.counters.values()]
    texts += directory.town.phone_filing.spoken()
    return texts
