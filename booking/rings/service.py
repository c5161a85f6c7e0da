"""Takes requests to be rung, by a person or by the machine."""

from __future__ import annotations

from booking.citizens.rules import checked_phone
from booking.errors import NotFound, Refused
from booking.ground.transaction import Transaction
from booking.language import Language
from booking.rings import addressing, store
from booking.rings.asking import ask
from booking.rings.machine import MachineRings, found_in
from booking.rings.model import (
    MESSAGE,
    NOTE_LETTERS,
    VOICE_MESSAGE,
    Ring,
    RingReopened,
    RingSettled,
    RingState,
)
from booking.rings.rules import check_about
from booking.visits import uses
from booking.visits.limits import Limit


class Rings(MachineRings):
    """Calls to be placed: these are a person's, those of the machine stand in `machine`."""

    async def request(
        self,
        *,
        phone: str,
        dialog: str,
        language: Language,
        topic: str | None = None,
        call_id: str | None = None,
        note: str | None = None,
        about: str | None = None,
        key: str | None = None,
    ) -> Ring:
        """Ask to be rung.

        Somebody who asks twice is rung once: an open ring to the same number about the same is
        returned, with what the new note says. What Linka itself asks for (`MESSAGE`) counts
        towards no limit of the number.

        Args:
            phone: whom, in E.164.
            dialog: what the call is about.
            language: which language the caller spoke.
            topic: what the caller had chosen so far.
            call_id: the call in which it was asked for.
            note: for the operator.
            about: the record whose contact the number is, 'visit:12': operators are shown where
                they are now. None for a number that the caller has named.
            key: the command's key.

        Raises:
            LimitReached: call-backs enough to this number were asked for today.
            Refused: this is no number, or it is what the machine rings about.
        """
        number = checked_phone(phone)
        if dialog == VOICE_MESSAGE:
            raise Refused("dialog", "the machine's rings are asked for by 'speak'")
        check_about(about)

        def act(tx: Transaction) -> Ring:
            tx.lock(f"ring:{number}")
            there = store.find_open(tx, number, dialog, about)
            if there is not None:
                return _with_note(tx, there, note)
            if dialog != MESSAGE:
                uses.use(tx, self._directories.current(tx), number, Limit.NUMBER_RINGS_DAY)
            made = ask(
                tx,
                phone=number,
                dialog=dialog,
                language=language,
                topic=topic,
                call_id=call_id,
                note=note,
                about=about,
            )
            who = "linka" if dialog == MESSAGE else "caller"
            tx.audit(who, "ring-requested", f"ring:{made}")
            return found_in(tx, made)

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
            ring = found_in(tx, ring_id)
            if ring.dialog == VOICE_MESSAGE:
                raise NotFound("ring", ring_id)  # no person has to do with it
            if ring.state is not state:
                store.set_state(tx, ring_id, state)
                tx.append(happened)
                tx.audit(by, happened.kind.replace("_", "-"), f"ring:{ring_id}")
            return found_in(tx, ring_id)

        return await self._database.once(key, act, Ring)

    async def open(self) -> list[Ring]:
        """All that a person is to place and nobody has settled yet, the oldest first.

        Each with the number at which they are now whom it is about; see `Ring.former`.
        """
        return await self._database.read(
            lambda tx: addressing.with_present_numbers(tx, store.all_open(tx))
        )


def _with_note(tx: Transaction, ring: Ring, note: str | None) -> Ring:
    """The ring that says this too: the last that has come is what holds, so it stands first."""
    said = ring.note or ""
    if not note or note in said:
        return ring
    store.change(tx, ring.id, note=f"{note}\n{said}".strip()[:NOTE_LETTERS])
    return found_in(tx, ring.id)
