"""What is told about visits."""

from __future__ import annotations

from dataclasses import replace

from booking.api import (
    Matter,
    MessageKind,
    Speech,
    VisitBooked,
    VisitCancelled,
    VisitContactGiven,
    VisitEvent,
    VisitMoved,
    VisitRestored,
)
from notifier.outbox.model import Draft, Priority
from notifier.reactions.knowledge import Knowledge
from notifier.reactions.parts import all_to_bring, purpose
from notifier.reactions.recipients import Telling, by_sms, by_wish
from notifier.templates.calendar import Entry
from notifier.templates.dates import moment
from notifier.templates.library import Library
from notifier.templates.values import VisitValues


def booked(event: VisitBooked, known: Knowledge, library: Library) -> list[Draft]:
    """The confirmation; nobody needs to be verified for it, and no name is in it."""
    return _by_wish(event, known, library, "visit_booked")


def contact_given(event: VisitContactGiven, known: Knowledge, library: Library) -> list[Draft]:
    """The confirmation for a number keyed after the booking; once for each number."""
    if event.phone is None:
        return []
    telling = replace(_telling(event, known, "visit_booked"), priority=Priority.AWAITED)
    return [by_sms(library, telling, event.phone)]


def cancelled(event: VisitCancelled, known: Knowledge, library: Library) -> list[Draft]:
    """Only a verified contact hears of it: an unverified one had its one message."""
    if not event.verified:
        return []
    said = _unless_own(event.by, Matter.CANCELLED)
    return _by_wish(event, known, library, "visit_cancelled", needed=True, said=said)


def moved(event: VisitMoved, known: Knowledge, library: Library) -> list[Draft]:
    """Everybody who knows of the visit: else they come at a time that is somebody else's.

    Nobody where the reason is told with it, by another event.
    """
    if event.told_apart:
        return []
    said = _unless_own(event.by, Matter.MOVED)
    return _by_wish(event, known, library, "visit_moved", needed=True, said=said)


def restored(event: VisitRestored, known: Knowledge, library: Library) -> list[Draft]:
    """Whoever heard of the cancellation hears that it was taken back."""
    if not event.verified:
        return []
    said = _unless_own(event.by, Matter.BOOKED)
    return _by_wish(event, known, library, "visit_restored", needed=True, said=said)


def speech(event: VisitEvent, matter: Matter) -> Speech:
    """What the machine says where no message reaches them: when and where, and nothing else."""
    return Speech(matter, event.visit_id, event.start, event.office)


def _unless_own(by: str, matter: Matter) -> Matter | None:
    """Whoever has done it by themselves knows of it."""
    return None if by.startswith(("caller", "citizen")) else matter


def _by_wish(
    event: VisitEvent,
    known: Knowledge,
    library: Library,
    template: str,
    *,
    needed: bool = False,
    said: Matter | None = None,
) -> list[Draft]:
    telling = _telling(event, known, template)
    return by_wish(
        library,
        replace(telling, speech=None if said is None else speech(event, said)),
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
        street=office.written_address.partition(",")[0],
        address=office.written_address,
        bring=all_to_bring(known.visit.activities, language),
        persons=persons,
        town=known.town,
        number=known.number,
    )
