"""Representations in the database."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    Column,
    ColumnElement,
    Date,
    ForeignKey,
    Index,
    Row,
    String,
    Table,
    select,
    update,
)

from booking.ground.tables import Id, Instant, key, metadata
from booking.ground.transaction import Transaction
from booking.representations.model import Mandate, Representation, Scope

representations = Table(
    "representations",
    metadata,
    key(),
    Column("represented_id", Id, ForeignKey("citizens.id"), nullable=False),
    Column("representative_id", Id, ForeignKey("citizens.id"), nullable=False),
    Column("scope", String(20), nullable=False),
    Column("mandate", String(20), nullable=False),
    Column("since", Date, nullable=False),
    Column("until", Date),
    Column("made_at", Instant, nullable=False),
    Column("made_by", String(100), nullable=False),
    Column("ended_at", Instant),
    Column("ended_by", String(100)),
    CheckConstraint("represented_id <> representative_id", name="two_people"),
    CheckConstraint("until IS NULL OR until >= since", name="until"),
)
Index("ix_representations_represented_id", representations.c.represented_id)
Index("ix_representations_representative_id", representations.c.representative_id)


def add(
    tx: Transaction,
    represented_id: int,
    representative_id: int,
    *,
    scope: Scope,
    mandate: Mandate,
    since: date,
    until: date | None,
    by: str,
) -> int:
    """Keep a new one; its number."""
    return tx.insert(
        representations,
        represented_id=represented_id,
        representative_id=representative_id,
        scope=scope.value,
        mandate=mandate.value,
        since=since,
        until=until,
        made_at=tx.now,
        made_by=by,
    )


def find(tx: Transaction, representation_id: int) -> Representation | None:
    """The one with this number."""
    row = tx.one(select(representations).where(representations.c.id == representation_id))
    return None if row is None else _one(row)


def of_represented(tx: Transaction, citizen_id: int) -> list[Representation]:
    """Who acts or acted for this citizen, the first first."""
    return _some(tx, representations.c.represented_id == citizen_id)


def of_representative(tx: Transaction, citizen_id: int) -> list[Representation]:
    """For whom this citizen acts or acted, the first first."""
    return _some(tx, representations.c.representative_id == citizen_id)


def end(tx: Transaction, representation_id: int, *, by: str) -> bool:
    """End it; False where it was ended before."""
    done = tx.execute(
        update(representations)
        .where(representations.c.id == representation_id, representations.c.ended_at.is_(None))
        .values(ended_at=tx.now, ended_by=by)
    )
    return bool(done.rowcount)


def _some(tx: Transaction, where: ColumnElement[bool]) -> list[Representation]:
    rows = tx.all(select(representations).where(where).order_by(representations.c.id))
    return [_one(row) for row in rows]


def _one(row: Row[Any]) -> Representation:
    return Representation(
        id=row.id,
        represented_id=row.represented_id,
        representative_id=row.representative_id,
        scope=Scope(row.scope),
        mandate=Mandate(row.mandate),
        since=row.since,
        until=row.until,
        made_at=row.made_at,
        made_by=row.made_by,
        ended_at=row.ended_at,
        ended_by=row.ended_by,
    )
