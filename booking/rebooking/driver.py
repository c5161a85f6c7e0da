"""Does what is due for those whose counter closes. Killed at any moment, it loses nothing.

Each step is a transaction of its own that looks again under the lock, so two drivers at once do
nothing twice.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection
from contextlib import suppress
from datetime import datetime

from booking.catalogue.service import Directories
from booking.closures import store as closure_store
from booking.errors import NotFound, Refused, SlotTaken
from booking.ground.database import Database
from booking.ground.transaction import Transaction
from booking.rebooking import answering, placing, rules, store
from booking.rebooking.model import Case, Rebooking, RebookingState, WhyUnreached
from booking.visits.taken import TakenDays

Lost = Callable[[Collection[int]], Awaitable[Collection[int]]]
"""Of these events, those of whose messages none will arrive."""

_TRIES = 5
"""So many times in a row somebody else may be quicker to take what was chosen; then next turn."""


class Driver:
    """One for a process; any number of them may work at the same time."""

    def __init__(self, database: Database, directories: Directories, lost: Lost) -> None:
        self._database = database
        self._directories = directories
        self._lost = lost
        self._taken = TakenDays()
        self._swept: object = None

    async def turn(self) -> datetime | None:
        """Do all that is due; when something is due next by itself, None where nothing is left.

        Raises:
            Unavailable: the database is away; nothing is lost.
        """
        await self._sweep()
        if not await self._database.read(store.anybody):
            return None
        for rebooking_id in await self._database.read(self._changed):
            await self._write(self._reconcile, rebooking_id)
        for rebooking_id in await self._database.read(store.open_ones):
            await self._place(rebooking_id)
        for rebooking_id in await self._database.read(store.due_to_tell):
            await self._write(self._tell, rebooking_id)
        for rebooking_id in await self._database.read(store.due_to_lapse):
            await self._write(self._lapse, rebooking_id)
        await self._give_up_undelivered()
        for rebooking_id in await self._database.read(store.rung_already):
            await self._write(self._rung, rebooking_id)
        return await self._database.read(lambda tx: rules.next_moment(store.moments(tx), tx.now))

    async def _write(self, act: Callable[[Transaction, int], None], number: int) -> None:
        def locked(tx: Transaction) -> None:
            store.lock(tx)
            act(tx, number)

        await self._database.write(locked)

    async def _sweep(self) -> None:
        """Take in visits that have come into a closed time in some other way; hours change."""
        seen = await self._database.read(self._signs)
        if seen == self._swept:
            return
        for case_id in await self._database.read(self._incomplete):
            await self._write(self._take_in, case_id)
        self._swept = seen

    def _signs(self, tx: Transaction) -> object:
        """What tells that hours or visits on closed days have changed since."""
        running = store.running_cases(tx)
        return running and (self._directories.current(tx).revision, len(running))

    def _incomplete(self, tx: Transaction) -> list[int]:
        return [case.id for case in store.running_cases(tx) if self._missing(tx, case)]

    def _missing(self, tx: Transaction, case: Case) -> bool:
        closure = None if case.closure_id is None else closure_store.find(tx, case.closure_id)
        if closure is None or closure.lifted_at is not None or case.ended_at is not None:
            return False
        under_way = store.visits_under_way(tx)
        found = placing.in_closing(tx, self._directories.current(tx), closure.closing)
        return any(visit.id not in under_way for visit in found)

    def _take_in(self, tx: Transaction, case_id: int) -> None:
        case = store.case(tx, case_id)
        if self._missing(tx, case) and case.closure_id is not None:
            closure = closure_store.find(tx, case.closure_id)
            if closure is not None:
                directory = self._directories.current(tx)
                placing.take_in(tx, case, placing.in_closing(tx, directory, closure.closing))

    def _changed(self, tx: Transaction) -> list[int]:
        """Those of which something has become without us, or whose offer is at a closed counter."""
        directory = self._directories.current(tx)
        under_way = store.live(tx, directory.zone)
        visits = store.with_visits(tx, under_way, directory.zone)
        return [
            one.id
            for one in under_way
            if rules.outcome(one.was, visits.get(one.visit_id), tx.now) is not None
            or (one.can_accept and not placing.still_open(tx, directory, one))
        ]

    def _reconcile(self, tx: Transaction, rebooking_id: int) -> None:
        directory = self._directories.current(tx)
        one = store.rebooking(tx, rebooking_id, directory.zone)
        if one.is_live and not placing.reconcile(tx, directory, one):
            placing.reopen_lost(tx, directory, one)

    async def _place(self, rebooking_id: int) -> None:
        for _ in range(_TRIES):
            with suppress(SlotTaken, Refused, NotFound):
                await self._write(self._do_place, rebooking_id)
                return

    def _do_place(self, tx: Transaction, rebooking_id: int) -> None:
        placing.place(tx, self._taken, self._directories.current(tx), rebooking_id)

    def _tell(self, tx: Transaction, rebooking_id: int) -> None:
        if rebooking_id in store.due_to_tell(tx):
            placing.tell(tx, self._directories.current(tx), rebooking_id)

    def _lapse(self, tx: Transaction, rebooking_id: int) -> None:
        if rebooking_id in store.due_to_lapse(tx):
            self._end_offer(tx, rebooking_id, WhyUnreached.NO_ANSWER)

    async def _give_up_undelivered(self) -> None:
        told = await self._database.read(store.told_by)
        for event_id in sorted(await self._lost(told)) if told else ():
            await self._write(self._not_delivered, event_id)

    def _not_delivered(self, tx: Transaction, event_id: int) -> None:
        rebooking_id = store.told_by(tx).get(event_id)
        if rebooking_id is not None:
            self._end_offer(tx, rebooking_id, WhyUnreached.NOT_DELIVERED)

    def _end_offer(self, tx: Transaction, rebooking_id: int, why: WhyUnreached) -> None:
        directory = self._directories.current(tx)
        one: Rebooking = store.rebooking(tx, rebooking_id, directory.zone)
        if not placing.reconcile(tx, directory, one):
            placing.lapse(tx, directory, one, why)

    def _rung(self, tx: Transaction, rebooking_id: int) -> None:
        zone = self._directories.zone(tx)
        one = store.rebooking(tx, rebooking_id, zone)
        if one.state is RebookingState.UNREACHED and rebooking_id in store.rung_already(tx):
            answering.note_rung(tx, one, one.by or "operator")
