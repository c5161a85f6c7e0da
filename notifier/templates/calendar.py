"""The entry for the recipient's calendar that goes with the letter about a visit (RFC 5545)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from icalendar import Calendar, Event

_EPOCH = datetime(2020, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Entry:
    """A visit as a calendar needs it.

    Attributes:
        uid: the same for the visit's whole life, so that a later entry replaces an earlier one.
        start: on the town's wall clock, aware.
        minutes: how long it takes.
        place: the address.
        written_at: when what it tells of happened.
        is_first: nothing was told of the visit before.
    """

    uid: str
    start: datetime
    minutes: int
    place: str
    written_at: datetime
    is_first: bool = True

    @property
    def sequence(self) -> int:
        """Goes up with each entry of the visit, or calendars keep the earlier one (RFC 5545).

        Seconds do: nobody counts how often a visit was moved, and it fits into 32 bits till 2088.
        """
        return 0 if self.is_first else int((self.written_at - _EPOCH).total_seconds())


@dataclass(frozen=True, slots=True)
class Words:
    """What the entry says.

    Attributes:
        title: what the calendar shows.
        notes: what to bring, the code.
        cancelled: it takes the visit out again.
    """

    title: str
    notes: str
    cancelled: bool


def as_ics(entry: Entry, words: Words) -> str:
    """The file's text."""
    calendar = Calendar()
    calendar.add("prodid", "-//Linka//notifier//CS")
    calendar.add("version", "2.0")
    # PUBLISH tells and asks for no answer; a town hall expects no acceptance
    calendar.add("method", "CANCEL" if words.cancelled else "PUBLISH")
    event = Event()
    event.add("uid", entry.uid)
    event.add("dtstamp", entry.written_at)
    event.add("dtstart", entry.start)
    event.add("dtend", entry.start + timedelta(minutes=entry.minutes))
    event.add("summary", words.title)
    event.add("location", entry.place)
    event.add("description", words.notes)
    event.add("sequence", entry.sequence)
    event.add("status", "CANCELLED" if words.cancelled else "CONFIRMED")
    calendar.add_component(event)
    calendar.add_missing_timezones()
    return bytes(calendar.to_ical()).decode()
