"""Which of the staff want letters about their applications, and where to."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, String, Table, delete, select

from booking.citizens.rules import checked_email
from booking.errors import NotFound
from booking.ground.tables import Instant, metadata
from booking.ground.transaction import Transaction
from booking.staff.store import staff

staff_notices = Table(
    "staff_notices",
    metadata,
    Column("username", String(60), ForeignKey("staff.username"), primary_key=True),
    Column("email", String(254), nullable=False),
    Column("since", Instant, nullable=False),
)
"""A row is the wish; without one nobody is written to."""


def address_of(tx: Transaction, username: str) -> str | None:
    """Where this member wants letters, None where they want none."""
    row = tx.one(select(staff_notices.c.email).where(staff_notices.c.username == username))
    return None if row is None else str(row.email)


def address_for(tx: Transaction, clerk: str | None, by: str | None) -> str | None:
    """Where whoever works on an application is told of what somebody else has done to it.

    Args:
        tx: the transaction.
        clerk: who works on it.
        by: who has done it; nobody is told of what they did themselves.
    """
    if clerk is None or clerk == by:
        return None
    row = tx.one(
        select(staff_notices.c.email)
        .join(staff, staff.c.username == staff_notices.c.username)
        .where(staff_notices.c.username == clerk, staff.c.active.is_(True))
    )
    return None if row is None else str(row.email)


def put(tx: Transaction, username: str, email: str | None, by: str) -> None:
    """Write the wish in place of the one before; None ends it.

    Raises:
        NotFound: there is no such member of the staff.
        Refused: this is no e-mail address.
    """
    checked = None if email is None else checked_email(email)
    if tx.one(select(staff.c.username).where(staff.c.username == username)) is None:
        raise NotFound("username", username)
    tx.lock(f"notices/{username}")
    if address_of(tx, username) == checked:
        return
    tx.execute(delete(staff_notices).where(staff_notices.c.username == username))
    if checked is not None:
        values = {"username": username, "email": checked, "since": tx.now}
        tx.execute(staff_notices.insert().values(**values))
    tx.audit(by, "notices-changed", f"staff:{username}", wanted=checked is not None)
