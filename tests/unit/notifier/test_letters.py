"""Letters as mail programs get them, read by the standard library and by icalendar."""

from __future__ import annotations

import email
import email.policy
from dataclasses import replace
from datetime import datetime, timedelta
from email.message import EmailMessage
from html.parser import HTMLParser

import icalendar
import pytest

from booking.api import (
    PRAGUE,
    Language,
    VisitBooked,
    VisitCancelled,
    VisitEvent,
    VisitMoved,
)
from notifier.channels.email import MailServer, as_letter
from notifier.outbox import ChannelKind
from notifier.reactions import react
from notifier.templates.library import Library
from tests.support.messages import ADDRESS, KNOWN, NOW, START, message, visit

LIBRARY = Library()
SERVER = MailServer("127.0.0.1", 25, "urad@lipov.example", "Městský úřad Lípov")
BEFORE = {"start_before": START - timedelta(days=1), "office_before": "lidicka", "by": "novakova"}
EMPTY = {"meta", "br", "img", "hr", "link", "input", "col"}


def letter(event: VisitEvent, minutes: int = 0) -> EmailMessage:
    """The letter about an event, over the wire and read again."""
    known = replace(KNOWN, happened_at=NOW + timedelta(minutes=minutes))
    [draft] = [one for one in react(event, known, LIBRARY) if one.channel is ChannelKind.EMAIL]
    raw = as_letter(message(draft), SERVER, NOW).as_bytes()
    assert all(len(line) <= 998 for line in raw.split(b"\r\n")), "RFC 5322, 2.1.1"
    read = email.message_from_bytes(raw, policy=email.policy.default)
    assert isinstance(read, EmailMessage)
    return read


def told(event: type[VisitEvent], **other: object) -> VisitEvent:
    fields = {"phone": None, "email": ADDRESS, "verified": True} | other
    return visit(event, **fields)


def entry(read: EmailMessage) -> tuple[EmailMessage, icalendar.Calendar, icalendar.Event]:
    [part] = [one for one in read.walk() if one.get_content_type() == "text/calendar"]
    assert isinstance(part, EmailMessage)
    whole = icalendar.Calendar.from_ical(part.get_content())
    assert isinstance(whole, icalendar.Calendar)
    [event] = whole.events
    return part, whole, event


@pytest.mark.parametrize("language", list(Language))
def test_a_letter_is_text_and_page_and_an_entry_beside_them(language: Language) -> None:
    read = letter(told(VisitBooked, language=language))
    assert [part.get_content_type() for part in read.walk()] == [
        "multipart/mixed",
        "multipart/alternative",
        "text/plain",
        "text/html",
        "text/calendar",
    ]
    assert not read.defects
    plain, page = (read.get_body((kind,)) for kind in ("plain", "html"))
    assert plain is not None
    assert page is not None
    for text in (plain.get_content(), page.get_content()):
        assert "472015" in text
    reader = Nesting()
    reader.feed(page.get_content())
    assert (reader.open, reader.crossed) == ([], [])
    assert reader.language == language.value


def test_the_entry_says_who_sends_it_and_what_it_does() -> None:
    moved = told(VisitMoved, **BEFORE)
    for event, method in (
        (told(VisitBooked), "PUBLISH"),
        (moved, "PUBLISH"),
        (told(VisitCancelled, by="novakova"), "CANCEL"),
    ):
        part, whole, found = entry(letter(event))
        assert (part["Content-Type"].params["method"], str(whole["method"])) == (method, method)
        assert str(found["organizer"]) == "mailto:urad@lipov.example"
        assert found["organizer"].params["CN"] == "Městský úřad Lípov"
        assert whole["version"] == "2.0"
        assert not found.errors
        assert "attendee" not in found, "RFC 5546, 3.2.1: a published entry has none"


def test_each_letter_about_one_visit_replaces_the_entry_of_the_one_before() -> None:
    letters = [
        letter(told(VisitBooked)),
        letter(told(VisitMoved, **BEFORE), 1),
        letter(told(VisitMoved, **BEFORE), 2),
        letter(told(VisitCancelled, by="novakova"), 3),
    ]
    found = [entry(one)[2] for one in letters]
    assert len({(str(one["uid"]), str(one["organizer"])) for one in found}) == 1
    sequences = [one.sequence for one in found]
    assert sequences == sorted(set(sequences))
    assert [str(one["status"]) for one in found] == ["CONFIRMED"] * 3 + ["CANCELLED"]


@pytest.mark.parametrize(("day", "hours"), [("2026-11-24", 1), ("2027-07-13", 2)])
def test_the_time_is_right_by_the_zone_that_the_entry_brings_along(day: str, hours: int) -> None:
    start = datetime.fromisoformat(f"{day}T09:00").replace(tzinfo=PRAGUE)
    _, whole, found = entry(letter(told(VisitBooked, start=start)))
    assert found.start == start
    assert found.end - found.start == timedelta(minutes=15)
    [zone] = whole.timezones
    brought = zone.to_tz(lookup_tzid=False)
    assert datetime.fromisoformat(f"{day}T09:00").replace(tzinfo=brought).utcoffset() == timedelta(
        hours=hours
    )


class Nesting(HTMLParser):
    """Which elements of a page are still open at its end, or closed in the wrong order."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.crossed: list[str] = []
        self.language: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "html":
            self.language = dict(attrs).get("lang")
        if tag not in EMPTY:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.crossed.append(tag)
