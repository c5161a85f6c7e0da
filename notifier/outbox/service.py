"""The outbox: what is to be sent, by whom, and what became of it. Each method: one transaction."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import timedelta
from itertools import groupby
from random import Random

from booking.api import Database, Transaction, unwanted_contacts
from notifier.consent.service import Blocks
from notifier.errors import Rejected, SendingError
from notifier.outbox import (
    adding,
    readdressing,
    receiving,
    recording,
    store,
    sweeping,
    trace,
    unwanted,
)
from notifier.outbox.batching import Batcher
from notifier.outbox.claiming import Claimed, Claimer, Haul
from notifier.outbox.course import shipped
from notifier.outbox.ending import Course, Endings
from notifier.outbox.escalation import CONTACT_CHANGED
from notifier.outbox.gate import Gate, OpenGate
from notifier.outbox.model import ChannelKind, Draft, Message, MessageState, Status
from notifier.outbox.receiving import Receipt
from notifier.outbox.rules import Patience, Tried
from notifier.outbox.said import Said
from notifier.outbox.silence import AfterSilence
from notifier.outbox.workers import is_dead
from notifier.providers import rows
from notifier.providers.health import SLOW_SECONDS
from notifier.providers.ways import Routes

__all__ = ["Claimed", "Outbox", "lost_events", "recent", "trace_of"]


class Outbox:
    """The messages of one worker and of all others, in one table.

    Args:
        database: where the table is.
        worker: this worker's name; see `workers.own_name`.
        patience: how long claims and waits last.
        routes: the ways out; needed by whoever claims and sends.
        gate: says whether a message may go now; by default each may.
        course: what the templates say of a message's way; that of the shipped ones by default.
        random: spreads what is tried again.
    """

    def __init__(
        self,
        database: Database,
        worker: str,
        patience: Patience,
        *,
        routes: Routes | None = None,
        gate: Gate | None = None,
        course: Course | None = None,
        random: Random | None = None,
    ) -> None:
        self._database = database
        self._worker = worker
        self._patience = patience
        self._routes = routes or Routes({})
        self._random = random or Random()  # noqa: S311  it spreads, and hides nothing
        self._endings = Endings(course or shipped(), Blocks(database))
        self._batcher = Batcher(database)
        self._gate = gate or OpenGate()
        self._claimer = Claimer(worker, patience, self._routes, self._gate, self._endings)

    def put(self, tx: Transaction, event_id: int, drafts: Iterable[Draft]) -> None:
        """Add an event's drafts inside the transaction that marks the event as handled."""
        self.put_all(tx, [(event_id, draft) for draft in drafts])

    def put_all(self, tx: Transaction, drafts: Sequence[tuple[int, Draft]]) -> None:
        """The same for several events, the oldest first; each draft with its event's number.

        Most end no other message, and nothing has overtaken them: what goes for all of those that
        come one after the other is written at once.
        """
        for is_plain, several in groupby(drafts, self._endings.plain(tx, drafts)):
            if is_plain:
                adding.add_all(tx, several)
            else:
                for event_id, draft in several:
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
                empty where it did. At most 20 letters. `CONTACT_CHANGED`: it was not brought, for
                the number was given up; its event is told to where they are now.
            message_id: our number, where the provider gives it back. It proves that a message was
                taken whose worker died before it had the answer.
            price: in hundredths of the town's currency.

        Returns:
            The message as it is now; None where it is not known, or not yet: then the receipt is
            kept, and merged once the message's number is known.
        """
        said = Receipt(provider, reference, status, code, message_id, price)

        def act(tx: Transaction) -> Message | None:
            message = receiving.take(tx, said, self._endings)
            if code == CONTACT_CHANGED and message is not None and message.reason == code:
                readdressing.tell_anew(tx, [message], self._gate, self._endings)
            return message

        return await self._database.write(act)

    async def claim(self, limit: int) -> Haul:
        """Take up to so many messages that are due; each is 'sending' from now on."""
        return await self._database.write(lambda tx: self._claimer.claim(tx, limit))

    async def has_due(self) -> bool:
        """Whether there may be something to claim; spares an empty write."""
        return await self._database.read(store.has_due)

    async def sent(self, message: Message, reference: str, *, seconds: float = 0.0) -> bool:
        """The provider has it; False where another has written down more of it by now.

        Args:
            message: as it was claimed.
            reference: the provider's number for it.
            seconds: how long it took.
        """
        price = self._gate.price(message)

        def act(tx: Transaction) -> Message | None:
            is_ours = recording.sent(tx, message, reference, price)
            if seconds > SLOW_SECONDS:
                rows.count_bad(tx, _bad(message, failed=False))
            return message if is_ours else None

        return await self._batcher.run(act, recording.note_sent) is not None

    async def adopt(self, message: Message, references: Sequence[str]) -> bool:
        """The provider has these, and one may be this message; True if one is."""
        price = self._gate.price(message)
        return await self._batcher.run(lambda tx: recording.adopted(tx, message, references, price))

    async def not_there(self, message: Message) -> bool:
        """The provider was asked and does not have it: it is due again, by whomever."""
        return await self._batcher.run(lambda tx: recording.not_there(tx, message, self._endings))

    async def failed(
        self, message: Message, error: SendingError, *, was_lookup: bool = False
    ) -> MessageState:
        """The provider did not take it; the state in which it is now.

        Args:
            message: as it was claimed.
            error: what happened.
            was_lookup: it was only asked whether it has it.
        """
        channel = self._routes.channel(message.channel, message.provider)
        tried = Tried(
            attempts=message.attempts,
            routes=max(1, self._routes.count(message.channel)),
            silence=AfterSilence.WAIT if channel is None else channel.after_silence,
            was_lookup=was_lookup,
        )
        failure = recording.Failure(error, tried, self._patience, self._random.random())

        def act(tx: Transaction) -> MessageState:
            state = recording.failed(tx, message, failure, self._endings)
            if not was_lookup and not isinstance(error, Rejected):
                rows.count_bad(tx, _bad(message, failed=True))
            return state

        return await self._batcher.run(act)

    async def given_up(self, message: Message, reason: str) -> bool:
        """It is not worth sending any more."""
        return await self._batcher.run(
            lambda tx: recording.given_up(tx, message, reason, self._endings)
        )

    async def ended(self, citizen_id: int, templates: Collection[str]) -> int:
        """Drop what waits for a citizen who wants no messages any more; how many there were.

        Args:
            citizen_id: who has said so, on the line or at the counter.
            templates: what they can do without.
        """

        def act(tx: Transaction) -> int:
            return unwanted.drop(tx, unwanted_contacts(tx, citizen_id), templates)

        return await self._database.write(act)

    async def sweep(self) -> int:
        """Look after what nobody is woken for; how much there was."""
        providers = self._routes.with_receipts()
        return await self._database.write(lambda tx: sweeping.sweep(tx, providers, self._endings))

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
            if event_id is not None:
                self._endings.end_overtaken(tx, made, draft, event_id)
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


def _bad(message: Message, *, failed: bool) -> list[rows.Bad]:
    if message.provider is None or message.claimed_at is None or message.claimed_by is None:
        return []
    return [rows.Bad(message.provider, message.claimed_at, message.claimed_by, failed)]


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
