"""Tells who is where on a day, and who did not come."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from booking.attendance import missed, rules, store
from booking.attendance.model import Attendee, MissedVisits, NoShowCount, VisitMissed
from booking.calendars.rules import instant
from booking.catalogue.directory import Directory
from booking.catalogue.service import Directories
from booking.ground.database import Database
from booking.ground.transaction import Transaction
from booking.visits import changes
from booking.visits.changes import told
from booking.visits.model import Visit

LOOKS_BACK = timedelta(days=2)
"""Whoever did not come is found out the same day; after a long silence of ours, so much later."""


class Reading:
    """What is known of visits on their day."""

    def __init__(self, database: Database, directories: Directories | None = None) -> None:
        self._database = database
        self._directories = directories or Directories()

    async def mark_missed(self) -> int:
        """Note the visits whose time is over and that nobody came to; how many there were.

        Their slots stay theirs. What is left of them is nearer than anybody may book, and a clerk
        who calls the next one needs no slot; so a slip can always be taken back.
        """

        def act(tx: Transaction) -> int:
            directory = self._directories.current(tx)
            store.lock(tx, *((one.office, one.start.date()) for one in _overdue(tx, directory)))
            due = _overdue(tx, directory)
            for visit in due:
                store.put(tx, rules.missed(store.of_visit(tx, visit), tx.now))
                tx.append(VisitMissed(**told(visit), had_arrived=False, by=rules.LINKA))
                tx.audit(rules.LINKA, "visit-missed", f"visit:{visit.id}")
            return len(due)

        if not await self._database.read(lambda tx: _overdue(tx, self._directories.current(tx))):
            return 0
        return await self._database.write(act)

    async def in_turn(self, office: str) -> list[Attendee]:
        """All visits of an office today but the cancelled, those who wait first, by their turn."""

        def look(tx: Transaction) -> list[Attendee]:
            directory = self._directories.current(tx)
            found = attendees(tx, directory, office, today_of(tx, directory))
            waiting = rules.waiting(found, directory.town.attendance)
            return [*waiting, *(one for one in found if one not in waiting)]

        return await self._database.read(look)

    async def get(self, visit_id: int) -> Attendee:
        """A visit with what is known of it.

        Raises:
            NotFound: there is none.
        """

        def look(tx: Transaction) -> Attendee:
            visit = changes.found(tx, visit_id, self._directories.zone(tx))
            return Attendee(visit, store.of_visit(tx, visit))

        return await self._database.read(look)

    async def no_shows(self, first: date, last: date) -> list[NoShowCount]:
        """How many visits of these days were missed, by service, weekday and channel."""

        def look(tx: Transaction) -> list[NoShowCount]:
            directory = self._directories.current(tx)
            begins, ends = _bounds(directory, first, last)
            return missed.counts(tx, directory, begins, ends)

        return await self._database.read(look)

    async def missed_lately(
        self, *, citizen_id: int | None = None, number: str | None = None
    ) -> MissedVisits:
        """What a citizen or a number (E.164) has missed within the time that counts in this town.

        A number proves nobody: somebody else may have booked from it.
        """

        def look(tx: Transaction) -> MissedVisits:
            directory = self._directories.current(tx)
            days = directory.town.person_limits.no_show_days
            since = tx.now - timedelta(days=days)
            found: set[datetime] = set()
            if citizen_id is not None:
                found.update(missed.of_citizen(tx, citizen_id, since))
            if number is not None:
                found.update(missed.of_number(tx, number, since))
            zone = directory.zone
            starts = (one.astimezone(zone) for one in sorted(found, reverse=True))
            return MissedVisits(tuple(starts), days)

        return await self._database.read(look)


def today_of(tx: Transaction, directory: Directory) -> date:
    """The town's calendar day."""
    return tx.now.astimezone(directory.zone).date()


def attendees(tx: Transaction, directory: Directory, office: str, day: date) -> list[Attendee]:
    """All visits of an office on a day but the cancelled ones, by their time."""
    return store.of_day(tx, office, day, *_bounds(directory, day, day), directory.zone)


def _bounds(directory: Directory, first: date, last: date) -> tuple[datetime, datetime]:
    zone = directory.zone
    return instant(first, 0, zone), instant(last, 24 * 60, zone)


def _overdue(tx: Transaction, directory: Directory) -> list[Visit]:
    """The visits whose time is over, to the end, and that nobody has come to."""
    late = timedelta(minutes=directory.town.attendance.late_minutes)
    found = store.unattended(tx, tx.now - LOOKS_BACK, tx.now - late, directory.zone)
    return [one for one in found if one.start + timedelta(minutes=one.minutes) <= tx.now]
