"""Events become messages: in one transaction the messages are added and the event is marked."""

from __future__ import annotations

from structlog.typing import FilteringBoundLogger

from booking.api import (
    Backend,
    BookingError,
    Recorded,
    Transaction,
    Unavailable,
    mark_handled,
    unhandled,
)
from notifier.errors import TemplateError, told
from notifier.outbox import Draft, Outbox
from notifier.reactions import gather, react
from notifier.templates.library import Library

AT_ONCE = 50
"""Events looked at in one go."""


class Intake:
    """Takes in what has happened.

    Args:
        backend: tells what codes stand for.
        outbox: where messages are put.
        library: the texts.
        domain: the domain of the sender's address.
        log: gets neither texts nor numbers.
    """

    def __init__(
        self,
        backend: Backend,
        outbox: Outbox,
        library: Library,
        domain: str,
        log: FilteringBoundLogger,
    ) -> None:
        self._backend = backend
        self._outbox = outbox
        self._library = library
        self._domain = domain
        self._log = log
        self._told: set[int] = set()

    async def take_in(self) -> bool:
        """React to events that nobody has handled; True where there may be more of them."""
        database = self._backend.database
        found = await database.read(lambda tx: unhandled(tx.connection, AT_ONCE))
        ready = [
            (one.id, drafts) for one in found if (drafts := await self._drafts(one)) is not None
        ]
        if ready:
            await database.write(lambda tx: self._put(tx, ready))
        return bool(ready) and len(found) == AT_ONCE

    async def _drafts(self, recorded: Recorded) -> list[Draft] | None:
        """What the event asks for; None where that cannot be told now, and it waits."""
        try:
            known = await gather(self._backend, recorded, self._domain)
            return react(recorded.event, known, self._library)
        except Unavailable:
            raise
        except (BookingError, TemplateError) as error:
            if recorded.id not in self._told:
                self._told.add(recorded.id)
                self._log.error(
                    "event waits",
                    event_id=recorded.id,
                    kind=recorded.event.kind,
                    **told(error),
                )
            return None

    def _put(self, tx: Transaction, ready: list[tuple[int, list[Draft]]]) -> None:
        for event_id, drafts in ready:
            self._outbox.put(tx, event_id, drafts)
        # another worker may have done the same meanwhile: the messages are unique, so it is one
        mark_handled(tx.connection, tx.now, [event_id for event_id, _ in ready])
