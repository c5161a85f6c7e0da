"""What has happened, appended in the transaction that it tells of.

Readers claim what is not handled yet. There is no cursor over ids: on PostgreSQL ids become
visible out of order, and a cursor would pass over the late ones.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar, TypeVar, dataclass_transform

from pydantic import ValidationError
from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    Index,
    Integer,
    String,
    Table,
    Text,
    bindparam,
    insert,
    not_,
    or_,
    select,
    update,
)

from booking.ground.among import among
from booking.ground.codec import from_json, to_json
from booking.ground.prepared import Prepared
from booking.ground.tables import Instant, key, metadata

_KINDS: dict[str, type[Event]] = {}


class Event:
    """Base of all events: frozen dataclasses, named in the past tense."""

    kind: ClassVar[str]


E = TypeVar("E", bound=Event)


@dataclass_transform(frozen_default=True)
def event(cls: type[E]) -> type[E]:
    """Make a class an event: a frozen dataclass, known by its name in snake case."""
    made = dataclass(frozen=True, slots=True)(cls)
    name = "".join(f"_{c.lower()}" if c.isupper() else c for c in cls.__name__).lstrip("_")
    made.kind = name
    _KINDS[name] = made
    return made


@dataclass(frozen=True, slots=True)
class Unreadable(Event):
    """Stands for an event that a newer version of Linka wrote, or that is damaged.

    Attributes:
        written_as: the kind that its row names.
    """

    kind: ClassVar[str] = "unreadable"
    written_as: str


def kinds() -> dict[str, type[Event]]:
    """All kinds of events by name: what the published schema lists."""
    return dict(_KINDS)


events = Table(
    "events",
    metadata,
    key(),
    Column("kind", String(60), nullable=False),
    Column("body", Text, nullable=False),
    Column("happened_at", Instant, nullable=False),
    Column("handled_at", Instant),
    Column("due_at", Instant),
)
"""`due_at` holds an event back, so that it can be taken back before anybody is told."""
Index(
    "ix_events_unhandled",
    events.c.id,
    sqlite_where=events.c.handled_at.is_(None),
    postgresql_where=events.c.handled_at.is_(None),
)


def _oldest_unhandled(*also: ColumnElement[bool]) -> Prepared:
    return Prepared(
        lambda dialect: (
            select(events)
            .where(events.c.handled_at.is_(None), not_(among(dialect, events.c.id, "skip")), *also)
            .order_by(events.c.id)
            .limit(bindparam("most", type_=Integer))
            .with_for_update(skip_locked=True)
        )
    )


_DUE = or_(events.c.due_at.is_(None), events.c.due_at <= bindparam("now", type_=Instant))
_UNHANDLED, _UNHANDLED_AND_DUE = _oldest_unhandled(), _oldest_unhandled(_DUE)
_APPEND = Prepared(insert(events).returning(events.c.id), ("kind", "body", "happened_at", "due_at"))


@dataclass(frozen=True, slots=True)
class Recorded:
    """An event as it stands in the table."""

    id: int
    happened_at: datetime
    event: Event


def append(
    connection: Connection, now: datetime, what: Event, due_at: datetime | None = None
) -> int:
    """See `Transaction.append`."""
    values = {"kind": what.kind, "body": to_json(what), "happened_at": now, "due_at": due_at}
    return int(_APPEND.one(connection, values).id)


def unhandled(
    connection: Connection, limit: int, skip: Sequence[int] = (), now: datetime | None = None
) -> list[Recorded]:
    """The oldest events that nobody has handled, locked for this transaction.

    Args:
        connection: the transaction's.
        limit: how many at most.
        skip: ids of events that the reader wants to leave for later.
        now: leaves out those that are held back until later than this; without it, none.

    Returns:
        The events; one that cannot be read comes as `Unreadable`, so that it stops no other.
    """
    oldest = _UNHANDLED if now is None else _UNHANDLED_AND_DUE
    rows = oldest.all(connection, {"most": limit, "skip": skip, "now": now})
    return [Recorded(row.id, row.happened_at, _event(row)) for row in rows]


def still_unhandled(connection: Connection, ids: Sequence[int]) -> set[int]:
    """Which of these nobody has handled meanwhile; locked for this transaction.

    An erasure handles what is not handled yet: nothing may be told of somebody erased.
    """
    rows = connection.execute(
        select(events.c.id)
        .where(events.c.id.in_(ids), events.c.handled_at.is_(None))
        .order_by(events.c.id)
        .with_for_update()
    )
    return {row.id for row in rows}


def mark_handled(connection: Connection, now: datetime, ids: Sequence[int]) -> None:
    """They need not be looked at again."""
    connection.execute(update(events).where(events.c.id.in_(ids)).values(handled_at=now))


def take_up_again(connection: Connection, ids: Sequence[int]) -> None:
    """They are to be handled once more: what they asked for was not told to anybody.

    Locked in their order: several may be about to do the same.
    """
    theirs = events.c.id.in_(ids)
    connection.execute(select(events.c.id).where(theirs).order_by(events.c.id).with_for_update())
    connection.execute(update(events).where(theirs).values(handled_at=None))


def _event(row: Any) -> Event:  # noqa: ANN401  a row of the table
    try:
        value: Event = from_json(row.body, _KINDS[row.kind])
    except (KeyError, ValidationError):
        return Unreadable(row.kind)
    return value
