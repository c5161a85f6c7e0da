"""Reads what reactions have made."""

import icalendar

from notifier.outbox import ChannelKind, Draft
from notifier.templates.library import Library

LIBRARY = Library()


def sms(drafts: list[Draft]) -> list[str]:
    return [draft.text for draft in drafts if draft.channel is ChannelKind.SMS]


def calendar(draft: Draft) -> tuple[icalendar.Calendar, icalendar.Event]:
    assert draft.calendar is not None
    parsed = icalendar.Calendar.from_ical(draft.calendar)
    assert isinstance(parsed, icalendar.Calendar)
    return parsed, parsed.events[0]
