"""The table of edited templates."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, func, select

from booking.api import Transaction
from notifier.templates.tables import template_revisions


@dataclass(frozen=True, slots=True)
class Revision:
    """A template as somebody has edited it.

    Attributes:
        name: the template's.
        version: 2 or more.
        body: the whole template, as YAML.
        note: why it was changed.
        author: the username.
    """

    name: str
    version: int
    body: str
    note: str
    author: str
    saved_at: datetime


def state(tx: Transaction) -> tuple[int, int]:
    """Changes with each revision that is saved.

    The newest number alone would not do: on PostgreSQL a lower one can come to light later.
    """
    table = template_revisions
    row = tx.one(select(func.max(table.c.id).label("newest"), func.count().label("number")))
    return (0, 0) if row is None else (row.newest or 0, row.number)


def heads(tx: Transaction) -> list[Revision]:
    """The newest revision of each template that was edited."""
    table = template_revisions
    newest = (
        select(table.c.name, func.max(table.c.version).label("version"))
        .group_by(table.c.name)
        .subquery()
    )
    query = select(table).join(
        newest, and_(table.c.name == newest.c.name, table.c.version == newest.c.version)
    )
    return [_revision(row) for row in tx.all(query)]


def of(tx: Transaction, name: str) -> list[Revision]:
    """All of one template, the newest first."""
    table = template_revisions
    query = select(table).where(table.c.name == name).order_by(table.c.version.desc())
    return [_revision(row) for row in tx.all(query)]


def add(tx: Transaction, name: str, version: int, body: str, note: str, author: str) -> None:
    """Keep a revision."""
    tx.insert(
        template_revisions,
        name=name,
        version=version,
        body=body,
        note=note,
        author=author,
        saved_at=tx.now,
    )


def _revision(row: Any) -> Revision:  # noqa: ANN401  a row of the table
    return Revision(
        name=row.name,
        version=row.version,
        body=row.body,
        note=row.note,
        author=row.author,
        saved_at=row.saved_at,
    )
