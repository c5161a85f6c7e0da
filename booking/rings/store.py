"""Rings in the database."""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    CheckConstraint,
    Column,
    Index,
    Row,
    String,
    Table,
    Text,
    UniqueConstraint,
    select,
    update,
)

from booking.ground.codec import from_json
from booking.ground.tables import Instant, key, metadata
from booking.ground.transaction import Transaction
from booking.language import Language
from booking.rings.model import VOICE_MESSAGE, Ring, RingOutcome, RingState, Speech

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
    Column("speech", Text),
    Column("asked_by", String(190)),
    Column("not_before", Instant),
    Column("until", Instant),
    Column("node", String(60)),
    Column("dialled_at", Instant),
    Column("ended_at", Instant),
    Column("outcome", String(20)),
    Column("about", String(60)),
    UniqueConstraint("asked_by"),
    CheckConstraint("state IN ('open', 'dialling', 'ended', 'done')", name="state"),
    CheckConstraint(
        "outcome IS NULL OR outcome IN ('confirmed', 'heard', 'hung_up', 'no_answer', 'busy',"
        " 'unreachable', 'unknown', 'too_late', 'stale', 'number_given_up', 'opted_out')",
        name="outcome",
    ),
    CheckConstraint(
        f"dialog = '{VOICE_MESSAGE}' OR (state IN ('open', 'done') AND outcome IS NULL)",
        name="people",
    ),
    CheckConstraint(
        f"dialog <> '{VOICE_MESSAGE}' OR"
        " (asked_by IS NOT NULL AND not_before IS NOT NULL AND until IS NOT NULL)",
        name="machine",
    ),
    CheckConstraint(
        "state <> 'open' OR (dialled_at IS NULL AND outcome IS NULL)", name="undialled"
    ),
    CheckConstraint(
        "state <> 'dialling' OR"
        " (node IS NOT NULL AND dialled_at IS NOT NULL AND speech IS NOT NULL)",
        name="dialling",
    ),
    CheckConstraint(
        "state <> 'ended' OR (ended_at IS NOT NULL AND outcome IS NOT NULL)", name="ended"
    ),
)
"""'undialled' is what keeps a ring that was dialled once from being dialled again."""
Index("ix_rings_state", rings.c.state)

_FOR_PEOPLE = rings.c.dialog != VOICE_MESSAGE


def add(tx: Transaction, **values: Any) -> int:
    """Write an open ring; its number."""
    return tx.insert(rings, state=RingState.OPEN.value, requested_at=tx.now, **values)


def find(tx: Transaction, ring_id: int) -> Ring | None:
    """The ring with this number."""
    row = tx.one(select(rings).where(rings.c.id == ring_id))
    return None if row is None else ring_of(row)


def find_asked(tx: Transaction, asked_by: str) -> Ring | None:
    """The machine's ring that was asked for under this key."""
    row = tx.one(select(rings).where(rings.c.asked_by == asked_by))
    return None if row is None else ring_of(row)


def find_open(tx: Transaction, phone: str, dialog: str, about: str | None) -> Ring | None:
    """The open ring to this number about the same."""
    row = tx.one(
        select(rings).where(
            rings.c.state == RingState.OPEN.value,
            rings.c.phone == phone,
            rings.c.dialog == dialog,
            rings.c.about.is_(None) if about is None else rings.c.about == about,
        )
    )
    return None if row is None else ring_of(row)


def all_open(tx: Transaction) -> list[Ring]:
    """All open rings that a person is to place, the oldest first."""
    still_open = rings.c.state == RingState.OPEN.value
    rows = tx.all(select(rings).where(still_open, _FOR_PEOPLE).order_by(rings.c.id))
    return [ring_of(row) for row in rows]


def set_state(tx: Transaction, ring_id: int, state: RingState) -> None:
    """Write how far the ring is."""
    change(tx, ring_id, state=state.value)


def change(tx: Transaction, ring_id: int, **values: Any) -> None:
    """Write these columns of the ring."""
    tx.execute(update(rings).where(rings.c.id == ring_id).values(**values))


def ring_of(row: Row[Any]) -> Ring:
    """The ring that a row tells of."""
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
        speech=None if row.speech is None else from_json(row.speech, Speech),
        asked_by=row.asked_by,
        not_before=row.not_before,
        until=row.until,
        node=row.node,
        dialled_at=row.dialled_at,
        ended_at=row.ended_at,
        outcome=None if row.outcome is None else RingOutcome(row.outcome),
        about=row.about,
    )
