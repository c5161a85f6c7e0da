"""The count of wrong PINs, in the database."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import Column, Index, Integer, String, Table, delete, select, update

from booking.agreements.rules import FORGOTTEN_AFTER, LONGEST_LOCK, Count
from booking.ground.tables import Instant, metadata
from booking.ground.transaction import Transaction
from booking.ground.upsert import insert_missing

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


def of(tx: Transaction, subject: str) -> Count:
    """The subject's count; the caller holds its lock (`lock`)."""
    row = tx.one(select(pin_counts).where(pin_counts.c.subject == subject))
    if row is None:
        return Count()
    return Count(row.failures, row.locks, row.locked_until, row.failed_at).as_of(tx.now)


def put(tx: Transaction, subject: str, value: Count) -> None:
    """Keep the subject's count; the caller holds its lock."""
    values = {
        "failures": value.failures,
        "locks": value.locks,
        "locked_until": value.locked_until,
        "failed_at": value.failed_at,
    }
    insert_missing(tx, pin_counts, subject=subject, **values)
    tx.execute(update(pin_counts).where(pin_counts.c.subject == subject).values(**values))


def lock(tx: Transaction, subjects: Iterable[str]) -> None:
    """Wait until nobody else counts for any of these subjects."""
    tx.lock(*(f"pin-count/{subject}" for subject in subjects))


def forget(tx: Transaction, subject: str) -> None:
    """All is forgiven to the subject; the caller holds its lock."""
    tx.execute(delete(pin_counts).where(pin_counts.c.subject == subject))


def forget_old(tx: Transaction) -> None:
    """Drop counts that are forgiven anyway, so that guessing does not fill the disk."""
    old = tx.now - FORGOTTEN_AFTER - LONGEST_LOCK
    tx.execute(delete(pin_counts).where(pin_counts.c.failed_at < old))


def lock_end(tx: Transaction, subject: str) -> datetime | None:
    """The end of the subject's lock, None while there is none."""
    found = of(tx, subject)
    return found.locked_until if found.lock_left(tx.now) is not None else None


def of_agreement(agreement_id: int) -> str:
    """The subject that an agreement's wrong PINs are counted for."""
    return f"agreement:{agreement_id}"


def of_caller(phone: str) -> str:
    """The subject that a calling number's wrong PINs are counted for."""
    return f"caller:{phone}"


def of_number(phone: str) -> tuple[str, ...]:
    """All that is counted for a calling number: wrong PINs, codes of visits, codes of receipts."""
    return (of_caller(phone), f"code:{phone}", f"receipt-caller:{phone}")
