"""The waiting list: who waits, and answers on their behalf."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Form
from fastapi.responses import Response

from booking.api import BookingChannel, LimitReached, NotFound, OfferOver, Refused
from operator_console.access.roles import Room
from operator_console.console import OWN_FORM, Here, go, in_room
from operator_console.desk.names import names
from operator_console.waitlist.view import by_activity

router = APIRouter(prefix=Room.WAITLIST.value)
AtList = Annotated[Here, Depends(in_room(Room.WAITLIST))]

Key = Annotated[str, Form(max_length=80)]


@router.get("")
async def waitlist(here: AtList) -> Response:
    """The whole page."""
    await here.looks_at("waitlist", "the waiting list")
    return await here.page("waitlist/templates/waitlist.html.j2", rows=await _rows(here))


@router.get("/live")
async def live(here: AtList) -> Response:
    """Its rows, kept true."""
    await here.looks_at("waitlist", "the waiting list, kept up to date")
    return here.follow(lambda: _rows(here))


@router.post("/offers/{offer_id:int}/{answer}", dependencies=[OWN_FORM])
async def answer(
    here: AtList, offer_id: int, answer: Literal["accept", "decline"], command_key: Key
) -> Response:
    """Accept or decline what is offered, for whoever is on the line."""
    by, key = here.member.username, here.command_key(f"{command_key}/{answer}-{offer_id}")
    try:
        if answer == "accept":
            channel = BookingChannel.OPERATOR.value
            await here.backend.waitlist.accept(offer_id, by=by, channel=channel, key=key)
        else:
            await here.backend.waitlist.decline(offer_id, by=by, key=key)
    except (OfferOver, NotFound):
        return go(Room.WAITLIST.value, said="waitlist-over")
    except LimitReached:
        return go(Room.WAITLIST.value, said="waitlist-limit")
    return go(
        Room.WAITLIST.value, said="waitlist-accept" if answer == "accept" else "waitlist-decline"
    )


@router.post("/{entry_id:int}/{change}", dependencies=[OWN_FORM])
async def change(
    here: AtList, entry_id: int, change: Literal["leave", "resume"], command_key: Key
) -> Response:
    """Take somebody off the list, or make offers to them again."""
    by, key = here.member.username, here.command_key(f"{command_key}/{change}-{entry_id}")
    act = here.backend.waitlist.leave if change == "leave" else here.backend.waitlist.resume
    try:
        await act(entry_id, by=by, key=key)
    except (NotFound, Refused):
        return go(Room.WAITLIST.value, said="waitlist-gone")
    return go(
        Room.WAITLIST.value, said="waitlist-leave" if change == "leave" else "waitlist-resume"
    )


async def _rows(here: Here) -> str:
    waiting = await here.backend.waitlist.waiting()
    lists = by_activity(waiting, await names(here), here.zone, here.today)
    return here.part("waitlist/templates/rows.html.j2", lists=lists, count=len(waiting))
