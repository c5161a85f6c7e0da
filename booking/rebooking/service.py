"""Closes counters and looks after everyone concerned."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import TypeVar

from booking.catalogue import store as catalogue_store
from booking.catalogue.directory import Directory
from booking.closures import ordering
from booking.closures.model import Closing, Closure
from booking.errors import Refused, SlotTaken
from booking.ground.transaction import Transaction
from booking.rebooking import answering, placing, store
from booking.rebooking.driver import Driver, Lost
from booking.rebooking.model import Case, Closed, Rebooking
from booking.rebooking.reading import Reading
from booking.visits.fallen import fallen_visits
from booking.visits.model import Slot, Visit

T = TypeVar("T")

_LONGEST_REASON = 200


class Rebookings(Reading):
    """Cases of closures, and what becomes of each visit in them.

    Every method that changes something takes `key`, the command's key: the same key again returns
    the first result and changes nothing.
    """

    def driver(self, lost: Lost) -> Driver:
        """What does all that is due; any process may have one.

        Args:
            lost: tells which events' messages will reach nobody.
        """
        return Driver(self._database, self._directories, lost)

    async def close(self, closing: Closing, *, by: str, key: str | None = None) -> Closed:
        """Close a counter, an office or the town for a time, and open the case.

        Nobody is booked there from now on, and the driver begins with those who are.

        Raises:
            Refused: as `outlook`.
        """

        def act(tx: Transaction) -> Closed:
            store.lock(tx)
            closure = ordering.order(tx, self._directories, closing, by)
            case = store.add_case(tx, closure.id, closure.closing.reason, by)
            directory = catalogue_store.load(tx)
            placing.take_in(tx, case, placing.in_closing(tx, directory, closure.closing))
            return Closed(closure, case)

        return await self._database.once(key, act, Closed)

    async def take_on(self, reason: str, *, by: str, key: str | None = None) -> Case | None:
        """Open a case for all visits that a change of hours has left behind and that are in none.

        Args:
            reason: for people.
            by: who opens it.
            key: the command's key.

        Returns:
            The case; None where nobody was left behind.

        Raises:
            Refused: a reason is needed.
        """
        told = reason.strip()
        if not 1 <= len(told) <= _LONGEST_REASON:
            raise Refused("reason", f"1 to {_LONGEST_REASON} letters are needed")

        def act(tx: Transaction) -> Case | None:
            store.lock(tx)
            under_way = store.visits_under_way(tx)
            lost = [one.visit for one in fallen_visits(tx, self._directories.current(tx))]
            concerned = [visit for visit in lost if visit.id not in under_way]
            if not concerned:
                return None
            case = store.add_case(tx, None, told, by)
            placing.take_in(tx, case, concerned)
            return case

        return await self._database.once(key, act, Case | None)

    async def lift(self, closure_id: int, *, by: str, key: str | None = None) -> Closure:
        """Take a closure back; see `answering.withdraw` for what becomes of those concerned.

        Raises:
            NotFound: there is none of this number.
        """

        def act(tx: Transaction) -> Closure:
            store.lock(tx)
            closure = ordering.lift(tx, closure_id, by)
            case = store.case_of_closure(tx, closure_id)
            if case is not None and case.ended_at is None:
                store.end_case(tx, case.id)
                answering.withdraw(tx, catalogue_store.load(tx), case.id, by)
            return closure

        return await self._database.once(key, act, Closure)

    async def accept(self, rebooking_id: int, *, by: str, key: str | None = None) -> Visit:
        """Take what is offered; accepted again, it says the same again.

        Raises:
            NotFound: there is no such rebooking.
            RebookingOver: its time is over, it was answered otherwise, or somebody has the slot.
        """
        return await self._answer(
            key, lambda tx, town: answering.accept(tx, town, rebooking_id, by), Visit
        )

    async def choose_other(
        self, rebooking_id: int, hold_id: int, *, by: str, key: str | None = None
    ) -> Visit:
        """Take another time, which is held.

        Raises:
            NotFound: there is no such rebooking.
            RebookingOver: it has its outcome already.
            SlotTaken: the hold is gone, or the visit was changed meanwhile.
        """
        return await self._answer(
            key, lambda tx, town: answering.choose_other(tx, town, rebooking_id, hold_id, by), Visit
        )

    async def put_at(
        self, rebooking_id: int, slot: Slot, *, by: str, key: str | None = None
    ) -> Visit:
        """Staff moves the visit to a time that was agreed on; limits do not count.

        Raises:
            NotFound: there is no such rebooking.
            RebookingOver: it has its outcome already.
            SlotTaken: somebody was quicker, or it cannot be booked at all.
        """
        return await self._answer(
            key, lambda tx, town: answering.put_at(tx, town, rebooking_id, slot, by), Visit
        )

    async def cancel(self, rebooking_id: int, *, by: str, key: str | None = None) -> Visit:
        """Cancel the visit.

        Raises:
            NotFound: there is no such rebooking.
            RebookingOver: it has its outcome already.
        """
        return await self._answer(
            key, lambda tx, town: answering.cancel(tx, town, rebooking_id, by), Visit
        )

    async def back(self, rebooking_id: int, *, by: str, key: str | None = None) -> Visit:
        """Put a visit that was moved back where it was, once the closure is lifted.

        Raises:
            NotFound: there is no such rebooking.
            RebookingOver: it was not moved by itself, or was moved on since.
            SlotTaken: its old time is not free, or still closed.
        """
        return await self._answer(
            key, lambda tx, town: answering.back(tx, town, rebooking_id, by), Visit
        )

    async def offer_now(self, rebooking_id: int, *, key: str | None = None) -> Rebooking:
        """Keep something for somebody who is on the line; without `offered` where nothing is free.

        Raises:
            NotFound: there is no such rebooking.
            RebookingOver: it has its outcome already.
        """

        def act(tx: Transaction, directory: Directory) -> Rebooking:
            return answering.offer_now(tx, self._taken, directory, rebooking_id)

        for _ in range(3):
            with suppress(SlotTaken):
                return await self._answer(key, act, Rebooking)
        return await self.get(rebooking_id)

    async def rung(self, rebooking_id: int, *, by: str, key: str | None = None) -> Rebooking:
        """An operator has rung them; what comes of it is still to be seen.

        Raises:
            NotFound: there is no such rebooking.
            RebookingOver: it has its outcome already.
        """
        return await self._settle(rebooking_id, by, key, rung=True)

    async def settle(self, rebooking_id: int, *, by: str, key: str | None = None) -> Rebooking:
        """It is settled in a way that is not seen here. Raises as `rung`."""
        return await self._settle(rebooking_id, by, key, rung=False)

    async def _settle(
        self, rebooking_id: int, by: str, key: str | None, *, rung: bool
    ) -> Rebooking:
        def act(tx: Transaction, directory: Directory) -> Rebooking:
            return answering.settle(tx, directory, rebooking_id, by, rung=rung)

        return await self._answer(key, act, Rebooking)

    async def _answer(
        self, key: str | None, act: Callable[[Transaction, Directory], T], kind: object
    ) -> T:
        """One command, alone among all that change rebookings."""

        def alone(tx: Transaction) -> T:
            store.lock(tx)
            return act(tx, self._directories.current(tx))

        return await self._database.once(key, alone, kind)
