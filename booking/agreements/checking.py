"""The two halves of a check of a PIN: the try is counted before it is looked at, then settled."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from booking.agreements import counts, rules, store
from booking.agreements.model import (
    AgreementLockedOut,
    Claim,
    Locked,
    PinCheck,
    Verified,
    Wrong,
)
from booking.ground.secrets import Secret
from booking.ground.transaction import Transaction


@dataclass(frozen=True, slots=True)
class Kept:
    """What is kept of a secret that opens an agreement.

    Attributes:
        name: of the field that it is given in.
        column: where its hash stands.
        changed: what the audit says when there is another one.
        refused: what it says when a wrong one was given.
        flaw_of: why a new one will not do beside a login, None where it will.
    """

    name: str
    column: str
    changed: str
    refused: str
    flaw_of: Callable[[Secret, Secret], str | None]

    def hash_of(self, tx: Transaction, agreement_id: int | None) -> str | None:
        """What it is checked against; asked for unknown agreements too, to take the same time."""
        return store.hash_in(tx, agreement_id, self.column)


PIN = Kept("pin", "pin_hash", "pin-changed", "pin-refused", rules.pin_flaw)
PASSWORD = Kept(
    "password", "password_hash", "password-changed", "password-refused", rules.password_flaw
)


@dataclass(frozen=True, slots=True)
class Counted:
    """A try is counted as a wrong one, before the PIN is looked at."""

    tries_left: int
    locked_until: datetime | None
    kind: Literal["counted"] = "counted"


def subjects_of(claim: Claim, caller: str | None, call_id: str | None) -> tuple[str, ...]:
    """What wrong tries are counted for, always in the same order, for the locks."""
    first = _subject_of(claim)
    if caller is not None:
        return (first, counts.of_caller(caller))
    return (first,) if call_id is None else (first, f"call:{call_id}")


def subjects_on_the_web(claim: Claim, mark: str) -> tuple[str, ...]:
    """The same for a visitor of the web, of whom only a mark is kept."""
    return (_subject_of(claim), f"visitor:{mark}")


def _subject_of(claim: Claim) -> str:
    if claim.agreement_id is None:
        return f"unknown:{claim.mark}"
    return counts.of_agreement(claim.agreement_id)


def count_try(tx: Transaction, subjects: tuple[str, ...]) -> Counted | Locked:
    """Count a try for all of its subjects, unless one of them is locked."""
    counts.lock(tx, subjects)
    counts.forget_old(tx)
    so_far = {subject: counts.of(tx, subject) for subject in subjects}
    left = [left for c in so_far.values() if (left := c.lock_left(tx.now)) is not None]
    if left:
        return Locked(rules.minutes(max(left)))
    tried = {subject: c.with_try(tx.now) for subject, c in so_far.items()}
    for subject, value in tried.items():
        counts.put(tx, subject, value)
    ends = [c.locked_until for c in tried.values() if c.locked_until is not None]
    fewest = min(rules.TRIES - c.failures for c in tried.values())
    return Counted(fewest, max(ends) if ends else None)


def let_in(
    tx: Transaction,
    kept: Kept,
    agreement_id: int,
    subjects: tuple[str, ...],
    checked: str | None,
) -> PinCheck:
    """Forgive the agreement all, the calling number only what it did wrong at this agreement.

    Otherwise whoever has an agreement could clear the number between guesses at others' PINs.
    `checked` is the hash that the PIN or the password was found right against.
    """
    agreement = store.find(tx, agreement_id)
    if agreement is None or kept.hash_of(tx, agreement_id) != checked:
        return Wrong(0)  # it was ended, reset or changed while it was being checked
    counts.lock(tx, subjects)
    mine, *others = subjects
    slips = max(counts.of(tx, mine).failures - 1, 0)
    counts.put(tx, mine, rules.Count(failed_at=tx.now))
    for subject in others:
        counts.put(tx, subject, counts.of(tx, subject).without_try(slips))
    who = f"citizen:{agreement.citizen_id}"
    tx.audit(who, "verified", f"agreement:{agreement_id}")
    return Verified(agreement.citizen_id, agreement_id)


def turn_away(
    tx: Transaction, kept: Kept, claim: Claim, counted: Counted, caller: str | None
) -> PinCheck:
    """It was wrong: say so, or tell of the lock that this try has brought."""
    if claim.agreement_id is not None:
        about = f"agreement:{claim.agreement_id}"
        tx.audit("caller", kept.refused, about, caller=caller, tries_left=counted.tries_left)
    if counted.locked_until is None:
        return Wrong(counted.tries_left)
    agreement = None if claim.agreement_id is None else store.find(tx, claim.agreement_id)
    if agreement is not None:
        tx.append(
            AgreementLockedOut(agreement.id, agreement.citizen_id, counted.locked_until, caller)
        )
    return Locked(rules.minutes(counted.locked_until - tx.now))
