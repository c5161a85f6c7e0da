"""What goes to the driver past SQLAlchemy, whose care costs more than SQLite needs for its work.

A connection of SQLAlchemy's is still what everything runs on. It joins in at the first statement of
its own, and leaves when the transaction ends.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection

from booking.ground.failures import told_by_driver

_CURSOR = "linka-cursor"
"""The name under which a connection keeps its cursor."""


def execute(connection: Connection, sql: str, *values: Any) -> Any:  # noqa: ANN401  as the driver takes and gives them
    """Run a statement, with its values in one mapping or sequence; without any it may be several.

    Returns:
        The driver's cursor: the same each time, so what comes is read before the next one.
    """
    kept = connection.info
    cursor = kept.get(_CURSOR)
    if cursor is None:
        cursor = kept[_CURSOR] = connection.connection.cursor()
    try:
        cursor.execute(sql, *values)
    except connection.dialect.loaded_dbapi.Error as error:
        raise told_by_driver(connection, sql, error) from error
    return cursor


def in_transaction(connection: Connection) -> bool:
    """Whether SQLite's driver is in one; SQLAlchemy need not know of it."""
    return bool(getattr(connection.connection.dbapi_connection, "in_transaction", False))


def commit(connection: Connection) -> None:
    """End the transaction; it stays."""
    _end(connection, "commit")


def roll_back(connection: Connection) -> None:
    """End the transaction as if it had never been."""
    _end(connection, "rollback")


def _end(connection: Connection, how: str) -> None:
    try:
        getattr(connection.connection.dbapi_connection, how)()
    except connection.dialect.loaded_dbapi.Error as error:
        raise told_by_driver(connection, how, error) from error
    if connection.in_transaction():  # what SQLAlchemy keeps in mind of it
        getattr(connection, how)()
