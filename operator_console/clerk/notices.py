"""Whether a clerk wants letters about their own applications, and where to."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Form
from fastapi.responses import Response

from booking.api import Refused
from operator_console.access.roles import Room
from operator_console.console import OWN_FORM, Here, go, in_room

PATH = "/notices"

router = APIRouter(prefix=f"{Room.APPLICATIONS.value}{PATH}")
AtApplications = Annotated[Here, Depends(in_room(Room.APPLICATIONS))]


@router.get("")
async def notices(here: AtApplications) -> Response:
    """One's own wish."""
    return await _page(here, await here.backend.staff.notice_address(here.member.username), "")


@router.post("", dependencies=[OWN_FORM])
async def change(
    here: AtApplications,
    command_key: Annotated[str, Form()],
    email: Annotated[str, Form()] = "",
    wanted: Annotated[str, Form()] = "",
) -> Response:
    """Keep it; whoever turns it off needs no address."""
    address = email.strip() if wanted else None
    try:
        await here.backend.staff.set_notices(
            here.member.username,
            address,
            by=here.member.username,
            key=here.command_key(command_key),
        )
    except Refused:
        return await _page(here, email, "clerk.trouble.notices")
    said = "notices-off" if address is None else "notices-on"
    return go(f"{Room.APPLICATIONS.value}{PATH}", said=said)


async def _page(here: Here, address: str | None, trouble: str) -> Response:
    return await here.page(
        "clerk/templates/notices.html.j2",
        status=422 if trouble else 200,
        address=address or "",
        wanted=address is not None,
        trouble=trouble,
    )
