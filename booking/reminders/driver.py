"""Makes reminders that are due. Killed at any moment, it loses nothing: all is in rows."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from functools import partial

from booking.calendars.rules import instant
from booking.catalogue.messages import ReminderRules
from booking.catalogue.service import Directories
from booking.ground.database import Database
from booking.ground.transaction import Transaction
from booking.reminders import rules, store
from booking.reminders.model import VisitReminderDue
from booking.visits import changes

AT_ONCE = 15
"""Visits in one transaction: some 10 ms, in which other writers wait on SQLite."""


class ReminderDriver:
    """One for a process; any number of them may work at the same time.

    Args:
        database: where visits are.
        directories: the town's.
        settings: when reminders are made.
    """

    def __init__(
        self,
        database: Database,
        directories: Directories,
        settings: ReminderRules,
    ) -> None:
        self._database = database
        self._directories = directories
        self._settings = settings

    async def turn(self) -> int:
        """Make what is due; how many visits were looked after.

        Raises:
            Unavailable: the database is away; nothing is lost.
        """
        if not self._settings.steps:
            return 0
        due = await self._database.read(self._due)
        for begins in range(0, len(due), AT_ONCE):
            some = due[begins : begins + AT_ONCE]
            await self._database.write(partial(self._make, some))
        return len(due)

    def _due(self, tx: Transaction) -> list[int]:
        zone = self._directories.zone(tx)
        last = rules.last_day(self._settings, zone, tx.now)
        if last is None:
            return []
        ends = instant(last + timedelta(days=1), 0, zone)
        steps = {step.days_before for step in self._settings.steps}
        found = store.open_between(tx, tx.now, ends, steps)
        return [one.id for one in found if rules.due(one, self._settings, zone, tx.now)]

    def _make(self, ids: Sequence[int], tx: Transaction) -> None:
        """Everything is asked again under the lock: it may have been moved or cancelled."""
        zone = self._directories.zone(tx)
        for visit_id in sorted(ids):
            found = store.locked(tx, visit_id, zone)
            if found is None:
                continue
            booked, visit = found
            due = rules.due(booked, self._settings, zone, tx.now)
            if due is None:
                continue
            needed = due.needed and bool(visit.phone or visit.email)
            if store.settle(tx, booked, due.step.days_before, made=needed) and needed:
                told = changes.told(visit)
                tx.append(VisitReminderDue(**told, days_before=due.step.days_before))
        store.forget_old(tx)
