"""Messages to a number or an address that was given up while they waited."""

from __future__ import annotations

from collections.abc import Sequence

from booking.api import Transaction, contact_is_given_up, contacts_of_records
from notifier.outbox.model import Message, Priority

TO_STAFF = frozenset({"clerk_application"})
"""Templates that are about somebody's record, and go to whoever works on it."""


def left(tx: Transaction, asked: Sequence[Message]) -> frozenset[int]:
    """Those of these messages whose recipient is no contact of their record any more."""
    told = {one.id: record for one in asked if (record := record_of_contact(one)) is not None}
    now = contacts_of_records(tx, set(told.values()))
    return frozenset(
        one.id
        for one in asked
        if one.id in told and contact_is_given_up(one.recipient, now.get(told[one.id]))
    )


def record_of_contact(message: Message) -> str | None:
    """The record as whose contact the recipient is told; None where they are told as they are.

    Answers go to whoever has written, and what a caller asks for to the number they named.
    """
    if message.event_id is None or message.template in TO_STAFF:
        return None
    is_named = message.priority is Priority.AWAITED and message.about.startswith("application:")
    return None if is_named else message.about
