"""Consents and wishes in the database."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    delete,
    false,
    select,
)

from booking.citizens.store import citizens
from booking.ground.tables import Id, Instant, key, metadata
from booking.ground.transaction import Transaction
from booking.wishes.model import (
    ChannelWish,
    Consent,
    GivenBy,
    MessageKind,
    Purpose,
    QuietHours,
    Wishes,
)

consents = Table(
    "consents",
    metadata,
    key(),
    Column("citizen_id", Id, ForeignKey("citizens.id"), nullable=False),
    Column("purpose", String(20), nullable=False),
    Column("version", Integer, nullable=False),
    Column("given", Boolean, nullable=False),
    Column("at", Instant, nullable=False),
    Column("channel", String(20), nullable=False),
    Column("by", String(100), nullable=False),
    CheckConstraint("version >= 1", name="version"),
)
"""Rows are only added: when somebody agreed and when they took it back can be shown later."""
Index("ix_consents_citizen_id", consents.c.citizen_id)

message_wishes = Table(
    "message_wishes",
    metadata,
    Column("citizen_id", Id, ForeignKey("citizens.id"), primary_key=True, autoincrement=False),
    Column("kind", String(20), primary_key=True),
    Column("channel", String(10), nullable=False),
    Column("by_message", Boolean, nullable=False, server_default=false()),
)
"""`by_message`: said by an SMS or by the link in a letter, with nothing but the number or address.
What was said on the line or at the counter is not taken back that way."""

quiet_hours = Table(
    "quiet_hours",
    metadata,
    Column("citizen_id", Id, ForeignKey("citizens.id"), primary_key=True, autoincrement=False),
    Column("begins", Integer, nullable=False),
    Column("ends", Integer, nullable=False),
    CheckConstraint("begins BETWEEN 0 AND 1439", name="begins"),
    CheckConstraint("ends BETWEEN 0 AND 1439", name="ends"),
    CheckConstraint("begins <> ends", name="some_day_left"),
)


def find(tx: Transaction, citizen_id: int) -> Wishes:
    """What the citizen wants."""
    wished = select(message_wishes).where(message_wishes.c.citizen_id == citizen_id)
    quiet = tx.one(select(quiet_hours).where(quiet_hours.c.citizen_id == citizen_id))
    last = {one.purpose: one for one in history(tx, citizen_id)}
    return Wishes(
        {MessageKind(row.kind): ChannelWish(row.channel) for row in tx.all(wished)},
        None if quiet is None else QuietHours(quiet.begins, quiet.ends),
        tuple(last[purpose] for purpose in Purpose if purpose in last),
    )


def are_by_message(tx: Transaction, citizen_id: int) -> bool:
    """Whether all that the citizen wishes was said by an SMS or by the link in a letter."""
    said = select(message_wishes.c.by_message).where(message_wishes.c.citizen_id == citizen_id)
    return all(row.by_message for row in tx.all(said))


def quiet_of(tx: Transaction, phones: Collection[str]) -> dict[str, tuple[QuietHours, ...]]:
    """The quiet hours of all whose verified numbers (E.164) these are, by number."""
    theirs = citizens.c.phone_verified & citizens.c.phone.in_(phones)
    rows = tx.all(
        select(citizens.c.phone, quiet_hours.c.begins, quiet_hours.c.ends)
        .join(quiet_hours, quiet_hours.c.citizen_id == citizens.c.id)
        .where(theirs)
        .order_by(citizens.c.id)
    )
    found: dict[str, tuple[QuietHours, ...]] = {}
    for row in rows:
        found[row.phone] = (*found.get(row.phone, ()), QuietHours(row.begins, row.ends))
    return found


def history(tx: Transaction, citizen_id: int) -> list[Consent]:
    """Everything that was ever said about consents, the first first."""
    rows = tx.all(
        select(consents).where(consents.c.citizen_id == citizen_id).order_by(consents.c.id)
    )
    return [
        Consent(Purpose(row.purpose), row.version, row.given, row.at, GivenBy(row.channel), row.by)
        for row in rows
    ]


def add_consent(
    tx: Transaction,
    citizen_id: int,
    purpose: Purpose,
    version: int,
    *,
    given: bool,
    channel: GivenBy,
    by: str,
) -> None:
    """Write down what was said."""
    tx.insert(
        consents,
        citizen_id=citizen_id,
        purpose=purpose.value,
        version=version,
        given=given,
        at=tx.now,
        channel=channel.value,
        by=by,
    )


def put(
    tx: Transaction,
    citizen_id: int,
    channels: Mapping[MessageKind, ChannelWish],
    quiet: QuietHours | None,
    *,
    by_message: bool,
) -> None:
    """Write the wishes in place of those before."""
    tx.execute(delete(message_wishes).where(message_wishes.c.citizen_id == citizen_id))
    for kind, channel in channels.items():
        tx.insert(
            message_wishes,
            citizen_id=citizen_id,
            kind=kind.value,
            channel=channel.value,
            by_message=by_message,
        )
    tx.execute(delete(quiet_hours).where(quiet_hours.c.citizen_id == citizen_id))
    if quiet is not None:
        times = {"begins": quiet.begins, "ends": quiet.ends}
        tx.execute(quiet_hours.insert().values(citizen_id=citizen_id, **times))
