"""Reads cases and rebookings, and looks ahead; changes nothing."""

from __future__ import annotations

from datetime import datetime

from booking.catalogue.service import Directories
from booking.closures import ordering
from booking.closures import rules as closure_rules
from booking.closures import store as closures
from booking.closures.model import Closing
from booking.ground.database import Database
from booking.ground.transaction import Transaction
from booking.rebooking import choosing, placing, store
from booking.rebooking.model import (
    Case,
    CaseReport,
    Concern,
    Foreseen,
    Outlook,
    Rebooking,
    RebookingState,
)
from booking.rebooking.rules import Choice, Move, Ring
from booking.visits import changes
from booking.visits import store as visits
from booking.visits.model import Slot, Visit
from booking.visits.taken import TakenDays

_MOST_FORESEEN = 200
_MOST_CASES = 30


class Reading:
    """Finds rebookings by visit, code and telephone; tells how a case stands."""

    def __init__(self, database: Database, directories: Directories) -> None:
        self._database = database
        self._directories = directories
        self._taken = TakenDays()

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

    async def free_for(self, rebooking_id: int, *, after: datetime | None = None) -> list[Slot]:
        """What is free for such a visit, later than `after`; for staff.

        Raises:
            NotFound: there is no such rebooking, or the town does it no more.
        """

        def look(tx: Transaction) -> list[Slot]:
            directory = self._directories.current(tx)
            one = store.rebooking(tx, rebooking_id, directory.zone)
            visit = changes.found(tx, one.visit_id, directory.zone)
            return choosing.free_on(tx, self._taken, directory, visit, after)

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


def _foreseen(visit: Visit, choice: Choice, slot: Slot | None) -> Foreseen:
    if isinstance(choice, Ring):
        return Foreseen(visit, RebookingState.UNREACHED, choice.why, None)
    moved = isinstance(choice, Move)
    return Foreseen(visit, RebookingState.MOVED if moved else RebookingState.OFFERED, None, slot)
