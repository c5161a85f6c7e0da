"""Agreements, and the count of wrong PINs."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import Column, ForeignKey, Index, Integer, String, Table, delete, select, update

from booking.agreements.model import Agreement
from booking.agreements.rules import FORGOTTEN_AFTER, LONGEST_LOCK, Count
from booking.ground.secrets import Secret
from booking.ground.tables import Id, Instant, key, metadata
from booking.ground.transaction import Transaction
from booking.ground.upsert import insert_missing

agreements = Table(
    "agreements",
    metadata,
    key(),
    Column("citizen_id", Id, ForeignKey("citizens.id"), nullable=False),
    Column("login", String(8), nullable=False, unique=True),
    Column("pin_hash", String(200), nullable=False),
    Column("concluded_at", Instant, nullable=False),
    Column("ended_at", Instant),
)
Index("ix_agreements_citizen_id", agreements.c.citizen_id)

pin_counts = Table(
    "pin_counts",
    metadata,
    Column("subject", String(60), primary_key=True),
    Column("failures", Integer, nullable=False),
    Column("locks", Integer, nullable=False),
    Column("locked_until", Instant),
    Column("failed_at", Instant),
)
"""One row for each agreement, unknown login or calling number with wrong PINs lately."""
Index("ix_pin_counts_failed_at", pin_counts.c.failed_at)

login_salt = Table("login_salt", metadata, key(), Column("salt", String(64), nullable=False))
"""One random row, made at first use: without it a mark could be traced back to a login."""


def find(tx: Transaction, agreement_id: int) -> Agreement | None:
    """The agreement with this number."""
    row = tx.one(select(agreements).where(agreements.c.id == agreement_id))
    if row is None:
        return None
    return Agreement(row.id, row.citizen_id, row.concluded_at, row.ended_at)


def id_in_force(tx: Transaction, login: Secret) -> int | None:
    """The agreement in force with this login."""
    row = tx.one(
        select(agreements.c.id).where(
            agreements.c.login == login.reveal(), agreements.c.ended_at.is_(None)
        )
    )
    return None if row is None else int(row.id)


def has_login(tx: Transaction, login: Secret) -> bool:
    """Whether the login was ever given out; none is given out twice."""
    found = tx.one(select(agreements.c.id).where(agreements.c.login == login.reveal()))
    return found is not None


def pin_hash(tx: Transaction, agreement_id: int | None) -> str | None:
    """What the PIN is checked against; asked for unknown agreements too, to take the same time."""
    row = tx.one(
        select(agreements.c.pin_hash).where(
            agreements.c.id == (agreement_id or 0), agreements.c.ended_at.is_(None)
        )
    )
    return None if row is None else str(row.pin_hash)


def add(tx: Transaction, citizen_id: int, login: Secret, hashed: str, at: datetime) -> int:
    """Keep a new agreement; its number."""
    return tx.insert(
        agreements,
        citizen_id=citizen_id,
        login=login.reveal(),
        pin_hash=hashed,
        concluded_at=at,
    )


def of_citizen(tx: Transaction, citizen_id: int) -> Agreement | None:
    """The agreement in force of this citizen."""
    row = tx.one(
        select(agreements).where(
            agreements.c.citizen_id == citizen_id, agreements.c.ended_at.is_(None)
        )
    )
    if row is None:
        return None
    return Agreement(row.id, row.citizen_id, row.concluded_at, row.ended_at)


def salt(tx: Transaction) -> str | None:
    """The salt of the marks, None before it was made."""
    row = tx.one(select(login_salt.c.salt).where(login_salt.c.id == _ONLY))
    return None if row is None else str(row.salt)


def make_salt(tx: Transaction) -> str:
    """The salt, made now unless somebody was quicker."""
    insert_missing(tx, login_salt, id=_ONLY, salt=secrets.token_hex(32))
    made = salt(tx)
    if made is None:
        raise LookupError("the salt was written and is gone")
    return made


_ONLY = 1
"""The number of the salt's only row."""


def count(tx: Transaction, subject: str) -> Count:
    """The subject's count; the caller holds its lock (`lock_counts`)."""
    row = tx.one(select(pin_counts).where(pin_counts.c.subject == subject))
    if row is None:
        return Count()
    return Count(row.failures, row.locks, row.locked_until, row.failed_at).as_of(tx.now)


def put_count(tx: Transaction, subject: str, value: Count) -> None:
    """Keep the subject's count; the caller holds its lock."""
    values = {
        "failures": value.failures,
        "locks": value.locks,
        "locked_until": value.locked_until,
        "failed_at": value.failed_at,
    }
    insert_missing(tx, pin_counts, subject=subject, **values)
    tx.execute(update(pin_counts).where(pin_counts.c.subject == subject).values(**values))


def lock_counts(tx: Transaction, subjects: Iterable[str]) -> None:
    """Wait until nobody else counts for any of these subjects."""
    tx.lock(*(f"pin-count/{subject}" for subject in subjects))


def forget_old(tx: Transaction) -> None:
    """Drop counts that are forgiven anyway, so that guessing does not fill the disk."""
    old = tx.now - FORGOTTEN_AFTER - LONGEST_LOCK
    tx.execute(delete(pin_counts).where(pin_counts.c.failed_at < old))
