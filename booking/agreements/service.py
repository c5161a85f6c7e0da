"""Checks who calls, by login and PIN; concludes agreements."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from booking.agreements import rules, store
from booking.agreements.model import (
    Agreement,
    AgreementConcluded,
    AgreementLockedOut,
    Claim,
    Locked,
    PinCheck,
    Verified,
    Wrong,
)
from booking.citizens import store as citizen_store
from booking.errors import NotFound, Refused
from booking.ground.database import Database
from booking.ground.secrets import Hashing, Secret
from booking.ground.transaction import Transaction


@dataclass(frozen=True, slots=True)
class _Counted:
    """A try is counted as a wrong one, before the PIN is looked at."""

    tries_left: int
    locked_until: datetime | None
    kind: Literal["counted"] = "counted"


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
        subjects = _subjects(claim, caller, call_id)

        def count(tx: Transaction) -> tuple[_Counted | Locked, str | None]:
            counted = tx.once(_part(key, "count"), lambda: _count(tx, subjects), _Counted | Locked)
            return counted, store.pin_hash(tx, claim.agreement_id)

        counted, stored = await self._database.write(count)
        right = await self._database.aside(lambda: self._hashing.matches(pin, stored))

        def settle(tx: Transaction) -> PinCheck:
            if isinstance(counted, Locked):
                return counted
            if right and claim.agreement_id is not None:
                return _let_in(tx, claim.agreement_id, subjects)
            return _turn_away(tx, claim, counted, caller)

        return await self._database.write(lambda tx: tx.once(key, lambda: settle(tx), PinCheck))

    async def of(self, citizen_id: int) -> Agreement | None:
        """The agreement in force of this citizen."""
        return await self._database.read(lambda tx: store.of_citizen(tx, citizen_id))

    async def conclude(
        self,
        citizen_id: int,
        pin: Secret,
        *,
        by: str,
        login: Secret | None = None,
        key: str | None = None,
    ) -> Agreement:
        """Conclude an agreement with a citizen whose identity document was seen.

        Args:
            citizen_id: with whom; nobody has two agreements in force.
            pin: six digits that nobody would guess.
            by: who concludes it.
            login: a given one, for the import of a town; a fresh one otherwise.
            key: the command's key.

        Raises:
            NotFound: there is no such citizen.
            Refused: the PIN is trivial, the login is malformed or was given out before, or the
                citizen has an agreement.
        """
        chosen = login or rules.login_from(10**6 + secrets.randbelow(9 * 10**6))
        check_pair(chosen, pin)
        hashed = await self._database.aside(lambda: self._hashing.hash(pin))

        def act(tx: Transaction) -> Agreement:
            return conclude_in(tx, citizen_id, chosen, hashed, by=by)

        return await self._database.write(lambda tx: tx.once(key, lambda: act(tx), Agreement))


def check_pair(login: Secret, pin: Secret) -> None:
    """See `Agreements.conclude`.

    Raises:
        Refused: the login or the PIN must not be given out. The message holds no digit of them.
    """
    if not rules.login_is_well_formed(login):
        raise Refused("login", "eight digits are needed, the last one the check digit")
    if not rules.pin_is_well_formed(pin):
        raise Refused("pin", "six digits are needed")
    if rules.pin_is_trivial(pin, login):
        raise Refused("pin", "this PIN is too easy to guess")


def conclude_in(
    tx: Transaction, citizen_id: int, login: Secret, hashed: str, *, by: str
) -> Agreement:
    """The same in an open transaction, with the PIN hashed beforehand."""
    tx.lock("agreement-logins", f"agreement-of/{citizen_id}")
    if citizen_store.find(tx, citizen_id) is None:
        raise NotFound
    if store.of_citizen(tx, citizen_id) is not None:
        raise Refused("citizen", "there is an agreement in force")
    if store.has_login(tx, login):
        raise Refused("login", "it was given out before")
    number = store.add(tx, citizen_id, login, hashed, tx.now)
    tx.append(AgreementConcluded(number, citizen_id, by))
    tx.audit(by, "agreement-concluded", f"agreement:{number}", citizen=citizen_id)
    return Agreement(number, citizen_id, tx.now, None)


def _subjects(claim: Claim, caller: str | None, call_id: str | None) -> tuple[str, ...]:
    """What wrong tries are counted for, always in the same order, for the locks."""
    if claim.agreement_id is None:
        first = f"unknown:{claim.mark}"
    else:
        first = f"agreement:{claim.agreement_id}"
    if caller is not None:
        return (first, f"caller:{caller}")
    return (first,) if call_id is None else (first, f"call:{call_id}")


def _count(tx: Transaction, subjects: tuple[str, ...]) -> _Counted | Locked:
    store.lock_counts(tx, subjects)
    store.forget_old(tx)
    counts = {subject: store.count(tx, subject) for subject in subjects}
    left = [left for c in counts.values() if (left := c.lock_left(tx.now)) is not None]
    if left:
        return Locked(rules.minutes(max(left)))
    tried = {subject: c.with_try(tx.now) for subject, c in counts.items()}
    for subject, value in tried.items():
        store.put_count(tx, subject, value)
    ends = [c.locked_until for c in tried.values() if c.locked_until is not None]
    fewest = min(rules.TRIES - c.failures for c in tried.values())
    return _Counted(fewest, max(ends) if ends else None)


def _let_in(tx: Transaction, agreement_id: int, subjects: tuple[str, ...]) -> PinCheck:
    """Forgive the agreement all, the calling number only what it did wrong at this agreement.

    Otherwise whoever has an agreement could clear the number between guesses at others' PINs.
    """
    agreement = store.find(tx, agreement_id)
    if agreement is None or agreement.ended_at is not None:
        return Wrong(0)  # it was ended while the PIN was being checked
    store.lock_counts(tx, subjects)
    mine, *others = subjects
    slips = max(store.count(tx, mine).failures - 1, 0)
    store.put_count(tx, mine, rules.Count(failed_at=tx.now))
    for subject in others:
        store.put_count(tx, subject, store.count(tx, subject).without_try(slips))
    who = f"citizen:{agreement.citizen_id}"
    tx.audit(who, "verified", f"agreement:{agreement_id}")
    return Verified(agreement.citizen_id, agreement_id)


def _turn_away(tx: Transaction, claim: Claim, counted: _Counted, caller: str | None) -> PinCheck:
    if claim.agreement_id is not None:
        about = f"agreement:{claim.agreement_id}"
        tx.audit("caller", "pin-refused", about, caller=caller, tries_left=counted.tries_left)
    if counted.locked_until is None:
        return Wrong(counted.tries_left)
    agreement = None if claim.agreement_id is None else store.find(tx, claim.agreement_id)
    if agreement is not None:
        tx.append(
            AgreementLockedOut(agreement.id, agreement.citizen_id, counted.locked_until, caller)
        )
    return Locked(rules.minutes(counted.locked_until - tx.now))


def _part(key: str | None, part: str) -> str | None:
    return None if key is None else f"{key}/{part}"
