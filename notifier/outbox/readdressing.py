"""A contact was given up while messages to it waited: their events are told to the present one."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select, tuple_

from booking.api import Transaction, take_up_again
from notifier.outbox import store
from notifier.outbox.ending import Endings
from notifier.outbox.escalation import CONTACT_CHANGED
from notifier.outbox.gate import Gate, Never
from notifier.outbox.model import Message, MessageState
from notifier.outbox.tables import messages


def tell_anew(tx: Transaction, ended: Sequence[Message], gate: Gate, endings: Endings) -> None:
    """Have the events of these messages told anew, with those that stand in line behind them.

    All of one matter go together, so that they are told in their order. What was told to a
    recipient already is not told to them again: an event has one message of a kind for each.

    Args:
        tx: the transaction of the claim.
        ended: messages that ended since they went to a contact that was given up.
        gate: says which of those behind them would go there as well.
        endings: ends them.
    """
    if not ended:
        return
    behind = _behind(tx, ended)
    judged = gate.judge(tx, behind) if behind else {}
    too = [one for one in behind if judged.get(one.id) == Never(CONTACT_CHANGED)]
    for one in too:
        endings.end(tx, one, MessageState.PERMANENT_FAILURE, CONTACT_CHANGED)
    take_up_again(
        tx.connection, sorted({one.event_id for one in [*ended, *too] if one.event_id is not None})
    )


def _behind(tx: Transaction, ended: Sequence[Message]) -> list[Message]:
    """What another worker looks at just now is left to it."""
    place = tuple_(messages.c.about, messages.c.recipient)
    rows = tx.all(
        select(messages)
        .where(
            place.in_({(one.about, one.recipient) for one in ended}),
            messages.c.state == MessageState.CREATED.value,
        )
        .order_by(messages.c.id)
        .with_for_update(skip_locked=True)
    )
    return [store.message(row) for row in rows]
