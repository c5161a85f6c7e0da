"""Free times to choose from: the nearest, the days with how many, the times of one day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from zoneinfo import ZoneInfo

from booking.api import (
    BookingChannel,
    FreeDay,
    Hold,
    LimitReached,
    Refused,
    Slot,
    SlotTaken,
    Visit,
    VisitPart,
)
from operator_console import formats
from operator_console.caller.panel import Panel, Told, owner
from operator_console.caller.state import State
from operator_console.console import Here
from operator_console.desk.moments import Moment, moment

DAYS = 12
"""Shown at once; more are a link away."""

MOST_TIMES = 300

HOLD, SWAP = "hold", "swap"
"""The fields of the state that name a time which is kept: for a new visit, for one that moves."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What free times are looked for; `also` at the same visit."""

    activity: str
    persons: int
    office: str | None
    also: tuple[VisitPart, ...] = ()

    @property
    def parts(self) -> tuple[VisitPart, ...]:
        """All that is to be done."""
        return (VisitPart(self.activity, self.persons), *self.also)


@dataclass(frozen=True, slots=True)
class Time:
    """A free time. `token` names it in a form."""

    token: str
    day: str
    clock: str
    place: str


@dataclass(frozen=True, slots=True)
class Day:
    """A day with something free."""

    iso: str
    name: str
    starts: int
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class Times:
    """What can be chosen from.

    Attributes:
        nearest: the first one, or the next after one that was taken.
        days: the nearest days.
        later: the last of them, where there are more.
        chosen: the day whose times are shown.
        by_office: those times, by the office's address.
    """

    nearest: Time | None
    days: Sequence[Day]
    later: str
    chosen: str
    by_office: Sequence[tuple[str, Sequence[Time]]]


@dataclass(frozen=True, slots=True)
class Kept:
    """A time that is kept for the caller."""

    id: int
    activity: str
    day: str
    clock: str
    place: str
    persons: int
    until: Moment
    is_over: bool


async def times(panel: Panel, wanted: Wanted, but: Visit | None = None) -> Times:
    """The free times of what is wanted; `but` a visit that is there already."""
    state, visits = panel.state, panel.backend.visits
    days = await visits.days_in_full(
        wanted.activity,
        office=wanted.office,
        persons=wanted.persons,
        also=wanted.also,
        channel=BookingChannel.OPERATOR,
        after=state.date("later"),
        limit=DAYS + 1,
    )
    shown = days[:DAYS]
    chosen = state.date("day") or (shown[0].day if shown else None)
    of_day: list[Slot] = []
    if chosen is not None:
        of_day = await visits.free(
            wanted.activity,
            office=wanted.office,
            persons=wanted.persons,
            also=wanted.also,
            channel=BookingChannel.OPERATOR,
            on=chosen,
            limit=MOST_TIMES,
        )
    others = [slot for slot in of_day if not _is_of(slot, but)]
    nearest = await _next(panel, wanted)
    if nearest is None and shown:
        is_first_day = chosen == shown[0].day
        nearest = next(iter(others), None) if is_first_day else shown[0].first
    return Times(
        nearest=None if nearest is None else _time(panel, nearest),
        days=[_day(panel, one, chosen) for one in shown],
        later=shown[-1].day.isoformat() if len(days) > DAYS else "",
        chosen="" if chosen is None else formats.long_day(chosen, panel.here.language),
        by_office=_by_office(panel, others),
    )


def _is_of(slot: Slot, visit: Visit | None) -> bool:
    """Whether the visit is there at that time already, be it at another counter."""
    return visit is not None and (slot.start, slot.office) == (visit.start, visit.office)


async def _next(panel: Panel, wanted: Wanted) -> Slot | None:
    """The next one after a time that somebody else was quicker to take."""
    try:
        after = datetime.fromisoformat(panel.state.after)
    except ValueError:
        return None
    if after.tzinfo is None:
        return None
    found = await panel.backend.visits.free(
        wanted.activity,
        office=wanted.office,
        persons=wanted.persons,
        also=wanted.also,
        channel=BookingChannel.OPERATOR,
        after=after,
    )
    return found[0] if found else None


