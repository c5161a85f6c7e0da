"""The operators' telephones in the browser, as rows. In a transaction.

The console writes who may have one; the process that holds the calls makes Asterisk know it, and
says in `pushed_at` that it does.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Column, Integer, Row, String, Table, delete, select, update

from booking.api import Instant, Transaction, metadata

PREFIX = "phone-"
"""What their endpoints' names begin with, and no other's."""

softphones = Table(
    "softphones",
    metadata,
    Column("username", String(60), primary_key=True),
    Column("session", String(64), nullable=False),
    Column("endpoint", String(80), nullable=False, unique=True),
    Column("password", String(80), nullable=False),
    Column("generation", Integer, nullable=False),
    Column("expires_at", Instant, nullable=False),
    Column("pushed_at", Instant),
)
"""Columns as in `Softphone`."""


@dataclass(frozen=True, slots=True)
class Softphone:
    """A telephone in an operator's browser. One for an operator, for as long as one log-in.

    Attributes:
        username: whose.
        session: marks the log-in; a new one gets a new telephone.
        endpoint: its name towards Asterisk: random, and no number that could be dialled.
        password: towards Asterisk.
        generation: grows each time a page begins with it anew, without the call that was on: a leg
            of an older generation leads nowhere.
        expires_at: when the log-in ends at the latest.
        pushed_at: since when Asterisk knows it, None while it does not.
    """

    username: str
    session: str
    endpoint: str
    password: str = field(repr=False)
    generation: int
    expires_at: datetime
    pushed_at: datetime | None


def provide(tx: Transaction, username: str, session: str, until: datetime) -> Softphone:
    """The telephone of a log-in; a new one where the log-in is another."""
    known = find(tx, username)
    if known is not None and known.session == session and known.expires_at > tx.now:
        return known
    generation = 0 if known is None else known.generation
    tx.execute(delete(softphones).where(softphones.c.username == username))
    fresh = Softphone(
        username,
        session,
        f"{PREFIX}{secrets.token_hex(8)}",
        secrets.token_urlsafe(24),
        generation,
        until,
        None,
    )
    tx.execute(
        softphones.insert().values(
            username=fresh.username,
            session=fresh.session,
            endpoint=fresh.endpoint,
            password=fresh.password,
            generation=fresh.generation,
            expires_at=fresh.expires_at,
        )
    )
    return fresh


def begin(tx: Transaction, username: str, endpoint: str) -> int | None:
    """A page begins with it, without a call; its generation, None where it is another's by now."""
    known = find(tx, username)
    if known is None or known.endpoint != endpoint:
        return None
    tx.execute(
        update(softphones)
        .where(softphones.c.username == username)
        .values(generation=known.generation + 1)
    )
    return known.generation + 1


def withdraw(tx: Transaction, username: str, session: str) -> None:
    """The log-in is over."""
    tx.execute(
        delete(softphones).where(softphones.c.username == username, softphones.c.session == session)
    )


def find(tx: Transaction, username: str) -> Softphone | None:
    """Somebody's telephone."""
    row = tx.one(select(softphones).where(softphones.c.username == username))
    return None if row is None else _softphone(row)


def all_of(tx: Transaction) -> list[Softphone]:
    """All whose log-in is not over by time."""
    rows = tx.all(
        select(softphones).where(softphones.c.expires_at > tx.now).order_by(softphones.c.username)
    )
    return [_softphone(row) for row in rows]


def is_one(endpoint: str) -> bool:
    """Whether an endpoint of Asterisk's is an operator's telephone."""
    return endpoint.startswith(PREFIX)


def pushed(tx: Transaction, endpoint: str, at: datetime | None) -> None:
    """Asterisk knows it since then; None: it has forgotten."""
    tx.execute(update(softphones).where(softphones.c.endpoint == endpoint).values(pushed_at=at))


def _softphone(row: Row[Any]) -> Softphone:
    return Softphone(
        username=row.username,
        session=row.session,
        endpoint=row.endpoint,
        password=row.password,
        generation=row.generation,
        expires_at=row.expires_at,
        pushed_at=row.pushed_at,
    )
