"""The table of what is known of the lines, and the traces of refused attempts."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Column, String, Table, delete, select, update

from booking.api import Database, Instant, Transaction, metadata
from ivr.health.model import Attempt, Health, Kind, Observation, State, Withheld

line_health = Table(
    "line_health",
    metadata,
    Column("node", String(60), primary_key=True),
    Column("kind", String(20), primary_key=True),
    Column("name", String(80), primary_key=True),
    Column("state", String(10), nullable=False),
    Column("detail", String(200), nullable=False),
    Column("since", Instant, nullable=False),
    Column("seen_at", Instant, nullable=False),
)


async def current(database: Database) -> list[Health]:
    """How everything stands on all nodes, in a steady order."""
    return await database.read(_all)


def _all(tx: Transaction) -> list[Health]:
    ordered = select(line_health).order_by(
        line_health.c.node, line_health.c.kind, line_health.c.name
    )
    return [
        Health(
            row.node,
            Kind(row.kind),
            row.name,
            State(row.state),
            row.detail,
            row.since,
            row.seen_at,
        )
        for row in tx.all(ordered)
    ]


def record(tx: Transaction, node: str, seen: Sequence[Observation]) -> None:
    """What was seen on a node is all there is on it now."""
    known = {
        (row.kind, row.name): row
        for row in tx.all(select(line_health).where(line_health.c.node == node))
    }
    for one in seen:
        row = known.pop((one.kind.value, one.name), None)
        since = row.since if row is not None and row.state == one.state.value else tx.now
        values = {
            "state": one.state.value,
            "detail": one.detail,
            "since": since,
            "seen_at": tx.now,
        }
        place = {"node": node, "kind": one.kind.value, "name": one.name}
        if row is None:
            tx.execute(line_health.insert().values(**place, **values))
        else:
            tx.execute(update(line_health).filter_by(**place).values(**values))
    for kind, name in known:
        tx.execute(delete(line_health).filter_by(node=node, kind=kind, name=name))


def trace(tx: Transaction, node: str, told: Sequence[Attempt | Withheld]) -> None:
    """Write refused attempts into the audit."""
    for one in told:
        if isinstance(one, Withheld):
            tx.audit("asterisk", "more security events", one.address, node=node, count=one.count)
        else:
            tx.audit(
                "asterisk",
                "security event",
                one.address,
                node=node,
                event=one.event,
                service=one.service,
                account=one.account,
            )
