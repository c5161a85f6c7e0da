"""What is told about applications and topics."""

from __future__ import annotations

from dataclasses import replace

from booking.api import (
    ApplicationStatusChanged,
    Matter,
    MessageKind,
    Speech,
    StatusMessageAsked,
    TopicMessageAsked,
)
from notifier.outbox.model import Draft, Priority
from notifier.reactions import clerks, filings
from notifier.reactions.knowledge import Knowledge
from notifier.reactions.recipients import Telling, by_all, by_sms, by_wish
from notifier.templates.dates import day
from notifier.templates.library import Library
from notifier.templates.values import ApplicationValues, TopicValues


def status_changed(
    event: ApplicationStatusChanged, known: Knowledge, library: Library
) -> list[Draft]:
    """To the citizen's verified contacts, or to the number that somebody unknown has left; and to
    the clerk who works on it, where another one has changed it.

    A citizen with a landline only is rung, and hears no more than that something has changed.
    """
    told = clerks.changed(event, known, library)
    if event.citizen_id is None:
        return [*filings.changed(event, known, library), *told]
    said = Speech(Matter.APPLICATION)
    telling = replace(_application(event, known, event.remark or ""), speech=said)
    wanted = (known.wishes, MessageKind.APPLICATIONS)
    return [*by_wish(library, telling, event.phone, event.email, wanted), *told]


def status_asked(event: StatusMessageAsked, known: Knowledge, library: Library) -> list[Draft]:
    """To the number that the verified caller chose; the clerk's remark is not read to others."""
    telling = replace(_application(event, known, ""), priority=Priority.AWAITED)
    return [by_sms(library, telling, event.phone)]


def topic_asked(event: TopicMessageAsked, known: Knowledge, library: Library) -> list[Draft]:
    """To the number or address that the caller chose; nothing in it is personal.

    In each language once a day: anybody can key anybody's number, as often as they like.
    """
    telling = Telling(
        "topic",
        event.language,
        f"topic:{event.code}:{event.language}",
        topic_values(event, known.town, known.number),
        confirms=True,
        on=known.happened_at.astimezone(known.zone).date(),
        priority=Priority.AWAITED,
    )
    return by_all(library, telling, event.phone, event.email)


def topic_values(event: TopicMessageAsked, town: str, number: str) -> TopicValues:
    """What the template of a topic may name."""
    return TopicValues(
        title=event.title,
        who=event.who,
        where=event.where,
        bring=event.bring,
        fee=event.fee,
        deadline=event.deadline,
        law=event.law,
        source=event.source,
        source_url=event.source_url,
        town=town,
        number=number,
    )


def _application(
    event: ApplicationStatusChanged | StatusMessageAsked, known: Knowledge, remark: str
) -> Telling:
    language = event.language
    values = ApplicationValues(
        kind=event.kind_name[language],
        reference=event.reference,
        state=event.state_name[language],
        deadline=day(event.deadline, language) if event.deadline else "",
        remark=remark,
        town=known.town,
        number=known.number,
    )
    about = f"application:{event.application_id}"
    return Telling("application_status", language, about, values)
