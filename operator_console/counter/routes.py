"""A clerk's counter. Each button is a form: it works without scripts, and twice is once."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Annotated

from fastapi import APIRouter, Cookie, Depends, Form
from fastapi.responses import Response

from booking.api import Attendee, Counter, NotFound, Refused, code_is_well_formed
from operator_console.access.roles import Room
from operator_console.console import OWN_FORM, Here, go, in_room
from operator_console.counter.view import CounterView, counter_view
from operator_console.desk.names import names_once

router = APIRouter(prefix=Room.COUNTER.value)
AtCounter = Annotated[Here, Depends(in_room(Room.COUNTER))]
CommandKey = Annotated[str, Form(max_length=80)]
Number = Annotated[int, Form(ge=1)]
Code = Annotated[str, Form(max_length=60)]

COOKIE = "linka_counter"
"""Which counter this browser stands at."""

Act = Callable[[], Awaitable[Attendee | None]]


@router.get("")
async def counter(
    here: AtCounter,
    counter: str = "",
    choose: str = "",
    trouble: str = "",
    linka_counter: Annotated[str, Cookie()] = "",
) -> Response:
    """The whole page; first one chooses where one sits."""
    found = await _counter(here, counter or ("" if choose else linka_counter))
    if found is None:
        return await _choose(here)
    await here.looks_at(f"counter:{found.code}", "the counter: visits of the day in its office")
    names = await names_once(here)
    key = f"counter.trouble.{trouble}"
    answer = await here.page(
        "counter/templates/counter.html.j2",
        counter=found,
        place=names.place(found.office, found.code),
        trouble=key if key in here.texts else "",
        rows=await _rows(here, found),
    )
    answer.set_cookie(COOKIE, found.code, httponly=True, samesite="strict", max_age=90 * 86_400)
    return answer


@router.get("/live")
async def live(here: AtCounter, counter: str = "") -> Response:
    """Its rows, kept true."""
    found = await _counter(here, counter)
    if found is None:
        raise NotFound
    await here.looks_at(f"counter:{found.code}", "the counter, kept up to date")
    return here.follow(lambda: _rows(here, found))


@router.post("/next", dependencies=[OWN_FORM])
async def call_next(here: AtCounter, command_key: CommandKey, counter: Code) -> Response:
    """Call whoever is next."""
    key = here.command_key(f"{command_key}/next")
    try:
        called = await here.backend.attendance.call_next(counter, by=here.member.username, key=key)
    except NotFound:
        return _back(counter, "gone")
    return _back(counter, "" if called else "nobody")


@router.post("/call", dependencies=[OWN_FORM])
async def call(here: AtCounter, command_key: CommandKey, counter: Code, visit: Number) -> Response:
    """Call this one."""
    key = here.command_key(f"{command_key}/call/{visit}")
    by = here.member.username
    return await _done(
        counter, lambda: here.backend.attendance.call(visit, counter, by=by, key=key)
    )


@router.post("/serve", dependencies=[OWN_FORM])
async def serve(here: AtCounter, command_key: CommandKey, counter: Code, visit: Number) -> Response:
    """They are at the counter, and their name is the booking's."""
    key = here.command_key(f"{command_key}/serve/{visit}")
    by = here.member.username
    return await _done(counter, lambda: here.backend.attendance.serve(visit, by=by, key=key))


@router.post("/finish", dependencies=[OWN_FORM])
async def finish(
    here: AtCounter, command_key: CommandKey, counter: Code, visit: Number
) -> Response:
    """It is done."""
    key = here.command_key(f"{command_key}/finish/{visit}")
    by = here.member.username
    return await _done(counter, lambda: here.backend.attendance.finish(visit, by=by, key=key))


@router.post("/not-there", dependencies=[OWN_FORM])
async def not_there(
    here: AtCounter, command_key: CommandKey, counter: Code, visit: Number
) -> Response:
    """Nobody came to the counter."""
    key = here.command_key(f"{command_key}/not-there/{visit}")
    by = here.member.username
    return await _done(counter, lambda: here.backend.attendance.not_there(visit, by=by, key=key))


@router.post("/undo", dependencies=[OWN_FORM])
async def undo(here: AtCounter, command_key: CommandKey, counter: Code, visit: Number) -> Response:
    """Take the last step back."""
    key = here.command_key(f"{command_key}/undo/{visit}")
    by = here.member.username
    return await _done(counter, lambda: here.backend.attendance.undo(visit, by=by, key=key))


@router.post("/check-in", dependencies=[OWN_FORM])
async def check_in(
    here: AtCounter, command_key: CommandKey, counter: Code, visit: Number
) -> Response:
    """They came."""
    key = here.command_key(f"{command_key}/check-in/{visit}")
    by = here.member.username
    return await _done(counter, lambda: here.backend.attendance.check_in(visit, by=by, key=key))


@router.post("/check-in-anyway", dependencies=[OWN_FORM])
async def check_in_anyway(
    here: AtCounter, command_key: CommandKey, counter: Code, visit: Number
) -> Response:
    """They came too early or too late, and the clerk lets them in."""
    key = here.command_key(f"{command_key}/check-in-anyway/{visit}")
    by = here.member.username
    return await _done(
        counter, lambda: here.backend.attendance.check_in(visit, by=by, anyway=True, key=key)
    )


@router.post("/code", dependencies=[OWN_FORM])
async def by_code(
    here: AtCounter,
    command_key: CommandKey,
    counter: Code,
    code: Annotated[str, Form(max_length=20)] = "",
) -> Response:
    """They came and show their code."""
    digits = "".join(code.split())
    if not code_is_well_formed(digits):
        return _back(counter, "code")
    visit = await here.backend.visits.by_code(digits)
    if visit is None:
        return _back(counter, "unknown")
    await here.looks_at(f"visit:{visit.id}", "somebody shows the code at the counter")
    key = here.command_key(f"{command_key}/code/{digits}")
    by = here.member.username
    return await _done(counter, lambda: here.backend.attendance.check_in(visit.id, by=by, key=key))


async def _done(counter: str, act: Act) -> Response:
    try:
        await act()
    except NotFound:
        return _back(counter, "gone")
    except Refused as error:
        if error.field == "time":
            return _back(counter, "early" if error.reason == "too early" else "late")
        return _back(counter, "busy" if error.field == "counter" else "quicker")
    return _back(counter)


def _back(counter: str, trouble: str = "") -> Response:
    return go(Room.COUNTER, counter=counter, **({"trouble": trouble} if trouble else {}))


async def _counter(here: Here, code: str) -> Counter | None:
    listed = await here.backend.catalogue.counters()
    return next((one for one in listed if one.code == code), None)


async def _choose(here: Here) -> Response:
    names = await names_once(here)
    listed = await here.backend.catalogue.counters()
    offices = [
        (
            office.written_address.split(",")[0],
            [(one.code, names.place(one.office, one.code)) for one in listed if one.office == code],
        )
        for code, office in names.offices.items()
    ]
    return await here.page("counter/templates/choose.html.j2", offices=offices)


async def _rows(here: Here, counter: Counter) -> str:
    view = await _view(here, counter)
    return here.part("counter/templates/rows.html.j2", view=view, counter=counter)


async def _view(here: Here, counter: Counter) -> CounterView:
    attendees = await here.backend.attendance.in_turn(counter.office)
    known = {one.visit.citizen_id for one in attendees if one.visit.citizen_id is not None}
    town = await here.backend.catalogue.town()
    return counter_view(
        attendees,
        counter,
        await names_once(here),
        await here.backend.citizens.many(known),
        here.backend.clock.now(),
        town.attendance,
    )
