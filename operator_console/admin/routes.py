"""The town with its staff, read only."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends
from fastapi.responses import Response

from booking.api import Language
from operator_console.access.roles import Room
from operator_console.admin import view
from operator_console.console import Here, in_room
from operator_console.desk.view import sentence

router = APIRouter()
AtTown = Annotated[Here, Depends(in_room(Room.TOWN))]


@router.get(Room.TOWN.value)
async def town(here: AtTown) -> Response:
    """Staff, operators' hours, offices and services; all of it comes from the town's files."""
    catalogue, language = here.backend.catalogue, here.language
    services, activities = await catalogue.services(), await catalogue.activities()
    names = {one.code: sentence(one.name[language]) for one in services}
    names |= {one.code: sentence(one.name[language]) for one in activities}
    skills = names | {one.value: here.say(f"clerk.language.{one}") for one in Language}
    described = await catalogue.town()
    return await here.page(
        "admin/templates/town.html.j2",
        number=described.number,
        staff=view.staff_rows(await here.backend.staff.list(), skills),
        hours=view.hours(described.operator_hours),
        offices=view.office_lists(
            await catalogue.offices(), await catalogue.counters(), names, language
        ),
        activities=[(names[one.code], names[one.service], one.minutes) for one in activities],
    )
