"""The clerk's other work on an application: notes, who works on it, undoing, the receipt."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Form
from fastapi.responses import Response

from booking.api import Refused
from operator_console import formats
from operator_console.access.roles import Room
from operator_console.console import OWN_FORM, Here, go, in_room

router = APIRouter(prefix=Room.APPLICATIONS.value)
AtApplications = Annotated[Here, Depends(in_room(Room.APPLICATIONS))]
Key = Annotated[str, Form()]


@router.post("/{application_id:int}/note", dependencies=[OWN_FORM])
async def note(
    here: AtApplications, application_id: int, command_key: Key, note: Annotated[str, Form()] = ""
) -> Response:
    """Write an internal remark; an empty one is none."""
    try:
        await here.backend.applications.note(
            application_id, note, by=here.member.username, key=here.command_key(command_key)
        )
    except Refused:
        return go(_page(application_id), said="note-refused")
    return go(_page(application_id), said="note-written")


@router.post("/{application_id:int}/assign", dependencies=[OWN_FORM])
async def assign(
    here: AtApplications,
    application_id: int,
    command_key: Key,
    clerk: Annotated[str, Form()] = "",
    had: Annotated[str, Form()] = "",
) -> Response:
    """Give the application to a clerk, or to nobody."""
    try:
        await here.backend.applications.assign(
            application_id,
            clerk or None,
            by=here.member.username,
            expected=had or None,
            key=here.command_key(command_key),
        )
    except Refused:
        return go(_page(application_id), said="not-assigned")
    return go(_page(application_id), said="assigned")


@router.post("/{application_id:int}/undo", dependencies=[OWN_FORM])
async def undo(
    here: AtApplications, application_id: int, command_key: Key, change: Annotated[int, Form()]
) -> Response:
    """Take the last change back, while its message has not gone."""
    try:
        await here.backend.applications.undo(
            application_id,
            change,
            by=here.member.username,
            key=here.command_key(command_key),
        )
    except Refused:
        return go(_page(application_id), said="status-not-undone")
    return go(_page(application_id), said="status-undone")


@router.post("/hand-out", dependencies=[OWN_FORM])
async def hand_out(here: AtApplications) -> Response:
    """Give every unfinished application that nobody works on to a clerk."""
    await here.backend.applications.hand_out(by=here.member.username)
    return go(Room.APPLICATIONS, said="handed-out")


@router.get("/{application_id:int}/receipt")
async def receipt(here: AtApplications, application_id: int) -> Response:
    """The receipt of the filing, to be printed and handed over."""
    await here.looks_at(f"application:{application_id}", "the receipt of the filing")
    found = await here.backend.applications.receipt(application_id, by=here.member.username)
    filed = await here.backend.applications.get(application_id)
    one, town = found.application, await here.backend.catalogue.town()
    day = formats.short_day(one.deadline, here.language) if one.deadline else ""
    return await here.page(
        "clerk/templates/receipt.html.j2",
        one=one,
        kind=one.kind_name[here.language],
        applicant=filed.citizen.name if filed.citizen else "",
        filed=formats.short_day(one.filed_on, here.language),
        deadline=day,
        code=f"{found.code[:3]} {found.code[3:]}",
        line=town.number,
    )


def _page(application_id: int) -> str:
    return f"{Room.APPLICATIONS.value}/{application_id}"
