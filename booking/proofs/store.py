"""Proofs of contacts in the database. The seed of a code goes as soon as the code is over."""

from __future__ import annotations

import secrets
from datetime import datetime
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    Row,
    String,
    Table,
    func,
    select,
    update,
)

from booking.ground.tables import Id, Instant, key, metadata
from booking.ground.transaction import Transaction
from booking.proofs.model import ContactKind, ContactProof
from booking.proofs.rules import CODE_LASTS, CODE_TRIES

contact_proofs = Table(
    "contact_proofs",
    metadata,
    key(),
    Column("citizen_id", Id, ForeignKey("citizens.id"), nullable=False),
    Column("kind", String(10), nullable=False),
    Column("value", String(254), nullable=False),
    Column("seed", String(64)),
    Column("tries", Integer, nullable=False),
    Column("asked_at", Instant, nullable=False),
    Column("asked_by", String(100), nullable=False),
    Column("until", Instant, nullable=False),
    Column("proven_at", Instant),
    CheckConstraint("kind IN ('phone', 'email')", name="kind"),
    CheckConstraint(f"tries BETWEEN 0 AND {CODE_TRIES}", name="tries"),
)
"""`seed` is empty once the code is over; without it nobody can tell the code any more."""
Index("ix_contact_proofs_citizen_id", contact_proofs.c.citizen_id, contact_proofs.c.asked_at)
Index("ix_contact_proofs_value", contact_proofs.c.value, contact_proofs.c.asked_at)


def add(tx: Transaction, citizen_id: int, kind: ContactKind, value: str, *, by: str) -> int:
    """Begin a proof; its number. Earlier ones of this kind are over."""
    earlier = (contact_proofs.c.citizen_id == citizen_id) & (contact_proofs.c.kind == kind.value)
    tx.execute(update(contact_proofs).where(earlier).values(seed=None))
    return tx.insert(
        contact_proofs,
        citizen_id=citizen_id,
        kind=kind.value,
        value=value,
        seed=secrets.token_hex(32),
        tries=0,
        asked_at=tx.now,
        asked_by=by,
        until=tx.now + CODE_LASTS,
    )


def find(tx: Transaction, proof_id: int) -> tuple[ContactProof, str | None] | None:
    """A proof with its seed, which is None once the code is over."""
    row = tx.one(select(contact_proofs).where(contact_proofs.c.id == proof_id))
    return None if row is None else (_proof(row), row.seed if row.until > tx.now else None)


def open_of(tx: Transaction, citizen_id: int) -> list[ContactProof]:
    """The proofs of a citizen whose code can still be told."""
    rows = tx.all(
        select(contact_proofs)
        .where(
            contact_proofs.c.citizen_id == citizen_id,
            contact_proofs.c.seed.is_not(None),
            contact_proofs.c.until > tx.now,
        )
        .order_by(contact_proofs.c.id)
    )
    return [_proof(row) for row in rows]


def asked_since(
    tx: Transaction, since: datetime, *, citizen_id: int | None = None, value: str | None = None
) -> int:
    """How many codes were asked for since then: by this citizen, or for this contact."""
    query = select(func.count()).where(contact_proofs.c.asked_at > since)
    if citizen_id is not None:
        query = query.where(contact_proofs.c.citizen_id == citizen_id)
    if value is not None:
        query = query.where(contact_proofs.c.value == value)
    return int(tx.connection.scalar(query) or 0)


def count_try(tx: Transaction, proof: ContactProof) -> int:
    """Count a try; how many are left after it."""
    left = proof.tries_left - 1
    values: dict[str, Any] = {"tries": CODE_TRIES - left}
    if left == 0:
        values["seed"] = None
    tx.execute(update(contact_proofs).where(contact_proofs.c.id == proof.id).values(**values))
    return left


def settle(tx: Transaction, proof_id: int) -> None:
    """The contact is proven; its code is over."""
    proven = update(contact_proofs).where(contact_proofs.c.id == proof_id)
    tx.execute(proven.values(seed=None, proven_at=tx.now))


def _proof(row: Row[Any]) -> ContactProof:
    return ContactProof(
        id=row.id,
        citizen_id=row.citizen_id,
        kind=ContactKind(row.kind),
        value=row.value,
        until=row.until,
        tries_left=CODE_TRIES - row.tries,
    )
