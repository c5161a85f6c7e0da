"""Who is not written to. Methods that take a transaction are parts of it; the others are one."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from booking.api import Database, Transaction, opt_in, opt_out, wanted_contacts, wants_no_messages
from notifier.consent import store
from notifier.consent.model import Block, BlockReason, normalised


class Blocks:
    """Recipients that get nothing by a channel, or by none.

    Recipients are numbers in E.164 and e-mail addresses, in any letters. A source is as in
    `Block`.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def block(self, tx: Transaction, recipient: str, reason: BlockReason, source: str) -> bool:
        """Write to this recipient no more, on all channels that the reason closes.

        Who has opted out has opted out of every way to them: see `booking.wishes.opting`.

        Returns:
            Whether anything is blocked that was not before.

        Raises:
            ValueError: the reason is not one of this kind of recipient.
        """
        held = normalised(recipient)
        opted = reason is BlockReason.OPTED_OUT
        contacts = opt_out(tx, held) if opted else frozenset({held})
        new = [store.add(tx, normalised(one), reason, source) for one in sorted(contacts)]
        if any(new):
            tx.audit(source, "recipient-blocked", _about(held), reason=reason.value)
        return any(new)

    def lift(self, tx: Transaction, recipient: str, reason: BlockReason, source: str) -> bool:
        """Write to this recipient again, as far as this reason goes.

        An opt-out is lifted where it was said by a message: see `booking.wishes.opting`.

        Returns:
            Whether anything was blocked for it.
        """
        held = normalised(recipient)
        opted = reason is BlockReason.OPTED_OUT
        contacts = opt_in(tx, held) if opted else frozenset({held})
        lifted = [
            store.lift(tx, normalised(one), reason, only_by_message=opted)
            for one in sorted(contacts)
        ]
        if any(lifted):
            tx.audit(source, "recipient-unblocked", _about(held), reason=reason.value)
        return any(lifted)

    def wants_nothing(self, tx: Transaction, recipient: str) -> bool:
        """Whether they get nothing because they or their citizen have said so, by any way."""
        found = store.holding(tx, [normalised(recipient)])
        opted = any(one.reason is BlockReason.OPTED_OUT for one in found)
        return opted or wants_no_messages(tx, normalised(recipient))

    async def wanted_again(self, citizen_id: int) -> bool:
        """A citizen who wanted nothing has said at the counter or on the line that they do again.

        It opens their contacts that are nobody else's. What was opted out of since then, and what
        is closed for another reason, stays closed.
        """

        def act(tx: Transaction) -> bool:
            contacts = sorted(normalised(one) for one in wanted_contacts(tx, citizen_id))
            lifted = [store.lift(tx, one, BlockReason.OPTED_OUT) for one in contacts]
            return any(lifted)

        return await self._database.write(act)

    def is_blocked(self, tx: Transaction, channel: str, recipient: str) -> BlockReason | None:
        """Why this recipient gets nothing by this channel; None where it may go."""
        return self.blocked(tx, [recipient]).get((channel, normalised(recipient)))

    def blocked(
        self, tx: Transaction, recipients: Collection[str]
    ) -> Mapping[tuple[str, str], BlockReason]:
        """Of these recipients, what is closed: by channel and `normalised` recipient, and why.

        An opt-out is named before any other reason.
        """
        found: dict[tuple[str, str], BlockReason] = {}
        for one in store.holding(tx, {normalised(recipient) for recipient in recipients}):
            place = (one.channel, one.recipient)
            if place not in found or one.reason is BlockReason.OPTED_OUT:
                found[place] = one.reason
        return found

    async def of(self, recipient: str) -> list[Block]:
        """All that was ever said of this recipient, the newest first."""
        return await self._database.read(lambda tx: store.history(tx, normalised(recipient)))

    async def opt_out(self, recipient: str, source: str) -> bool:
        """`block` for a recipient who wants nothing any more, as a transaction of its own."""
        return await self._database.write(
            lambda tx: self.block(tx, recipient, BlockReason.OPTED_OUT, source)
        )

    async def opt_in(self, recipient: str, source: str) -> bool:
        """`lift` for a recipient who wants messages again, as a transaction of its own."""
        return await self._database.write(
            lambda tx: self.lift(tx, recipient, BlockReason.OPTED_OUT, source)
        )


def _about(recipient: str) -> str:
    """The audit keeps a name in its place."""
    return f"email:{recipient}" if "@" in recipient else f"phone:{recipient}"
