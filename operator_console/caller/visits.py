"""The caller's visits: find them, move one, cancel one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from booking.api import (
    HoldExpired,
    NotFound,
    Refused,
    SlotTaken,
    Visit,
    VisitState,
    code_is_well_formed,
)
from operator_console import formats
from operator_console.caller import times, wait
from operator_console.caller.book import done
from operator_console.caller.panel import Panel, Told
from operator_console.caller.state import State
from operator_console.caller.times import Wanted
from operator_console.console import Here


@dataclass(frozen=True, slots=True)
class Row:
    """A visit in the list; `of` says whose it is: the number's, the citizen's, or by its code."""

    id: int
    day: str
    clock: str
    activity: str
    place: str
    code: str
    persons: int
    of: str
    can_change: bool


async def show(panel: Panel, told: Told) -> dict[str, Any]:
    """What this part shows."""
    found, trouble = await _by_code(panel)
    rows = [_row(panel, visit, "code") for visit in found]
    rows += [_row(panel, visit, of) for visit, of in await _own(panel, {one.id for one in found})]
    moving = await _moving(panel)
    kept = None if moving is None else await times.kept(panel, times.SWAP)
    choice = None
    if moving is not None and kept is None:
        choice = await times.times(panel, _wanted(panel.state, moving), but=moving)
    return {
        "rows": rows,
        "code_trouble": trouble,
        "moving": None if moving is None else _row(panel, moving, ""),
        "waiting": await wait.lines(panel),
        "waited_for": await wait.waited_for(panel),
        "cancelling": panel.state.number("cancel"),
        "times": choice,
        "kept": kept,
        "done": await done(panel),
        "to_move": told.troubles.get("visit", ""),
    }


async def _own(panel: Panel, but: set[int]) -> list[tuple[Visit, str]]:
    """Of the calling number, and of a citizen who is known to be on the line."""
    found: dict[int, tuple[Visit, str]] = {}
    if panel.phone is not None:
        await panel.here.looks_at(f"visits-of:{panel.phone}", "the caller's panel")
        for visit in await panel.backend.visits.of_phone(panel.phone):
            found[visit.id] = visit, "phone"
    if panel.citizen is not None and panel.is_known:
        for visit in await panel.backend.visits.of(panel.citizen.id):
            found[visit.id] = visit, "citizen"
    kept = [one for one in found.values() if one[0].id not in but]
    return sorted(kept, key=lambda one: one[0].start)


async def _by_code(panel: Panel) -> tuple[Sequence[Visit], str]:
    """The visit with the code that was typed; else what is wrong with it."""
    code = "".join(panel.state.q.split())
    if not code:
        return [], ""
    if not code_is_well_formed(code):
        return [], "code"
    await panel.here.looks_at("visits", "the caller's panel, by a code")
    visit = await panel.backend.visits.by_code(code)
    return ([visit], "") if visit is not None else ([], "unknown_code")


async def _moving(panel: Panel) -> Visit | None:
    number = panel.state.number("visit")
    if number is None:
        return None
    try:
        visit = await panel.backend.visits.get(number)
    except NotFound:
        return None
    await panel.here.looks_at(f"visit:{number}", "the caller's panel: to be moved")
    return visit if _can_change(panel, visit) else None


def _wanted(state: State, visit: Visit) -> Wanted:
    first, *also = visit.parts
    return Wanted(first.activity, first.persons, state.office or None, tuple(also))


def _can_change(panel: Panel, visit: Visit) -> bool:
    return visit.state is VisitState.BOOKED and visit.start > panel.backend.clock.now()


def _row(panel: Panel, visit: Visit, of: str) -> Row:
    return Row(
        id=visit.id,
        day=formats.long_day(visit.start.date(), panel.here.language),
        clock=formats.clock(visit.start),
        activity=panel.names.purpose(visit.parts),
        place=panel.names.place(visit.office, visit.counter),
        code=visit.code,
        persons=visit.persons if len(visit.parts) == 1 else 1,
        of=of,
        can_change=_can_change(panel, visit),
    )


async def keep(here: Here, state: State, token: str, key: str) -> tuple[State, Told]:
    """Keep another time for the visit that is to be moved."""
    number = state.number("visit")
    try:
        visit = await here.backend.visits.get(number or 0)
    except NotFound:
        return state.but(visit=""), Told(said="visit-gone", colour="warning")
    return await times.keep(here, state, token, _wanted(state, visit), key, times.SWAP)


async def move(here: Here, state: State, key: str) -> tuple[State, Told]:
    """Give the visit the time that is kept."""
    number, hold = state.number("visit"), state.number("swap")
    kept = await times.own_hold(here, state, times.SWAP)
    after = "" if kept is None else kept.slot.start.isoformat()
    try:
        moved = await here.backend.visits.move(
            number or 0, hold or 0, by=here.member.username, key=key
        )
    except (HoldExpired, SlotTaken):
        return state.but(swap="", after=after), Told(said="taken", colour="warning")
    except (NotFound, Refused):
        return state.but(swap="", visit=""), Told(said="visit-gone", colour="warning")
    cleared = state.but(swap="", visit="", after="", day="", booked=moved.id)
    return cleared, Told(said="moved" if moved.phone or moved.email else "moved-silently")


async def cancel(here: Here, state: State, key: str) -> tuple[State, Told]:
    """Cancel the visit, after the operator was asked once more."""
    number = state.number("cancel")
    try:
        visit = await here.backend.visits.cancel(number or 0, by=here.member.username, key=key)
    except (NotFound, Refused):
        return state.but(cancel=""), Told(said="visit-gone", colour="warning")
    slots = {"code": formats.code(visit.code)}
    return state.but(cancel="", q=""), Told(said="cancelled", slots=slots, undo=visit.id)


async def restore(here: Here, state: State, number: int, key: str) -> tuple[State, Told]:
    """Take the cancellation back, where the time is still free."""
    try:
        await here.backend.visits.restore(number, by=here.member.username, key=key)
    except (NotFound, Refused, SlotTaken):
        return state, Told(said="not-restored", colour="warning")
    return state, Told(said="restored")
