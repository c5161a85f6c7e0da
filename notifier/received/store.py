"""Messages of citizens in the database."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from hashlib import sha256
from typing import Any

from sqlalchemy import Integer, bindparam, func, not_, or_, select, update

from booking.api import Prepared, Transaction, among, insert_missing, parse_phone
from notifier.received.masking import without_secrets
from notifier.received.model import BOOK, BOOKED, HELD, UNANSWERED, UNKNOWN_CODE, Received
from notifier.received.tables import UNHANDLED, inbound_messages

MOST_KEPT = 1600
"""Characters of a text; ten joined segments. Nobody writes more by hand."""

_LONGEST = {"provider": 20, "reference": 200, "sender": 320, "recipient": 320}

RECEIVED, HANDLED, IGNORED = "received", "handled", "ignored"

_UNHANDLED = Prepared(
    lambda dialect: (
        select(inbound_messages)
        .where(
            UNHANDLED,
            not_(among(dialect, inbound_messages.c.id, "but")),
        )
        .order_by(inbound_messages.c.id)
        .limit(bindparam("most", type_=Integer))
    )
)


def receive(
    tx: Transaction, *, provider: str, reference: str, sender: str, recipient: str, text: str
) -> bool:
    """Keep a message that a provider has brought; it is handled soon after.

    Whatever the provider brings can be kept: signs that no table holds are left out, what is too
    long is cut.

    Returns:
        Whether it is new; a provider may bring a message again, and nothing comes of it.
    """
    number = _kept(sender)[: _LONGEST["sender"]]
    values = {
        "provider": _kept(provider),
        "reference": _reference(_kept(reference)),
        # as all numbers are kept, however a provider writes them: by it a citizen's are found
        "sender": parse_phone(number) or number,
        "recipient": _kept(recipient)[: _LONGEST["recipient"]],
        "text": _kept(text)[:MOST_KEPT],
    }
    return insert_missing(tx, inbound_messages, **values, received_at=tx.now, state=RECEIVED)


def unhandled(tx: Transaction, limit: int, but: Collection[int] = ()) -> list[Received]:
    """Messages that nobody has handled, the oldest first."""
    return [_received(row) for row in tx.all(_UNHANDLED, but=but, most=limit)]


def settle(
    tx: Transaction,
    received: Received,
    command: str | None,
    result: str,
    named: Collection[str] = (),
    *,
    ignored: bool = False,
) -> bool:
    """Note what came of a message; its secrets go. False where somebody else was quicker.

    Args:
        tx: the transaction.
        received: the message.
        command: what was understood, a short code; None where nothing was.
        result: what came of it, a short code.
        named: codes that may stay readable in its text.
        ignored: it was none of a citizen's.
    """
    changed = tx.execute(
        update(inbound_messages)
        .where(inbound_messages.c.id == received.id, inbound_messages.c.state == RECEIVED)
        .values(
            state=IGNORED if ignored else HANDLED,
            command=command,
            outcome=result,
            handled_at=tx.now,
            text=without_secrets(received.text, named),
        )
    )
    return changed.rowcount == 1


def results_since(tx: Transaction, sender: str, since: datetime) -> list[str]:
    """What came of a number's messages since then, the newest first; ignored ones not."""
    rows = tx.all(
        select(inbound_messages.c.outcome)
        .where(
            inbound_messages.c.sender == sender,
            inbound_messages.c.received_at >= since,
            inbound_messages.c.state == HANDLED,
        )
        .order_by(inbound_messages.c.id.desc())
    )
    return [row.outcome or "" for row in rows]


def times_given(tx: Transaction, since: datetime, most: int) -> int:
    """How many messages have booked a time or had one kept since then; counted up to `most`."""
    outcome = inbound_messages.c.outcome
    given = (
        select(inbound_messages.c.id)
        .where(
            inbound_messages.c.received_at >= since,
            inbound_messages.c.command == BOOK,
            or_(outcome == BOOKED, func.substr(outcome, 1, len(HELD)) == HELD),
        )
        .limit(most)
    )
    return len(tx.all(given))


def codes_guessed(tx: Transaction, since: datetime, most: int) -> int:
    """How many messages since then had a code that names nothing; counted up to `most`."""
    guessed = (
        select(inbound_messages.c.id)
        .where(
            inbound_messages.c.received_at >= since,
            inbound_messages.c.outcome == UNKNOWN_CODE,
        )
        .limit(most)
    )
    return len(tx.all(guessed))


def answered_abroad(tx: Transaction, since: datetime, home: str, most: int) -> int:
    """How many messages from other countries were answered since then; counted up to `most`."""
    answered = (
        select(inbound_messages.c.id)
        .where(
            inbound_messages.c.received_at >= since,
            inbound_messages.c.state == HANDLED,
            inbound_messages.c.outcome.not_in(UNANSWERED),
            func.substr(inbound_messages.c.sender, 1, len(home)) != home,
        )
        .limit(most)
    )
    return len(tx.all(answered))


def newest_result(tx: Transaction, sender: str, beginning: str, until: datetime) -> str | None:
    """The newest outcome of a number's messages that begins so, of those answered until then."""
    row = tx.one(
        select(inbound_messages.c.outcome)
        .where(
            inbound_messages.c.sender == sender,
            inbound_messages.c.state == HANDLED,
            inbound_messages.c.handled_at <= until,
            func.substr(inbound_messages.c.outcome, 1, len(beginning)) == beginning,
        )
        .order_by(inbound_messages.c.received_at.desc(), inbound_messages.c.id.desc())
        .limit(1)
    )
    return None if row is None else str(row.outcome)


def _kept(text: str) -> str:
    """Without signs that are none: a zero, half a character."""
    return text.replace("\x00", "").encode("utf-8", "ignore").decode("utf-8")


def _reference(reference: str) -> str:
    if len(reference) <= _LONGEST["reference"]:
        return reference
    return sha256(reference.encode()).hexdigest()


def _received(row: Any) -> Received:  # noqa: ANN401  a row of the table
    return Received(
        row.id,
        row.provider,
        row.reference,
        row.sender,
        row.recipient,
        row.text,
        row.received_at,
    )
