"""Who an operator is satisfied that a caller is; it holds for that talk, and is written down."""

from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta
from typing import Any

from sqlalchemy import JSON, Column, ForeignKey, Index, Row, String, Table, delete, select

from booking.citizens.model import IdentityCheck, IdentityMark
from booking.citizens.rules import FEWEST_MARKS, are_enough
from booking.errors import Refused
from booking.ground.tables import Id, Instant, key, metadata
from booking.ground.transaction import Transaction

HOLDS = timedelta(hours=1)
"""Longer than any call; a talk that was never ended must not stay open for whoever comes next."""

identity_checks = Table(
    "identity_checks",
    metadata,
    key(),
    Column("talk", String(120), nullable=False),
    Column("citizen_id", Id, ForeignKey("citizens.id"), nullable=False),
    Column("by", String(60), nullable=False),
    Column("marks", JSON, nullable=False),
    Column("at", Instant, nullable=False),
    Column("until", Instant, nullable=False),
)
Index("ix_identity_checks_talk", identity_checks.c.talk)


def add(
    tx: Transaction, talk: str, citizen_id: int, by: str, marks: Collection[IdentityMark]
) -> IdentityCheck:
    """Write down that an operator is satisfied; another citizen in the same talk is no more.

    Raises:
        Refused: the marks are too few.
    """
    if not are_enough(marks):
        raise Refused("marks", f"{FEWEST_MARKS} are needed, or one that is enough alone")
    kept = tuple(mark for mark in IdentityMark if mark in marks)
    forget(tx, talk)
    made = IdentityCheck(talk, citizen_id, by, kept, tx.now, tx.now + HOLDS)
    tx.insert(
        identity_checks,
        talk=talk,
        citizen_id=citizen_id,
        by=by,
        marks=[mark.value for mark in kept],
        at=made.at,
        until=made.until,
    )
    said = ", ".join(mark.value for mark in kept)
    tx.audit(by, "identity-checked", f"citizen:{citizen_id}", talk=talk, marks=said)
    return made


def find(tx: Transaction, talk: str) -> IdentityCheck | None:
    """Who was checked in this talk, as long as it holds."""
    row = tx.one(
        select(identity_checks).where(
            identity_checks.c.talk == talk, identity_checks.c.until > tx.now
        )
    )
    return None if row is None else _check(row)


def forget(tx: Transaction, talk: str) -> None:
    """Nobody is checked in this talk any more; the audit keeps that somebody was."""
    over = (identity_checks.c.talk == talk) | (identity_checks.c.until <= tx.now)
    tx.execute(delete(identity_checks).where(over))


def _check(row: Row[Any]) -> IdentityCheck:
    marks = tuple(IdentityMark(mark) for mark in row.marks)
    return IdentityCheck(row.talk, row.citizen_id, row.by, marks, row.at, row.until)
