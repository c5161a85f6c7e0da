"""What clerks are told of the applications that they work on."""

from __future__ import annotations

from booking.api import ApplicationStatusChanged, ClerkMessageAsked, Language
from notifier.outbox.model import Draft
from notifier.reactions.knowledge import Knowledge
from notifier.reactions.recipients import Telling, by_email
from notifier.templates.library import Library
from notifier.templates.values import ClerkValues


def asked(event: ClerkMessageAsked, known: Knowledge, library: Library) -> list[Draft]:
    """That an application came to them."""
    return [_letter(event, event.email, known, library, is_new=True)]


def changed(event: ApplicationStatusChanged, known: Knowledge, library: Library) -> list[Draft]:
    """That somebody else has changed one of theirs; nobody where they do not want it."""
    if event.clerk_email is None:
        return []
    return [_letter(event, event.clerk_email, known, library, is_new=False)]


def _letter(
    event: ClerkMessageAsked | ApplicationStatusChanged,
    address: str,
    known: Knowledge,
    library: Library,
    *,
    is_new: bool,
) -> Draft:
    """In Czech, the staff's language; number and state only: a mailbox is read by others, too."""
    values = ClerkValues(
        kind=event.kind_name[Language.CS],
        reference=event.reference,
        state=event.state_name[Language.CS],
        is_new=is_new,
        link=f"{known.console}/clerk/applications/{event.application_id}",
        town=known.town,
        number=known.number,
    )
    about = f"application:{event.application_id}"
    return by_email(library, Telling("clerk_application", Language.CS, about, values), address)
