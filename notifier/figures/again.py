"""Tries a message again that a technical fault has ended. One transaction."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from booking.api import NotFound, Refused, Transaction
from notifier.figures import rules
from notifier.figures.model import NotAgain
from notifier.outbox import store, trace
from notifier.outbox.ending import Endings
from notifier.outbox.model import FAILED, Message
from notifier.outbox.tables import messages

TRIED_AGAIN = "tried-again"
"""The reason in the trace."""

FIELD = "message"


def again(tx: Transaction, number: int, by: str, endings: Endings) -> Message:
    """Let the outbox take it up once more; the message as it is now.

    Raises:
        NotFound: there is no such message.
        Refused: it is not to be sent; the reason is a `NotAgain`.
    """
    message = store.lock(tx, number)
    if message is None:
        raise NotFound(f"there is no message {number}")
    why = why_not(tx, message, endings)
    if why is not None:
        raise Refused(FIELD, why)
    state = rules.state_to_go_on_from(message)
    gone: dict[str, Any] = {}
    if message.reference is not None:
        # that try is over; what is still said of it belongs to it alone
        gone = {"reference": None, "sent_at": None}
    trace.come_into(
        tx, number, state, TRIED_AGAIN, message.provider, due_at=tx.now, claimed_by=None, **gone
    )
    tx.audit(by, "message-tried-again", f"message:{number}", reason=message.reason or "")
    found = store.find(tx, number)
    return found or message


def why_not(tx: Transaction, message: Message, endings: Endings) -> NotAgain | None:
    """Why it is not tried again: by `rules.why_not_again`, or another has taken its place."""
    why = rules.why_not_again(message, tx.now)
    if why is not None:
        return why
    followed = tx.one(
        select(messages.c.id)
        .where(
            messages.c.escalated_from == message.id,
            messages.c.state.not_in([state.value for state in FAILED]),
        )
        .limit(1)
    )
    if followed is not None:
        return NotAgain.FOLLOWED
    return NotAgain.SUPERSEDED if endings.is_superseded(tx, message) else None
