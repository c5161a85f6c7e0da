"""What was sent and what became of it: figures, lists, one message's way."""

from notifier.figures.lists import fate_of
from notifier.figures.model import (
    FAILURES,
    Count,
    Fate,
    Figures,
    NotAgain,
    ReceiptLine,
    Seconds,
    Span,
    Traced,
    Waiting,
    Wanted,
    Written,
)
from notifier.figures.rules import days as days_span
from notifier.figures.service import Messages, Subject, Told, recipient_of
from notifier.outbox.model import ChannelKind, Message, MessageState, Status
from notifier.outbox.model import masked as masked_recipient
