"""Adding rows only where they are missing or may be taken over, on both databases."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Table
from sqlalchemy.dialects import postgresql, sqlite

from booking.ground.prepared import Prepared
from booking.ground.transaction import Transaction


def insert_missing(tx: Transaction, table: Table, **values: Any) -> None:
    """Add the row unless one with the same key is there; waits for whoever is just adding it."""
    tx.execute(_insert(tx.dialect)(table).values(**values).on_conflict_do_nothing())


def adding_if_free(table: Table, columns: Sequence[str]) -> Prepared:
    """Adds a row and tells its number; adds and tells nothing if its unique key is taken."""

    def build(dialect: str) -> Any:  # noqa: ANN401  a statement
        return _insert(dialect)(table).on_conflict_do_nothing().returning(table.c.id)

    return Prepared(build, columns)


def adding_or_taking_over(
    table: Table,
    columns: Sequence[str],
    *,
    by: Sequence[str],
    where: ColumnElement[bool] | None = None,
) -> Prepared:
    """Adds a row, or overwrites the one that is there if it meets the condition.

    How many rows it changed tells whether the row is now as given.
    """

    def build(dialect: str) -> Any:  # noqa: ANN401  a statement
        adding = _insert(dialect)(table)
        return adding.on_conflict_do_update(
            index_elements=list(by),
            set_={column: adding.excluded[column] for column in columns if column not in by},
            where=where,
        )

    return Prepared(build, columns)


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
    adding = _insert(tx.dialect)(table).values([dict(row) for row in rows])
    columns = [column for column in rows[0] if column not in by]
    taking = adding.on_conflict_do_update(
        index_elements=list(by),
        set_={column: adding.excluded[column] for column in columns},
        where=where,
    )
    return len(tx.all(taking.returning(*(table.c[column] for column in by))))


def _insert(dialect: str) -> Any:  # noqa: ANN401  one of two functions without a common type
    return sqlite.insert if dialect == "sqlite" else postgresql.insert
