"""Which messages are more than a convenience.

It is written here, and not at each template, because a town that edits its wording must not move
what may go in the night or over the budget.
"""

from __future__ import annotations

from notifier.outbox.model import ChannelKind, Message, Priority

CODES = frozenset({"contact_code", "contact_changed"})
"""Codes, and the word to the holder that their number or address was changed: it may be a thief."""

CHANGES = frozenset(
    {
        "visit_cancelled",
        "visit_moved",
        "visit_rebooked",
        "visit_restored",
        "visit_unplaced",
        "rebooking_offered",
        "rebooking_withdrawn",
    }
)
"""Without these somebody comes in vain, or stays away from a time that is theirs."""

CONFIRMATIONS = frozenset({"visit_booked"})
"""The only place where the code of a visit is written. A change that follows must not wait behind
it for the next day either: messages about one visit keep their order."""

ALERTS = frozenset({"budget_reached"})
REMINDERS = frozenset({"visit_reminder"})

COMFORT = frozenset(
    {"visit_booked", "visit_reminder", "application_filed", "application_status", "filing_status"}
)
"""What nobody needs who wants no messages: nothing that they rely on changes by it."""

SILENT = frozenset({ChannelKind.EMAIL, ChannelKind.TASK})
"""Ways that wake nobody."""

RECEIPTS = frozenset({"application_filed"})
"""What was filed is confirmed to a number that nobody has proven, too."""

NOT_PROVOKED = CODES | CHANGES | frozenset({"application_status"})
"""Asked for after a login, or told since something changes: nobody else can have them sent."""


def is_provoked(message: Message) -> bool:
    """Whether somebody without a login can have had it sent, to any number that they name or forge.

    These are the confirmation of a visit, the receipt of a filing, a life situation, and answers to
    SMS.
    """
    if message.channel is not ChannelKind.SMS or message.template in NOT_PROVOKED:
        return False
    is_asked = message.priority is Priority.AWAITED or message.template in RECEIPTS
    return is_asked or message.inbound_id is not None


ANSWERS_TIMES = 2
"""Answers go until the day has cost so many times its budget. Whoever writes and hears nothing does
not know what came of it; but whoever forges senders can have any number of answers sent, and limits
by number hold up nobody who takes another one each time."""


def is_awaited(message: Message) -> bool:
    """Somebody waits for it with the telephone in hand; that is never said of a call."""
    return message.channel is ChannelKind.SMS and (
        message.priority is Priority.AWAITED
        or message.inbound_id is not None
        or message.template in CODES
    )


def budgets_for(message: Message) -> int | None:
    """How many times its budget the day may cost before this waits.

    None for what goes whatever it costs: codes, visits and their changes.
    """
    if message.template in CODES | CHANGES | CONFIRMATIONS | ALERTS:
        return None
    return 1 if message.inbound_id is None else ANSWERS_TIMES
