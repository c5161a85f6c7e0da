"""Locks that wrong PINs have brought: shown to a supervisor, and released before their time."""

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

_AGREEMENT, _CALLER = "agreement:", "caller:"


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
        agreement_id: the locked agreement, None for a calling number.
        citizen_id: whose agreement it is.
        citizen_name: the same as a name; empty for a calling number.
        caller: the locked calling number in E.164, None for an agreement.
        locks: how many there have been one after the other; each lasts longer.
        until: when it ends by itself.
    """

    subject: str
    agreement_id: int | None
    citizen_id: int | None
    citizen_name: str
    caller: str | None
    locks: int
    until: datetime


@event
class LockReleased(Event):
    """A supervisor has ended a lock before its time.

    Attributes:
        agreement_id: of which agreement, None for a calling number.
        citizen_id: whose, None for a calling number.
        caller: of which calling number, None for an agreement.
        reason: why.
        by: the username.
    """

    agreement_id: int | None
    citizen_id: int | None
    caller: str | None
    reason: ReleaseReason
    by: str


class Locks:
    """Agreements and calling numbers that are locked now.

    Unknown logins are not shown: there is nobody to whom one could be given back.
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
    if subject.startswith(_CALLER):
        return Lock(subject, None, None, "", subject.removeprefix(_CALLER), locks, until)
    if not subject.startswith(_AGREEMENT):
        return None
    agreement = store.find(tx, int(subject.removeprefix(_AGREEMENT)))
    if agreement is None:
        return None
    citizen = citizen_store.find(tx, agreement.citizen_id)
    name = "" if citizen is None else citizen.name
    return Lock(subject, agreement.id, agreement.citizen_id, name, None, locks, until)


def _release(tx: Transaction, subject: str, reason: ReleaseReason, by: str) -> Lock:
    counts.lock(tx, [subject])
    count = counts.of(tx, subject)
    if count.locked_until is None or count.lock_left(tx.now) is None:
        raise NotFound
    released = _lock(tx, subject, count.locks, count.locked_until)
    if released is None:
        raise NotFound
    counts.put(tx, subject, count.released())
    tx.append(LockReleased(released.agreement_id, released.citizen_id, released.caller, reason, by))
    about = subject if released.caller is None else released.caller
    tx.audit(by, "lock-released", about, reason=reason.value)
    return released
