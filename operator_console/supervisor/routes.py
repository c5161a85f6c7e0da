"""The overview, kept true."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, Depends
from fastapi.responses import Response

from booking.api import UNFINISHED, ApplicationQuery, FallenVisit
from operator_console import formats
from operator_console.access.roles import Room
from operator_console.console import Here, in_room
from operator_console.desk.names import names
from operator_console.desk.view import waited
from operator_console.supervisor import line, view
from operator_console.supervisor.fallen import Unhurried, fallen_lines

router = APIRouter(prefix=Room.OVERVIEW.value)
AtOverview = Annotated[Here, Depends(in_room(Room.OVERVIEW))]

_MOST = 5000
"""Applications under way that are counted; a town of Lípov's size has hundreds."""


@router.get("")
async def overview(here: AtOverview) -> Response:
    """The whole page; nobody is named but the staff, so nothing goes into the audit."""
    return await here.page(
        "supervisor/templates/overview.html.j2",
        heading=formats.long_day(here.today, here.language),
        line=await line.show(here, await here.routing.board()),
        rows=await _rows(here, await here.backend.visits.fallen_out()),
    )


@router.get("/live")
async def live(here: AtOverview) -> Response:
    """Its parts, kept true."""
    fallen = Unhurried(here.backend.visits.fallen_out)

    async def rows() -> str:
        return await _rows(here, await fallen.latest())

    return here.stream(
        [here.fragment("line", lambda: line.draw(here)), here.fragment("rows", rows)]
    )


async def _rows(here: Here, fallen: Sequence[FallenVisit]) -> str:
    backend, now = here.backend, here.backend.clock.now()
    visits = await backend.visits.on(here.today)
    rings = await backend.rings.open()
    under_way = await backend.applications.find(ApplicationQuery(stages=UNFINISHED), _MOST)
    oldest = ""
    if rings:
        key, n = waited(rings[0].requested_at, now)
        oldest = here.say(key, n=n)
    return here.part(
        "supervisor/templates/rows.html.j2",
        held=await _held(here),
        offices=view.offices(visits, await backend.catalogue.offices()),
        visits=len(visits),
        done=sum(1 for visit in visits if visit.start <= now),
        rings=len(rings),
        oldest=oldest,
        under_way=len(under_way),
        late=view.late(under_way, here.today),
        fallen_count=len(fallen),
        fallen=fallen_lines(fallen, await names(here), here.say, backend.clock.zone, here.today),
    )


async def _held(here: Here) -> dict[str, object] | None:
    """Since when SMS that anybody can provoke wait, until when, and how many may go."""
    reached = await here.backend.ceiling.reached()
    if reached is None:
        return None
    since, until = (
        formats.moment(one, here.zone, here.today, here.language)
        for one in (reached.since, reached.until)
    )
    return {"most": reached.most, "since": since, "until": until}
