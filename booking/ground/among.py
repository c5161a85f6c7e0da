"""A condition of a prepared statement: a column's value is one of a list of any length."""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy import Column, ColumnElement, bindparam, func, select
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.engine import Dialect
from sqlalchemy.types import Text, TypeDecorator


def among(dialect: str, column: Column[Any], name: str) -> ColumnElement[bool]:
    """Whether the column's value is among those given under this name.

    SQLite knows no lists, but reads JSON; each index that fits the column is used on both.

    Args:
        dialect: the one that the statement is built for.
        column: of numbers or of texts.
        name: under which a collection is given.
    """
    if dialect == "sqlite":
        given = func.json_each(bindparam(name, type_=_Json())).table_valued("value")
        return column.in_(select(given.c.value))
    return column == func.any(bindparam(name, type_=_Array(column.type)))


class _Json(TypeDecorator[Any]):
    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> str:  # noqa: ANN401, ARG002  SQLAlchemy's signature
        return json.dumps(list(value))


class _Array(TypeDecorator[Any]):
    impl = ARRAY
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> list[Any]:  # noqa: ANN401, ARG002  SQLAlchemy's signature
        return list(value)
