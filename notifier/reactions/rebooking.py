"""What is told to those whose counter is closed."""

from __future__ import annotations

from datetime import datetime

from booking.api import (
    Matter,
    MessageKind,
    RebookingOffered,
    RebookingWithdrawn,
    Speech,
    VisitEvent,
    VisitRebooked,
    VisitUnplaced,
)
from notifier.outbox.model import Draft
from notifier.reactions.knowledge import Knowledge
from notifier.reactions.parts import purpose
from notifier.reactions.recipients import Telling, by_wish
from notifier.reactions.visits import speech
from notifier.templates.calendar import Entry
from notifier.templates.dates import moment, short_day, short_moment
from notifier.templates.library import Library
from notifier.templates.values import ClosedValues


def rebooked(event: VisitRebooked, known: Knowledge, library: Library) -> list[Draft]:
    """Where the visit is now; it corrects the entry in their calendar."""
    values = _values(event, known, was=event.start_before, when=event.start)
    entry = Entry(
        uid=f"{event.visit_id}.{event.code}@{known.domain}",
        start=event.start.astimezone(known.zone),
        minutes=event.minutes,
        place=known.visit.office.written_address,
        written_at=known.happened_at,
        is_first=False,
    )
    said = speech(event, Matter.MOVED)
    return _told(event, known, library, "visit_rebooked", values, event.start, entry, said)


def offered(event: RebookingOffered, known: Knowledge, library: Library) -> list[Draft]:
    """What is kept for them, and until when to answer; only a landline gets no message."""
    values = _values(event, known, was=event.start, when=event.new_start, answer_by=event.answer_by)
    return _told(event, known, library, "rebooking_offered", values, event.answer_by)


def unplaced(event: VisitUnplaced, known: Knowledge, library: Library) -> list[Draft]:
    """That they must not set out."""
    values = _values(event, known, was=event.start, when=event.start)
    return _told(event, known, library, "visit_unplaced", values, event.start)


def withdrawn(event: RebookingWithdrawn, known: Knowledge, library: Library) -> list[Draft]:
    """That it takes place after all."""
    values = _values(event, known, was=event.start, when=event.start)
    said = speech(event, Matter.BOOKED)
    return _told(event, known, library, "rebooking_withdrawn", values, event.start, said=said)


def _told(
    event: VisitEvent,
    known: Knowledge,
    library: Library,
    template: str,
    values: ClosedValues,
    useful_until: datetime,
    entry: Entry | None = None,
    said: Speech | None = None,
) -> list[Draft]:
    """To everybody who knows of the visit, whatever they wish: else they come in vain."""
    telling = Telling(
        template=template,
        language=event.language,
        about=f"visit:{event.visit_id}",
        values=values,
        entry=entry,
        useful_until=useful_until,
        speech=said,
    )
    wanted = (known.wishes, MessageKind.VISITS)
    return by_wish(library, telling, event.phone, event.email, wanted, needed=True)


def _values(
    event: VisitEvent,
    known: Knowledge,
    *,
    was: datetime,
    when: datetime,
    answer_by: datetime | None = None,
) -> ClosedValues:
    language, zone = event.language, known.zone
    what, persons = purpose(event.parts, known.visit.activities, language)
    office = known.closed.office
    until = "" if answer_by is None else short_moment(answer_by.astimezone(zone), language)
    return ClosedValues(
        code=event.code,
        activity=what,
        closed=str(known.closed.closed),
        closed_on=short_day(was.astimezone(zone).date(), language),
        was=short_moment(was.astimezone(zone), language),
        was_long=moment(was.astimezone(zone), language),
        when=moment(when.astimezone(zone), language),
        counter=str(known.closed.counter),
        same_time=was == when,
        street=office.street,
        address=office.written_address,
        persons=persons,
        until=until,
        will_ring=event.phone is not None,
        can_reply=known.can_reply,
        town=known.town,
        number=known.number,
    )
