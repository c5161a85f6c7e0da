"""What drivers raise: told apart, and cleared of the values that it names."""

from __future__ import annotations

import sqlite3

import psycopg
from sqlalchemy import Connection
from sqlalchemy.engine import ExceptionContext
from sqlalchemy.exc import DBAPIError


def is_outage(error: DBAPIError) -> bool:
    """Whether the database is away, full, read-only or locked: nothing that a command did."""
    if isinstance(error.orig, sqlite3.OperationalError | psycopg.OperationalError):
        return True
    if (
        type(error.orig) is sqlite3.DatabaseError
    ):  # no subclass: the file is damaged, or no database
        return True
    return bool(error.connection_invalidated)


def hide_detail(context: ExceptionContext) -> None:
    """PostgreSQL adds the row that it refused, which may hold a login: keep the first line only."""
    original, error = context.original_exception, context.sqlalchemy_exception
    if isinstance(original, psycopg.Error) and error is not None:
        _shorten(original)
        error.args = (f"({type(original).__name__}) {original.args[0]}",)


def told_by_driver(connection: Connection, sql: str, error: Exception) -> DBAPIError:
    """The same error as SQLAlchemy makes of it, for whoever asks the driver past SQLAlchemy."""
    dialect = connection.dialect
    lost = dialect.is_disconnect(error, connection.connection.dbapi_connection, None)  # type: ignore[arg-type]  # any driver's error
    if isinstance(error, psycopg.Error):
        _shorten(error)
    wrapped = DBAPIError.instance(
        sql,
        None,
        error,
        dialect.loaded_dbapi.Error,
        hide_parameters=True,
        connection_invalidated=lost,
        dialect=dialect,
    )
    if lost:
        connection.invalidate(error)
    return wrapped  # type: ignore[return-value]  # an error of the driver's gives no other


def _shorten(error: psycopg.Error) -> None:
    error.args = (error.diag.message_primary or str(error).partition("\n")[0],)
