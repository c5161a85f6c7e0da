"""The waiting list as plain data."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from zoneinfo import ZoneInfo

from booking.api import EntryState, Waiter
from operator_console import formats
from operator_console.desk.view import Names


@dataclass(frozen=True, slots=True)
class Offered:
    """What is offered to somebody now; `until` is when they must have answered."""

    id: int
    when: str
    place: str
    until: str
    code: str


@dataclass(frozen=True, slots=True)
class Line:
    """Somebody on the list.

    Attributes:
        place: 1 for the first; empty for a paused one.
        has: when the visit begins that they have, empty where they have none.
    """

    id: int
    place: str
    activity: str
    phone: str
    email: str
    name: str
    channel: str
    since: str
    has: str
    offers: int
    is_paused: bool
    offered: Offered | None


@dataclass(frozen=True, slots=True)
class ActivityList:
    """All who wait for the same."""

    code: str
    title: str
    lines: Sequence[Line]


def by_activity(
    waiting: Sequence[Waiter], names: Names, zone: ZoneInfo, today: date
) -> list[ActivityList]:
    """A list for each activity that somebody waits for."""
    groups = groupby(waiting, key=lambda one: one.entry.wants.activity)
    return [
        ActivityList(
            code=activity,
            title=names.topic(activity),
            lines=[line(one, names, zone, today) for one in found],
        )
        for activity, found in groups
    ]


def line(one: Waiter, names: Names, zone: ZoneInfo, today: date) -> Line:
    """A line of the list."""
    entry, offer = one.entry, one.offer
    offered = None
    if offer is not None:
        offered = Offered(
            id=offer.id,
            when=formats.moment(offer.slot.start, zone, today, names.language),
            place=names.place(offer.slot.office, offer.slot.counter),
            until=formats.moment(offer.answer_by, zone, today, names.language),
            code=offer.code,
        )
    has = "" if one.replaces is None else formats.moment(one.replaces, zone, today, names.language)
    return Line(
        id=entry.id,
        place=str(one.place or ""),
        activity=names.purpose(entry.wants.parts),
        phone=entry.contact.phone or "",
        email=entry.contact.email or "",
        name=entry.name or "",
        channel=entry.channel.value,
        since=formats.moment(entry.joined_at, zone, today, names.language),
        has=has,
        offers=one.offers,
        is_paused=entry.state is EntryState.PAUSED,
        offered=offered,
    )
