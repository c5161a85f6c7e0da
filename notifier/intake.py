"""Events become messages: in one transaction the messages are added and the event is marked."""

from __future__ import annotations

import asyncio
from random import uniform

from structlog.typing import FilteringBoundLogger

from booking.api import (
    Backend,
    ContactChanged,
    MessagesEnded,
    MessagesWanted,
    Recorded,
    RingEnded,
    Transaction,
    Unavailable,
    Unreadable,
    mark_handled,
    still_unhandled,
    unhandled,
)
from notifier.consent.service import Blocks
from notifier.errors import told
from notifier.gate.kinds import COMFORT
from notifier.gate.proven import trust_proven
from notifier.outbox import Draft, Outbox
from notifier.reactions import gather, react
from notifier.reactions.described import Described
from notifier.reactions.present import with_present_contacts
from notifier.rung import take_outcome
from notifier.templates.library import Library

AT_ONCE = 50
"""Events looked at in one go."""

ASIDE_SECONDS = 1.0
"""So long at most a worker leaves new events to another one that was quicker."""

AGAIN_SECONDS = 60.0
"""How long an event waits that cannot be told now; the town's files may be repaired meanwhile."""


class Intake:
    """Takes in what has happened.

    Args:
        backend: tells what codes stand for.
        outbox: where messages are put.
        library: the texts.
        domain: the domain of the sender's address.
        log: gets neither texts nor numbers.
        console: the address of the staff's pages.
        can_reply: the number that SMS come from takes answers.
    """

    def __init__(
        self,
        backend: Backend,
        outbox: Outbox,
        library: Library,
        domain: str,
        log: FilteringBoundLogger,
        console: str = "",
        *,
        can_reply: bool = False,
    ) -> None:
        self._console = console
        self._can_reply = can_reply
        self._backend = backend
        self._blocks = Blocks(backend.database)
        self._outbox = outbox
        self._library = library
        self._domain = domain
        self._log = log
        self._told: set[int] = set()
        self._again: dict[int, float] = {}
        self._aside_until = float("-inf")

    async def take_in(self) -> bool:
        """React to events that nobody has handled; True where there may be more of them."""
        if asyncio.get_running_loop().time() < self._aside_until:
            return False
        database = self._backend.database
        skip = self._waiting()
        found = await database.read(
            lambda tx: with_present_contacts(tx, unhandled(tx.connection, AT_ONCE, skip, tx.now))
        )
        if found:
            await self._library.refresh(database)
        town = Described(self._backend)
        ready = [
            (one.id, drafts)
            for one in found
            if (drafts := await self._drafts(one, town)) is not None
        ]
        if ready and not await database.write(lambda tx: self._put(tx, ready)):
            self._stand_aside()
        return len(found) == AT_ONCE

    def _stand_aside(self) -> None:
        """Another worker was quicker with all of it; both would write the same again."""
        wait = uniform(ASIDE_SECONDS / 2, ASIDE_SECONDS)  # noqa: S311  it spreads, and hides nothing
        self._aside_until = asyncio.get_running_loop().time() + wait

    def _waiting(self) -> list[int]:
        now = asyncio.get_running_loop().time()
        self._again = {number: at for number, at in self._again.items() if at > now}
        return list(self._again)

    async def _drafts(self, recorded: Recorded, town: Described) -> list[Draft] | None:
        """What the event asks for; None where that cannot be told now, and it waits."""
        if isinstance(recorded.event, Unreadable):
            self._wait(recorded, recorded.event.written_as, {"error": "Unreadable"})
            return None
        try:
            if isinstance(recorded.event, RingEnded):
                await take_outcome(self._backend.database, self._outbox, recorded.event)
            if isinstance(recorded.event, ContactChanged):
                await trust_proven(self._backend, recorded.event)
            if isinstance(recorded.event, MessagesEnded):
                await self._outbox.ended(recorded.event.citizen_id, COMFORT)
            if isinstance(recorded.event, MessagesWanted):
                await self._blocks.wanted_again(recorded.event.citizen_id)
            known = await gather(
                self._backend,
                recorded,
                self._domain,
                self._console,
                can_reply=self._can_reply,
                described=town,
            )
            return react(recorded.event, known, self._library)
        except Unavailable:
            raise
        except Exception as error:  # noqa: BLE001  a fault in one event must not stop the others
            self._wait(recorded, recorded.event.kind, told(error))
            return None

    def _wait(self, recorded: Recorded, kind: str, why: dict[str, str]) -> None:
        self._again[recorded.id] = asyncio.get_running_loop().time() + AGAIN_SECONDS
        if recorded.id not in self._told:
            self._told.add(recorded.id)
            self._log.error("event waits", event_id=recorded.id, kind=kind, **why)

    def _put(self, tx: Transaction, ready: list[tuple[int, list[Draft]]]) -> bool:
        """Put what nobody else has put meanwhile; False where that is nothing at all."""
        # one after the other: a later event of two must not be told while the earlier is put down
        tx.lock("notifier-intake")
        # another worker may have done the same meanwhile, or the person may have been erased
        left = still_unhandled(tx.connection, [event_id for event_id, _ in ready])
        wanted = [(one, draft) for one, drafts in ready if one in left for draft in drafts]
        if wanted:
            self._outbox.put_all(tx, wanted)
        mark_handled(tx.connection, tx.now, sorted(left))
        return bool(left)
