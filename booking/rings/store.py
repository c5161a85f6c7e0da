"""Rings in the database."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Column, Index, Row, String, Table, select, update

from booking.ground.tables import Instant, key, metadata
from booking.ground.transaction import Transaction
from booking.language import Language
from booking.rings.model import Ring, RingState

rings = Table(
    "rings",
    metadata,
    key(),
    Column("phone", String(20), nullable=False),
    Column("dialog", String(60), nullable=False),
    Column("language", String(5), nullable=False),
    Column("topic", String(200)),
    Column("call_id", String(100)),
    Column("note", String(500)),
    Column("state", String(20), nullable=False),
    Column("requested_at", Instant, nullable=False),
)
Index("ix_rings_state", rings.c.state)


def add(tx: Transaction, **values: Any) -> int:
    """Write an open ring; its number."""
    return tx.insert(rings, state=RingState.OPEN.value, requested_at=tx.now, **values)


def find(tx: Transaction, ring_id: int) -> Ring | None:
    """The ring with this number."""
    row = tx.one(select(rings).where(rings.c.id == ring_id))
    return None if row is None else _ring(row)


def find_open(tx: Transaction, phone: str, dialog: str) -> Ring | None:
    """The open ring to this number about the same."""
    row = tx.one(
        select(rings).where(
            rings.c.state == RingState.OPEN.value,
            rings.c.phone == phone,
            rings.c.dialog == dialog,
        )
    )
    return None if row is None else _ring(row)


def all_open(tx: Transaction) -> list[Ring]:
    """All open rings, the oldest first."""
    rows = tx.all(select(rings).where(rings.c.state == RingState.OPEN.value).order_by(rings.c.id))
    return [_ring(row) for row in rows]


def set_state(tx: Transaction, ring_id: int, state: RingState) -> None:
    """Write how far the ring is."""
    tx.execute(update(rings).where(rings.c.id == ring_id).values(state=state.value))


def _ring(row: Row[Any]) -> Ring:
    return Ring(
        id=row.id,
        phone=row.phone,
        dialog=row.dialog,
        language=Language(row.language),
        topic=row.topic,
        call_id=row.call_id,
        note=row.note,
        state=RingState(row.state),
        requested_at=row.requested_at,
    )
