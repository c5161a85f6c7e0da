"""A number or an address that was found dead has shown that it lives."""

from __future__ import annotations

from booking.api import Backend, ContactChanged, ContactKind, NotFound, Transaction
from notifier.consent.model import BlockReason
from notifier.consent.service import Blocks

FOUND_DEAD = (BlockReason.LANDLINE, BlockReason.INVALID, BlockReason.BOUNCED)
"""What a provider has said, and its recipient disproves. An opt-out is no such thing."""


def trust(tx: Transaction, blocks: Blocks, recipient: str, source: str) -> None:
    """Write there again, as far as it was only thought dead."""
    for reason in FOUND_DEAD:
        blocks.lift(tx, recipient, reason, source)


async def trust_proven(backend: Backend, event: ContactChanged) -> None:
    """A code that was sent there has come back by a citizen; said again, nothing changes.

    Raises:
        Unavailable: the database is away.
    """
    try:
        citizen = await backend.citizens.get(event.citizen_id)
    except NotFound:  # erased meanwhile
        return
    is_phone = event.contact is ContactKind.PHONE
    contact = citizen.reachable_phone if is_phone else citizen.reachable_email
    if contact is None:
        return
    blocks, source = Blocks(backend.database), f"citizen:{citizen.id}"
    await backend.database.write(lambda tx: trust(tx, blocks, contact, source))
