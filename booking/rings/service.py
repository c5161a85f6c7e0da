"""Takes requests to be rung."""

from __future__ import annotations

from booking.catalogue.service import Directories
from booking.citizens.rules import checked_phone
from booking.errors import NotFound
from booking.ground.database import Database
from booking.ground.transaction import Transaction
from booking.language import Language
from booking.rings import store
from booking.rings.asking import ask
from booking.rings.model import Ring, RingReopened, RingSettled, RingState
from booking.visits import uses
from booking.visits.limits import Limit


class Rings:
    """Calls that the system, or for now a person, is to place."""

    def __init__(self, database: Database, directories: Directories) -> None:
        self._database = database
        self._directories = directories

    async def request(
        self,
        *,
        phone: str,
        dialog: str,
        language: Language,
        topic: str | None = None,
        call_id: str | None = None,
        note: str | None = None,
        key: str | None = None,
    ) -> Ring:
        """Ask to be rung.

        Somebody who asks twice is rung once: an open ring to the same number about the same is
        returned as it is.

        Args:
            phone: whom, in E.164.
            dialog: what the call is about.
            language: which language the caller spoke.
            topic: what the caller had chosen so far.
            call_id: the call in which it was asked for.
            note: for the operator.
            key: the command's key.

        Raises:
            LimitReached: call-backs enough to this number were asked for today.
            Refused: this is no number.
        """
        number = checked_phone(phone)

        def act(tx: Transaction) -> Ring:
            tx.lock(f"ring:{number}")
            there = store.find_open(tx, number, dialog)
            if there is not None:
                return there
            uses.use(tx, self._directories.current(tx), number, Limit.NUMBER_RINGS_DAY)
            made = ask(
                tx,
                phone=number,
                dialog=dialog,
                language=language,
                topic=topic,
                call_id=call_id,
                note=note,
            )
            tx.audit("caller", "ring-requested", f"ring:{made}")
            return _found(tx, made)

        return await self._database.once(key, act, Ring)

    async def settle(self, ring_id: int, *, by: str, key: str | None = None) -> Ring:
        """Mark a ring as done; one that is done stays so.

        Raises:
            NotFound: there is no such ring.
        """
        return await self._put(ring_id, RingState.DONE, RingSettled(ring_id, by), by, key)

    async def reopen(self, ring_id: int, *, by: str, key: str | None = None) -> Ring:
        """Take `settle` back; one that is open stays so.

        Raises:
            NotFound: there is no such ring.
        """
        return await self._put(ring_id, RingState.OPEN, RingReopened(ring_id, by), by, key)

    async def _put(
        self,
        ring_id: int,
        state: RingState,
        happened: RingSettled | RingReopened,
        by: str,
        key: str | None,
    ) -> Ring:
        def act(tx: Transaction) -> Ring:
            tx.lock(f"ring-state:{ring_id}")
            if _found(tx, ring_id).state is not state:
                store.set_state(tx, ring_id, state)
                tx.append(happened)
                tx.audit(by, happened.kind.replace("_", "-"), f"ring:{ring_id}")
            return _found(tx, ring_id)

        return await self._database.once(key, act, Ring)

    async def open(self) -> list[Ring]:
        """All that nobody has settled yet, the oldest first."""
        return await self._database.read(store.all_open)


def _found(tx: Transaction, ring_id: int) -> Ring:
    ring = store.find(tx, ring_id)
    if ring is None:
        raise NotFound
    return ring
