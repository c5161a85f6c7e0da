"""Puts a message into the outbox."""

from __future__ import annotations

from collections.abc import Iterable

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
    made = _add(tx, draft, event_id=event_id, inbound_id=inbound_id, escalated_from=escalated_from)
    if made is not None:
        trace.note(tx, made, _state(draft), draft.withheld)
    return made


def add_all(tx: Transaction, drafts: Iterable[tuple[int, Draft]]) -> None:
    """Add drafts, each of an event and none withheld, that nothing more follows from."""
    made = [_add(tx, draft, event_id=event_id) for event_id, draft in drafts]
    trace.note_all(tx, (one for one in made if one is not None), MessageState.CREATED)


def _state(draft: Draft) -> MessageState:
    return MessageState.PERMANENT_FAILURE if draft.withheld else MessageState.CREATED


def _add(
    tx: Transaction,
    draft: Draft,
    *,
    event_id: int | None,
    inbound_id: int | None = None,
    escalated_from: int | None = None,
) -> int | None:
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
        state=_state(draft).value,
        reason=draft.withheld,
        attempts=0,
        due_at=draft.not_before or tx.now,
        created_at=tx.now,
    )
    return None if made is None else int(made.id)
