"""Adding rows only where they are missing or may be taken over, on both databases."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Table, literal_column

from booking.ground.adding import insert_of
from booking.ground.transaction import Transaction


def insert_missing(tx: Transaction, table: Table, **values: Any) -> bool:
    """Add the row unless one with the same key is there; waits for whoever is just adding it.

    Returns:
        Whether it was missing.
    """
    adding = insert_of(tx.dialect)(table).values(**values).on_conflict_do_nothing()
    # drivers count rows differently where a table makes its own numbers; what came back is there
    return tx.one(adding.returning(literal_column("1"))) is not None


def insert_or_take_over(
    tx: Transaction,
    table: Table,
    rows: Sequence[Mapping[str, Any]],
    *,
    by: Sequence[str],
    where: ColumnElement[bool],
) -> int:
    """Add the rows; overwrite one that is there only if it meets the condition.

    Args:
        tx: the transaction.
        table: which table.
        rows: all with the same columns, in the order in which everybody takes them.
        by: the columns of the unique key.
        where: what must be true of a row that is there.

    Returns:
        How many rows are now as given; the others belong to somebody else.
    """
    adding = insert_of(tx.dialect)(table).values([dict(row) for row in rows])
    columns = [column for column in rows[0] if column not in by]
    taking = adding.on_conflict_do_update(
        index_elements=list(by),
        set_={column: adding.excluded[column] for column in columns},
        where=where,
    )
    return len(tx.all(taking.returning(*(table.c[column] for column in by))))
