"""Which clerk is away when, and who stands in."""

from __future__ import annotations

from contextlib import suppress
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends, Form
from fastapi.responses import Response

from booking.api import NotFound, Refused, Role
from operator_console import formats
from operator_console.access.roles import Room
from operator_console.console import OWN_FORM, Here, go, in_room

PATH = "/absences"

router = APIRouter(prefix=f"{Room.APPLICATIONS.value}{PATH}")
AtApplications = Annotated[Here, Depends(in_room(Room.APPLICATIONS))]

TROUBLES = {
    "first": "clerk.trouble.absence.overlap",
    "last": "clerk.trouble.absence.order",
    "substitute": "clerk.trouble.absence.substitute",
}


class Entered:
    """What was filled in."""

    def __init__(
        self,
        username: Annotated[str, Form()] = "",
        first: Annotated[str, Form()] = "",
        last: Annotated[str, Form()] = "",
        substitute: Annotated[str, Form()] = "",
    ) -> None:
        self.username = username
        self.first = first
        self.last = last
        self.substitute = substitute


@router.get("")
async def absences(here: AtApplications) -> Response:
    """The whole page."""
    return await _page(here, None, "")


@router.post("", dependencies=[OWN_FORM])
async def add(
    here: AtApplications,
    given: Annotated[Entered, Depends(Entered)],
    command_key: Annotated[str, Form()],
) -> Response:
    """Enter an absence."""
    first, last = _day(given.first), _day(given.last)
    if first is None or last is None:
        return await _page(here, given, "clerk.trouble.absence.day")
    try:
        await here.backend.staff.add_absence(
            given.username,
            first,
            last,
            substitute=given.substitute or None,
            by=here.member.username,
            key=here.command_key(command_key),
        )
    except NotFound:
        return await _page(here, given, "clerk.trouble.absence.who")
    except Refused as error:
        return await _page(here, given, TROUBLES.get(error.field, "clerk.trouble.absence.who"))
    return go(f"{Room.APPLICATIONS.value}{PATH}", said="absence-entered")


@router.post("/{absence_id:int}/remove", dependencies=[OWN_FORM])
async def remove(here: AtApplications, absence_id: int) -> Response:
    """Take an absence back; one that is gone already is as good."""
    with suppress(NotFound):
        await here.backend.staff.remove_absence(absence_id, by=here.member.username)
    return go(f"{Room.APPLICATIONS.value}{PATH}", said="absence-removed")


async def _page(here: Here, given: Entered | None, trouble: str) -> Response:
    clerks = {
        one.username: one.name
        for one in await here.backend.staff.list()
        if one.active and one.role is Role.CLERK
    }
    found = await here.backend.staff.absences(here.today)
    return await here.page(
        "clerk/templates/absences.html.j2",
        status=422 if trouble else 200,
        clerks=clerks,
        lines=[
            {
                "id": one.id,
                "name": clerks.get(one.username, one.username),
                "first": formats.short_day(one.first, here.language),
                "last": formats.short_day(one.last, here.language),
                "substitute": clerks.get(one.substitute or "", one.substitute or ""),
            }
            for one in found
        ],
        given=given,
        today=here.today,
        trouble=trouble,
    )


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
