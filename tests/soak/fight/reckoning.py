"""What the rows, the events and the clients' diaries say must be one story."""

from __future__ import annotations

import asyncio
import json
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import select

from booking.api import Backend, Contact, Database, Language, SetClock, Transaction
from booking.ground.events import events
from booking.visits.tables import taken_slots, visits
from tests.soak.fight.client import Known
from tests.soak.fight.town import SLOTS
from tests.support.databases import CHEAP_HASHING

GRID = timedelta(minutes=15)
STATES = {
    "visit_booked": "booked",
    "visit_moved": "booked",
    "visit_restored": "booked",
    "visit_cancelled": "cancelled",
}
Place = tuple[str, str, datetime]
"""State, counter, begin."""


def read_diaries(folder: Path) -> dict[str, Known]:
    """What each client knows in the end."""
    known = {}
    for diary in sorted(folder.glob("*.diary")):
        known[diary.stem] = one = Known()
        for line in diary.read_text("utf-8").splitlines():
            one.read(json.loads(line))
    return known


def answers(folder: Path) -> Counter[str]:
    """How many commands were done, and how many refused, by their kind."""
    counted = Counter[str]()
    for diary in folder.glob("*.diary"):
        asked = ""
        for line in map(json.loads, diary.read_text("utf-8").splitlines()):
            if "asks" in line:
                asked = line["asks"]
            elif "told" in line:
                counted[
                    asked if line["told"] is not None or asked != "hold" else "nothing free"
                ] += 1
            else:
                counted[f"refused: {line['refused']}"] += 1
    return counted


def faults(folder: Path) -> list[str]:
    """What surfaced to a client and should not have."""
    return [
        line for file in folder.glob("*.faults") for line in file.read_text("utf-8").splitlines()
    ]


def reckon(database: Database, folder: Path) -> dict[str, list[object]]:
    """All that does not fit together, by what it is; sells what is left, so it comes last."""
    found: dict[str, list[object]] = {}
    rows, taken, told = database.run(_rows, immediate=False)
    booked = [row for row in rows if row.state == "booked"]
    cells = Counter(cell for row in booked for cell in _cells(row))
    found["slots sold twice"] = [cell for cell, times in cells.items() if times > 1]
    kept = {(one.counter, one.start): one.visit_id for one in taken if one.visit_id is not None}
    wanted = {cell: row.id for row in booked for cell in _cells(row)}
    found["cells that are not their visit's"] = sorted(
        set(kept.items()) ^ set(wanted.items()), key=str
    )
    now = {row.id: (row.state, row.counter, row.start) for row in rows}
    found["events that tell another story"] = sorted(
        set(_from_events(told).items()) ^ set(now.items()), key=str
    )
    diaries = read_diaries(folder)
    found["clients with an open question"] = [
        name for name, known in diaries.items() if known.open is not None
    ]
    owners = Counter(number for known in diaries.values() for number in known.visits)
    found["visits of two clients"] = [number for number, times in owners.items() if times > 1]
    found["visits of nobody"] = sorted(set(now) - set(owners))
    believed = {
        number: (seen["state"], seen["counter"], datetime.fromisoformat(seen["start"]))
        for known in diaries.values()
        for number, seen in known.visits.items()
    }
    found["visits that are not as told"] = [
        (number, place, now.get(number))
        for number, place in believed.items()
        if now.get(number) != place
    ]
    left = asyncio.run(_sell_out(database))
    found["slots lost"] = [None] * abs(SLOTS - len(cells) - left)
    return found


def _rows(tx: Transaction) -> tuple[list[Any], list[Any], list[Any]]:
    return (
        list(tx.all(select(visits))),
        list(tx.all(select(taken_slots))),
        list(tx.all(select(events).order_by(events.c.id))),
    )


def _cells(row: Any) -> Iterator[tuple[str, datetime]]:  # noqa: ANN401  a row
    for number in range(row.cells):
        yield row.counter, row.start + GRID * number


def _from_events(told: list[Any]) -> dict[int, Place]:
    place: dict[int, Place] = {}
    for row in told:
        body = json.loads(row.body)
        if row.kind in STATES:
            start = datetime.fromisoformat(body["start"]).astimezone(UTC)
            place[body["visit_id"]] = (STATES[row.kind], body["counter"], start)
    return place


async def _sell_out(database: Database) -> int:
    """Once all holds are over: how many slots of one cell each can still be booked."""
    clock = SetClock(database.clock.now() + timedelta(minutes=10))
    last = Database(database.address, clock)
    backend = Backend(last, clock, CHEAP_HASHING)
    sold = 0
    while hold := await backend.visits.hold_nearest("cards.new", owner="last"):
        await backend.visits.confirm(hold.id, contact=Contact(), language=Language.CS)
        sold += 1
    last.close()
    return sold
