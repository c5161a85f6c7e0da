"""Rows in every table of a schema that is only known from the database itself."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import Column, Connection, MetaData, Table, func, insert, inspect, select
from sqlalchemy.exc import DBAPIError

Row = dict[str, Any]

_SOME: dict[type, tuple[Any, ...]] = {  # SQLAlchemy says of JSON that it is any object
    bool: (False, True),
    int: (1, 2, 0),
    float: (1.0,),
    date: (date(2026, 11, 24),),
    datetime: tuple(datetime(2026, 11, 24, hour, tzinfo=UTC) for hour in (8, 9)),
    bytes: (b"x",),
    object: ({}, []),
}
_TEXTS = ("{}", "x", "cs", "472015", "+420777000321", "12345678", "[]")
"""Also what texts of old versions had to be: JSON, a code, a number, a login."""

_TRIES, _TRIES_FOR_ANOTHER = 3000, 100
_OWN = frozenset({"alembic_version"})


class Unfillable(Exception):
    """No row was found that the table's constraints let in."""


def described(connection: Connection) -> MetaData:
    """The tables as the database knows them now."""
    found = MetaData()
    found.reflect(connection)
    return found


def fill(
    connection: Connection,
    tables: MetaData,
    known: dict[str, list[Row]],
    fixed: Mapping[str, Row],
) -> None:
    """Put rows into each table that is not in `known`, and note them there as they were kept.

    Two, where the table's keys let in a second one: some tables are about pairs.

    Args:
        connection: in a transaction.
        tables: as the database knows them now.
        known: the rows by their tables' names.
        fixed: values of columns that no constraint asked for yet, by table.

    Raises:
        Unfillable: a table lets none in.
    """
    for table in tables.sorted_tables:
        if table.name in known or table.name in _OWN:
            continue
        _put(connection, table, fixed.get(table.name, {}))
        rows = connection.execute(select(table)).mappings()
        known[table.name] = [dict(row) for row in rows]


def _put(connection: Connection, table: Table, fixed: Row) -> None:
    chance = random.Random(table.name)  # the same row in every run
    words = list(_checked_words(connection, table))
    choices = {
        column.name: list(
            _choices(connection, column, [w for name, w in words if name == column.name])
        )
        for column in table.columns
        if not _is_numbered(connection, table, column)
    }
    if empty := [name for name, some in choices.items() if not some]:
        raise Unfillable(f"{table.name}: no value for {', '.join(empty)}")
    for tries in (_TRIES, _TRIES_FOR_ANOTHER):
        if not any(_lets_in(connection, table, choices, fixed, chance) for _ in range(tries)):
            break
    if not connection.scalar(select(func.count()).select_from(table)):
        raise Unfillable(table.name)


def _lets_in(
    connection: Connection,
    table: Table,
    choices: Mapping[str, Sequence[Any]],
    fixed: Row,
    chance: random.Random,
) -> bool:
    """Whether a row made at random has gone in."""
    row = {name: chance.choice(some) for name, some in choices.items()} | fixed
    try:
        with connection.begin_nested():
            connection.execute(insert(table).values(row))
    except DBAPIError:
        return False
    return True


def _choices(connection: Connection, column: Column[Any], words: Sequence[str]) -> Iterator[Any]:
    for key in column.foreign_keys:
        yield from connection.scalars(select(key.column))
    if column.foreign_keys:
        if column.nullable:
            yield None
        return
    yield from words
    kind = column.type.python_type
    if kind is str and not words:
        longest = getattr(column.type, "length", None) or 100
        yield from (text for text in _TEXTS if len(text) <= longest)
    elif kind in _SOME:
        yield from _SOME[kind]
    if column.nullable:
        yield None


def _checked_words(connection: Connection, table: Table) -> Iterator[tuple[str, str]]:
    """The words that a column may hold, where a constraint lists them: column and word."""
    for check in inspect(connection).get_check_constraints(table.name):
        text = re.sub(r"::[a-z]+( varying)?(\[\])?", "", str(check["sqltext"]))
        for column in table.columns:
            listed = rf"\b{column.name}\b\)? (?:IN \(|= ANY \(+ARRAY\[|= )([^\])]+)"
            for words in re.findall(listed, text):
                yield from ((column.name, word) for word in re.findall(r"'([^']*)'", words))


def _is_numbered(connection: Connection, table: Table, column: Column[Any]) -> bool:
    """Whether the database gives the column its number itself."""
    alone = [one.name for one in table.primary_key.columns] == [column.name]
    whole = alone and column.type.python_type is int and not column.foreign_keys
    return whole and (connection.dialect.name == "sqlite" or column.server_default is not None)
