"""Statements that are built once, and compiled once for each dialect.

To build a statement, to look it up in SQLAlchemy's cache and to wrap its result costs some 100 µs,
ten times what SQLite needs to run it. What every booking runs is therefore prepared: the text goes
to the driver as it is, and the columns' own types turn the values over. So the tables stay
described in one place, and a prepared statement is written like any other.
"""

from __future__ import annotations

from collections import namedtuple
from collections.abc import Callable, Mapping, Sequence
from operator import itemgetter
from typing import Any

from sqlalchemy import Connection
from sqlalchemy.engine import Dialect
from sqlalchemy.sql import ClauseElement
from sqlalchemy.sql.compiler import SQLCompiler

from booking.ground import driver

Turn = Callable[[Any], Any]


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
        rows = compiled.run(connection, values).fetchall()  # all, or SQLite stays in the middle
        return compiled.row(rows[0]) if rows else None

    def all(self, connection: Connection, values: Mapping[str, Any]) -> list[Any]:
        """All rows, their columns by name."""
        compiled = self._for(connection)
        return list(map(compiled.row, compiled.run(connection, values).fetchall()))

    def run(self, connection: Connection, values: Mapping[str, Any]) -> int:
        """Change rows; how many."""
        return int(self._for(connection).run(connection, values).rowcount)

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
        self._in_order = None if compiled.positiontup is None else _getter(compiled.positiontup)
        self._turns: list[tuple[str, Turn]] = []
        self._fixed: dict[str, Any] = {}
        for bind, name in compiled.bind_names.items():
            turn = bind.type.dialect_impl(dialect).bind_processor(dialect)
            if not bind.required:
                self._fixed[name] = turn(bind.effective_value) if turn else bind.effective_value
            elif turn:
                self._turns.append((name, turn))
        self._read = _reader(statement, dialect)

    def run(self, connection: Connection, given: Mapping[str, Any]) -> Any:  # noqa: ANN401  the driver's cursor
        """Have the driver run it."""
        return driver.execute(connection, self.sql, self.values(given))

    def values(self, given: Mapping[str, Any]) -> Any:  # noqa: ANN401  as the driver takes them
        """What the driver gets."""
        values = {**self._fixed, **given}
        for name, turn in self._turns:
            values[name] = turn(values[name])
        return values if self._in_order is None else self._in_order(values)

    def row(self, raw: Sequence[Any]) -> Any:  # noqa: ANN401  a named tuple made for the statement
        """The row with its columns by name."""
        return self._read(raw)


def _getter(names: Sequence[str]) -> Callable[[Mapping[str, Any]], Sequence[Any]]:
    """What takes the values of these names out of a mapping, in their order."""
    if len(names) > 1:
        return itemgetter(*names)
    return lambda values: [values[name] for name in names]


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
