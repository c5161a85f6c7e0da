"""Locks that wrong PINs and codes have brought: a supervisor sees them, and may release them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import select

from booking.agreements import counts, store
from booking.agreements.counts import pin_counts
from booking.citizens import store as citizen_store
from booking.errors import NotFound
from booking.ground.database import Database
from booking.ground.events import Event, event
from booking.ground.transaction import Transaction


class LockKind(StrEnum):
    """What is locked, as the counts name it."""

    AGREEMENT = "agreement"
    CALLER = "caller"
    """A calling number, for wrong PINs."""
    CODE = "code"
    """A calling number, for codes of visits that nobody has."""
    RECEIPT = "receipt"
    """The number of an application, for wrong codes of its receipt."""
    RECEIPT_CALLER = "receipt-caller"
    """A calling number, for wrong codes of receipts."""


_OF_NUMBERS = (LockKind.CALLER, LockKind.CODE, LockKind.RECEIPT_CALLER)


class ReleaseReason(StrEnum):
    """Why a lock need not last to its end."""

    DOCUMENT_SHOWN = "document-shown"
    RUNG_BACK = "rung-back"
    """Somebody rang the citizen's verified number, and it was they who had mistyped."""
    SHARED_NUMBER = "shared-number"
    """A home or a firm: others ring from the same number."""
    TEST = "test"


@dataclass(frozen=True, slots=True)
class Lock:
    """A lock that holds.

    Attributes:
        subject: what it is counted for, as the counts name it.
        kind: what of.
        agreement_id: the locked agreement, None where it is something else.
        citizen_id: whose agreement it is.
        citizen_name: the same as a name; empty where it is no agreement.
        caller: the locked calling number in E.164, None where it is something else.
        receipt: number and year of the locked application, '123/2026'; None likewise.
        locks: how many there have been one after the other; each lasts longer.
        until: when it ends by itself.
    """

    subject: str
    kind: LockKind
    agreement_id: int | None
    citizen_id: int | None
    citizen_name: str
    caller: str | None
    receipt: str | None
    locks: int
    until: datetime


@event
class LockReleased(Event):
    """A supervisor has ended a lock before its time.

    Attributes:
        agreement_id: of which agreement, None for anything else.
        citizen_id: whose, None for anything else.
        caller: of which calling number, None for anything else.
        reason: why.
        by: the username.
    """

    agreement_id: int | None
    citizen_id: int | None
    caller: str | None
    reason: ReleaseReason
    by: str


class Locks:
    """Agreements, calling numbers and receipts that are locked now.

    Unknown logins are not shown: there is nobody to whom one could be given back. Nor are calls
    with a hidden number, whose locks end with them.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    async def list(self) -> list[Lock]:
        """All locks that hold, the one that ends last first."""
        return await self._database.read(_all)

    async def release(
        self, subject: str, reason: ReleaseReason, *, by: str, key: str | None = None
    ) -> Lock:
        """End a lock now. What was counted before is forgiven, but not how often it was locked:
        whoever goes on guessing is locked for longer.

        Args:
            subject: as in `Lock`.
            reason: why.
            by: the supervisor.
            key: the command's key.

        Raises:
            NotFound: nothing of that name is locked, or it is no more.
        """
        return await self._database.write(
            lambda tx: tx.once(key, lambda: _release(tx, subject, reason, by), Lock)
        )


def _all(tx: Transaction) -> list[Lock]:
    held = select(pin_counts).where(pin_counts.c.locked_until > tx.now)
    rows = tx.all(held.order_by(pin_counts.c.locked_until.desc(), pin_counts.c.subject))
    return [
        lock
        for row in rows
        if (lock := _lock(tx, row.subject, row.locks, row.locked_until)) is not None
    ]


def _lock(tx: Transaction, subject: str, locks: int, until: datetime) -> Lock | None:
    prefix, _, what = subject.partition(":")
    kind = next((one for one in LockKind if one.value == prefix), None)
    if kind is None:
        return None
    if kind in _OF_NUMBERS:
        # a call stands where a number is hidden
        is_number = what.startswith("+")
        return Lock(subject, kind, None, None, "", what, None, locks, until) if is_number else None
    if kind is LockKind.RECEIPT:
        return Lock(subject, kind, None, None, "", None, what, locks, until)
    agreement = store.find(tx, int(what))
    if agreement is None:
        return None
    citizen = citizen_store.find(tx, agreement.citizen_id)
    name = "" if citizen is None else citizen.name
    whose = agreement.citizen_id
    return Lock(subject, kind, agreement.id, whose, name, None, None, locks, until)


def _release(tx: Transaction, subject: str, reason: ReleaseReason, by: str) -> Lock:
    counts.lock(tx, [subject])
    count = counts.of(tx, subject)
    if count.locked_until is None or count.lock_left(tx.now) is None:
        raise NotFound("lock")  # its name may be a telephone number, and errors go to logs
    released = _lock(tx, subject, count.locks, count.locked_until)
    if released is None:
        raise NotFound("lock")
    counts.put(tx, subject, count.released())
    tx.append(LockReleased(released.agreement_id, released.citizen_id, released.caller, reason, by))
    about = subject if released.caller is None else released.caller
    tx.audit(by, "lock-released", about, reason=reason.value)
    return released
