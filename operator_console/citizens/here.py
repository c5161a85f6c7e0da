"""What the pages of citizens are given by a request, and who may change what."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends

from booking.api import Role
from operator_console.access.roles import Room
from operator_console.calls import is_own
from operator_console.console import Here, in_room

AtCitizens = Annotated[Here, Depends(in_room(Room.CITIZENS))]


async def may_change(here: Here, citizen_id: int, call: str) -> bool:
    """Whether whoever is here may change something of this citizen.

    At a counter somebody has seen the person. An operator hears a voice only: the caller must have
    logged in by PIN in this call, which is the operator's own, or have been checked in this talk.
    """
    if here.member.role is not Role.OPERATOR:
        return True
    talk = call or f"desk:{here.member.username}"
    check = await here.backend.citizens.identity_in(talk)
    if check is not None and check.by == here.member.username and check.citizen_id == citizen_id:
        return True
    request = await here.routing.of_call(call) if call else None
    if request is None or not is_own(here, request):
        return False
    return request.asked.citizen_id == citizen_id


def may_merge(here: Here) -> bool:
    """Whether whoever is here decides about duplicates: not an operator in the middle of a call."""
    return here.member.role is not Role.OPERATOR
