"""The caller who rings, talks, or was talked with: what the operator does with the call."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Query
from fastapi.responses import Response

from ivr.routing.api import UnknownCall, UnknownCode
from operator_console.console import OWN_FORM
from operator_console.desk import answers
from operator_console.desk.here import AtDesk, CommandKey

router = APIRouter()

CallId = Annotated[str, Form(max_length=80)]


@router.post("/offers/{offer_id}/refuse", dependencies=[OWN_FORM])
async def refuse(here: AtDesk, offer_id: int) -> Response:
    """Send the caller who rings on to somebody else."""
    ringing = await here.routing.offer_of(here.member.username)
    if ringing is None or ringing.offer.id != offer_id:
        return answers.refused(here, "offer-over")
    await here.routing.refuse(offer_id, "sent on at the desk")
    return answers.done(here, "sent-on")


@router.post("/talk/hang-up", dependencies=[OWN_FORM])
async def hang_up(here: AtDesk, call: CallId) -> Response:
    """End the talk; whoever holds the call ends it on the line."""
    try:
        await here.routing.hang_up(call, by=here.member.username)
    except UnknownCall:
        return answers.refused(here, "call-gone")
    return answers.done(here)


@router.post("/talk/result", dependencies=[OWN_FORM])
async def write_result(
    here: AtDesk,
    call: Annotated[str, Query(max_length=80)],
    result: Annotated[str, Form(max_length=40)],
    command_key: CommandKey,
) -> Response:
    """Write what became of the call: in the talk it is noted, in the wrap-up it ends that."""
    try:
        await here.routing.finish(
            call, result, by=here.member.username, key=here.command_key(command_key)
        )
    except UnknownCall:
        return answers.refused(here, "call-gone")
    except UnknownCode:
        return answers.refused(here, "result-unknown")
    return answers.done(here)
