"""Does what is due on the waiting list. Killed at any moment, it loses nothing: all is in rows.

Each step is a transaction of its own that looks again under the lock, so two drivers at once do
nothing twice.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from itertools import groupby, takewhile

from booking.catalogue.directory import Directory
from booking.catalogue.service import Directories
from booking.errors import NotFound, Refused, SlotTaken
from booking.ground.database import Database
from booking.ground.transaction import Transaction
from booking.visits import finding, shares
from booking.visits.model import Slot
from booking.visits.taken import TakenDays
from booking.waitlist import due, offering, rules, store
from booking.waitlist.offering import Changed, Lost
from booking.waitlist.rules import Candidate, Round, Times
from booking.waitlist.settings import WaitlistSettings

Pair = tuple[Candidate, Slot, Times]

_ROUNDS = 50
"""Of two counters that are free at the same minute a look shows one: after an offer, look again."""

_LOOKS = 20
"""So often the next one may have gone meanwhile; then the slot is everybody's, and offered anew."""


@dataclass(frozen=True, slots=True)
class _Due:
    lapsing: list[int]
    ending: list[int]
    telling: list[int]


class Driver:
    """One for a process; any number of them may work at the same time."""

    def __init__(
        self, database: Database, directories: Directories, settings: WaitlistSettings
    ) -> None:
        self._database = database
        self._directories = directories
        self._settings = settings
        self._taken = TakenDays()
        self._seen: object = None
        self._next: datetime | None = None

    async def turn(self) -> datetime | None:
        """Do all that is due; when something is due next by itself, None where nobody waits.

        Raises:
            Unavailable: the database is away; nothing is lost.
        """
        if not await self._database.read(due.anybody_waits):
            return None
        found = await self._database.read(_due)
        for offer_id in found.lapsing:
            await self._write(self._lapse, offer_id)
        for entry_id in found.ending:
            await self._write(self._end, entry_id)
        for offer_id in await self._database.read(due.passing_on):
            await self._passed_on(offer_id)
        for offer_id in found.telling:
            await self._write(self._tell, offer_id)
        for _ in range(_ROUNDS):
            pairs = await self._database.read(self._pairs)
            made = [pair for pair in pairs if await self._offered(pair)]
            if not made:
                break
        self._next = await self._database.read(self._next_moment)
        return self._next

    async def _write(self, act: Callable[[Transaction, int], None], number: int) -> None:
        def locked(tx: Transaction) -> None:
            store.lock(tx)
            act(tx, number)

        await self._database.write(locked)

    async def _passed_on(self, offer_id: int) -> None:
        """The next one is looked for before the lock: a long list takes long to read."""
        for _ in range(_LOOKS):
            entry_id = await self._database.read(partial(self._next_in_turn, offer_id))
            try:
                await self._write(partial(self._pass_on, entry_id), offer_id)
            except Changed:
                continue
            except Lost:
                break
            return
        await self._write(self._let_go, offer_id)

    async def _offered(self, pair: Pair) -> bool:
        def act(tx: Transaction) -> bool:
            store.lock(tx)
            chosen, slot, _ = pair
            now = self._round(tx)
            again = due.candidates(tx, entry_id=chosen.entry.id)
            found = now.next_for(slot, again)
            if found is None:
                return False
            directory = self._directories.current(tx)
            offering.offer(tx, directory, now, found[0], slot, found[1])
            return True

        try:
            return await self._database.write(act)
        except (SlotTaken, NotFound, Refused):
            return False  # somebody was quicker

    def _pairs(self, tx: Transaction) -> list[Pair]:
        """Who gets what, as it looks now."""
        directory, now = self._directories.current(tx), self._round(tx)
        all_waiting = due.candidates(tx)
        seen = (directory.revision, due.day_versions_now(tx), tuple(all_waiting))
        if seen == self._seen and self._next is not None and tx.now < self._next:
            return []  # nothing has changed since nobody could be given anything

        def alike(one: Candidate) -> list[tuple[str, int]]:
            return [(part.activity, part.persons) for part in one.entry.wants.parts]

        waiting = sorted(all_waiting, key=alike)  # stable: the list's order stays
        pairs: list[Pair] = []
        for _, group in groupby(waiting, key=alike):
            candidates = list(group)
            free = self._free(tx, directory, candidates)
            pairs += now.match(free, candidates)
        self._seen = None if pairs else seen
        # one counter may serve several activities: who came first is asked first
        return sorted(pairs, key=lambda pair: pair[0].entry.id)

    def _free(
        self,
        tx: Transaction,
        directory: Directory,
        candidates: Sequence[Candidate],
    ) -> list[Slot]:
        """What is free for them, who want the same; what was freed a moment ago included."""
        try:
            wish = offering.wish_for(directory, candidates[0].entry.wants)
            found = finding.free(tx, self._taken, directory, wish, _MOST_SLOTS)
        except (NotFound, Refused):  # the town does it no more
            return []
        latest = rules.latest_useful(candidates, directory.zone)
        if latest is None:
            return found
        return list(takewhile(lambda slot: slot.start < latest, found))

    def _lapse(self, tx: Transaction, offer_id: int) -> None:
        if offer_id in due.lapsing(tx):
            offering.lapse(tx, self._directories.current(tx), self._round(tx), offer_id)

    def _next_in_turn(self, offer_id: int, tx: Transaction) -> int | None:
        directory = self._directories.current(tx)
        return offering.next_in_turn(tx, directory, self._round(tx), offer_id)

    def _pass_on(self, entry_id: int | None, tx: Transaction, offer_id: int) -> None:
        directory = self._directories.current(tx)
        offering.pass_on(tx, directory, self._round(tx), offer_id, entry_id)

    def _let_go(self, tx: Transaction, offer_id: int) -> None:
        offering.let_go(tx, self._directories.current(tx), offer_id)

    def _end(self, tx: Transaction, entry_id: int) -> None:
        if entry_id in due.ending(tx):
            offering.end(tx, self._directories.current(tx), entry_id)

    def _tell(self, tx: Transaction, offer_id: int) -> None:
        if offer_id in due.telling(tx):
            offering.tell(tx, self._directories.current(tx), offer_id)

    def _round(self, tx: Transaction) -> Round:
        directory = self._directories.current(tx)
        return Round(tx.now, directory.zone, self._settings, directory.town.operator_hours)

    def _next_moment(self, tx: Transaction) -> datetime | None:
        if not due.anybody_waits(tx):
            return None
        directory = self._directories.current(tx)
        midnight = rules.next_midnight(tx.now, directory.zone)
        released = shares.next_release(directory.town.limits.shares, tx.now, directory.zone)
        return rules.next_moment([*due.moments(tx), midnight, released], tx.now)


_MOST_SLOTS = 20_000
"""More than a town has in its horizon for one activity; a bound all the same."""


def _due(tx: Transaction) -> _Due:
    return _Due(
        lapsing=due.lapsing(tx),
        ending=due.ending(tx),
        telling=due.telling(tx),
    )
