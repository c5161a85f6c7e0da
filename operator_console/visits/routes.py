"""Which visits a day has."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Annotated

from fastapi import APIRouter, Depends
from fastapi.responses import Response

from operator_console import formats
from operator_console.access.roles import Room
from operator_console.console import Here, in_room
from operator_console.desk.names import names
from operator_console.visits.view import by_counter

router = APIRouter(prefix=Room.VISITS.value)
AtVisits = Annotated[Here, Depends(in_room(Room.VISITS))]


@router.get("")
async def visits(here: AtVisits, day: str = "", office: str = "") -> Response:
    """The whole page; an unreadable day means today."""
    chosen = _day(day) or here.today
    await here.looks_at(f"visits:{chosen}", "the list of the day")
    return await here.page(
        "visits/templates/visits.html.j2",
        day=chosen,
        heading=formats.long_day(chosen, here.language),
        before=chosen - timedelta(days=1),
        after=chosen + timedelta(days=1),
        today=here.today,
        office=office,
        offices=await here.backend.catalogue.offices(),
        rows=await _rows(here, chosen, office),
    )


@router.get("/live")
async def live(here: AtVisits, day: str = "", office: str = "") -> Response:
    """Its rows, kept true."""
    chosen = _day(day) or here.today
    await here.looks_at(f"visits:{chosen}", "the list of the day, kept up to date")
    return here.follow(lambda: _rows(here, chosen, office))


async def _rows(here: Here, day: date, office: str) -> str:
    found = await here.backend.visits.on(day)
    if office:
        found = [visit for visit in found if visit.office == office]
    known = {visit.citizen_id for visit in found if visit.citizen_id is not None}
    lists = by_counter(
        found,
        await names(here),
        await here.backend.citizens.many(known),
        await here.backend.catalogue.counters(),
    )
    return here.part(
        "visits/templates/rows.html.j2",
        lists=lists,
        heading=formats.long_day(day, here.language),
        count=len(found),
    )


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
