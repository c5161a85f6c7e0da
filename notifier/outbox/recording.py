"""Writes down what became of a claimed message; each function is a part of a transaction.

Whoever claimed it may have slept meanwhile, and another may have it: every change asks whether it
is still theirs.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import Integer, bindparam, func, update

from booking.api import Id, Prepared, Transaction
from notifier.errors import SendingError
from notifier.outbox import rules, store, trace
from notifier.outbox.ending import Endings
from notifier.outbox.escalation import SUPERSEDED
from notifier.outbox.model import FAILED, Message, MessageState
from notifier.outbox.rules import Patience, Tried, Verdict
from notifier.outbox.tables import messages

NOT_THERE = "not-there"
"""The provider was asked, and does not have it."""

_COST = bindparam("cost", type_=Integer)
_SENT = Prepared(
    update(messages)
    .where(
        messages.c.id == bindparam("number", type_=Id),
        messages.c.state == MessageState.SENDING.value,
        messages.c.claimed_by == bindparam("worker", type_=messages.c.claimed_by.type),
        messages.c.attempts == bindparam("attempt"),
    )
    .values(
        state=MessageState.SENT.value,
        reason=None,
        reference=bindparam("theirs", type_=messages.c.reference.type),
        sent_at=bindparam("at", type_=messages.c.sent_at.type),
        # a try that was lost on its way has cost as much
        price=func.coalesce(messages.c.price + _COST, _COST, messages.c.price),
    )
)


@dataclass(frozen=True, slots=True)
class Failure:
    """A try that failed, and how worth another it is."""

    error: SendingError
    tried: Tried
    patience: Patience
    spread: float


def sent(tx: Transaction, message: Message, reference: str, price: int | None) -> bool:
    """The provider has it; False where somebody else has written down more of it by now.

    The trace is told apart, by `note_sent`: of several that were sent, at once.

    Args:
        tx: the transaction.
        message: as it was claimed.
        reference: the provider's number for it.
        price: what that cost, in hundredths of the town's currency; None where nobody knows.
    """
    changed = tx.run(
        _SENT,
        number=message.id,
        worker=message.claimed_by,
        attempt=message.attempts,
        theirs=reference,
        at=tx.now,
        cost=price,
    )
    return bool(changed)


def note_sent(tx: Transaction, several: Iterable[Message | None]) -> None:
    """Add it to the trace of those that were ours; None stands for each other one."""
    trace.note_given(tx, (one for one in several if one is not None), MessageState.SENT)


def adopted(
    tx: Transaction, message: Message, references: Sequence[str], price: int | None
) -> bool:
    """The provider has these, and one may be this message; True if one is.

    A reference that belongs to another message of ours is not this one: two messages may have the
    same words. Nor is one of an earlier try that was lost.
    """
    known = store.known_references(tx, message.provider or "", list(references))
    left = [reference for reference in references if reference not in known]
    # listed newest first; the oldest that is left is the first try
    is_there = bool(left) and sent(tx, message, left[-1], price)
    if is_there:
        note_sent(tx, [message])
    return is_there


def not_there(tx: Transaction, message: Message, endings: Endings) -> bool:
    """The provider does not have it: it may be sent, by whomever."""
    verdict = Verdict(MessageState.CREATED, NOT_THERE, tx.now)
    return _settle(tx, message, verdict, endings)


def failed(tx: Transaction, message: Message, failure: Failure, endings: Endings) -> MessageState:
    """The provider did not take it; the state in which it is now."""
    verdict = rules.after_failure(
        failure.error, failure.tried, tx.now, failure.patience, failure.spread
    )
    _settle(tx, message, verdict, endings)
    return verdict.state


def given_up(tx: Transaction, message: Message, reason: str, endings: Endings) -> bool:
    """It is not worth sending any more."""
    verdict = Verdict(MessageState.TECHNICAL_FAILURE, reason, tx.now)
    return _settle(tx, message, verdict, endings)


def _settle(tx: Transaction, message: Message, verdict: Verdict, endings: Endings) -> bool:
    now = store.lock(tx, message.id)
    if now is None or not _is_ours(now, message):
        return False
    if verdict.state in FAILED:
        endings.end(tx, now, verdict.state, verdict.reason)
    elif verdict.state is MessageState.CREATED and endings.is_superseded(tx, now):
        endings.end(tx, now, MessageState.TECHNICAL_FAILURE, SUPERSEDED)
    else:
        trace.come_into(
            tx,
            now.id,
            verdict.state,
            verdict.reason,
            now.provider,
            due_at=verdict.due_at,
            claimed_by=None,
        )
    return True


def _is_ours(now: Message, message: Message) -> bool:
    return (now.state, now.claimed_by, now.attempts) == (
        MessageState.SENDING,
        message.claimed_by,
        message.attempts,
    )
