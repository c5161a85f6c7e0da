"""Columns and naming that every table shares."""

from __future__ import annotations

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

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an instant needs its zone")
        in_utc = value.astimezone(UTC)
        return in_utc.replace(tzinfo=None) if dialect.name == "sqlite" else in_utc

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002  SQLAlchemy's signature
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def key() -> Column[Any]:
    """The primary key that most tables have."""
    return Column("id", Id, primary_key=True)


def new_id(result: CursorResult[Any]) -> int:
    """The number that an inserted row got."""
    inserted = result.inserted_primary_key
    if inserted is None:
        raise TypeError("this statement inserts no row")
    return int(inserted[0])
