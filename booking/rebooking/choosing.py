"""Looks for what can be done for a visit whose counter is closed, in an open transaction."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from itertools import islice
from typing import Any

from booking.catalogue.alike import Alike
from booking.catalogue.directory import Directory
from booking.catalogue.model import Activity
from booking.errors import NotFound, Refused
from booking.ground.transaction import Transaction
from booking.rebooking.model import WhyUnreached
from booking.rebooking.rules import Ask, Choice, Move, Reach, Ring, Round, reach_of
from booking.visits import rules as visit_rules
from booking.visits.model import BookingChannel, Contact, Parts, Slot, Visit
from booking.visits.rules import Taken, Wish
from booking.visits.slots import Cells
from booking.visits.taken import TakenDays

_MOST_OF_A_DAY = 500
_MOST_LATER = 200
_MOST_EARLIER = 100


@dataclass(slots=True)
class Beside:
    """Cells that count as taken beside those that are, for a look ahead.

    Attributes:
        cells: by counter and day.
    """

    cells: dict[tuple[str, date], int] = field(default_factory=dict)

    def take(self, directory: Directory, visit: Visit, slot: Slot) -> None:
        """From now on the slot counts as taken."""
        counter = directory.counters[slot.counter]
        wish = wish_for(directory, visit.parts)
        pace = directory.pace(counter, *wish.activities)
        count = visit_rules.length_in_cells(pace.minutes, wish.heads, counter.grid)
        at = Cells.of(slot, count, counter.grid, directory.zone)
        place = (slot.counter, at.day)
        self.cells[place] = self.cells.get(place, 0) | ((1 << count) - 1) << at.first


def choose(
    tx: Transaction,
    known: TakenDays,
    directory: Directory,
    visit: Visit,
    beside: Beside | None = None,
) -> Choice:
    """What is done for the visit. Nothing is looked at further away than it must be."""
    look = _Look(tx, known, directory, beside)
    now = round_of(tx, directory)
    was = slot_of(visit)
    reach = reach_of(Contact(visit.phone, visit.email, visit.verified))
    day = was.start.astimezone(directory.zone).date()
    try:
        near = look.free(visit.parts, _MOST_OF_A_DAY, office=was.office, on=day)
        choice = now.choose(was, reach, near)
        if not isinstance(choice, Ring) or reach is Reach.NONE:
            return choice
        later = look.free(visit.parts, _MOST_LATER, after=was.start)
        choice = now.choose(was, reach, [*near, *later])
        if isinstance(choice, Ring):
            earlier = look.free(visit.parts, _MOST_EARLIER)
            choice = now.choose(was, reach, [*near, *later, *earlier])
    except (NotFound, Refused):  # the town does it no more, or not for so many at once
        why = WhyUnreached.NO_CONTACT if reach is Reach.NONE else WhyUnreached.NOTHING_FREE
        return Ring(why)
    return choice


def nearest(tx: Transaction, known: TakenDays, directory: Directory, visit: Visit) -> Slot | None:
    """What is nearest to what they had and leaves time to come; for somebody who is on the line."""
    look, was = _Look(tx, known, directory, None), slot_of(visit)
    earliest = tx.now + directory.town.rebooking.notice
    day = was.start.astimezone(directory.zone).date()
    try:
        found = [
            *look.free(visit.parts, _MOST_OF_A_DAY, office=was.office, on=day),
            *look.free(visit.parts, _MOST_LATER, after=max(was.start, earliest)),
        ] or look.free(visit.parts, _MOST_EARLIER, after=earliest)
    except (NotFound, Refused):
        return None
    ranked = round_of(tx, directory).ranked(was, found)
    in_time = (slot for slot in ranked if slot.start == was.start or slot.start > earliest)
    return next(in_time, None)


def free_on(
    tx: Transaction, known: TakenDays, directory: Directory, visit: Visit, after: datetime | None
) -> list[Slot]:
    """What is free for such a visit, later than `after`; for the staff."""
    return _Look(tx, known, directory, None).free(visit.parts, _MOST_OF_A_DAY, after=after)


def wish_for(directory: Directory, parts: Parts, **where: Any) -> Wish:
    """What the visit is for; with what staff may have, and without time to get ready.

    Not at counters whose calendar an outside system owns: it would have to be asked first.

    Raises:
        NotFound: the town does it no more.
    """
    wish = Wish.of(
        directory,
        parts,
        freed_too=True,
        channel=BookingChannel.OPERATOR,
        without=frozenset(directory.owned),
        **where,
    )
    also = tuple((_at_once(activity), persons) for activity, persons in wish.also)
    return replace(wish, activity=_at_once(wish.activity), also=also)


def round_of(tx: Transaction, directory: Directory) -> Round:
    """What all decisions of this moment share."""
    town = directory.town
    return Round(tx.now, directory.zone, town.rebooking, town.operator_hours)


def slot_of(visit: Visit) -> Slot:
    """Where and when a visit is."""
    return Slot(visit.counter, visit.office, visit.start, visit.minutes)


def move_of(choice: Choice) -> Slot | None:
    """Where the visit goes by this choice."""
    return choice.slot if isinstance(choice, Move | Ask) else None


def _at_once(activity: Activity) -> Activity:
    """The same without the days that people are given to get ready: they had them."""
    return replace(activity, lead_days=0, lead_minutes=1)


@dataclass(frozen=True, slots=True)
class _Look:
    tx: Transaction
    known: TakenDays
    directory: Directory
    beside: Beside | None

    def free(
        self,
        parts: Parts,
        limit: int,
        *,
        office: str | None = None,
        on: date | None = None,
        after: datetime | None = None,
    ) -> list[Slot]:
        """The nearest free slots. Raises NotFound, Refused."""
        wish = wish_for(self.directory, parts, office=office, on=on, after=after)
        visit_rules.check_parts(wish)
        days = visit_rules.days(self.directory, wish, self.tx.now)
        taken: Taken = self.known.as_of(self.tx, self.directory, days, freed_too=True)
        if self.beside is not None:
            taken = _Both(taken, self.beside.cells)
        found = visit_rules.free_slots(self.directory, wish, days, taken, self.tx.now)
        return list(islice(found, limit))


@dataclass(frozen=True, slots=True)
class _Both:
    taken: Taken
    more: Mapping[tuple[str, date], int]

    def cells(self, alike: Alike, day: date) -> int:
        found = self.taken.cells(alike, day)
        for (counter, on), cells in self.more.items():
            if on == day:
                found |= alike.in_place(counter, cells)
        return found
