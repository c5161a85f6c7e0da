"""Brings a table to the rows that a town's files describe, touching only what differs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Table, and_, delete, select, update

from booking.ground.transaction import Transaction


def sync(
    tx: Transaction,
    table: Table,
    rows: Sequence[Mapping[str, Any]],
    *,
    by: Sequence[str],
    retire: bool = False,
) -> bool:
    """Add what is missing, change what differs, take away what is not described any more.

    Args:
        tx: the transaction.
        table: which table.
        rows: what it shall hold, all of them with the same columns.
        by: the columns that tell one row from another.
        retire: rows that are not described stay with `active` off, because older records refer to
            them; otherwise they are deleted.

    Returns:
        Whether anything had to be changed.
    """
    wanted = {tuple(row[column] for column in by): dict(row) for row in rows}
    there = {
        tuple(getattr(row, column) for column in by): row._mapping  # noqa: SLF001  SQLAlchemy's public name for it
        for row in tx.all(select(table))
    }
    changed = False
    for name, row in wanted.items():
        values = row | {"active": True} if retire else row
        if name not in there:
            tx.execute(table.insert().values(**values))
        elif any(there[name][column] != value for column, value in values.items()):
            tx.execute(update(table).where(_is(table, by, name)).values(**values))
        else:
            continue
        changed = True
    for name in there.keys() - wanted.keys():
        if not retire:
            tx.execute(delete(table).where(_is(table, by, name)))
        elif there[name]["active"]:
            tx.execute(update(table).where(_is(table, by, name)).values(active=False))
        else:
            continue
        changed = True
    return changed


def _is(table: Table, by: Sequence[str], name: tuple[Any, ...]) -> Any:  # noqa: ANN401  an SQL condition
    return and_(*(table.c[column] == value for column, value in zip(by, name, strict=True)))
