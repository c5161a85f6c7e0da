"""How long it takes to claim messages, whatever becomes of them then."""

from __future__ import annotations

import asyncio
import time

from booking.api import Database, Language, MessagesWanted, Transaction, mark_handled
from cli.bench.notifier.town import START, TEXT, phone, settings
from notifier.channels.fake import FakeChannel
from notifier.gate.gate import TownGate
from notifier.outbox import ChannelKind, Draft, Outbox, Patience
from notifier.providers.ways import Routes

EACH = 16


def time_claims(
    databases: tuple[Database, Database], first: int, many: int
) -> tuple[list[float], list[float]]:
    """Milliseconds of so many claims of sixteen messages each, by turns; nobody else is at work."""
    return asyncio.run(_time(databases, first, many))


async def _time(
    databases: tuple[Database, Database], first: int, many: int
) -> tuple[list[float], list[float]]:
    outboxes = [_outbox(database) for database in databases]
    found: tuple[list[float], list[float]] = ([], [])
    for turn in range(-2, many):  # the first ones fill caches
        for database, outbox, kept in zip(databases, outboxes, found, strict=True):
            numbers = range(first + (turn + 2) * EACH, first + (turn + 3) * EACH)
            _put(database, outbox, numbers)
            begun = time.perf_counter()
            haul = await outbox.claim(EACH)
            seconds = time.perf_counter() - begun
            if turn >= 0:
                kept.append(seconds * 1000)
            marked = [outbox.sent(one.message, f"claims-{one.message.id}") for one in haul.claimed]
            await asyncio.gather(*marked)
    return found


def _outbox(database: Database) -> Outbox:
    routes = Routes({ChannelKind.SMS: FakeChannel()})
    gate = TownGate(database, settings())
    return Outbox(database, "benchmark", Patience(), routes=routes, gate=gate)


def _put(database: Database, outbox: Outbox, numbers: range) -> None:
    def act(tx: Transaction) -> None:
        event_id = tx.append(MessagesWanted(1))
        outbox.put(tx, event_id, [_draft(number) for number in numbers])
        mark_handled(tx.connection, tx.now, [event_id])

    database.run(act)


def _draft(number: int) -> Draft:
    return Draft(
        channel=ChannelKind.SMS,
        template="visit_booked",
        recipient=phone(number),
        language=Language.CS,
        about=f"visit:{number}",
        text=TEXT,
        useful_until=START,
    )
