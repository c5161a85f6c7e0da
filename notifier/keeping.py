"""What the notifier's rows tell of persons, and how long."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import ColumnElement, String, cast, func, literal, select, update

from booking.api import Part, Person, Rows, Rule, Transaction, remove_rows, told_rows
from notifier.consent.tables import blocked_recipients
from notifier.outbox import trace
from notifier.outbox.escalation import ERASED
from notifier.outbox.model import UNFINISHED, MessageState
from notifier.outbox.tables import messages
from notifier.received.tables import inbound_messages

_UNFINISHED = messages.c.state.in_([state.value for state in UNFINISHED])
EMPTIED = "erased-"
"""How the recipient of a message begins whose words are gone."""


def _erase(tx: Transaction, who: Person) -> Mapping[str, int]:
    theirs = _to(who)
    withdrawn = [row.id for row in tx.all(select(messages.c.id).where(theirs, _UNFINISHED))]
    ended = {"state": MessageState.PERMANENT_FAILURE.value, "reason": ERASED}
    tx.execute(update(messages).where(theirs, _UNFINISHED).values(**ended))
    trace.note_all(tx, withdrawn, MessageState.PERMANENT_FAILURE, ERASED)
    written = remove_rows(
        tx, inbound_messages.c.id, inbound_messages.c.sender.in_(who.phones), None
    )
    return {"messages": _empty(tx, theirs), "inbound_messages": written}


def _export(tx: Transaction, who: Person) -> Mapping[str, Rows]:
    technical = ("only_once", "claimed_by", "claimed_at", "reference", "event_id", "due_at")
    written = inbound_messages.c.sender.in_(who.phones)
    blocked = blocked_recipients.c.recipient.in_([*who.phones, *who.emails])
    return {
        "Zprávy (messages)": told_rows(tx, messages, _to(who), but=technical),
        "Napsali (inbound_messages)": told_rows(tx, inbound_messages, written, but=("reference",)),
        "Nepíšeme na (blocked_recipients)": told_rows(tx, blocked_recipients, blocked),
    }


def _to(who: Person) -> ColumnElement[bool]:
    """What went to them, and what is about something of theirs, wherever it went."""
    known = [*who.phones, *(one.lower() for one in who.emails)]
    found: ColumnElement[bool] = func.lower(messages.c.recipient).in_(known)
    return found | messages.c.about.in_(who.records)


def _empty(tx: Transaction, where: ColumnElement[bool], limit: int | None = None) -> int:
    """Recipient and words go; that something was sent, when and how it ended stays."""
    full = ~messages.c.recipient.startswith(EMPTIED)
    chosen = select(messages.c.id).where(where, full).order_by(messages.c.id).limit(limit)
    return tx.execute(
        update(messages)
        .where(messages.c.id.in_(chosen))
        .values(
            # two messages of one event to two recipients stay two
            recipient=literal(EMPTIED).concat(cast(messages.c.id, String)),
            subject=None,
            text="",
            html=None,
            calendar=None,
            speech=None,
            only_once=None,
            reference=None,
        )
    ).rowcount


def _old_texts(tx: Transaction, before: datetime, limit: int) -> int:
    return _empty(tx, (messages.c.created_at < before) & ~_UNFINISHED, limit)


def _old_messages(tx: Transaction, before: datetime, limit: int) -> int:
    return remove_rows(tx, messages.c.id, (messages.c.created_at < before) & ~_UNFINISHED, limit)


def _old_inbound(tx: Transaction, before: datetime, limit: int) -> int:
    over = (inbound_messages.c.received_at < before) & inbound_messages.c.handled_at.is_not(None)
    return remove_rows(tx, inbound_messages.c.id, over, limit)


def _lifted_blocks(tx: Transaction, before: datetime, limit: int) -> int:
    return remove_rows(tx, blocked_recipients.c.id, blocked_recipients.c.lifted_at < before, limit)


PART = Part(
    rules=(
        Rule(
            "messages",
            30,
            "whether and what somebody was told is asked within a month",
            _old_texts,
            least=4,
        ),
        Rule(
            "message-counts",
            400,
            "how many of which kind, and how they ended: a year to compare with",
            _old_messages,
            least=4,
        ),
        Rule(
            "inbound-messages",
            30,
            "what was asked by SMS, and what came of it, is asked within a month",
            _old_inbound,
            least=4,
        ),
        Rule(
            "blocked-recipients",
            400,
            "once lifted: when somebody wanted no messages, and since when they want them again",
            _lifted_blocks,
            least=4,
        ),
    ),
    erase=_erase,
    export=_export,
)
