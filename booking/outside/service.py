"""Keeps our calendar and that of an outside system the same.

The system is the owner: nothing is held at its counters before it has agreed, and what it gives
away is taken with us. All else is told to it afterwards by `turn`, which compares what we want with
what it keeps, so that nothing that was lost on the way stays lost.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from booking.catalogue.directory import Directory
from booking.catalogue.model import Counter
from booking.catalogue.service import Directories
from booking.errors import SlotTaken
from booking.ground.database import Database
from booking.ground.transaction import Transaction
from booking.outside import store
from booking.outside.model import OutsideBooking, Wanted
from booking.outside.port import OutsideAway, OutsideCalendar, TakenOutside
from booking.outside.rules import difference, usable
from booking.visits.model import Hold, Slot

KEPT_ON = timedelta(minutes=30)
"""So long after a hold's end the system keeps its time: our word that it has become a visit may be
late."""
SILENT_FOR = timedelta(seconds=30)
"""So long nothing is offered at the counters of a system that has not answered."""
FOR_A_WHILE = timedelta(minutes=5)
"""So long it keeps a time that is asked for before we have it."""


@dataclass(frozen=True, slots=True)
class Turn:
    """What one comparison did at one counter.

    Attributes:
        taken_in: bookings that came or went there.
        told: what it was told.
        refused: visits and holds of ours that it has no time for.
        away: why it could not be asked, None where it could.
    """

    counter: str
    taken_in: int = 0
    told: int = 0
    refused: int = 0
    away: str | None = None


class Outside:
    """Counters whose calendar an outside system owns.

    Args:
        database: ours.
        directories: which counters there are, and who owns each.
        calendars: the systems by the names that `counters.yaml` gives them.
    """

    def __init__(
        self,
        database: Database,
        directories: Directories,
        calendars: Mapping[str, OutsideCalendar],
    ) -> None:
        self._database = database
        self._directories = directories
        self._calendars = calendars
        self._silent_until: dict[str, datetime] = {}
        self._told: dict[str, frozenset[Wanted]] = {}

    def silent(self) -> frozenset[str]:
        """Counters where nothing can be promised now, for their owner has just not answered."""
        directory = self._directories.latest()
        if directory is None or not directory.owned:
            return frozenset()
        now = self._database.clock.now()
        return frozenset(
            code
            for code, owner in directory.owned.items()
            if owner not in self._calendars or self._silent_until.get(owner, now) > now
        )

    def any(self) -> bool:
        """Whether an outside system may own a counter's calendar; nobody knows before a look."""
        directory = self._directories.latest()
        return directory is None or bool(directory.owned)

    def own(self, counter: str) -> bool:
        """Whether an outside system owns this counter's calendar."""
        directory = self._directories.latest()
        return directory is not None and counter in directory.owned

    async def agree(self, hold: Hold) -> None:
        """Ask the owner of a hold's counter to keep its time; nothing to ask where we own it.

        Raises:
            SlotTaken: the owner has given it away, or does not answer: nobody is promised a time
                that may be somebody else's.
        """
        await self._ask(hold.slot, hold.expires_at + KEPT_ON)

    async def ask(self, slot: Slot) -> None:
        """The same before we have taken the time; what we do not take, the owner soon lets go of.

        Our name of a time is the same whoever has it with us. Where somebody has, the owner is not
        asked: it would keep their time no longer than ours. Who asks will get nothing of it anyway.

        Raises:
            SlotTaken: see `agree`.
        """
        if await self._ours_at(slot) is not None:
            return
        await self._ask(slot, self._database.clock.now() + FOR_A_WHILE)
        if (theirs := await self._ours_at(slot)) is not None:  # since the owner was asked
            await self._keep(theirs)

    async def look(self, slot: Slot) -> None:
        """See what has taken a time that was refused, so that nobody is offered it again."""
        directory = self._directories.latest()
        if directory is None or slot.counter not in directory.owned:
            return
        owner = self._calendars.get(directory.owned[slot.counter])
        if owner is None:
            return
        day = slot.start.astimezone(directory.zone).date()
        with suppress(OutsideAway):
            there = await owner.bookings(slot.counter, day, day)
            await self._take_in(directory, directory.counters[slot.counter], day, day, there)

    async def turn(self) -> list[Turn]:
        """Compare all counters that others own, and tell and take in what differs."""
        directory = await self._database.read(self._directories.current)
        await self._database.write(store.forget_old)
        return [
            await self._turn(directory, directory.counters[code], owner)
            for code, name in directory.owned.items()
            if (owner := self._calendars.get(name)) is not None
        ]

    async def has_changed(self) -> bool:
        """Whether we want other times kept than at the last `turn`."""

        def look(tx: Transaction) -> bool:
            directory = self._directories.current(tx)
            return any(
                self._told.get(code) != frozenset(store.wanted(tx, code, KEPT_ON))
                for code, name in directory.owned.items()
                if name in self._calendars
            )

        return await self._database.read(look)

    def sold(self, tx: Transaction) -> AbstractSet[int]:
        """Visits whose time an owner has given to somebody else."""
        directory = self._directories.latest()
        return store.sold(tx) if directory is None or directory.owned else frozenset()

    async def unknown(self) -> dict[str, str]:
        """Counters whose owner is not set up, with its name: nothing is booked there."""
        directory = await self._database.read(self._directories.current)
        return {c: owner for c, owner in directory.owned.items() if owner not in self._calendars}

    async def _ours_at(self, slot: Slot) -> Wanted | None:
        """What begins then with us: a visit, or a hold whose time is not over."""
        if not self.own(slot.counter):
            return None
        wanted = await self._database.read(lambda tx: store.wanted(tx, slot.counter, KEPT_ON))
        return next((one for one in wanted if one.start == slot.start), None)

    async def _ask(self, slot: Slot, until: datetime) -> None:
        await self._keep(Wanted(slot.counter, slot.start, slot.minutes, until))

    async def _keep(self, wish: Wanted) -> None:
        directory = self._directories.latest()
        name = None if directory is None else directory.owned.get(wish.counter)
        if directory is None or name is None:
            return
        owner = self._calendars.get(name)
        if owner is None:
            raise SlotTaken(
                f"the calendar of '{wish.counter}' belongs to '{name}', not set up here"
            )
        try:
            await owner.keep(wish)
        except OutsideAway as error:
            self._is_silent(name)
            raise SlotTaken(f"'{name}', which owns this calendar, does not answer") from error
        except TakenOutside as error:
            raise SlotTaken(f"'{name}', which owns this calendar, has given it away") from error

    async def _turn(self, directory: Directory, counter: Counter, owner: OutsideCalendar) -> Turn:
        first = self._database.clock.today()
        last = first + timedelta(days=directory.town.limits.horizon_days)
        try:
            there = await owner.bookings(counter.code, first, last)
            taken_in = await self._take_in(directory, counter, first, last, there)
            return await self._tell(counter, owner, there, taken_in)
        except OutsideAway as error:
            if counter.outside is not None:
                self._is_silent(counter.outside)
            return Turn(counter.code, away=str(error))

    async def _take_in(
        self,
        directory: Directory,
        counter: Counter,
        first: date,
        last: date,
        there: Sequence[OutsideBooking],
    ) -> int:
        said = usable(there, first, last, directory.zone)
        return await self._database.write(
            lambda tx: store.take_in(
                tx, counter.code, counter.grid, first, last, said, directory.zone
            )
        )

    async def _tell(
        self,
        counter: Counter,
        owner: OutsideCalendar,
        there: Sequence[OutsideBooking],
        taken_in: int,
    ) -> Turn:
        wanted = await self._database.read(lambda tx: store.wanted(tx, counter.code, KEPT_ON))
        what = difference(wanted, there)
        gone = what.let_go
        for one in gone:
            await owner.let_go(counter.code, one.reference)
        if gone:  # somebody may have come to have such a time meanwhile, and been agreed to
            wanted = await self._database.read(lambda tx: store.wanted(tx, counter.code, KEPT_ON))
            what = difference(wanted, [one for one in there if one not in gone])
        refused = 0
        for wish in what.keep:
            try:
                await owner.keep(wish)
            except TakenOutside:
                refused += 1
        self._told[counter.code] = frozenset(wanted)
        told = len(gone) + len(what.keep) - refused
        return Turn(counter.code, taken_in, told, refused)

    def _is_silent(self, name: str) -> None:
        self._silent_until[name] = self._database.clock.now() + SILENT_FOR
