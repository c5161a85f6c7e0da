"""Bringing a call back from its rows, after the process that held it is gone."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from booking.api import Database, Language, Transaction
from ivr.call.behind import Behind
from ivr.call.journal import Journal, recorded
from ivr.call.record import Record
from ivr.call.rows import calls
from ivr.menus.revisions import Revisions
from ivr.menus.schema import Tree


@dataclass(frozen=True, slots=True)
class Resumed:
    """All that a conversation needs to go on."""

    record: Record
    journal: Journal
    tree: Tree


async def resume(
    database: Database, behind: Behind, revisions: Revisions, call_id: str
) -> Resumed | None:
    """The call as its rows tell of it; None where it is over or has no row.

    Raises:
        UnknownRevision: its menus are not kept.
    """

    def look(tx: Transaction) -> tuple[Record, Journal] | None:
        row = tx.one(select(calls).where(calls.c.id == call_id, calls.c.ended_at.is_(None)))
        if row is None:
            return None
        record = Record(
            behind,
            call_id,
            row.caller,
            row.dialled,
            row.menu_revision,
            language=Language(row.language),
            slow=row.slow,
            citizen_id=row.citizen_id,
            path=[place for place in row.path.split(" > ") if place],
            resumed=True,
        )
        round_, settled = recorded(tx, call_id)
        return record, Journal(call_id, behind, round_=round_, settled=settled)

    found = await database.read(look)
    if found is None:
        return None
    record, journal = found
    return Resumed(record, journal, await revisions.get(record.menu_revision))


def open_calls(tx: Transaction) -> list[str]:
    """The ids of all calls that no process has ended."""
    return [row.id for row in tx.all(select(calls.c.id).where(calls.c.ended_at.is_(None)))]
