"""'STOP' and 'START': no messages any more, and messages again."""

from __future__ import annotations

from booking.api import Transaction
from notifier.consent.model import BlockReason
from notifier.consent.service import Blocks
from notifier.gate.proven import trust
from notifier.inbound.model import Outcome
from notifier.inbound.talk import Talk


async def stop(talk: Talk, blocks: Blocks) -> Outcome:
    """Write to this number no more, by any channel; one answer says so, and no second one."""

    def act(tx: Transaction) -> bool:
        return tx.once(
            talk.step("stop"),
            lambda: blocks.block(tx, talk.phone, BlockReason.OPTED_OUT, _source(talk)),
            bool,
        )

    is_new = await talk.backend.database.write(act)
    return Outcome("stop", "stopped", talk.plain("reply_stopped") if is_new else None)


async def start(talk: Talk, blocks: Blocks) -> Outcome:
    """Write to this number again, as far as an SMS can say so."""

    def act(tx: Transaction) -> bool:
        blocks.lift(tx, talk.phone, BlockReason.OPTED_OUT, _source(talk))
        trust(tx, blocks, talk.phone, _source(talk))  # what writes an SMS can get one
        return blocks.wants_nothing(tx, talk.phone)

    if await talk.backend.database.write(act):
        return Outcome("start", "said-elsewhere", talk.plain("reply_still_stopped"))
    return Outcome("start", "started", talk.plain("reply_started"))


def _source(talk: Talk) -> str:
    return f"inbound:{talk.received.id}"
