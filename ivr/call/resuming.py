"""Bringing a call back from its rows, after the process that held it is gone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, select

from booking.api import Database, Language, Transaction
from ivr.call.behind import Behind
from ivr.call.journal import Journal, recorded
from ivr.call.record import Record
from ivr.call.rows import NODE, calls
from ivr.menus.revisions import Revisions
from ivr.menus.schema import Tree


@dataclass(frozen=True, slots=True)
class Found:
    """A channel that was there before this process.

    Attributes:
        call_id: its id.
        caller: the calling number, None when it is hidden.
        dialled: the number that was rung, empty when nobody knows any more.
        node: whose channel it is.
    """

    call_id: str
    caller: str | None
    dialled: str
    node: str = NODE


@dataclass(frozen=True, slots=True)
class Resumed:
    """All that a conversation needs to go on."""

    record: Record
    journal: Journal
    tree: Tree


async def resume(
    database: Database, behind: Behind, revisions: Revisions, tree: Tree, channel: Found
) -> Resumed | None:
    """The call as its rows tell of it; None where they say that it is over.

    Args:
        database: where the rows are.
        behind: takes the writes of the conversation that goes on.
        revisions: the menus that older calls are in.
        tree: the menus for a call that died before its row was written.
        channel: the caller who is on the line.

    Raises:
        UnknownRevision: its menus are not kept.
    """

    def look(tx: Transaction) -> tuple[Row[Any] | None, int, dict[str, str]]:
        row = tx.one(select(calls).where(calls.c.id == channel.call_id))
        return row, *recorded(tx, channel.call_id)

    row, round_, settled = await database.read(look)
    if row is None:
        begun = Record(
            behind,
            channel.call_id,
            channel.caller,
            channel.dialled,
            tree.revision,
            resumed=True,
            node=channel.node,
        )
        begun.begin()
        return Resumed(begun, Journal(channel.call_id, behind), tree)
    if row.ended_at is not None:
        return None
    record = _record(behind, row)
    journal = Journal(channel.call_id, behind, round_=round_, settled=settled)
    return Resumed(record, journal, await revisions.get(record.menu_revision))


def _record(behind: Behind, row: Row[Any]) -> Record:
    return Record(
        behind,
        row.id,
        row.caller,
        row.dialled,
        row.menu_revision,
        language=Language(row.language),
        slow=row.slow,
        citizen_id=row.citizen_id,
        path=[place for place in row.path.split(" > ") if place],
        resumed=True,
        node=row.node,
    )


def open_calls(tx: Transaction, node: str) -> list[str]:
    """The ids of all calls of a node that no process has ended."""
    still_open = select(calls.c.id).where(calls.c.ended_at.is_(None), calls.c.node == node)
    return [row.id for row in tx.all(still_open)]
