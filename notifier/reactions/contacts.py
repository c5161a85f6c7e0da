"""What is told when a contact is to be proven, and when it has changed."""

from __future__ import annotations

from booking.api import ContactChanged, ContactProposed
from notifier.codes import PLACE, about
from notifier.outbox.model import Draft, Priority
from notifier.reactions.knowledge import Knowledge
from notifier.reactions.recipients import Telling, by_all, by_email, by_sms
from notifier.templates.library import Library
from notifier.templates.values import ContactValues


def proposed(event: ContactProposed, known: Knowledge, library: Library) -> list[Draft]:
    """The code's message, still without the code; it goes to the contact that is to be proven."""
    minutes = round((event.until - known.happened_at).total_seconds() / 60)
    telling = Telling(
        "contact_code",
        event.language,
        about(event.proof_id),
        ContactValues(code=PLACE, minutes=minutes, ending="", town=known.town, number=known.number),
        useful_until=event.until,
        priority=Priority.AWAITED,
    )
    return by_all(library, telling, event.phone, event.email)


def changed(event: ContactChanged, known: Knowledge, library: Library) -> list[Draft]:
    """To every contact that was verified before; of the new number its end."""
    telling = Telling(
        "contact_changed",
        event.language,
        f"citizen:{event.citizen_id}",
        ContactValues(
            code="", minutes=0, ending=event.ending, town=known.town, number=known.number
        ),
    )
    return [
        *(by_sms(library, telling, phone) for phone in event.phones),
        *(by_email(library, telling, address) for address in event.emails),
    ]
