"""Prepared: adding a row where it is missing or may be taken over, on both databases."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, Table
from sqlalchemy.dialects import postgresql, sqlite

from booking.ground.prepared import Prepared


def adding_if_missing(table: Table, columns: Sequence[str]) -> Prepared:
    """Adds a row unless its key is taken: how many it changed tells. Waits for others who try."""
    return Prepared(lambda dialect: insert_of(dialect)(table).on_conflict_do_nothing(), columns)


def adding_if_free(table: Table, columns: Sequence[str]) -> Prepared:
    """Adds a row and tells its number; adds and tells nothing if its unique key is taken."""
    return Prepared(
        lambda dialect: insert_of(dialect)(table).on_conflict_do_nothing().returning(table.c.id),
        columns,
    )


def adding_or_taking_over(
    table: Table,
    columns: Sequence[str],
    *,
    by: Sequence[str],
    where: ColumnElement[bool] | None = None,
    rows: Select[Any] | None = None,
) -> Prepared:
    """Adds a row, or overwrites the one that is there if it meets the condition.

    How many rows it changed tells whether the row is now as given.

    Args:
        table: which table.
        columns: what is written.
        by: the columns of the unique key.
        where: what must be true of a row that is there.
        rows: where the rows come from, if not from given values; each key once.
    """

    def build(dialect: str) -> Any:  # noqa: ANN401  a statement
        insert = insert_of(dialect)(table)
        adding = insert if rows is None else insert.from_select(list(columns), rows)
        return adding.on_conflict_do_update(
            index_elements=list(by),
            set_={column: adding.excluded[column] for column in columns if column not in by},
            where=where,
        )

    return Prepared(build, columns if rows is None else None)


def counting_up(table: Table, columns: Sequence[str], *, by: Sequence[str], count: str) -> Prepared:
    """Adds a row, or adds what it counts to the one that is there; tells the count.

    Whoever comes second waits until the first has committed, and counts on from there.

    Args:
        table: which table.
        columns: what is written.
        by: the columns of the unique key.
        count: the column that counts.
    """

    def build(dialect: str) -> Any:  # noqa: ANN401  a statement
        adding = insert_of(dialect)(table)
        return adding.on_conflict_do_update(
            index_elements=list(by), set_={count: table.c[count] + adding.excluded[count]}
        ).returning(table.c[count])

    return Prepared(build, columns)


def insert_of(dialect: str) -> Callable[[Table], Any]:
    """The INSERT of this dialect, which knows what to do on a conflict."""
    return sqlite.insert if dialect == "sqlite" else postgresql.insert
