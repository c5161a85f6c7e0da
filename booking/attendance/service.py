"""Checks people in, calls them to counters, and notes who did not come."""

from __future__ import annotations

from collections.abc import Callable

from booking.attendance import rules, store
from booking.attendance.model import (
    AT_COUNTER,
    Attendance,
    Attendee,
    Presence,
    VisitArrived,
    VisitAttendanceCorrected,
    VisitCalled,
    VisitFinished,
    VisitMissed,
)
from booking.attendance.reading import Reading, attendees, today_of
from booking.catalogue.directory import Directory
from booking.catalogue.model import Counter
from booking.errors import NotFound, Refused
from booking.ground.transaction import Transaction
from booking.visits import changes
from booking.visits.changes import told
from booking.visits.model import Visit, VisitState

Change = Callable[[Transaction, Directory, Visit, Attendance], Attendance]


class Attendances(Reading):
    """Visits on their day.

    What is done at a counter takes effect once for all: two clerks never have the same client, and
    a ticket is given once. Steps that somebody else was quicker to take are refused.
    """

    async def check_in(
        self, visit_id: int, *, by: str, anyway: bool = False, key: str | None = None
    ) -> Attendee:
        """Give somebody who came their ticket. Who has one gets the same again.

        Args:
            visit_id: what they came for, today.
            by: who lets them in.
            anyway: a clerk lets them in though they are too early or too late.
            key: the command's key.

        Raises:
            NotFound: there is no such visit.
            Refused: it is not for today, is cancelled, or is finished; 'time': too early, too late.
        """

        def change(
            tx: Transaction, directory: Directory, visit: Visit, before: Attendance
        ) -> Attendance:
            if before.presence in (Presence.ARRIVED, *AT_COUNTER):
                return before
            if not anyway:
                rules.check_window(visit.start, tx.now, directory.town.attendance)
            ticket = store.next_ticket(tx, visit.office, before.day)
            after = rules.arrived(before, ticket, tx.now)
            tx.append(VisitArrived(**told(visit), ticket=after.ticket or ticket, by=by))
            return after

        return await self._change(visit_id, "checked-in", by, key, change)

    async def call_next(self, counter: str, *, by: str, key: str | None = None) -> Attendee | None:
        """Call whoever is next to a counter; None where nobody waits whom it serves.

        A counter that has somebody keeps them: whoever presses twice calls nobody else.

        Raises:
            NotFound: there is no such counter.
        """

        def act(tx: Transaction) -> Attendee | None:
            directory = self._directories.current(tx)
            at = _counter(directory, counter)
            today = today_of(tx, directory)
            store.lock(tx, (at.office, today))
            in_hand = self._in_hand(tx, directory, at)
            if in_hand is not None:
                return in_hand
            served_here = [one.code for one in directory.activities.values() if at.does(one)]
            found = rules.next_one(
                attendees(tx, directory, at.office, today),
                served_here,
                tx.now,
                directory.town.attendance,
            )
            return None if found is None else _call(tx, found, at, by)

        return await self._database.once(key, act, Attendee | None)

    async def call(
        self, visit_id: int, counter: str, *, by: str, key: str | None = None
    ) -> Attendee:
        """Call this one, though it may not be their turn yet.

        Raises:
            NotFound: there is no such visit or counter.
            Refused: they do not wait, or the counter has somebody else.
        """

        def act(tx: Transaction) -> Attendee:
            directory = self._directories.current(tx)
            at = _counter(directory, counter)
            visit, before = self._locked(tx, directory, visit_id)
            if visit.office != at.office:
                raise Refused("counter", "it is in another office")
            if before.presence in AT_COUNTER and before.counter == counter:
                return Attendee(visit, before)
            if self._in_hand(tx, directory, at) is not None:
                raise Refused("counter", "somebody else is there")
            return _call(tx, Attendee(visit, before), at, by)

        return await self._database.once(key, act, Attendee)

    async def serve(self, visit_id: int, *, by: str, key: str | None = None) -> Attendee:
        """They came to the counter, and are whom the booking names.

        Raises:
            NotFound: there is no such visit.
            Refused: they were not called.
        """

        def change(
            tx: Transaction, _directory: Directory, _visit: Visit, before: Attendance
        ) -> Attendance:
            if before.presence is Presence.SERVED:
                return before
            return rules.served(before, tx.now)

        return await self._change(visit_id, "served", by, key, change)

    async def finish(self, visit_id: int, *, by: str, key: str | None = None) -> Attendee:
        """It is done; the counter is free for the next one.

        Raises:
            NotFound: there is no such visit.
            Refused: they are not at a counter.
        """

        def change(
            tx: Transaction, _directory: Directory, visit: Visit, before: Attendance
        ) -> Attendance:
            if before.presence is Presence.FINISHED:
                return before
            after = rules.finished(before, tx.now)
            tx.append(VisitFinished(**told(visit), by=by))
            return after

        return await self._change(visit_id, "finished", by, key, change)

    async def not_there(self, visit_id: int, *, by: str, key: str | None = None) -> Attendee:
        """Nobody came to the counter: they are called again later, or have missed their visit.

        Raises:
            NotFound: there is no such visit.
            Refused: they were not called.
        """

        def change(
            tx: Transaction, directory: Directory, visit: Visit, before: Attendance
        ) -> Attendance:
            after = rules.not_there(before, tx.now, directory.town.attendance)
            if after.presence is Presence.MISSED:
                tx.append(VisitMissed(**told(visit), had_arrived=True, by=by))
            return after

        return await self._change(visit_id, "not-there", by, key, change)

    async def undo(
        self, visit_id: int, *, by: str, seen: Presence | None = None, key: str | None = None
    ) -> Attendee:
        """Take the last step back.

        Args:
            visit_id: whose.
            by: who takes it back.
            seen: how far it was when they looked, so that two clerks who take back the same step
                do not take back two.
            key: the command's key.

        Raises:
            NotFound: there is no such visit.
            Refused: there is nothing to take back, it is not as far as was seen, or the counter
                has somebody else by now.
        """

        def change(
            tx: Transaction, _directory: Directory, visit: Visit, before: Attendance
        ) -> Attendance:
            if seen not in (None, before.presence):
                raise Refused("presence", "it is not what was seen")
            after = rules.undone(before)
            if after.presence in AT_COUNTER and after.counter is not None:
                there = store.at_counter(tx, after.counter)
                if there not in (None, visit.id):
                    raise Refused("counter", "somebody else is there")
            was, now = before.presence.value, after.presence.value
            tx.append(VisitAttendanceCorrected(**told(visit), was=was, now=now, by=by))
            return after

        return await self._change(visit_id, "corrected", by, key, change)

    def _in_hand(self, tx: Transaction, directory: Directory, at: Counter) -> Attendee | None:
        """Whoever is at the counter today; somebody forgotten there yesterday counts as done."""
        number = store.at_counter(tx, at.code)
        if number is None:
            return None
        visit = changes.found(tx, number, directory.zone)
        attendance = store.of_visit(tx, visit)
        if attendance.presence in AT_COUNTER and attendance.day == today_of(tx, directory):
            return Attendee(visit, attendance)
        store.let_go(tx, number)
        return None

    def _locked(
        self, tx: Transaction, directory: Directory, visit_id: int
    ) -> tuple[Visit, Attendance]:
        zone = directory.zone
        seen = changes.found(tx, visit_id, zone)
        today = today_of(tx, directory)
        store.lock(tx, (seen.office, today))
        visit = changes.found(tx, visit_id, zone)
        if visit.state is VisitState.CANCELLED:
            raise Refused("visit", "it is cancelled")
        if visit.start.date() != today or visit.office != seen.office:
            raise Refused("visit", "it is not for today")
        return visit, store.of_visit(tx, visit)

    async def _change(
        self, visit_id: int, did: str, by: str, key: str | None, change: Change
    ) -> Attendee:
        def act(tx: Transaction) -> Attendee:
            directory = self._directories.current(tx)
            visit, before = self._locked(tx, directory, visit_id)
            after = change(tx, directory, visit, before)
            if after != before:
                store.put(tx, after)
                tx.audit(by, f"visit-{did}", f"visit:{visit_id}", presence=after.presence.value)
            return Attendee(visit, after)

        return await self._database.once(key, act, Attendee)


def _call(tx: Transaction, attendee: Attendee, at: Counter, by: str) -> Attendee:
    visit, after = attendee.visit, rules.called(attendee.attendance, at.code, by, tx.now)
    store.put(tx, after)
    tx.append(
        VisitCalled(
            **told(visit), ticket=after.ticket or 0, called_to=at.code, calls=after.calls, by=by
        )
    )
    tx.audit(by, "visit-called", f"visit:{visit.id}", counter=at.code)
    return Attendee(visit, after)


def _counter(directory: Directory, code: str) -> Counter:
    found = directory.counters.get(code)
    if found is None or code not in directory.listed:
        raise NotFound("counter", code)
    return found
