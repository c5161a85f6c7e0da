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
ODD = ("backwards", "far")
"""What is asked about before it is written; see `ReadyDates.write`."""

HISTORY = 10
"""Lines of the history on the page."""

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
    surely: Annotated[str, Form()] = "",
) -> Response:
    """Write a service's day; from then on callers hear it. An odd one is asked about first."""
    chosen = _day(day)
    if chosen is None:
        return await _page(here, trouble="clerk.trouble.day", service=service)
    if service not in {one.code for one in await _services(here)}:
        return await _page(here, trouble="clerk.trouble.service")
    try:
        await here.backend.ready_dates.write(
            service,
            chosen,
            by=here.member.username,
            surely=bool(surely),
            key=here.command_key(command_key),
        )
    except Refused as error:
        odd = error.field if error.field in ODD else ""
        trouble = f"clerk.odd.{odd}" if odd else "clerk.trouble.future"
        return await _page(here, trouble=trouble, service=service, odd=day if odd else "")
    return go(Room.READY_DATES, said="ready-date-written", about=service)


@router.post("/{service}/undo", dependencies=[OWN_FORM])
async def undo(here: AtReadyDates, service: str, command_key: Annotated[str, Form()]) -> Response:
    """Take the last line back; the one before it holds again."""
    try:
        await here.backend.ready_dates.undo(
            service, by=here.member.username, key=here.command_key(command_key)
        )
    except Refused:
        return await _page(here, trouble="clerk.trouble.nothing", service=service)
    return go(Room.READY_DATES, said="ready-date-restored")


async def _page(
    here: Here, *, trouble: str | None = None, service: str = "", odd: str = ""
) -> Response:
    return await here.page(
        "clerk/templates/ready_dates.html.j2",
        status=422 if trouble else 200,
        lines=await _lines(here),
        today=here.today,
        trouble=trouble,
        wrong=service,
        odd=odd,
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
            await here.backend.ready_dates.lines(service.code, HISTORY),
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
