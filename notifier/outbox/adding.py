"""Puts a message into the outbox."""

from __future__ import annotations

from booking.api import Transaction, adding_if_free
from notifier.outbox import trace
from notifier.outbox.model import ChannelKind, Draft, MessageState
from notifier.outbox.tables import messages
from notifier.templates.gsm import size

_COLUMNS = (
    "event_id",
    "inbound_id",
    "escalated_from",
    "about",
    "channel",
    "template",
    "template_version",
    "priority",
    "recipient",
    "language",
    "subject",
    "text",
    "html",
    "calendar",
    "speech",
    "segments",
    "only_once",
    "useful_until",
    "state",
    "reason",
    "attempts",
    "due_at",
    "created_at",
)
_ADD = adding_if_free(messages, _COLUMNS)


def add(
    tx: Transaction,
    draft: Draft,
    *,
    event_id: int | None = None,
    inbound_id: int | None = None,
    escalated_from: int | None = None,
) -> int | None:
    """Add a draft; its number, None where the same message is there already."""
    state = MessageState.PERMANENT_FAILURE if draft.withheld else MessageState.CREATED
    made = tx.one(
        _ADD,
        event_id=event_id,
        inbound_id=inbound_id,
        escalated_from=escalated_from,
        about=draft.about,
        channel=draft.channel.value,
        template=draft.template,
        template_version=draft.template_version,
        priority=draft.priority.value,
        recipient=draft.recipient,
        language=draft.language.value,
        subject=draft.subject,
        text=draft.text,
        html=draft.html,
        calendar=draft.calendar,
        speech=draft.speech,
        segments=size(draft.text).segments if draft.channel is ChannelKind.SMS else 1,
        only_once=draft.only_once,
        useful_until=draft.useful_until,
        state=state.value,
        reason=draft.withheld,
        attempts=0,
        due_at=draft.not_before or tx.now,
        created_at=tx.now,
    )
    if made is None:
        return None
    trace.note(tx, made.id, state, draft.withheld)
    return int(made.id)
