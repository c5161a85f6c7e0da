"""Keeps what providers tell, in the outbox, among the citizens' messages and the blocks."""

from __future__ import annotations

import structlog
from sqlalchemy import select, true

from booking.api import Database, Transaction
from notifier.consent.service import Blocks
from notifier.hearing.heard import HeardReceipt, HeardSms, shown
from notifier.outbox import Outbox, Patience, masked
from notifier.outbox.said import Said
from notifier.outbox.workers import own_name
from notifier.received.store import receive


class Keeper:
    """See `Receiver`; on the database that the notifier works on."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._outbox = Outbox(database, own_name(), Patience())
        self._blocks = Blocks(database)
        self._log = structlog.get_logger("webhooks")

    async def receipt(self, provider: str, heard: HeardReceipt) -> None:
        log = self._log.bind(provider=provider, message=heard.message_id, word=shown(heard.word))
        await self._outbox.receipt(
            provider, heard.reference, heard.said, heard.code, heard.message_id
        )
        if heard.said is Said.UNKNOWN:
            log.warning("receipt with a word that is not known")
        else:
            log.info("receipt", code=shown(heard.code))

    async def sms(self, provider: str, heard: HeardSms) -> None:
        def keep(tx: Transaction) -> bool:
            return receive(
                tx,
                provider=provider,
                reference=heard.reference,
                sender=heard.sender,
                recipient=heard.recipient,
                text=heard.text,
            )

        is_new = await self._database.write(keep)
        self._log.info("sms", provider=provider, sender=masked(heard.sender), new=is_new)

    async def opt_out(self, address: str) -> None:
        await self._blocks.opt_out(address, "web")
        self._log.info("opted out", address=masked(address))

    async def check(self) -> None:
        await self._database.read(lambda tx: tx.one(select(true())))
