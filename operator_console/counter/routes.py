"""A clerk's counter. Each button is a form: it works without scripts, and twice is once."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Cookie, Depends, Form, Request
from fastapi.responses import Response

from booking.api import (
    Attendances,
    Attendee,
    Counter,
    NotFound,
    Presence,
    Refused,
    code_is_well_formed,
)
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


@dataclass(frozen=True, slots=True)
class Press:
    """A button of a visit's row was pressed.

    Attributes:
        attendance: what it acts on.
        counter: where whoever pressed it stands.
        by: who that is.
        key: the command's, of the form, the button and the visit.
    """

    attendance: Attendances
    counter: str
    visit: int
    by: str
    key: str

    async def done(
        self, step: Callable[..., Awaitable[Attendee]], *what: object, **how: object
    ) -> Response:
        """Do this step of the visit, and go back to the counter's page."""
        return await _done(self.counter, step(self.visit, *what, by=self.by, key=self.key, **how))


def _press(
    here: AtCounter, request: Request, command_key: CommandKey, counter: Code, visit: Number
) -> Press:
    button = request.url.path.rpartition("/")[2]
    key = here.command_key(f"{command_key}/{button}/{visit}")
    return Press(here.backend.attendance, counter, visit, here.member.username, key)


OnRow = Annotated[Press, Depends(_press)]


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
async def call(press: OnRow) -> Response:
    """Call this one."""
    return await press.done(press.attendance.call, press.counter)


@router.post("/serve", dependencies=[OWN_FORM])
async def serve(press: OnRow) -> Response:
    """They are at the counter, and their name is the booking's."""
    return await press.done(press.attendance.serve)


@router.post("/finish", dependencies=[OWN_FORM])
async def finish(press: OnRow) -> Response:
    """It is done."""
    return await press.done(press.attendance.finish)


@router.post("/not-there", dependencies=[OWN_FORM])
async def not_there(press: OnRow) -> Response:
    """Nobody came to the counter."""
    return await press.done(press.attendance.not_there)


@router.post("/undo", dependencies=[OWN_FORM])
async def undo(press: OnRow, seen: Presence | None = None) -> Response:
    """Take the last step back, as far as it was when they looked."""
    return await press.done(press.attendance.undo, seen=seen)


@router.post("/check-in", dependencies=[OWN_FORM])
async def check_in(press: OnRow) -> Response:
    """They came."""
    return await press.done(press.attendance.check_in)


@router.post("/check-in-anyway", dependencies=[OWN_FORM])
async def check_in_anyway(press: OnRow) -> Response:
    """They came too early or too late, and the clerk lets them in."""
    return await press.done(press.attendance.check_in, anyway=True)


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
    return await _done(counter, here.backend.attendance.check_in(visit.id, by=by, key=key))


async def _done(counter: str, step: Awaitable[Attendee]) -> Response:
    try:
        await step
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
            office.street,
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
