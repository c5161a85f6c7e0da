"""The desk: call-backs asked for, visits that are still to come today, what was booked last."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Form
from fastapi.responses import Response

from operator_console import formats
from operator_console.access.roles import Room
from operator_console.console import OWN_FORM, Here, go, in_room
from operator_console.desk.view import Names, ring_row, visit_rows, waited

router = APIRouter(prefix=Room.DESK.value)
AtDesk = Annotated[Here, Depends(in_room(Room.DESK))]

_LAST = 10


@router.get("")
async def desk(here: AtDesk) -> Response:
    """The whole page."""
    await here.looks_at("desk", "the desk: call-backs and visits of the day")
    return await here.page(
        "desk/templates/desk.html.j2",
        heading=formats.long_day(here.today, here.language),
        rows=await _rows(here),
    )


@router.get("/live")
async def live(here: AtDesk) -> Response:
    """Its rows, kept true."""
    await here.looks_at("desk", "the desk, kept up to date")
    return here.follow(lambda: _rows(here))


@router.post("/rings/{ring_id}/settle", dependencies=[OWN_FORM])
async def settle(here: AtDesk, ring_id: int, command_key: Annotated[str, Form()]) -> Response:
    """The call-back is done."""
    key = here.command_key(f"{command_key}/{ring_id}")
    await here.backend.rings.settle(ring_id, by=here.member.username, key=key)
    return go(Room.DESK, said="ring-settled", about=ring_id)


@router.post("/rings/{ring_id}/reopen", dependencies=[OWN_FORM])
async def reopen(here: AtDesk, ring_id: int, command_key: Annotated[str, Form()]) -> Response:
    """It is not, after all."""
    key = here.command_key(f"{command_key}/{ring_id}")
    await here.backend.rings.reopen(ring_id, by=here.member.username, key=key)
    return go(Room.DESK, said="ring-reopened")


async def names(here: Here) -> Names:
    """What the codes in lists are called."""
    catalogue = here.backend.catalogue
    return Names(
        here.language,
        {one.code: one for one in await catalogue.activities()},
        {one.code: one for one in await catalogue.offices()},
        {one.code: one for one in await catalogue.counters()},
        {one.code: one for one in await here.backend.topics.list()},
        here.say("counter", n="{n}"),
    )


async def _rows(here: Here) -> str:
    known, now = await names(here), here.backend.clock.now()
    rings = []
    for ring in await here.backend.rings.open():
        key, n = waited(ring.requested_at, now)
        rings.append(ring_row(ring, known, here.say(key, n=n)))
    today = [visit for visit in await here.backend.visits.on(here.today) if visit.start > now]
    recent = await here.backend.visits.recent(_LAST)
    return here.part(
        "desk/templates/rows.html.j2",
        rings=rings,
        today=visit_rows(today, known, here.zone, here.today),
        recent=visit_rows(recent, known, here.zone, here.today),
    )
