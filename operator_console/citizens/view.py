"""Citizens as plain data for the pages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from booking.api import (
    CONSENT_TEXTS,
    ChannelWish,
    Citizen,
    Holdings,
    Language,
    MessageKind,
    Purpose,
    QuietHours,
    Representation,
    Wishes,
    agrees,
)
from operator_console import formats

OFFERED = (ChannelWish.BOTH, ChannelWish.SMS, ChannelWish.EMAIL, ChannelWish.NONE)
"""What can be chosen; a voice message will be, once the notifier can make calls."""

COUNTED = ("visits", "applications", "consents", "representations", "agreements")
"""What is shown of what hangs on somebody."""


@dataclass(frozen=True, slots=True)
class Row:
    """Somebody in a list."""

    id: int
    name: str
    details: str


@dataclass(frozen=True, slots=True)
class Agreed:
    """A purpose, with what the citizen has said about it."""

    purpose: str
    text: str
    given: bool
    said: str


@dataclass(frozen=True, slots=True)
class Acting:
    """Somebody who acts for somebody; `other` is the one whose page this is not."""

    id: int
    other: Row
    scope: str
    mandate: str
    since: str
    until: str
    is_over: bool
    acts: bool


@dataclass(frozen=True, slots=True)
class Side:
    """One of two records side by side."""

    citizen: Citizen
    born: str
    address: str
    counts: Mapping[str, int]
    agreement_id: int | None


def row(citizen: Citizen, language: Language) -> Row:
    """Somebody in a list, with what tells namesakes apart."""
    born = formats.short_day(citizen.born, language) if citizen.born else ""
    told = (born, citizen.company_number, citizen.street, citizen.town)
    return Row(citizen.id, citizen.name, ", ".join(one for one in told if one))


def agreed(wishes: Wishes, language: Language, zone: ZoneInfo, today: date) -> list[Agreed]:
    """All purposes, with the last word on each."""
    last = {one.purpose: one for one in wishes.consents}
    return [
        Agreed(
            purpose.value,
            CONSENT_TEXTS[purpose].text[language],
            agrees(wishes, purpose),
            formats.moment(last[purpose].at, zone, today, language) if purpose in last else "",
        )
        for purpose in Purpose
    ]


def chosen(wishes: Wishes) -> dict[str, str]:
    """The way of each kind of message."""
    return {kind.value: wishes.channels.get(kind, ChannelWish.BOTH).value for kind in MessageKind}


def quiet(hours: QuietHours | None) -> tuple[str, str]:
    """When the quiet hours begin and end, as a time field shows it."""
    return ("", "") if hours is None else (_time(hours.begins), _time(hours.ends))


def acting(
    one: Representation,
    citizen_id: int,
    people: Mapping[int, Citizen],
    language: Language,
    today: date,
) -> Acting:
    """A representation on the page of one of the two."""
    acts = one.representative_id == citizen_id
    other = one.represented_id if acts else one.representative_id
    ended = one.ended_at is not None or (one.until is not None and one.until < today)
    return Acting(
        id=one.id,
        other=row(people[other], language) if other in people else Row(other, "", ""),
        scope=one.scope.value,
        mandate=one.mandate.value,
        since=formats.short_day(one.since, language),
        until=formats.short_day(one.until, language) if one.until else "",
        is_over=ended,
        acts=acts,
    )


def side(held: Holdings, language: Language) -> Side:
    """One of two records."""
    citizen = held.citizen
    place = (citizen.street, citizen.postcode, citizen.town)
    return Side(
        citizen,
        formats.short_day(citizen.born, language) if citizen.born else "",
        ", ".join(one for one in place if one),
        {name: held.counts.get(name, 0) for name in COUNTED},
        held.agreement_id,
    )


def _time(minutes: int) -> str:
    return f"{minutes // 60:02d}:{minutes % 60:02d}"
