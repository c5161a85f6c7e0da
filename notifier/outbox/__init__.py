"""Messages that are to be sent: claimed, sent outside any transaction, recorded."""

from notifier.outbox.model import ChannelKind, Draft, Message, MessageState, Priority, masked
from notifier.outbox.rules import Patience
from notifier.outbox.service import Claimed, Outbox, lost_events, recent

__all__ = [
    "ChannelKind",
    "Claimed",
    "Draft",
    "Message",
    "MessageState",
    "Outbox",
    "Patience",
    "Priority",
    "lost_events",
    "masked",
    "recent",
]
