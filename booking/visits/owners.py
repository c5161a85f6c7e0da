"""Who owns a counter's calendar, if not we: what visits ask of them."""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from typing import Protocol

from booking.ground.transaction import Transaction
from booking.visits.model import Hold, Slot


class Owners(Protocol):
    """The outside systems that own calendars (`booking.outside`)."""

    def silent(self) -> frozenset[str]:
        """Counters where nothing can be promised now, for their owner does not answer."""

    def any(self) -> bool:
        """Whether any calendar may be theirs."""

    def own(self, counter: str) -> bool:
        """Whether one of them owns this counter's calendar."""

    def sold(self, tx: Transaction) -> AbstractSet[int]:
        """Visits whose time an owner has given to somebody else."""

    async def agree(self, hold: Hold) -> None:
        """Have the owner keep the time of a hold; nothing to ask where we own it.

        Raises:
            SlotTaken: it cannot be promised.
        """

    async def ask(self, slot: Slot) -> None:
        """The same for a time that we have not taken yet.

        Raises:
            SlotTaken: it cannot be promised.
        """

    async def look(self, slot: Slot) -> None:
        """See what has taken a time that was refused, so that nobody is offered it again."""
