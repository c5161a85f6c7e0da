"""Finds and keeps a time for somebody who writes; what it decides is settled step by step."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from booking.api import Activity, Hold, Slot, SlotTaken, VisitPart
from notifier.inbound.talk import Talk

HOLD_MINUTES = 30
"""So long a time is kept for an answer by SMS: it has to arrive, be found, read and answered."""

SLOTS_OF_A_DAY = 200
_MOST_SOUGHT = 2000
"""Starts that are looked through for one at a time of day; more than the horizon has days."""
_TRIES = 3


class WhyNot(StrEnum):
    """Why what was asked for cannot be had."""

    TAKEN = "taken"
    PAST = "past"
    CLOSED = "closed"
    SOON = "soon"
    FAR = "far"
    LOST = "lost"


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody wants to come for, and when.

    Attributes:
        office: only there, None for any.
        also: what else is to be done at the same visit.
        day: None for any.
        at: the time of day, None for any.
    """

    activity: Activity
    persons: int = 1
    office: str | None = None
    also: tuple[VisitPart, ...] = ()
    day: date | None = None
    at: time | None = None

    def exactly(self, talk: Talk) -> datetime | None:
        """The one instant that is meant, None where several could be."""
        if self.day is None or self.at is None:
            return None
        return datetime.combine(self.day, self.at, talk.zone)


def horizon(talk: Talk, activity: Activity) -> int:
    """So many days ahead can be booked for it."""
    own = activity.horizon_days
    return talk.catalogue.town.limits.horizon_days if own is None else own


async def why_not(talk: Talk, wish: Wish) -> WhyNot | None:
    """Why nothing can be had on the day that is wished for; None where something may be."""
    if wish.day is None:
        return None
    limits, activity, now = talk.catalogue.town.limits, wish.activity, talk.now
    wanted = wish.exactly(talk)
    if wish.day < now.date() or (wanted is not None and wanted <= now):
        return WhyNot.PAST
    lead = limits.lead_days if activity.lead_days is None else activity.lead_days
    if wish.day < now.date() + timedelta(days=lead):
        return WhyNot.SOON
    if wish.day > now.date() + timedelta(days=horizon(talk, activity)):
        return WhyNot.FAR
    if not await talk.backend.visits.is_open_on(activity.code, wish.day):
        return WhyNot.CLOSED
    return None


async def free(talk: Talk, wish: Wish, *, on: date | None, limit: int) -> list[Slot]:
    """What is free for this wish, the earliest first; on that day, or on any."""
    return await talk.backend.visits.free(
        wish.activity.code,
        office=wish.office,
        persons=wish.persons,
        also=wish.also,
        on=on,
        limit=limit,
    )


async def exact(talk: Talk, wish: Wish) -> Slot | None:
    """The slot at exactly the day and time that are wished for; None where it is not free."""
    wanted = wish.exactly(talk)
    if wanted is None:
        return None

    async def look() -> Slot | None:
        found = await free(talk, wish, on=wish.day, limit=SLOTS_OF_A_DAY)
        return next((slot for slot in found if slot.start == wanted), None)

    return await talk.settled("exact", look, Slot | None)


async def keep(talk: Talk, slot: Slot, wish: Wish, step: str, *, replaces: bool = False) -> Hold:
    """Keep this slot; see `Visits.hold`.

    With `replaces` a visit that they have goes there: no limit on visits counts.
    """
    return await talk.backend.visits.hold(
        slot,
        wish.activity.code,
        owner=talk.owner,
        persons=wish.persons,
        also=wish.also,
        caller=None if replaces else talk.phone,
        minutes=HOLD_MINUTES,
        key=talk.step(step),
    )


async def keep_nearest(talk: Talk, wish: Wish, step: str = "nearest") -> Hold | None:
    """Keep what is nearest to the wish; None where nothing is free at all.

    On the day that was wished for what is nearest to the time; else on the next day after it, or
    whenever something is free.
    """
    for attempt in range(_TRIES):
        near = await talk.settled(f"{step}.{attempt}", lambda: _nearest(talk, wish), Slot | None)
        if near is None:
            return None
        try:
            return await keep(talk, near, wish, f"{step}.hold.{attempt}")
        except SlotTaken:
            continue
    return await talk.backend.visits.hold_nearest(
        wish.activity.code,
        owner=talk.owner,
        office=wish.office,
        persons=wish.persons,
        also=wish.also,
        caller=talk.phone,
        minutes=HOLD_MINUTES,
        key=talk.step(f"{step}.any"),
    )


async def others(talk: Talk, wish: Wish, but: datetime | None, count: int) -> list[datetime]:
    """Further free times, near the wish; each once, whichever counter it is at."""
    found: Sequence[Slot] = []
    if wish.day is not None:
        found = await free(talk, wish, on=wish.day, limit=SLOTS_OF_A_DAY)
        found = sorted(found, key=lambda slot: _distance(slot, wish, talk))
    if len({slot.start for slot in found} - {but}) < count:
        found = [*found, *await free(talk, wish, on=None, limit=count + SLOTS_OF_A_DAY // 10)]
    starts = list(dict.fromkeys(slot.start.astimezone(talk.zone) for slot in found))
    return sorted([start for start in starts if start != but][:count])


async def _nearest(talk: Talk, wish: Wish) -> Slot | None:
    """What is nearest now; see `keep_nearest`."""
    if wish.day is None:
        found = await free(talk, wish, on=None, limit=1 if wish.at is None else _MOST_SOUGHT)
        at_that_time = [slot for slot in found if not _distance(slot, wish, talk)]
        return next(iter([*at_that_time, *found]), None)
    return await _nearest_on(talk, wish, wish.day) or await _nearest_later(talk, wish, wish.day)


async def _nearest_on(talk: Talk, wish: Wish, day: date) -> Slot | None:
    found = await free(talk, wish, on=day, limit=SLOTS_OF_A_DAY)
    return min(found, key=lambda slot: (_distance(slot, wish, talk), slot.start), default=None)


async def _nearest_later(talk: Talk, wish: Wish, day: date) -> Slot | None:
    """On the first free day after that one; without any, on the first of all."""
    for after in (day, None):
        days = await talk.backend.visits.free_days(
            wish.activity.code,
            office=wish.office,
            persons=wish.persons,
            also=wish.also,
            after=after,
        )
        if days:
            return await _nearest_on(talk, wish, days[0])
    return None


def _distance(slot: Slot, wish: Wish, talk: Talk) -> timedelta:
    """How far a start is from the time of day that is wished for; nothing where any will do."""
    if wish.at is None:
        return timedelta()
    start = slot.start.astimezone(talk.zone)
    return abs(start - datetime.combine(start.date(), wish.at, talk.zone))
