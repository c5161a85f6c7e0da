"""The locks that hold now, and their release."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Form
from fastapi.responses import Response

from booking.api import NotFound, ReleaseReason
from operator_console import formats
from operator_console.access.roles import Room
from operator_console.console import OWN_FORM, Here, go, in_room

router = APIRouter(prefix=Room.LOCKS.value)
AtLocks = Annotated[Here, Depends(in_room(Room.LOCKS))]


@router.get("")
async def locks(here: AtLocks) -> Response:
    """The whole page."""
    return await _page(here)


@router.post("", dependencies=[OWN_FORM])
async def release(
    here: AtLocks,
    command_key: Annotated[str, Form(max_length=80)],
    subject: Annotated[str, Form(max_length=60)] = "",
    reason: Annotated[str, Form(max_length=30)] = "",
) -> Response:
    """End a lock now."""
    if reason not in {one.value for one in ReleaseReason}:
        return await _page(here, missing=subject)
    try:
        await here.backend.locks.release(
            subject,
            ReleaseReason(reason),
            by=here.member.username,
            key=here.command_key(f"{command_key}/{subject}"),
        )
    except NotFound:
        return go(Room.LOCKS.value, said="lock-over")
    return go(Room.LOCKS.value, said="lock-released")


async def _page(here: Here, missing: str = "") -> Response:
    found = await here.backend.locks.list()
    shown = [one.citizen_id for one in found if one.citizen_id is not None]
    await here.looks_at("locks", "the list of locks", shown)
    rows = [
        {
            "lock": one,
            "until": formats.moment(one.until, here.zone, here.today, here.language),
        }
        for one in found
    ]
    return await here.page(
        "locks/templates/locks.html.j2",
        status=422 if missing else 200,
        rows=rows,
        missing=missing,
        reasons=[one.value for one in ReleaseReason],
    )
