"""A message is over without having arrived: what follows from that, in the same transaction."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import bindparam, select

from booking.api import Prepared, Transaction, among, take_up_again
from notifier.consent.model import BlockReason
from notifier.consent.service import Blocks
from notifier.outbox import adding, trace
from notifier.outbox.escalation import REACHED, SUPERSEDED, follow_up, next_way
from notifier.outbox.model import FAILED, ChannelKind, Draft, Message, MessageState
from notifier.outbox.said import Fault
from notifier.outbox.tables import messages

_NUMBERS = {
    Fault.LANDLINE: BlockReason.LANDLINE,
    Fault.NOT_A_MOBILE: BlockReason.LANDLINE,
    Fault.NO_SUCH_NUMBER: BlockReason.INVALID,
    Fault.OPTED_OUT: BlockReason.OPTED_OUT,
}
BLOCKS = {
    ChannelKind.SMS: _NUMBERS,
    ChannelKind.VOICE: {Fault.NO_SUCH_NUMBER: BlockReason.INVALID},
    ChannelKind.EMAIL: {Fault.NO_SUCH_ADDRESS: BlockReason.INVALID},
    ChannelKind.TASK: {},
}
"""What a provider has found out about a recipient for good."""

_GONE = (Fault.NO_SUCH_ADDRESS, BlockReason.INVALID, BlockReason.BOUNCED)
FRESH = timedelta(days=1)
"""A letter that comes back later is told by no other way: it is no news any more."""

_TOLD_LATER = Prepared(
    select(messages.c.template).where(
        messages.c.about == bindparam("matter"),
        messages.c.recipient == bindparam("to"),
        messages.c.event_id > bindparam("event"),
        *(messages.c.state != state.value for state in FAILED),
    )
)

_TOLD_LATER_OF_ANY = Prepared(
    lambda dialect: select(messages.c.about, messages.c.recipient).where(
        among(dialect, messages.c.about, "matters"),
        among(dialect, messages.c.recipient, "recipients"),
        messages.c.event_id > bindparam("event"),
    )
)


@dataclass(frozen=True, slots=True)
class Course:
    """What the templates say of a message's way.

    Attributes:
        steps: of a template, the ways that are tried one after the other.
        supersedes: of a template, those whose messages about the same are stale once there is one
            of this.
    """

    steps: Callable[[str], tuple[ChannelKind, ...]]
    supersedes: Callable[[str], frozenset[str]]


class Endings:
    """What comes after a message's end.

    Args:
        course: what the templates say.
        blocks: where dead ends are remembered.
    """

    def __init__(self, course: Course, blocks: Blocks) -> None:
        self._course = course
        self._blocks = blocks

    def end(self, tx: Transaction, message: Message, state: MessageState, reason: str) -> None:
        """Put a message into a state of failure, remember dead ends, take the next way."""
        trace.come_into(tx, message.id, state, reason, message.provider, claimed_by=None)
        if state is MessageState.PERMANENT_FAILURE:
            self._block(tx, message, reason)
            _tell_otherwise(tx, message, reason)
        self.follow(tx, message, reason)

    def follow(self, tx: Transaction, message: Message, reason: str) -> None:
        """Take the next way to the recipient, where the template has one and it still helps."""
        way = next_way(self._course.steps(message.template), message, reason)
        if way is None or self.is_superseded(tx, message):
            return
        draft = follow_up(message, way, reason)
        made = adding.add(
            tx,
            draft,
            event_id=message.event_id,
            inbound_id=message.inbound_id,
            escalated_from=message.id,
        )
        if made is not None:  # what follows an older message is stale like that message itself
            self.supersede(tx, made, draft)

    def is_superseded(self, tx: Transaction, message: Message) -> bool:
        """Whether a newer message about the same tells the recipient what holds now."""
        newer = select(messages.c.template).where(
            messages.c.about == message.about,
            messages.c.recipient == message.recipient,
            messages.c.id > message.id,
            messages.c.state.not_in([state.value for state in FAILED]),
        )
        supersedes = self._course.supersedes
        return any(message.template in supersedes(row.template) for row in tx.all(newer))

    def supersede(self, tx: Transaction, number: int, newer: Draft) -> None:
        """Drop what is stale now: only what is certain not to be with a provider."""
        stale = self._course.supersedes(newer.template)
        if not stale:
            return
        rows = tx.all(
            select(messages.c.id)
            .where(
                messages.c.about == newer.about,
                messages.c.recipient == newer.recipient,
                messages.c.id < number,
                messages.c.template.in_(sorted(stale)),
                messages.c.state == MessageState.CREATED.value,
            )
            .order_by(messages.c.id)
            .with_for_update()
        )
        for row in rows:
            trace.come_into(tx, row.id, MessageState.TECHNICAL_FAILURE, SUPERSEDED)

    def end_overtaken(self, tx: Transaction, number: int, draft: Draft, event_id: int) -> None:
        """End what was told late, after something newer about the same, that it must not undo.

        Events come late that could not be told before, or whose contact has changed.
        """
        later = tx.all(_TOLD_LATER, matter=draft.about, to=draft.recipient, event=event_id)
        supersedes = self._course.supersedes
        if any(draft.template in supersedes(row.template) for row in later):
            trace.come_into(tx, number, MessageState.TECHNICAL_FAILURE, SUPERSEDED)

    def plain(
        self, tx: Transaction, drafts: Sequence[tuple[int, Draft]]
    ) -> Callable[[tuple[int, Draft]], bool]:
        """Tells of each of these, with its event, that it ends nothing and nothing ends it."""
        told = tx.all(
            _TOLD_LATER_OF_ANY,
            matters={draft.about for _, draft in drafts},
            recipients={draft.recipient for _, draft in drafts},
            event=min((event_id for event_id, _ in drafts), default=0),
        )
        later = {(row.about, row.recipient) for row in told}

        def is_plain(one: tuple[int, Draft]) -> bool:
            _, draft = one
            is_overtaken = (draft.about, draft.recipient) in later
            stale = self._course.supersedes(draft.template)
            return draft.withheld is None and not is_overtaken and not stale

        return is_plain

    def call_back(self, tx: Transaction, message: Message) -> None:
        """Drop what was to follow a message that has arrived after all, if it is still here."""
        rows = tx.all(
            select(messages.c.id)
            .where(
                messages.c.escalated_from == message.id,
                messages.c.state == MessageState.CREATED.value,
            )
            .with_for_update()
        )
        for row in rows:
            trace.come_into(tx, row.id, MessageState.TECHNICAL_FAILURE, REACHED)

    def _block(self, tx: Transaction, message: Message, reason: str) -> None:
        fault = Fault(reason) if reason in set(Fault) else Fault.UNKNOWN
        why = BLOCKS[message.channel].get(fault)
        if why is not None:
            self._blocks.block(tx, message.recipient, why, f"message:{message.id}")


def _tell_otherwise(tx: Transaction, message: Message, reason: str) -> None:
    """A mailbox that was wished for is gone: its event is told anew, by what else there is.

    To whom it was told already it is not told again; a message is unique by event, template
    and recipient.
    """
    is_gone = message.channel is ChannelKind.EMAIL and reason in _GONE
    if is_gone and message.event_id is not None and tx.now - message.created_at < FRESH:
        take_up_again(tx.connection, [message.event_id])
