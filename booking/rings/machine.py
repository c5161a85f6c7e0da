"""The rings that the machine places by itself: asked for, given out once, ended."""

from __future__ import annotations

from datetime import datetime

from booking.catalogue.service import Directories
from booking.citizens.rules import checked_phone
from booking.errors import NotFound, Refused
from booking.ground.codec import to_json
from booking.ground.database import Database
from booking.ground.transaction import Transaction
from booking.language import Language
from booking.rings import dialling, rules, store
from booking.rings.model import VOICE_MESSAGE, Ring, RingOutcome, RingState, Speech

MOST_AT_ONCE = 100
"""No town has more lines than this."""


class MachineRings:
    """Voice messages. A ring is dialled at most once, whatever becomes of those who dial."""

    def __init__(self, database: Database, directories: Directories) -> None:
        self._database = database
        self._directories = directories

    async def speak(
        self,
        *,
        phone: str,
        language: Language,
        speech: Speech,
        until: datetime,
        not_before: datetime | None = None,
        about: str | None = None,
        key: str,
    ) -> Ring:
        """Have the machine ring a number, once, and say something.

        Args:
            phone: whom, in E.164.
            language: what is spoken.
            speech: what it says.
            until: from then on it would only confuse; it is not dialled any more.
            not_before: the earliest moment; at once where it is None.
            about: the record whose contact the number is, 'visit:12'; it is not rung once it is
                that no more. None where nobody's records say whose it is.
            key: whoever asks again with it gets the ring that there is, however long ago.

        Raises:
            Refused: this is no number, something of the speech is missing, or there is no time
                in which to ring.
            NotFound: there is no such office.
        """
        number = checked_phone(phone)
        rules.check_speech(speech)
        rules.check_about(about)
        if not key:
            raise Refused("key", "it is needed")

        def act(tx: Transaction) -> Ring:
            tx.lock(f"ring-asked:{key}")
            there = store.find_asked(tx, key)
            if there is not None:
                return there
            self._check_office(tx, speech)
            earliest = tx.now if not_before is None else max(not_before, tx.now)
            if until <= earliest:
                raise Refused("until", "it is over before the machine may ring")
            made = store.add(
                tx,
                phone=number,
                dialog=VOICE_MESSAGE,
                language=language.value,
                speech=to_json(speech),
                asked_by=key,
                not_before=earliest,
                until=until,
                about=about,
            )
            tx.audit("linka", "ring-asked-for", f"ring:{made}")
            return found_in(tx, made)

        return await self._database.write(act)

    async def has_to_dial(self) -> bool:
        """Whether `claim_to_dial` may have something to do now."""
        return await self._database.read(dialling.has_work)

    async def claim_to_dial(self, node: str, *, most: int) -> list[Ring]:
        """Take at most so many rings that are due; each is given to one node, once and for all.

        From then on they are being dialled, and `ended` must be said of each. Rings whose time is
        over are ended, and so are those whose visit is no more what they tell, and those whose
        number is no more theirs whom they are about.

        Raises:
            Refused: so many at once cannot be.
        """
        if not 0 <= most <= MOST_AT_ONCE:
            raise Refused("most", f"from 0 to {MOST_AT_ONCE}")
        return await self._database.write(lambda tx: dialling.take(tx, node, most))

    async def dialling(self, node: str) -> list[Ring]:
        """What this node was given and has not ended: after a crash it looks there first."""
        return await self._database.read(lambda tx: dialling.of_node(tx, node))

    async def reached(self, ring_id: int, outcome: RingOutcome, *, key: str | None = None) -> Ring:
        """Note how far it has come while the call is on, so that no crash loses it.

        Raises:
            NotFound: the machine has no such ring.
            Refused: this cannot be known before the end.
        """
        if not rules.is_reached(outcome):
            raise Refused("outcome", "this is known at the end only")

        def act(tx: Transaction) -> Ring:
            ring = self._locked(tx, ring_id)
            if ring.state is RingState.DIALLING:
                known = rules.further(ring.outcome, outcome)
                store.change(tx, ring_id, outcome=known.value)
            return found_in(tx, ring_id)

        return await self._database.once(key, act, Ring)

    async def ended(self, ring_id: int, outcome: RingOutcome, *, key: str | None = None) -> Ring:
        """Say that the ring is over. What was reached before counts for more than how it ended.

        A ring that is over stays as it is.

        Raises:
            NotFound: the machine has no such ring.
        """

        def act(tx: Transaction) -> Ring:
            ring = self._locked(tx, ring_id)
            if ring.state is RingState.DIALLING:
                dialling.end(tx, ring, outcome)
            return found_in(tx, ring_id)

        return await self._database.once(key, act, Ring)

    def _locked(self, tx: Transaction, ring_id: int) -> Ring:
        tx.lock(f"ring-state:{ring_id}")
        ring = found_in(tx, ring_id)
        if ring.dialog != VOICE_MESSAGE:
            raise NotFound("ring", ring_id)
        return ring

    def _check_office(self, tx: Transaction, speech: Speech) -> None:
        if speech.office is not None and speech.office not in self._directories.current(tx).offices:
            raise NotFound("office", speech.office)


def found_in(tx: Transaction, ring_id: int) -> Ring:
    """The ring with this number.

    Raises:
        NotFound: there is none.
    """
    ring = store.find(tx, ring_id)
    if ring is None:
        raise NotFound("ring", ring_id)
    return ring
