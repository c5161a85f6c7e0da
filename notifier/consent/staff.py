"""What the staff writes down for whoever rings and wants no messages at a number or an address.

The messages of many towns come from a name, which nobody can answer with STOP; and who gets those
of somebody else has no login to end them with.
"""

from __future__ import annotations

from booking.api import Database, Refused, Transaction, opt_in, parse_phone, silence_rings
from notifier.consent import store
from notifier.consent.model import Block, BlockReason, normalised

LONGEST = 320
"""Letters of an address (RFC 5321, 4.5.3.1)."""


class Silences:
    """Recipients who want nothing, said to the staff.

    It holds for this number or address alone, and leaves the wishes of a citizen whose contact it
    is as they are: whoever rings may be somebody else by now. START by SMS does not take it back.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    async def of(self, recipient: str) -> Block | None:
        """Since when, and by whom it is known, this recipient wants nothing; None where it is not.

        Args:
            recipient: a number in E.164 or an e-mail address.
        """
        found = await self._database.read(lambda tx: store.holding(tx, [normalised(recipient)]))
        return next((one for one in found if one.reason is BlockReason.OPTED_OUT), None)

    async def begin(self, recipient: str, *, by: str, key: str | None = None) -> bool:
        """Write there no more, and ring there no more by the machine, from this moment on.

        Args:
            recipient: a number in E.164 or an e-mail address.
            by: who writes it down, a username.
            key: the command's key.

        Returns:
            Whether it was open before.

        Raises:
            Refused: it is neither ('recipient').
        """
        held = _checked(recipient)

        def act(tx: Transaction) -> bool:
            is_new = store.add(tx, held, BlockReason.OPTED_OUT, f"staff:{by}")
            silence_rings(tx, {held})
            if is_new:
                tx.audit(by, "recipient-blocked", _about(held), reason=_REASON)
            return is_new

        return await self._database.once(key, act, bool)

    async def end(self, recipient: str, *, by: str, key: str | None = None) -> bool:
        """Write there again, whoever had said not to; what was told of dead numbers stays.

        A citizen who had ended all messages by a message wishes for some again.

        Args:
            recipient: a number in E.164 or an e-mail address.
            by: who writes it down, a username.
            key: the command's key.

        Returns:
            Whether it was closed.

        Raises:
            Refused: it is neither a number nor an address ('recipient').
        """
        held = _checked(recipient)

        def act(tx: Transaction) -> bool:
            lifted = [
                store.lift(tx, one, BlockReason.OPTED_OUT, only_by_message=one != held)
                for one in sorted(normalised(contact) for contact in opt_in(tx, held))
            ]
            if any(lifted):
                tx.audit(by, "recipient-unblocked", _about(held), reason=_REASON)
            return any(lifted)

        return await self._database.once(key, act, bool)


_REASON = BlockReason.OPTED_OUT.value


def _checked(recipient: str) -> str:
    held = normalised(recipient)
    if "@" in held:
        name, _, domain = held.rpartition("@")
        fits = bool(name and domain) and held.isprintable() and " " not in held
    else:
        fits = parse_phone(held) == held
    if not fits or len(held) > LONGEST:
        raise Refused("recipient", "neither a number nor an address")
    return held


def _about(recipient: str) -> str:
    """The audit keeps a name in its place."""
    return f"email:{recipient}" if "@" in recipient else f"phone:{recipient}"
