"""Sessions in the database: they outlive a restart, and ending one ends it everywhere."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Column, Index, String, Table, delete, select, update

from booking.api import Instant, Transaction, metadata

IDLE = timedelta(hours=1)
"""So long after the last request somebody must log in again (NIST SP 800-63B, 2.2.3)."""

LONGEST = timedelta(hours=12)
"""A session never lasts longer than a long working day."""

TOUCH_EVERY = timedelta(minutes=1)
"""The last request is kept this exactly; more would be a write at every click."""

staff_sessions = Table(
    "staff_sessions",
    metadata,
    Column("mark", String(64), primary_key=True),
    Column("username", String(60), nullable=False),
    Column("began_at", Instant, nullable=False),
    Column("seen_at", Instant, nullable=False),
)
"""`mark` is a keyed hash of the cookie: whoever reads the table cannot make a cookie of it."""
Index("ix_staff_sessions_seen_at", staff_sessions.c.seen_at)


@dataclass(frozen=True, slots=True)
class Session:
    """Somebody is logged in.

    Attributes:
        seen_at: the last request, to the minute.
    """

    username: str
    began_at: datetime
    seen_at: datetime

    def is_over(self, now: datetime) -> bool:
        """Whether its holder must log in again."""
        return now - self.seen_at >= IDLE or now - self.began_at >= LONGEST


def add(tx: Transaction, mark: str, username: str) -> None:
    """Begin a session, and drop those that are over."""
    tx.execute(delete(staff_sessions).where(staff_sessions.c.seen_at < tx.now - IDLE))
    tx.execute(
        staff_sessions.insert().values(
            mark=mark, username=username, began_at=tx.now, seen_at=tx.now
        )
    )


def find(tx: Transaction, mark: str) -> Session | None:
    """The session with this mark unless it is over."""
    row = tx.one(select(staff_sessions).where(staff_sessions.c.mark == mark))
    if row is None:
        return None
    session = Session(row.username, row.began_at, row.seen_at)
    return None if session.is_over(tx.now) else session


def alive(tx: Transaction) -> frozenset[str]:
    """The marks of all sessions that are not over."""
    recent = select(staff_sessions).where(staff_sessions.c.seen_at > tx.now - IDLE)
    sessions = (
        (row.mark, Session(row.username, row.began_at, row.seen_at)) for row in tx.all(recent)
    )
    return frozenset(mark for mark, session in sessions if not session.is_over(tx.now))


def touch(tx: Transaction, mark: str) -> None:
    """Its holder is still there. A session that has ended meanwhile stays so."""
    mine = (staff_sessions.c.mark == mark) & (staff_sessions.c.seen_at > tx.now - IDLE)
    tx.execute(update(staff_sessions).where(mine).values(seen_at=tx.now))


def end(tx: Transaction, mark: str) -> None:
    """Log out."""
    tx.execute(delete(staff_sessions).where(staff_sessions.c.mark == mark))
