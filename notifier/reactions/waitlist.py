"""What is told to those who wait for a slot."""

from __future__ import annotations

from booking.api import SlotOffered, WaitChannel, WaitlistPaused
from notifier.outbox.model import Draft
from notifier.reactions.knowledge import Knowledge
from notifier.reactions.recipients import Telling, by_email, by_sms
from notifier.templates.dates import moment, short_moment
from notifier.templates.library import Library
from notifier.templates.values import OfferValues, WaitValues


def offered(event: SlotOffered, known: Knowledge, library: Library) -> list[Draft]:
    """What is offered and until when to answer; who wants to be rung gets no message.

    No name is in it and no code of a visit: the number may have been keyed by somebody else.
    """
    language = event.language
    activity, office = known.visit.activity, known.visit.office
    values = OfferValues(
        code=event.code,
        activity=activity.name[language],
        when=moment(event.start.astimezone(known.zone), language),
        street=office.street,
        address=office.written_address,
        persons=event.persons,
        is_earlier=event.replaces is not None,
        until=short_moment(event.answer_by.astimezone(known.zone), language),
        can_reply=known.can_reply,
        town=known.town,
        number=known.number,
    )
    telling = Telling(
        template="slot_offered",
        language=language,
        about=f"waitlist:{event.entry_id}",
        values=values,
        useful_until=event.answer_by,
    )
    return _by_wish(event, telling, library)


def paused(event: WaitlistPaused, known: Knowledge, library: Library) -> list[Draft]:
    """That nothing more is offered, and how to have it again."""
    values = WaitValues(
        activity=known.activity.name[event.language], town=known.town, number=known.number
    )
    about = f"waitlist:{event.entry_id}"
    return _by_wish(event, Telling("waitlist_paused", event.language, about, values), library)


def _by_wish(
    event: SlotOffered | WaitlistPaused, telling: Telling, library: Library
) -> list[Draft]:
    if event.channel is WaitChannel.SMS and event.phone is not None:
        return [by_sms(library, telling, event.phone)]
    if event.channel is WaitChannel.EMAIL and event.email is not None:
        return [by_email(library, telling, event.email)]
    return []
