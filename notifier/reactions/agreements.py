"""What is told about agreements: that it happened, so that nobody can do it behind one's back.

Nothing secret is in these messages, and neither is the login.
"""

from __future__ import annotations

from booking.api import (
    AgreementConcluded,
    AgreementEnded,
    AgreementReset,
    AgreementSecretChanged,
)
from notifier.outbox.model import Draft
from notifier.reactions.knowledge import Knowledge
from notifier.reactions.recipients import Telling, by_email, by_sms
from notifier.templates.library import Library
from notifier.templates.values import AgreementValues


def concluded(event: AgreementConcluded, known: Knowledge, library: Library) -> list[Draft]:
    """To every verified contact, those from before the conclusion too."""
    return _told("agreement_concluded", event, known, library)


def reset(event: AgreementReset, known: Knowledge, library: Library) -> list[Draft]:
    """To every verified contact."""
    return _told("agreement_reset", event, known, library)


def changed(event: AgreementSecretChanged, known: Knowledge, library: Library) -> list[Draft]:
    """To every verified contact."""
    return _told("agreement_changed", event, known, library)


def ended(event: AgreementEnded, known: Knowledge, library: Library) -> list[Draft]:
    """To every verified contact."""
    return _told("agreement_ended", event, known, library)


def _told(
    template: str,
    event: AgreementConcluded | AgreementReset | AgreementSecretChanged | AgreementEnded,
    known: Knowledge,
    library: Library,
) -> list[Draft]:
    telling = Telling(
        template,
        event.language,
        f"agreement:{event.agreement_id}",
        AgreementValues(town=known.town, number=known.number),
    )
    return [
        *(by_sms(library, telling, phone) for phone in event.phones),
        *(by_email(library, telling, address) for address in event.emails),
    ]
