"""What the telephone in the page asks for: how to register, and that it begins."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form
from fastapi.responses import JSONResponse, Response

from operator_console.access.rows import LONGEST
from operator_console.console import OWN_FORM, Here
from operator_console.desk.here import AtDesk
from operator_console.errors import NotLoggedIn
from operator_console.pages import HEADERS

router = APIRouter(prefix="/phone")


@router.post("", dependencies=[OWN_FORM])
async def credentials(here: AtDesk) -> Response:
    """The telephone of this log-in, made at the first time. Nobody else's page is told."""
    session = await here.console.sessions.find(here.token)
    if session is None:
        raise NotLoggedIn
    phone = await here.routing.softphone(
        here.member.username, here.console.sessions.mark(here.token), session.began_at + LONGEST
    )
    told = {
        "url": here.console.config.phone_url,
        "endpoint": phone.endpoint,
        "password": phone.password,
        "pushed": "" if phone.pushed_at is None else phone.pushed_at.isoformat(),
    }
    return JSONResponse(told, headers=HEADERS)


@router.post("/begin", dependencies=[OWN_FORM])
async def begin(here: AtDesk, endpoint: Annotated[str, Form(max_length=80)]) -> Response:
    """A page has registered and has no call; one that did so before has to stop."""
    generation = await here.routing.begin_softphone(here.member.username, endpoint)
    if generation is None:
        return JSONResponse({}, 409, headers=HEADERS)
    return JSONResponse({"generation": generation}, headers=HEADERS)


async def draw_row(here: Here) -> str:
    """What the page follows of its telephone, without the password."""
    phones = await here.console.live.once("phones", here.routing.softphones)
    phone = phones.get(here.member.username)
    return here.part("phone/templates/row.html.j2", phone=phone)
