"""Checks who calls, by login and PIN; concludes, resets and ends agreements at the counter."""

from __future__ import annotations

from collections.abc import Collection

from booking.agreements import checking, counter, counts, rules, store
from booking.agreements.entry import CounterEntry, check_shown
from booking.agreements.letter import AgreementLetter, new_password, new_pin
from booking.agreements.model import Agreement, Claim, EndReason, HeldAgreement, Locked, PinCheck
from booking.citizens import store as citizen_store
from booking.errors import NotFound, Refused
from booking.ground.database import Database
from booking.ground.secrets import Hashing, Secret
from booking.ground.transaction import Transaction


class Agreements:
    """Login and PIN. Both stay in memory for as long as they are checked, and nowhere else."""

    def __init__(self, database: Database, hashing: Hashing) -> None:
        self._database = database
        self._hashing = hashing

    def login_is_well_formed(self, login: Secret) -> bool:
        """See `rules.login_is_well_formed`; asks nobody and costs no try."""
        return rules.login_is_well_formed(login)

    async def check_login(self, login: Secret) -> Claim:
        """The claim that a caller makes with this login, whether or not it was ever given out."""
        salt = await self._database.read(store.salt)
        if salt is None:
            salt = await self._database.write(store.make_salt)
        mark = rules.mark(login, salt)
        agreement_id = await self._database.read(lambda tx: store.id_in_force(tx, login))
        return Claim(agreement_id, mark)

    async def verify(
        self,
        claim: Claim,
        pin: Secret,
        *,
        caller: str | None,
        call_id: str | None = None,
        key: str | None = None,
    ) -> PinCheck:
        """Check a PIN against a claim.

        The try is counted first, in a transaction of its own, so that tries at the same moment
        cannot pass each other; then the PIN is checked outside any transaction, for argon2 takes
        time by design; then the try is taken back if it was right. An unknown login goes the same
        way and takes the same time. Three wrong tries lock the agreement and the calling number.

        Args:
            claim: what `check_login` gave.
            pin: six digits; an incomplete one should not come here, for it would cost a try.
            caller: the calling number in E.164, None where it is hidden.
            call_id: the call; a hidden number's tries are counted for it, whichever logins it
                tries, for there is nothing else to know the caller by.
            key: the command's key. If the process dies after the counting, the same key does not
                count again, and the PIN must be keyed again, for it is written nowhere.
        """
        subjects = checking.subjects_of(claim, caller, call_id)

        def count(tx: Transaction) -> tuple[checking.Counted | Locked, str | None]:
            counted = tx.once(
                _part(key, "count"),
                lambda: checking.count_try(tx, subjects),
                checking.Counted | Locked,
            )
            return counted, store.pin_hash(tx, claim.agreement_id)

        counted, stored = await self._database.write(count)
        right = await self._database.aside(lambda: self._hashing.matches(pin, stored))

        def settle(tx: Transaction) -> PinCheck:
            if isinstance(counted, Locked):
                return counted
            if right and claim.agreement_id is not None:
                return checking.let_in(tx, claim.agreement_id, subjects, stored)
            return checking.turn_away(tx, claim, counted, caller)

        return await self._database.once(key, settle, PinCheck)

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


def _part(key: str | None, part: str) -> str | None:
    return None if key is None else f"{key}/{part}"
