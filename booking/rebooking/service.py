"""Closes counters and looks after everyone concerned."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import Any, TypeVar

from booking.catalogue import store as catalogue_store
from booking.catalogue.service import Directories
from booking.closures import ordering
from booking.closures import rules as closure_rules
from booking.closures import store as closures
from booking.closures.model import Closing, Closure
from booking.errors import Refused, SlotTaken
from booking.ground.database import Database
from booking.ground.transaction import Transaction
from booking.rebooking import answering, choosing, placing, store
from booking.rebooking.driver import Driver, Lost
from booking.rebooking.model import (
    Case,
    CaseReport,
    Closed,
    Concern,
    Foreseen,
    Outlook,
    Rebooking,
    RebookingState,
)
from booking.rebooking.rules import Choice, Move, Ring
from booking.visits import changes
from booking.visits import store as visits
from booking.visits.fallen import fallen_visits
from booking.visits.model import Slot, Visit
from booking.visits.taken import TakenDays

T = TypeVar("T")

_LONGEST_REASON = 200
_MOST_FORESEEN = 200
_MOST_CASES = 30


class Rebookings:
    """Cases of closures, and what becomes of each visit in them.

    Every method that changes something takes `key`, the command's key: the same key again returns
    the first result and changes nothing.
    """

    def __init__(self, database: Database, directories: Directories) -> None:
        self._database = database
        self._directories = directories
        self._taken = TakenDays()

    def driver(self, lost: Lost) -> Driver:
        """What does all that is due; any process may have one.

        Args:
            lost: tells which events' messages will reach nobody.
        """
        return Driver(self._database, self._directories, lost)

    async def outlook(self, closing: Closing) -> Outlook:
        """Whom a closing would concern, and what would become of each; changes nothing.

        Raises:
            Refused: it is over, ends before it begins, has no reason, or is nowhere.
        """

        def look(tx: Transaction) -> Outlook:
            directory = self._directories.current(tx)
            checked = ordering.checked(tx, directory, closing)
            under_way = store.visits_under_way(tx)
            concerned = [
                visit
                for visit in placing.in_closing(tx, directory, checked)
                if visit.id not in under_way
            ]
            planned = closure_rules.with_closing(directory, checked)
            known, beside = TakenDays(), choosing.Beside()
            foreseen = []
            for visit in concerned[:_MOST_FORESEEN]:
                choice = choosing.choose(tx, known, planned, visit, beside)
                slot = choosing.move_of(choice)
                if slot is not None:
                    beside.take(planned, visit, slot)
                foreseen.append(_foreseen(visit, choice, slot))
            return Outlook(tuple(foreseen), max(len(concerned) - _MOST_FORESEEN, 0))

        return await self._database.read(look)

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

        return await self._once(key, act, Closed)

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

        return await self._once(key, act, Case | None)

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

        return await self._once(key, act, Closure)

    async def accept(self, rebooking_id: int, *, by: str, key: str | None = None) -> Visit:
        """Take what is offered; accepted again, it says the same again.

        Raises:
            NotFound: there is no such rebooking.
            RebookingOver: its time is over, it was answered otherwise, or somebody has the slot.
        """
        return await self._act(
            lambda tx: answering.accept(tx, self._directories.current(tx), rebooking_id, by),
            key,
            Visit,
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
        return await self._act(
            lambda tx: answering.choose_other(
                tx, self._directories.current(tx), rebooking_id, hold_id, by
            ),
            key,
            Visit,
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
        return await self._act(
            lambda tx: answering.put_at(tx, self._directories.current(tx), rebooking_id, slot, by),
            key,
            Visit,
        )

    async def cancel(self, rebooking_id: int, *, by: str, key: str | None = None) -> Visit:
        """Cancel the visit.

        Raises:
            NotFound: there is no such rebooking.
            RebookingOver: it has its outcome already.
        """
        return await self._act(
            lambda tx: answering.cancel(tx, self._directories.current(tx), rebooking_id, by),
            key,
            Visit,
        )

    async def back(self, rebooking_id: int, *, by: str, key: str | None = None) -> Visit:
        """Put a visit that was moved back where it was, once the closure is lifted.

        Raises:
            NotFound: there is no such rebooking.
            RebookingOver: it was not moved by itself, or was moved on since.
            SlotTaken: its old time is not free, or still closed.
        """
        return await self._act(
            lambda tx: answering.back(tx, self._directories.current(tx), rebooking_id, by),
            key,
            Visit,
        )

    async def offer_now(self, rebooking_id: int, *, key: str | None = None) -> Rebooking:
        """Keep something for somebody who is on the line; without `offered` where nothing is free.

        Raises:
            NotFound: there is no such rebooking.
            RebookingOver: it has its outcome already.
        """

        def act(tx: Transaction) -> Rebooking:
            directory = self._directories.current(tx)
            return answering.offer_now(tx, self._taken, directory, rebooking_id)

        for _ in range(3):
            with suppress(SlotTaken):
                return await self._act(act, key, Rebooking)
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
        def act(tx: Transaction) -> Rebooking:
            directory = self._directories.current(tx)
            return answering.settle(tx, directory, rebooking_id, by, rung=rung)

        return await self._act(act, key, Rebooking)

    async def get(self, rebooking_id: int) -> Rebooking:
        """The rebooking with this number. Raises NotFound."""
        return await self._database.read(
            lambda tx: store.rebooking(tx, rebooking_id, self._directories.zone(tx))
        )

    async def of_visit(self, visit_id: int) -> Rebooking | None:
        """What is under way for a visit; None where it has its place."""
        return await self._database.read(
            lambda tx: store.live_of_visit(tx, visit_id, self._directories.zone(tx))
        )

    async def of_code(self, code: str) -> Rebooking | None:
        """The same for the visit with this code; for the staff, whose guesses nobody counts."""

        def look(tx: Transaction) -> Rebooking | None:
            zone = self._directories.zone(tx)
            visit = visits.by_code(tx, code, zone)
            return None if visit is None else store.live_of_visit(tx, visit.id, zone)

        return await self._database.read(look)

    async def of_phone(self, phone: str) -> list[Rebooking]:
        """What is under way for visits whose messages go to this number (E.164)."""
        return await self._database.read(
            lambda tx: store.live_of_phone(tx, phone, self._directories.zone(tx))
        )

    async def free_for(self, rebooking_id: int, **where: Any) -> list[Slot]:
        """What is free for such a visit, by `office`, `on` (a day) and `after`; for staff.

        Raises:
            NotFound: there is no such rebooking, or the town does it no more.
        """

        def look(tx: Transaction) -> list[Slot]:
            directory = self._directories.current(tx)
            one = store.rebooking(tx, rebooking_id, directory.zone)
            visit = changes.found(tx, one.visit_id, directory.zone)
            return choosing.free_on(tx, self._taken, directory, visit, **where)

        return await self._database.read(look)

    async def report(self, case_id: int) -> CaseReport:
        """A case with everyone in it. Raises NotFound."""
        return await self._database.read(lambda tx: self._report(tx, store.case(tx, case_id)))

    async def reports(self) -> list[CaseReport]:
        """The newest cases, and all in which somebody has no place yet; the newest first."""
        return await self._database.read(
            lambda tx: [self._report(tx, one) for one in store.newest_cases(tx, _MOST_CASES)]
        )

    def _report(self, tx: Transaction, case: Case) -> CaseReport:
        zone = self._directories.zone(tx)
        found = store.of_case(tx, case.id, zone)
        known = store.with_visits(tx, found, zone)
        closure = None if case.closure_id is None else closures.find(tx, case.closure_id)
        concerns = [Concern(one, known[one.visit_id]) for one in found if one.visit_id in known]
        return CaseReport(case, closure, tuple(concerns))

    async def _act(self, act: Callable[[Transaction], T], key: str | None, kind: object) -> T:
        def locked(tx: Transaction) -> T:
            store.lock(tx)
            return act(tx)

        return await self._once(key, locked, kind)

    async def _once(self, key: str | None, act: Callable[[Transaction], T], kind: object) -> T:
        return await self._database.write(lambda tx: tx.once(key, lambda: act(tx), kind))


def _foreseen(visit: Visit, choice: Choice, slot: Slot | None) -> Foreseen:
    if isinstance(choice, Ring):
        return Foreseen(visit, RebookingState.UNREACHED, choice.why, None)
    moved = isinstance(choice, Move)
    return Foreseen(visit, RebookingState.MOVED if moved else RebookingState.OFFERED, None, slot)