async def kept(panel: Panel, name: str = HOLD) -> Kept | None:
    """The time that is kept, None where there is none, or where it is somebody else's."""
    hold = await own_hold(panel.here, panel.state, name)
    if hold is None:
        return None
    now = panel.backend.clock.now()
    if hold.slot.start <= now:
        return None
    return Kept(
        id=hold.id,
        activity=panel.names.purpose(hold.parts),
        day=formats.long_day(hold.slot.start.date(), panel.here.language),
        clock=formats.clock(hold.slot.start),
        place=panel.names.place(hold.slot.office, hold.slot.counter),
        persons=hold.persons if len(hold.parts) == 1 else 1,
        until=moment(panel.here, hold.expires_at),
        is_over=hold.expires_at <= now,
    )


async def own_hold(here: Here, state: State, name: str = HOLD) -> Hold | None:
    """The hold of the state, if this desk has it."""
    number = state.number(name)
    hold = None if number is None else await here.backend.visits.held(number)
    return hold if hold is not None and hold.owner == owner(here, state) else None


async def keep(
    here: Here, state: State, token: str, wanted: Wanted, key: str, name: str = HOLD
) -> tuple[State, Told]:
    """Keep a time while the operator asks the caller; one that was kept before is let go."""
    slot = _slot(token, here.zone)
    if slot is None:
        return state, Told(said="taken", colour="warning")
    try:
        hold = await here.backend.visits.hold(
            slot,
            wanted.activity,
            owner=owner(here, state),
            persons=wanted.persons,
            also=wanted.also,
            channel=BookingChannel.OPERATOR,
            key=key,
        )
    except LimitReached:
        return state, Told(said="holds", colour="warning")
    except SlotTaken:
        return state.but(after=slot.start.isoformat()), Told(said="taken", colour="warning")
    except Refused:
        return state, Told(troubles={"persons": "persons"})
    await let_go(here, state, name)
    chosen = {name: hold.id, "day": slot.start.date().isoformat(), "after": "", "booked": ""}
    return state.but(**chosen), Told()


async def let_go(here: Here, state: State, name: str = HOLD) -> State:
    """Let somebody else have the time that is kept."""
    hold = await own_hold(here, state, name)
    if hold is not None:
        await here.backend.visits.release(hold.id)
    return state.but(**{name: ""})


def _time(panel: Panel, slot: Slot) -> Time:
    return Time(
        token=_token(slot),
        day=formats.long_day(slot.start.date(), panel.here.language),
        clock=formats.clock(slot.start),
        place=panel.names.office(slot.office),
    )


def _day(panel: Panel, free: FreeDay, chosen: date | None) -> Day:
    return Day(
        iso=free.day.isoformat(),
        name=formats.near_day(free.day, panel.here.language),
        starts=free.starts,
        is_chosen=free.day == chosen,
    )


def _by_office(panel: Panel, slots: Sequence[Slot]) -> list[tuple[str, Sequence[Time]]]:
    ordered = sorted(slots, key=lambda slot: (slot.office, slot.start))
    return [
        (panel.names.office(office), [_time(panel, slot) for slot in found])
        for office, found in groupby(ordered, key=lambda slot: slot.office)
    ]


def _token(slot: Slot) -> str:
    return f"{slot.counter}|{slot.office}|{slot.start.isoformat()}|{slot.minutes}"


def _slot(token: str, zone: ZoneInfo) -> Slot | None:
    """The slot that a form names; the backend says whether there is such a one."""
    try:
        counter, office, start, minutes = token.split("|")
        begins = datetime.fromisoformat(start)
        length = int(minutes)
    except ValueError:
        return None
    if begins.tzinfo is None:
        return None
    return Slot(counter, office, begins.astimezone(zone), length)
