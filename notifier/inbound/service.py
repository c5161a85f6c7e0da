"""The loop over messages that have come in: each is answered once, in its order."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta

from structlog.typing import FilteringBoundLogger

from booking.api import Backend, Transaction, Unavailable, parse_phone
from notifier.consent.service import Blocks
from notifier.errors import told
from notifier.inbound.answering import Answering
from notifier.inbound.model import Outcome, Reply
from notifier.inbound.reading.commands import Start, Stop
from notifier.inbound.reading.parser import parse
from notifier.inbound.senders.answerable import why_not_answered
from notifier.inbound.senders.strangers import cost_enough
from notifier.outbox import Draft, Outbox, Priority, masked
from notifier.reactions.recipients import Telling, by_sms
from notifier.received import store
from notifier.received.model import BLOCKED, NOT_UNDERSTOOD, SILENCED, TOO_MANY, Received
from notifier.templates.library import Library

AT_ONCE = 10
"""Messages looked at in one go."""

AGAIN_SECONDS = 60.0
"""How long a message waits that could not even be refused; the town's files may be repaired."""

AN_HOUR = timedelta(hours=1)

MOST_ANSWERS = 12
"""To one number in an hour; then it is told so once, and nothing more is done but to stop
and to start."""

MOST_IN_VAIN = 3
"""Of these, to messages that were not understood: a machine that answers machines sends them."""

USEFUL_HOURS = timedelta(hours=12)
"""An answer that comes later confuses more than it helps."""


class Inbound:
    """Answers what has come in.

    Args:
        backend: what is asked and commanded.
        outbox: where answers are put.
        library: the texts.
        log: gets neither texts nor whole numbers.
    """

    def __init__(
        self, backend: Backend, outbox: Outbox, library: Library, log: FilteringBoundLogger
    ) -> None:
        self._backend = backend
        self._outbox = outbox
        self._library = library
        self._log = log
        self._answering = Answering(backend, Blocks(backend.database))
        self._again: dict[int, float] = {}

    async def take_in(self) -> bool:
        """Answer messages that nobody has handled; True where there may be more of them.

        Two workers may answer the same message at once: each command has its key, so it changes
        nothing twice, and only one of them gets its answer into the outbox.
        """
        now = asyncio.get_running_loop().time()
        self._again = {number: at for number, at in self._again.items() if at > now}
        skip = list(self._again)
        found = await self._backend.database.read(lambda tx: store.unhandled(tx, AT_ONCE, skip))
        if found:
            await self._library.refresh(self._backend.database)
        for received in found:
            try:
                await self._settle(received)
            except Unavailable:
                raise
            except Exception as error:  # noqa: BLE001  a fault in one must not stop the others
                self._again[received.id] = now + AGAIN_SECONDS
                self._log.error("message waits", inbound=received.id, **told(error))
        return len(found) == AT_ONCE

    async def _settle(self, received: Received) -> None:
        own = (received.recipient, (await self._backend.catalogue.town()).number)
        ignored = why_not_answered(received.sender, own)
        phone = parse_phone(received.sender)
        if ignored is not None or phone is None:
            outcome = Outcome(None, ignored or "no-number")
        else:
            outcome = await self._answered(received, phone)
        draft = None
        if outcome.reply is not None and phone is not None:
            draft = self._draft(received, phone, outcome.reply)

        def act(tx: Transaction) -> bool:
            is_ours = store.settle(
                tx,
                received,
                outcome.command,
                outcome.result,
                outcome.named,
                ignored=ignored is not None,
            )
            if is_ours and draft is not None:
                self._outbox.answer(tx, received.id, draft)
            return is_ours

        if await self._backend.database.write(act):
            self._log.info(
                "message answered",
                inbound=received.id,
                sender=masked(received.sender),
                command=outcome.command,
                outcome=outcome.result.partition(":")[0],
                reply=None if outcome.reply is None else outcome.reply.template,
            )

    async def _answered(self, received: Received, phone: str) -> Outcome:
        since = received.received_at - AN_HOUR
        before = await self._backend.database.read(
            lambda tx: store.results_since(tx, received.sender, since)
        )
        counted = [one for one in before if one not in (SILENCED, BLOCKED)]
        try:
            if len(counted) >= MOST_ANSWERS:
                return await self._in_flood(received, phone, before)
            if await cost_enough(self._backend, phone):
                return await self._unanswered(received, phone)
            outcome = await self._answering.answer(received, phone)
        except Unavailable:
            raise
        except Exception as error:  # noqa: BLE001  one message must not stop the others
            self._log.error("message not answered", inbound=received.id, **told(error))
            return await self._answering.in_vain(received, phone, "failed", "reply_failed")
        if outcome.result == NOT_UNDERSTOOD and counted.count(NOT_UNDERSTOOD) >= MOST_IN_VAIN:
            return replace(outcome, result=SILENCED, reply=None)
        return outcome

    async def _in_flood(self, received: Received, phone: str, before: list[str]) -> Outcome:
        """'STOP' and 'START' hold however much was written, though hardly any is answered: else who
        forges a number could keep its owner from taking back what was done in their name.
        """
        if isinstance(parse(received.text), Stop | Start):
            outcome = await self._answering.answer(received, phone)
            is_told = outcome.command == "stop" and before.count(outcome.result) < MOST_IN_VAIN
            return outcome if is_told else replace(outcome, reply=None)
        if TOO_MANY in before:
            return Outcome(None, SILENCED)
        return await self._answering.in_vain(received, phone, TOO_MANY, "reply_too_many")

    async def _unanswered(self, received: Received, phone: str) -> Outcome:
        """'STOP' and 'START' hold without a word, too; nothing else is done that is not told."""
        if isinstance(parse(received.text), Stop | Start):
            await self._answering.answer(received, phone)
        return Outcome(None, SILENCED)

    def _draft(self, received: Received, phone: str, reply: Reply) -> Draft:
        telling = Telling(
            template=reply.template,
            language=reply.language,
            about=f"inbound:{received.id}",
            values=reply.values,
            useful_until=self._backend.clock.now() + USEFUL_HOURS,
        )
        key = f"reply:{received.provider}:{received.reference}"
        return replace(
            by_sms(self._library, telling, phone), only_once=key, priority=Priority.AWAITED
        )
