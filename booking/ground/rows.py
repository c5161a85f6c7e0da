"""Many rows taken away, or emptied, a few at a time: retention must hold nobody up."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Column, ColumnElement, Table, delete, exists, select, update

from booking.ground.tables import metadata
from booking.ground.transaction import Transaction


def remove_rows(
    tx: Transaction, by: Column[Any], where: ColumnElement[bool], limit: int | None = None
) -> int:
    """Delete the rows of which this is true.

    Args:
        tx: the transaction.
        by: the column that tells the rows of its table apart; rows alike in it go together.
        where: what is true of them.
        limit: at most so many values of `by`; all where None.

    Returns:
        How many rows went.
    """
    chosen = select(by).where(where).order_by(by).limit(limit)
    return tx.execute(delete(by.table).where(by.in_(chosen))).rowcount


def empty_rows(
    tx: Transaction,
    by: Column[Any],
    where: ColumnElement[bool],
    limit: int | None = None,
    **values: Any,
) -> int:
    """Overwrite columns of the rows of which this is true, and which are not empty yet.

    Args: as for `remove`; `values` is what the columns hold afterwards, and what tells rows that
        are done already.

    Returns:
        How many rows there were.
    """
    table = by.table
    full = [table.c[name].is_distinct_from(value) for name, value in values.items()]
    some = full[0]
    for one in full[1:]:
        some |= one
    chosen = select(by).where(where, some).order_by(by).limit(limit)
    return tx.execute(update(table).where(by.in_(chosen)).values(**values)).rowcount


def unreferenced(table: Table) -> ColumnElement[bool]:
    """Whether no row of any table, of whatever part, refers to this one."""
    free: ColumnElement[bool] = table.primary_key.columns[0].is_not(None)
    for other in metadata.tables.values():
        for key in other.foreign_keys:
            if key.references(table):
                free &= ~exists().where(key.parent == key.column)
    return free
