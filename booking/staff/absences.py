"""Who of the staff is away from when to when, and who stands in for them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import (
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    Index,
    String,
    Table,
    delete,
    select,
)

from booking.errors import NotFound, Refused
from booking.ground.tables import key, metadata
from booking.ground.transaction import Transaction
from booking.staff.store import staff

staff_absences = Table(
    "staff_absences",
    metadata,
    key(),
    Column("username", String(60), ForeignKey("staff.username"), nullable=False),
    Column("first", Date, nullable=False),
    Column("last", Date, nullable=False),
    Column("substitute", String(60), ForeignKey("staff.username")),
    CheckConstraint('"last" >= "first"', name="last"),
    CheckConstraint("substitute <> username", name="substitute"),
)
Index("ix_staff_absences_username", staff_absences.c.username)


@dataclass(frozen=True, slots=True)
class Absence:
    """Somebody is away.

    Attributes:
        id: the number in this database.
        username: who.
        first: the first day.
        last: the last day.
        substitute: the username of whoever stands in, None where nobody was named.
    """

    id: int
    username: str
    first: date
    last: date
    substitute: str | None

    def covers(self, day: date) -> bool:
        """Whether they are away on that day."""
        return self.first <= day <= self.last


def add(
    tx: Transaction, username: str, first: date, last: date, substitute: str | None, by: str
) -> Absence:
    """Keep an absence.

    Raises:
        NotFound: there is no such member.
        Refused: it ends before it begins, runs into another one, or names the absent themselves.
    """
    for field, name in (("username", username), ("substitute", substitute)):
        if name and tx.one(select(staff.c.username).where(staff.c.username == name)) is None:
            raise NotFound(field, name)
    if last < first:
        raise Refused("last", "the absence ends before it begins")
    if substitute == username:
        raise Refused("substitute", "nobody stands in for themselves")
    tx.lock(f"absences/{username}")
    if any(one.first <= last and first <= one.last for one in of(tx, username)):
        raise Refused("first", "it runs into another absence of the same person")
    values = {"username": username, "first": first, "last": last, "substitute": substitute}
    made = tx.insert(staff_absences, **values)
    tx.audit(by, "absence-entered", f"staff:{username}", first=first.isoformat())
    return Absence(made, username, first, last, substitute)


def remove(tx: Transaction, absence_id: int, by: str) -> None:
    """Take an absence back.

    Raises:
        NotFound: there is no such one.
    """
    same = staff_absences.c.id == absence_id
    row = tx.one(select(staff_absences).where(same))
    if row is None:
        raise NotFound("absence", absence_id)
    tx.execute(delete(staff_absences).where(same))
    tx.audit(by, "absence-removed", f"staff:{row.username}", first=row.first.isoformat())


def of(tx: Transaction, username: str) -> list[Absence]:
    """Somebody's absences, the first one first."""
    return [one for one in everybody(tx) if one.username == username]


def everybody(tx: Transaction, since: date | None = None) -> Sequence[Absence]:
    """All absences, the first one first; with `since` only those that are not over by then."""
    wanted = select(staff_absences).order_by(staff_absences.c.first, staff_absences.c.id)
    if since is not None:
        wanted = wanted.where(staff_absences.c.last >= since)
    return [
        Absence(row.id, row.username, row.first, row.last, row.substitute) for row in tx.all(wanted)
    ]
