"""The outbox: what is to be sent, by whom, and what became of it. Each method: one transaction."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from booking.api import Database, Transaction
from notifier.consent.service import Blocks
from notifier.course import shipped
from notifier.errors import SendingError
from notifier.outbox import adding, receiving, rules, store, trace
from notifier.outbox.ending import Course, Endings
from notifier.outbox.model import ChannelKind, Draft, Message, MessageState, Status
from notifier.outbox.receiving import Receipt
from notifier.outbox.rules import Patience
from notifier.outbox.said import Said
from notifier.outbox.workers import is_dead


@dataclass(frozen=True, slots=True)
class Claimed:
    """A message that this worker has in hand.

    Attributes:
        message: the message.
        may_be_there: the provider may have it already, so it is looked up before it is sent.
    """

    message: Message
    may_be_there: bool


class Outbox:
    """The messages of one worker and of all others, in one table.

    Args:
        database: where the table is.
        worker: this worker's name; see `workers.own_name`.
        patience: how long claims and waits last.
        course: what the templates say of a message's way; that of the shipped ones by default.
    """

    def __init__(
        self,
        database: Database,
        worker: str,
        patience: Patience,
        *,
        course: Course | None = None,
    ) -> None:
        self._database = database
        self._worker = worker
        self._patience = patience
        self._endings = Endings(course or shipped(), Blocks(database))

    def put(self, tx: Transaction, event_id: int, drafts: Iterable[Draft]) -> None:
        """Add an event's drafts inside the transaction that marks the event as handled."""
        for draft in drafts:
            self._add(tx, draft, event_id=event_id)

    def answer(self, tx: Transaction, inbound_id: int, draft: Draft) -> None:
        """Add the answer to what a citizen has written, inside the transaction that handles it."""
        self._add(tx, draft, inbound_id=inbound_id)

    async def receipt(
        self,
        provider: str,
        reference: str,
        status: Said,
        code: str = "",
        message_id: int | None = None,
        *,
        price: int | None = None,
    ) -> Message | None:
        """Take in what a provider says of a message; any order, and any number of times.

        Nothing is left to do where it returns: the receipt is written down and merged, and where
        the message has failed, it is on its next way.

        Args:
            provider: who says it: 'twilio', 'kannel', 'smtp', 'ring'.
            reference: their number for the message.
            status: what it comes down to.
            code: why it did not arrive, a `Fault` or, where none fits, the provider's own word;
                empty where it did. At most 20 letters.
            message_id: our number, where the provider gives it back. It proves that a message was
                taken whose worker died before it had the answer.
            price: in hundredths of the town's currency.

        Returns:
            The message as it is now; None where it is not known, or not yet: then the receipt is
            kept, and merged once the message's number is known.
        """
        said = Receipt(provider, reference, status, code, message_id, price)
        return await self._database.write(lambda tx: receiving.take(tx, said, self._endings))

    async def claim(self, limit: int) -> list[Claimed]:
        """Take up to so many messages that are due; each is 'sending' from now on."""
        lease = timedelta(seconds=self._patience.lease)

        def act(tx: Transaction) -> list[Claimed]:
            taken = store.claim(tx, self._worker, tx.now + lease, limit)
            return [Claimed(message, may_be_there) for message, may_be_there in taken]

        return await self._database.write(act)

    async def has_due(self) -> bool:
        """Whether there may be something to claim; spares an empty write."""
        return await self._database.read(store.has_due)

    async def sent(self, message: Message, reference: str) -> bool:
        """The provider has it; False where another worker has it by now."""
        return await self._database.write(
            lambda tx: store.finish(tx, message, MessageState.SENT, None, reference)
        )

    async def adopt(self, message: Message, references: Sequence[str]) -> bool:
        """The provider has these, and one may be this message; True if one is.

        A reference that belongs to another message of ours is not this one: two messages may
        have the same words.
        """

        def act(tx: Transaction) -> bool:
            known = store.known_references(tx, list(references))
            left = [reference for reference in references if reference not in known]
            # listed newest first; the oldest that is left is the first try
            return bool(left) and store.finish(tx, message, MessageState.SENT, None, left[-1])

        return await self._database.write(act)

    async def failed(self, message: Message, error: SendingError) -> MessageState:
        """The provider did not take it; the state in which it is now."""

        def act(tx: Transaction) -> MessageState:
            verdict = rules.after_failure(error, message.attempts, tx.now, self._patience)
            store.put_back(tx, message, verdict)
            return verdict.state

        return await self._database.write(act)

    async def given_up(self, message: Message, reason: str) -> bool:
        """It is not worth sending any more."""
        return await self._database.write(
            lambda tx: store.finish(tx, message, MessageState.TECHNICAL_FAILURE, reason, None)
        )

    def _add(
        self,
        tx: Transaction,
        draft: Draft,
        *,
        event_id: int | None = None,
        inbound_id: int | None = None,
    ) -> None:
        made = adding.add(tx, draft, event_id=event_id, inbound_id=inbound_id)
        if made is None:
            return
        if draft.withheld is None:
            self._endings.supersede(tx, made, draft)
        elif (message := store.find(tx, made)) is not None:
            self._endings.follow(tx, message, draft.withheld)

    async def take_over(self) -> list[str]:
        """Free what dead workers had in hand; the names of those workers.

        It is due only after a while: what they sent last may still be on its way.
        """
        others = await self._database.read(lambda tx: store.claims_of_others(tx, self._worker))
        dead = [name for name in sorted(others) if is_dead(name)]
        if dead:
            settle = timedelta(seconds=self._patience.settle)
            await self._database.write(lambda tx: store.release_claims(tx, dead, tx.now + settle))
        return dead


async def recent(
    database: Database,
    *,
    limit: int = 50,
    channel: ChannelKind | None = None,
    recipient: str | None = None,
    about: str | None = None,
) -> list[Message]:
    """The newest messages first; for lists.

    Args:
        database: where they are.
        limit: how many at most.
        channel: only these.
        recipient: only to this number (E.164) or address.
        about: only about this ('visit:12').
    """
    return await database.read(
        lambda tx: store.recent(tx, limit=limit, channel=channel, recipient=recipient, about=about)
    )


async def trace_of(database: Database, message_id: int) -> list[Status]:
    """Every state that a message came into, the oldest first."""
    return await database.read(lambda tx: trace.of_message(tx, message_id))


async def lost_events(database: Database, events: Collection[int]) -> set[int]:
    """Of these events, those that nobody will hear of: each message of theirs has failed."""
    return await database.read(lambda tx: store.lost_events(tx, events))
