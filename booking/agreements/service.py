"""Concludes, resets and ends agreements at the counter; checks and changes what opens them."""

from __future__ import annotations

from collections.abc import Collection

from booking.agreements import counter, counts, rules, store
from booking.agreements.changing import Changing
from booking.agreements.entry import CounterEntry, check_shown
from booking.agreements.letter import AgreementLetter, new_password, new_pin
from booking.agreements.model import Agreement, EndReason, HeldAgreement
from booking.agreements.verifying import Verifying
from booking.citizens import store as citizen_store
from booking.errors import NotFound, Refused
from booking.ground.secrets import Secret
from booking.ground.transaction import Transaction


class Agreements(Verifying, Changing):
    """Login, PIN and password. They stay in memory while they are checked, and nowhere else."""

    async def of(self, citizen_id: int) -> Agreement | None:
        """The agreement in force of this citizen."""
        return await self._database.read(lambda tx: store.of_citizen(tx, citizen_id))

    async def of_many(self, citizen_ids: Collection[int]) -> dict[int, Agreement]:
        """The agreements in force of these citizens, by citizen."""
        return await self._database.read(lambda tx: store.of_citizens(tx, citizen_ids))

    async def get(self, agreement_id: int) -> HeldAgreement:
        """The agreement with this number, and whose it is.

        Raises:
            NotFound: there is none.
        """

        def look(tx: Transaction) -> HeldAgreement:
            return _held(tx, counter.found(tx, agreement_id))

        return await self._database.read(look)

    async def recent(self, limit: int = 50) -> list[HeldAgreement]:
        """The agreements that were concluded last, the newest first; those that ended, too."""
        return await self._database.read(
            lambda tx: [_held(tx, one) for one in store.recent(tx, limit)]
        )

    async def conclude(self, entry: CounterEntry, *, by: str, key: str | None = None) -> Agreement:
        """Conclude an agreement at the counter; its login opens nothing before the letter.

        Args:
            entry: what the clerk has written down; a citizen who is not known yet is taken down.
            by: the clerk.
            key: the command's key.

        Raises:
            NotFound: there is no such citizen.
            Faulty: something will not do; every field of it is told.
        """
        today = self._database.clock.today()

        def act(tx: Transaction) -> int:
            return counter.conclude(tx, entry, by=by, today=today)

        return await self._database.write(
            lambda tx: counter.found(tx, tx.once(key, lambda: act(tx), int))
        )

    async def draw_up(self, agreement_id: int) -> AgreementLetter:
        """A letter with a new PIN and password, which are in memory only, and not in force.

        Whoever prints it calls `hand_out` once it is drawn, so that a letter that cannot be drawn
        changes nothing.

        Raises:
            NotFound: there is no such agreement.
            Refused: no letter is due: it was printed, or the agreement is over.
        """

        def look(tx: Transaction) -> tuple[HeldAgreement, Secret]:
            agreement = counter.found(tx, agreement_id)
            if not agreement.awaits_letter:
                raise Refused("letter", "printed")
            return _held(tx, agreement), store.login(tx, agreement_id)

        held, login = await self._database.read(look)
        return AgreementLetter(agreement_id, held.citizen, login, new_pin(login), new_password())

    async def hand_out(self, letter: AgreementLetter, *, by: str) -> None:
        """Put a letter's PIN and password in force. It happens once; a second letter needs a reset.

        No command key remembers it: nothing of a letter may be told twice.

        Raises:
            Refused: no letter is due any more; this one is void.
        """
        hashing = self._hashing
        pin_hash = await self._database.aside(lambda: hashing.hash(letter.pin))
        password_hash = await self._database.aside(lambda: hashing.hash(letter.password))
        await self._database.write(
            lambda tx: counter.hand_out(
                tx, letter.agreement_id, pin_hash=pin_hash, password_hash=password_hash, by=by
            )
        )

    async def reset(
        self, agreement_id: int, entry: CounterEntry, *, by: str, key: str | None = None
    ) -> Agreement:
        """Make PIN and password void at the counter, lift the lock; a new letter is due.

        Args:
            agreement_id: which agreement.
            entry: only the document in it counts.
            by: the clerk.
            key: the command's key.

        Raises:
            NotFound: there is no such agreement.
            Faulty: the document will not do.
            Refused: the agreement is over.
        """
        shown = check_shown(entry)

        def act(tx: Transaction) -> Agreement:
            tx.once(key, lambda: counter.reset(tx, agreement_id, shown, by=by), None)
            return counter.found(tx, agreement_id)

        return await self._database.write(act)

    async def end(
        self, agreement_id: int, reason: EndReason, *, by: str, key: str | None = None
    ) -> Agreement:
        """Let an agreement be over; its login opens nothing from then on, and is not given again.

        Raises:
            NotFound: there is no such agreement.
            Refused: it is over already.
        """

        def act(tx: Transaction) -> Agreement:
            tx.once(key, lambda: counter.end(tx, agreement_id, reason, by=by), None)
            return counter.found(tx, agreement_id)

        return await self._database.write(act)


def check_pair(login: Secret, pin: Secret) -> None:
    """Whether a town's own login and PIN can be taken over.

    Raises:
        Refused: the login or the PIN must not be given out. The message holds no digit of them.
    """
    if not rules.login_is_well_formed(login):
        raise Refused("login", "eight digits are needed, the last one the check digit")
    if not rules.pin_is_well_formed(pin):
        raise Refused("pin", "six digits are needed")
    if rules.pin_is_trivial(pin, login):
        raise Refused("pin", "this PIN is too easy to guess")


def _held(tx: Transaction, agreement: Agreement) -> HeldAgreement:
    citizen = citizen_store.find(tx, agreement.citizen_id)
    if citizen is None:
        raise NotFound("citizen", agreement.citizen_id)
    return HeldAgreement(agreement, citizen, counts.lock_end(tx, counts.of_agreement(agreement.id)))
