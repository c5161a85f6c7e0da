"""The table of edited templates."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from booking.api import Transaction
from notifier.templates.tables import template_revisions


@dataclass(frozen=True, slots=True)
class Revision:
    """A template as somebody has edited it.

    Attributes:
        id: goes up with each that is saved, whatever its template.
        name: the template's.
        version: 2 or more.
        body: the whole template, as YAML.
        note: why it was changed.
        author: the username.
    """

    id: int
    name: str
    version: int
    body: str
    note: str
    author: str
    saved_at: datetime


def newest_id(tx: Transaction) -> int:
    """Changes with each revision that is saved."""
    row = tx.one(select(func.max(template_revisions.c.id).label("newest")))
    return (row.newest if row else None) or 0


def heads(tx: Transaction) -> list[Revision]:
    """The newest revision of each template that was edited."""
    newest = (
        select(func.max(template_revisions.c.id))
        .group_by(template_revisions.c.name)
        .scalar_subquery()
    )
    query = select(template_revisions).where(template_revisions.c.id.in_(newest))
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
        id=row.id,
        name=row.name,
        version=row.version,
        body=row.body,
        note=row.note,
        author=row.author,
        saved_at=row.saved_at,
    )
