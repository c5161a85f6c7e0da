"""Merges in the database, and the rows that change hands."""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    JSON,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Row,
    String,
    Table,
    func,
    select,
    update,
)

from booking.citizens.store import citizens
from booking.ground.tables import Id, Instant, key, metadata
from booking.ground.transaction import Transaction
from booking.merging.model import Merge

MOVED = (
    ("visits", "citizen_id"),
    ("applications", "citizen_id"),
    ("agreements", "citizen_id"),
    ("consents", "citizen_id"),
    ("contact_proofs", "citizen_id"),
    ("identity_checks", "citizen_id"),
    ("representations", "represented_id"),
    ("representations", "representative_id"),
)
"""What goes to the citizen who stays. All of these tables have numbered rows."""

STAYS = frozenset(
    {
        "calls",
        "contact_requests",
        "erasures",
    }
)
"""What stays under the old number: it is found by it, for it leads to the one who stays."""

FOLLOWS = frozenset({"message_wishes", "quiet_hours", "waitlist_entries"})
"""What goes by rules of its own; see `following`."""

merges = Table(
    "merges",
    metadata,
    key(),
    Column("kept_id", Id, ForeignKey("citizens.id"), nullable=False),
    Column("gone_id", Id, ForeignKey("citizens.id"), nullable=False),
    Column("at", Instant, nullable=False),
    Column("by", String(100), nullable=False),
    Column("moved", JSON, nullable=False),
    Column("filled", JSON, nullable=False),
    Column("ended_agreement", Id),
    Column("undone_at", Instant),
    Column("undone_by", String(100)),
    CheckConstraint("kept_id <> gone_id", name="two_records"),
)
Index("ix_merges_kept_id", merges.c.kept_id)
Index(
    "uq_merges_gone_id_in_force",
    merges.c.gone_id,
    unique=True,
    sqlite_where=merges.c.undone_at.is_(None),
    postgresql_where=merges.c.undone_at.is_(None),
)

distinct_citizens = Table(
    "distinct_citizens",
    metadata,
    Column("first_id", Id, ForeignKey("citizens.id"), primary_key=True, autoincrement=False),
    Column("second_id", Id, ForeignKey("citizens.id"), primary_key=True, autoincrement=False),
    Column("at", Instant, nullable=False),
    Column("by", String(100), nullable=False),
    CheckConstraint("first_id < second_id", name="in_order"),
)
"""Pairs of which somebody said that they are two people."""


def rows_of(tx: Transaction, citizen_id: int) -> dict[str, list[int]]:
    """The numbers of all rows that hang on a citizen, by table and column."""
    found = {}
    for name, column in MOVED:
        table = metadata.tables[name]
        rows = tx.all(select(table.c.id).where(table.c[column] == citizen_id))
        found[f"{name}.{column}"] = [int(row.id) for row in rows]
    return found


def move(tx: Transaction, rows: dict[str, list[int]], to: int, *, of: int) -> dict[str, list[int]]:
    """Give these rows to a citizen, as far as they still are of the other; those it were."""
    moved = {}
    for where, ids in rows.items():
        name, _, column = where.partition(".")
        table = metadata.tables[name]
        mine = table.c.id.in_(ids) & (table.c[column] == of)
        if name == "representations":  # nobody may come to represent themselves
            other = "representative_id" if column == "represented_id" else "represented_id"
            mine &= table.c[other] != to
        kept = [int(row.id) for row in tx.all(select(table.c.id).where(mine))]
        tx.execute(update(table).where(table.c.id.in_(kept)).values({column: to}))
        if kept:
            moved[where] = kept
    return moved


def lead(tx: Transaction, gone_id: int, to: int | None, revision: int) -> None:
    """Let a number lead to another citizen, or to its own again."""
    gone = update(citizens).where(citizens.c.id == gone_id)
    tx.execute(gone.values(merged_into=to, revision=revision))


def add(
    tx: Transaction,
    kept_id: int,
    gone_id: int,
    *,
    moved: dict[str, list[int]],
    filled: list[str],
    ended_agreement: int | None,
    by: str,
) -> int:
    """Write a merge down; its number."""
    return tx.insert(
        merges,
        kept_id=kept_id,
        gone_id=gone_id,
        at=tx.now,
        by=by,
        moved=moved,
        filled=filled,
        ended_agreement=ended_agreement,
    )


def undo(tx: Transaction, merge_id: int, *, by: str) -> None:
    """Write down that it was taken back."""
    undone = update(merges).where(merges.c.id == merge_id)
    tx.execute(undone.values(undone_at=tx.now, undone_by=by))


def find(tx: Transaction, merge_id: int) -> Merge | None:
    """The merge with this number."""
    row = tx.one(select(merges).where(merges.c.id == merge_id))
    return None if row is None else _merge(row)


def recent(tx: Transaction, limit: int) -> list[Merge]:
    """The last ones, the newest first."""
    newest = select(merges).order_by(merges.c.id.desc()).limit(limit)
    return [_merge(row) for row in tx.all(newest)]


def say_distinct(tx: Transaction, first: int, second: int, *, by: str) -> None:
    """Write down that two are two."""
    low, high = sorted((first, second))
    there = select(func.count()).where(
        distinct_citizens.c.first_id == low, distinct_citizens.c.second_id == high
    )
    if not tx.connection.scalar(there):
        row = {"first_id": low, "second_id": high, "at": tx.now, "by": by}
        tx.execute(distinct_citizens.insert().values(**row))


def distinct(tx: Transaction) -> set[tuple[int, int]]:
    """All pairs that are two."""
    rows = tx.all(select(distinct_citizens.c.first_id, distinct_citizens.c.second_id))
    return {(int(row.first_id), int(row.second_id)) for row in rows}


def _merge(row: Row[Any]) -> Merge:
    return Merge(
        id=row.id,
        kept_id=row.kept_id,
        gone_id=row.gone_id,
        at=row.at,
        by=row.by,
        moved=row.moved,
        filled=tuple(row.filled),
        ended_agreement=row.ended_agreement,
        undone_at=row.undone_at,
        undone_by=row.undone_by,
    )
