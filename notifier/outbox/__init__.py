"""Messages that are to be sent: claimed, sent outside any transaction, recorded."""

from notifier.outbox.model import (
    ChannelKind,
    Draft,
    Message,
    MessageState,
    Priority,
    Status,
    masked,
)
from notifier.outbox.rules import Patience
from notifier.outbox.said import Fault, Said
from notifier.outbox.service import Claimed, Outbox, lost_events, recent, trace_of

__all__ = [
    "ChannelKind",
    "Claimed",
    "Draft",
    "Fault",
    "Message",
    "MessageState",
    "Outbox",
    "Patience",
    "Priority",
    "Said",
    "Status",
    "lost_events",
    "masked",
    "recent",
    "trace_of",
]
