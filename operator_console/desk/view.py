"""What the desk shows, as plain data."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from booking.api import (
    Activity,
    ApplicationKind,
    Counter,
    Language,
    Office,
    Ring,
    Service,
    Topic,
    Visit,
    VisitPart,
)
from operator_console import formats


@dataclass(frozen=True, slots=True)
class RingRow:
    """Somebody who wants to be rung.

    Attributes:
        phone: where they are now; empty where the number was given up and there is no other.
        is_moved: it is another number than the one that was asked for.
    """

    id: int
    phone: str
    language: str
    about: str
    note: str
    waited: str
    is_offer: bool = False
    answered_at: str = "/waitlist"
    is_moved: bool = False


@dataclass(frozen=True, slots=True)
class VisitRow:
    """A visit in a list."""

    id: int
    when: str
    activity: str
    place: str
    code: str
    persons: int


@dataclass(frozen=True, slots=True)
class Names:
    """What codes are called, in the language of the pages."""

    language: Language
    services: Mapping[str, Service]
    activities: Mapping[str, Activity]
    offices: Mapping[str, Office]
    counters: Mapping[str, Counter]
    topics: Mapping[str, Topic]
    kinds: Mapping[str, ApplicationKind]
    counter: str
    """'přepážka {n}': the spoken names of counters are for the telephone."""

    def service(self, code: str | None) -> str:
        """'Cestovní pasy'; nothing for none."""
        known = self.services.get(code or "")
        return sentence(known.name[self.language]) if known else (code or "")

    def activity(self, code: str) -> str:
        """'Podání žádosti o cestovní pas'."""
        known = self.activities.get(code)
        return sentence(known.name[self.language]) if known else code

    def purpose(self, parts: Sequence[VisitPart]) -> str:
        """What a visit is for; of several things each with its persons: '…pas (2×), …průkaz'."""
        if len(parts) == 1:
            return self.activity(parts[0].activity)
        told = [self.activity(part.activity) for part in parts]
        return sentence(
            ", ".join(
                f"{name[:1].lower()}{name[1:]}"
                + (f" ({part.persons}×)" if part.persons > 1 else "")
                for name, part in zip(told, parts, strict=True)
            )
        )

    def office(self, code: str) -> str:
        """'Lidická 5'."""
        known = self.offices.get(code)
        return known.street if known else code

    def place(self, office: str, counter: str) -> str:
        """'Lidická 5, přepážka 3'."""
        address, desk = self.office(office), self.counters.get(counter)
        return f"{address}, {self.counter.format(n=desk.number)}" if desk else address

    def topic(self, code: str | None) -> str:
        """The activity, life situation or kind of application, or the code where it is none."""
        if code is not None and code in self.activities:
            return self.activity(code)
        topic, kind = self.topics.get(code or ""), self.kinds.get(code or "")
        if topic is not None:
            return topic.title[self.language]
        return kind.name[self.language] if kind else (code or "")


def ring_row(
    ring: Ring, names: Names, waited: str, offered: str = "", answered_at: str = "/waitlist"
) -> RingRow:
    """A call-back; `waited` is its age in words, `offered` the slot that it is to offer.

    `answered_at` is the page on which the answer is noted.
    """
    return RingRow(
        id=ring.id,
        phone=ring.phone,
        language=ring.language.value,
        about=offered or names.topic(ring.topic),
        note=ring.note or "",
        waited=waited,
        is_offer=bool(offered),
        answered_at=answered_at,
        is_moved=bool(ring.former and ring.phone),
    )


def visit_rows(
    visits: Sequence[Visit], names: Names, zone: ZoneInfo, today: date
) -> list[VisitRow]:
    """Visits, in their order."""
    return [
        VisitRow(
            id=visit.id,
            when=formats.moment(visit.start, zone, today, names.language),
            activity=names.purpose(visit.parts),
            place=names.place(visit.office, visit.counter),
            code=visit.code,
            persons=visit.persons,
        )
        for visit in visits
    ]


def waited(since: datetime, now: datetime) -> tuple[str, int]:
    """How long ago, as a text's key and its number: minutes, hours, then days."""
    minutes = max(int((now - since).total_seconds() // 60), 0)
    if minutes == 0:
        return "desk.moment", 0
    if minutes < 60:
        return "desk.minutes", minutes
    if minutes < 24 * 60:
        return "desk.hours", minutes // 60
    return "desk.days", minutes // (24 * 60)


def sentence(text: str) -> str:
    """The text as the beginning of a sentence."""
    return text[:1].upper() + text[1:]
