"""That the ceiling is reached; in an open transaction. One row: the last time that it was."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import CheckConstraint, Column, Integer, String, Table, select, update

from booking.ground.tables import Instant, metadata
from booking.ground.transaction import Transaction

message_ceiling = Table(
    "message_ceiling",
    metadata,
    Column("name", String(20), primary_key=True),
    Column("since", Instant, nullable=False),
    Column("until", Instant, nullable=False),
    Column("most", Integer, nullable=False),
    CheckConstraint("most > 0", name="most"),
    CheckConstraint("until >= since", name="time"),
)

_SMS = "sms"
_NEAR = timedelta(minutes=1)
"""It moves on with every message that goes; written down is what somebody can see of that."""


@dataclass(frozen=True, slots=True)
class Reached:
    """So many SMS have gone to numbers that nobody has proven, that further ones wait.

    Attributes:
        since: when the first of them had to wait.
        until: when the next one may go.
        most: in an hour.
    """

    since: datetime
    until: datetime
    most: int


def note(tx: Transaction, until: datetime, most: int) -> None:
    """Write down that it is reached; it costs a look where that is known already."""
    now = reached(tx)
    if now is not None and abs(until - now.until) < _NEAR and now.most == most:
        return
    if until <= tx.now:
        return
    tx.lock("message-ceiling")
    now = reached(tx)
    values = {"since": tx.now if now is None else now.since, "until": until, "most": most}
    same = message_ceiling.c.name == _SMS
    if not tx.execute(update(message_ceiling).where(same).values(**values)).rowcount:
        tx.execute(message_ceiling.insert().values(name=_SMS, **values))
    if now is None:
        tx.audit("linka", "message-ceiling-reached", "messages", most=most)


def reached(tx: Transaction) -> Reached | None:
    """Whether it is reached now."""
    row = tx.one(select(message_ceiling).where(message_ceiling.c.until > tx.now))
    return None if row is None else Reached(row.since, row.until, row.most)
