"""What is told to those who have filed something, above all to those whom nobody knows.

Nobody has verified their number, so a message to it holds number, code and state: nothing of what
they have filed, and nothing of what the clerk has answered.
"""

from __future__ import annotations

from dataclasses import replace

from booking.api import (
    ApplicationFiled,
    ApplicationStatusChanged,
    MessageKind,
    ReceiptMessageAsked,
    is_mobile,
)
from notifier.outbox.model import Draft, Priority
from notifier.reactions.knowledge import Knowledge
from notifier.reactions.recipients import Telling, by_sms, by_wish
from notifier.templates.dates import day
from notifier.templates.library import Library
from notifier.templates.values import FilingValues


def filed(event: ApplicationFiled, known: Knowledge, library: Library) -> list[Draft]:
    """The receipt: to the citizen's verified contacts, or to the number of one who is not known."""
    telling = _receipt(event, known)
    if event.citizen_id is not None:
        wanted = (known.wishes, MessageKind.APPLICATIONS)
        return by_wish(library, telling, event.phone, event.email, wanted)
    # from a landline they have heard the code, and can have it sent to a mobile
    if event.phone is None or not is_mobile(event.phone):
        return []
    return [by_sms(library, telling, event.phone)]


def receipt_asked(event: ReceiptMessageAsked, known: Knowledge, library: Library) -> list[Draft]:
    """The receipt, to the number that the caller has keyed."""
    telling = replace(_receipt(event, known), priority=Priority.AWAITED)
    return [by_sms(library, telling, event.phone)]


def changed(event: ApplicationStatusChanged, known: Knowledge, library: Library) -> list[Draft]:
    """How it stands, to somebody unknown who has filed it; the answer is told by the code."""
    if event.phone is None:
        return []
    language = event.language
    values = FilingValues(
        kind=event.kind_name[language],
        reference=event.reference,
        short=_short(event.reference),
        code="",
        state=event.state_name[language],
        deadline="",
        answered=event.is_answered,
        town=known.town,
        number=known.number,
    )
    telling = Telling("filing_status", language, f"application:{event.application_id}", values)
    return [by_sms(library, telling, event.phone)]


def _receipt(event: ApplicationFiled | ReceiptMessageAsked, known: Knowledge) -> Telling:
    language = event.language
    values = FilingValues(
        kind=event.kind_name[language],
        reference=event.reference,
        short=f"{event.number}/{event.year}",
        code=event.code,
        state="",
        deadline=day(event.deadline, language) if event.deadline else "",
        answered=False,
        town=known.town,
        number=known.number,
    )
    return Telling(
        "application_filed",
        language,
        f"application:{event.application_id}",
        values,
        confirms=True,
    )


def _short(reference: str) -> str:
    """'12/2026' of 'MULI-OD/000012/2026'."""
    _, number, year = reference.rsplit("/", 2)
    return f"{int(number)}/{year}"
