"""What is told about visits."""

from __future__ import annotations

from dataclasses import asdict, replace

from booking.api import (
    Matter,
    MessageKind,
    Speech,
    VisitBooked,
    VisitCancelled,
    VisitContactGiven,
    VisitEvent,
    VisitMoved,
    VisitReminderDue,
    VisitRestored,
)
from notifier.outbox.model import Draft, Priority
from notifier.reactions.knowledge import Knowledge
from notifier.reactions.parts import all_to_bring, purpose
from notifier.reactions.recipients import Telling, by_sms, by_wish
from notifier.templates.calendar import Entry
from notifier.templates.dates import moment
from notifier.templates.library import Library
from notifier.templates.values import ReminderValues, VisitValues


def booked(event: VisitBooked, known: Knowledge, library: Library) -> list[Draft]:
    """The confirmation; nobody needs to be verified for it, and no name is in it."""
    return _by_wish(event, known, library, "visit_booked", awaited=True)


def contact_given(event: VisitContactGiven, known: Knowledge, library: Library) -> list[Draft]:
    """The confirmation for a number keyed after the booking; once for each number."""
    if event.phone is None:
        return []
    telling = replace(_telling(event, known, "visit_booked"), priority=Priority.AWAITED)
    return [by_sms(library, telling, event.phone)]


def cancelled(event: VisitCancelled, known: Knowledge, library: Library) -> list[Draft]:
    """Everybody who knows of the visit, verified or not: else they come in vain.

    A clerk may have cancelled it, or a stranger who has its code.
    """
    return _changed(event, known, library, "visit_cancelled", Matter.CANCELLED, event.by)


def moved(event: VisitMoved, known: Knowledge, library: Library) -> list[Draft]:
    """Everybody who knows of the visit: else they come at a time that is somebody else's.

    Nobody where the reason is told with it, by another event.
    """
    if event.told_apart:
        return []
    return _changed(event, known, library, "visit_moved", Matter.MOVED, event.by)


def restored(event: VisitRestored, known: Knowledge, library: Library) -> list[Draft]:
    """Whoever heard of the cancellation hears that it was taken back."""
    return _changed(event, known, library, "visit_restored", Matter.BOOKED, event.by)


def reminded(event: VisitReminderDue, known: Knowledge, library: Library) -> list[Draft]:
    """Where the confirmation went, verified or not.

    A number that was keyed has had its confirmation, and nobody has answered 'STOP' or cancelled;
    whoever books a visit expects to be reminded of it. To ask for an answer first would leave out
    nearly everybody: hardly anyone writes back, and many of the old cannot.
    """
    telling = _telling(event, known, "visit_reminder")
    values = ReminderValues(**asdict(telling.values), can_reply=known.can_reply)
    said = speech(event, Matter.REMINDER)
    return by_wish(
        library,
        replace(telling, values=values, priority=Priority.LATER, speech=said),
        event.phone,
        event.email,
        (known.wishes, MessageKind.VISITS),
    )


def speech(event: VisitEvent, matter: Matter) -> Speech:
    """What the machine says where no message reaches them: when and where, and nothing else."""
    return Speech(matter, event.visit_id, event.start, event.office)


def _changed(
    event: VisitEvent, known: Knowledge, library: Library, template: str, matter: Matter, by: str
) -> list[Draft]:
    """Whoever has done it by themselves knows of it, and has the telephone in hand."""
    own = by.startswith(("caller", "citizen"))
    said = None if own else matter
    return _by_wish(event, known, library, template, needed=True, said=said, awaited=own)


def _by_wish(
    event: VisitEvent,
    known: Knowledge,
    library: Library,
    template: str,
    *,
    needed: bool = False,
    said: Matter | None = None,
    awaited: bool = False,
) -> list[Draft]:
    telling = replace(
        _telling(event, known, template),
        speech=None if said is None else speech(event, said),
        priority=Priority.AWAITED if awaited else Priority.USUAL,
    )
    return by_wish(
        library,
        telling,
        event.phone,
        event.email,
        (known.wishes, MessageKind.VISITS),
        needed=needed,
    )


def _telling(event: VisitEvent, known: Knowledge, template: str) -> Telling:
    return Telling(
        template=template,
        language=event.language,
        about=f"visit:{event.visit_id}",
        values=_values(event, known),
        entry=Entry(
            uid=f"{event.visit_id}.{event.code}@{known.domain}",
            start=event.start.astimezone(known.zone),
            minutes=event.minutes,
            place=known.visit.office.written_address,
            written_at=known.happened_at,
            is_first=template == "visit_booked",
        ),
        useful_until=event.start,
        confirms=template == "visit_booked",
    )


def _values(event: VisitEvent, known: Knowledge) -> VisitValues:
    language = event.language
    office = known.visit.office
    what, persons = purpose(event.parts, known.visit.activities, language)
    return VisitValues(
        code=event.code,
        activity=what,
        when=moment(event.start.astimezone(known.zone), language),
        street=office.street,
        address=office.written_address,
        bring=all_to_bring(known.visit.activities, language),
        persons=persons,
        town=known.town,
        number=known.number,
    )
