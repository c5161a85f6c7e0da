"""Who calls, or asks on the web: a login, and what only its owner knows."""

from __future__ import annotations

from booking.agreements import checking, rules, store
from booking.agreements.checking import PASSWORD, PIN, Kept
from booking.agreements.model import Claim, Locked, PinCheck
from booking.ground.database import Database
from booking.ground.secrets import Hashing, Secret
from booking.ground.transaction import Transaction


class Verifying:
    """Checks PINs and passwords; a wrong one costs a try, whichever of them it was."""

    def __init__(self, database: Database, hashing: Hashing) -> None:
        self._database = database
        self._hashing = hashing

    def login_is_well_formed(self, login: Secret) -> bool:
        """See `rules.login_is_well_formed`; asks nobody and costs no try."""
        return rules.login_is_well_formed(login)

    async def check_login(self, login: Secret) -> Claim:
        """The claim that a caller makes with this login, whether or not it was ever given out."""
        mark = rules.mark(login, await self._salt())
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
        return await self._checked(PIN, claim, pin, subjects, caller, key)

    async def verify_password(
        self, claim: Claim, password: Secret, *, visitor: str, key: str | None = None
    ) -> PinCheck:
        """Check a password of the web against a claim, as a PIN is checked.

        PIN and password are counted together: three wrong ones lock the agreement for both.

        Args:
            claim: what `check_login` gave.
            password: as it was typed.
            visitor: what tells one visitor of the web from another, such as a network address;
                kept as a keyed hash only, and locked as a calling number is.
            key: the command's key; see `verify`.
        """
        mark = rules.mark(Secret(visitor), await self._salt())
        subjects = checking.subjects_on_the_web(claim, mark)
        return await self._checked(PASSWORD, claim, password, subjects, None, key)

    async def _checked(
        self,
        kept: Kept,
        claim: Claim,
        given: Secret,
        subjects: tuple[str, ...],
        caller: str | None,
        key: str | None,
    ) -> PinCheck:
        def count(tx: Transaction) -> tuple[checking.Counted | Locked, str | None]:
            counted = tx.once(
                _part(key, "count"),
                lambda: checking.count_try(tx, subjects),
                checking.Counted | Locked,
            )
            return counted, kept.hash_of(tx, claim.agreement_id)

        counted, stored = await self._database.write(count)
        right = await self._database.aside(lambda: self._hashing.matches(given, stored))

        def settle(tx: Transaction) -> PinCheck:
            if isinstance(counted, Locked):
                return counted
            if right and claim.agreement_id is not None:
                return checking.let_in(tx, kept, claim.agreement_id, subjects, stored)
            return checking.turn_away(tx, kept, claim, counted, caller)

        return await self._database.once(key, settle, PinCheck)

    async def _salt(self) -> str:
        salt = await self._database.read(store.salt)
        return salt if salt is not None else await self._database.write(store.make_salt)


def _part(key: str | None, part: str) -> str | None:
    return None if key is None else f"{key}/{part}"
