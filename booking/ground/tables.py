"""Columns and naming that every table shares."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import BigInteger, Column, CursorResult, DateTime, Integer, MetaData
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(column_0_label)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)
"""One description of the schema for all parts; the migrations are checked against it."""

Id = BigInteger().with_variant(Integer(), "sqlite")
"""SQLite numbers rows by itself only when the key is declared as INTEGER."""


class Instant(TypeDecorator[datetime]):
    """An aware instant; kept in UTC, on SQLite without the zone it cannot hold."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def bind_processor(self, dialect: Dialect) -> Callable[[datetime | None], Any]:
        """On SQLite the same text as SQLAlchemy's, in half the time: every row has instants."""
        return _as_text if dialect.name == "sqlite" else _in_utc

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002  SQLAlchemy's signature
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def _in_utc(value: datetime | None) -> datetime | None:
    if value is None:
        return None
    if value.tzinfo is None:
        raise ValueError("an instant needs its zone")
    return value if value.tzinfo is UTC else value.astimezone(UTC)


def _as_text(value: datetime | None) -> str | None:
    """As '2026-11-23 06:30:00.000000'."""
    at = _in_utc(value)
    return None if at is None else at.isoformat(" ", "microseconds").removesuffix("+00:00")


def key() -> Column[Any]:
    """The primary key that most tables have."""
    return Column("id", Id, primary_key=True)


def new_id(result: CursorResult[Any]) -> int:
    """The number that an inserted row got."""
    inserted = result.inserted_primary_key
    if inserted is None:
        raise TypeError("this statement inserts no row")
    return int(inserted[0])
