"""Statements that are built once, and compiled once for each dialect.

To build a statement, to look it up in SQLAlchemy's cache and to wrap its result costs some 100 µs,
ten times what SQLite needs to run it. What every booking runs is therefore prepared: the text goes
to the driver as it is, and the columns' own types turn the values over. So the tables stay
described in one place, and a prepared statement is written like any other.
"""

from __future__ import annotations

from collections import namedtuple
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection
from sqlalchemy.engine import Dialect
from sqlalchemy.sql import ClauseElement
from sqlalchemy.sql.compiler import SQLCompiler

from booking.ground.failures import told_by_driver

Turn = Callable[[Any], Any] | None
Build = Callable[[str], Any]
"""Makes the statement for the dialect of this name, where the dialects differ."""


class Prepared:
    """A statement whose values are given by name each time that it runs.

    Values that a statement holds already, such as a state that it asks for, stay in it. Lists of a
    length that is not known beforehand (`IN`) cannot be prepared.

    Args:
        statement: it, or what makes it for a dialect.
        columns: which columns an INSERT or the SET of an UPDATE gets values for.
    """

    def __init__(self, statement: Any, columns: Sequence[str] | None = None) -> None:  # noqa: ANN401  any statement
        self._statement = statement
        self._columns = columns
        self._compiled: dict[str, _Compiled] = {}

    def one(self, connection: Connection, values: Mapping[str, Any]) -> Any:  # noqa: ANN401  a named tuple, or None
        """The first row, its columns by name; None where there is none."""
        compiled = self._for(connection)
        cursor = _run(connection, compiled, values)
        row = cursor.fetchone()
        cursor.close()  # or SQLite's statement stays under way
        return None if row is None else compiled.row(row)

    def all(self, connection: Connection, values: Mapping[str, Any]) -> list[Any]:
        """All rows, their columns by name."""
        compiled = self._for(connection)
        return list(map(compiled.row, _run(connection, compiled, values).fetchall()))

    def run(self, connection: Connection, values: Mapping[str, Any]) -> int:
        """Change rows; how many."""
        return int(_run(connection, self._for(connection), values).rowcount)

    def _for(self, connection: Connection) -> _Compiled:
        dialect = connection.dialect
        known = self._compiled.get(dialect.name)
        if known is None:
            build = self._statement
            statement = build if isinstance(build, ClauseElement) else build(dialect.name)
            known = self._compiled[dialect.name] = _Compiled(statement, dialect, self._columns)
        return known


class _Compiled:
    """The text for one dialect, and how values go in and come out."""

    def __init__(self, statement: Any, dialect: Dialect, columns: Sequence[str] | None) -> None:  # noqa: ANN401  any statement
        compiled: SQLCompiler = statement.compile(
            dialect=dialect, column_keys=None if columns is None else list(columns)
        )
        if "POSTCOMPILE" in compiled.string:
            raise TypeError("a list of unknown length cannot be prepared")
        self.sql = compiled.string
        self._by_name = compiled.positiontup is None
        names = compiled.positiontup or list(compiled.bind_names.values())
        self._binds = [_bind(name, compiled, dialect) for name in names]
        self._read = _reader(statement, dialect)

    def values(self, given: Mapping[str, Any]) -> Any:  # noqa: ANN401  as the driver takes them
        """What the driver gets.

        Raises:
            KeyError: one of the values was not given.
        """
        if self._by_name:
            return {
                name: fixed if is_fixed else turn(given[name]) if turn else given[name]
                for name, turn, is_fixed, fixed in self._binds
            }
        return [
            fixed if is_fixed else turn(given[name]) if turn else given[name]
            for name, turn, is_fixed, fixed in self._binds
        ]

    def row(self, raw: Sequence[Any]) -> Any:  # noqa: ANN401  a named tuple made for the statement
        """The row with its columns by name."""
        return self._read(raw)


def _bind(name: str, compiled: SQLCompiler, dialect: Dialect) -> tuple[str, Turn, bool, Any]:
    """A value's name, how it goes in, and itself if the statement holds it already."""
    bind = compiled.binds[name]
    turn = bind.type.dialect_impl(dialect).bind_processor(dialect)
    if bind.required:
        return name, turn, False, None
    fixed = bind.effective_value
    return name, turn, True, turn(fixed) if turn else fixed


def _reader(statement: Any, dialect: Dialect) -> Callable[[Sequence[Any]], Any]:  # noqa: ANN401  any statement
    columns = list(getattr(statement, "exported_columns", ()))  # a text names none
    if not columns:
        return tuple
    made = namedtuple("Row", [column.key for column in columns])  # type: ignore[misc]  # noqa: PYI024  the names are known only here
    turns = [c.type.dialect_impl(dialect).result_processor(dialect, None) for c in columns]
    busy = [(place, turn) for place, turn in enumerate(turns) if turn is not None]
    if not busy:
        return made._make

    def read(raw: Sequence[Any]) -> Any:  # noqa: ANN401  a named tuple
        values = list(raw)
        for place, turn in busy:
            values[place] = turn(values[place])
        return made._make(values)

    return read


def _run(connection: Connection, compiled: _Compiled, given: Mapping[str, Any]) -> Any:  # noqa: ANN401  the driver's cursor
    values = compiled.values(given)
    driver: Any = connection.connection.driver_connection
    try:
        return driver.execute(compiled.sql, values)
    except connection.dialect.loaded_dbapi.Error as error:
        raise told_by_driver(connection, compiled.sql, error) from error
