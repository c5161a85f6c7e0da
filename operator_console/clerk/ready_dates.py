"""'Documents asked for up to this day are ready': one line a service, written every day."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends, Form
from fastapi.responses import Response

from booking.api import Refused, Service
from operator_console.access.roles import Room
from operator_console.clerk.view import ReadyLine, ready_line
from operator_console.console import OWN_FORM, Here, go, in_room

router = APIRouter(prefix=Room.READY_DATES.value)
AtReadyDates = Annotated[Here, Depends(in_room(Room.READY_DATES))]


@router.get("")
async def ready_dates(here: AtReadyDates) -> Response:
    """The whole page."""
    return await _page(here)


@router.post("/{service}", dependencies=[OWN_FORM])
async def write(
    here: AtReadyDates,
    service: str,
    command_key: Annotated[str, Form()],
    day: Annotated[str, Form()] = "",
    undoing: Annotated[str, Form()] = "",
) -> Response:
    """Write a service's day; from then on callers hear it."""
    chosen = _day(day)
    if chosen is None:
        return await _page(here, trouble="clerk.trouble.day", service=service)
    if service not in {one.code for one in await _services(here)}:
        return await _page(here, trouble="clerk.trouble.service")
    before = await here.backend.ready_dates.of(service)
    try:
        await here.backend.ready_dates.write(
            service, chosen, by=here.member.username, key=here.command_key(command_key)
        )
    except Refused:
        return await _page(here, trouble="clerk.trouble.future", service=service)
    if undoing or before is None or before.day == chosen:
        return go(Room.READY_DATES, said="ready-date-restored" if undoing else "ready-date-written")
    return go(
        Room.READY_DATES, said="ready-date-written", about=f"{service}/{before.day.isoformat()}"
    )


async def _page(here: Here, *, trouble: str | None = None, service: str = "") -> Response:
    return await here.page(
        "clerk/templates/ready_dates.html.j2",
        status=422 if trouble else 200,
        lines=await _lines(here),
        today=here.today,
        trouble=trouble,
        wrong=service,
    )


async def _lines(here: Here) -> list[ReadyLine]:
    people = {one.username: one.name for one in await here.backend.staff.list()}
    return [
        ready_line(
            service,
            people,
            await here.backend.ready_dates.of(service.code),
            here.language,
            here.zone,
            here.today,
        )
        for service in await _services(here)
    ]


async def _services(here: Here) -> list[Service]:
    """Services with something to collect: only those have ready dates."""
    catalogue = here.backend.catalogue
    collecting = {one.service for one in await catalogue.activities() if one.collects}
    return [one for one in await catalogue.services() if one.code in collecting]


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
