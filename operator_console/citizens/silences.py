"""Ends messages to a number or an address whose holder rings, known or not."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form
from fastapi.responses import Response

from booking.api import Refused
from notifier.api import Block, Silences, recipient_of
from operator_console import formats
from operator_console.access.roles import Room
from operator_console.citizens.here import AtCitizens
from operator_console.console import OWN_FORM, Here, go

router = APIRouter(prefix="/silences")

PATH = f"{Room.CITIZENS.value}/silences"
LONGEST = 90

Field = Annotated[str, Form(max_length=LONGEST)]


@router.get("")
async def silences(here: AtCitizens, who: str = "") -> Response:
    """How it is at a number or an address; nothing without one."""
    return await _page(here, who[:LONGEST].strip())


@router.post("", dependencies=[OWN_FORM])
async def keep(
    here: AtCitizens, command_key: Field, who: Field = "", wanted: Field = ""
) -> Response:
    """Write there no more, or again."""
    recipient = recipient_of(who)
    if recipient is None or wanted not in ("", "again"):
        return await _page(here, who.strip())
    known = Silences(here.backend.database)
    command = known.end if wanted else known.begin
    try:
        await command(
            recipient, by=here.member.username, key=here.command_key(f"{command_key}/{recipient}")
        )
    except Refused:
        return await _page(here, who.strip())
    return go(PATH, said="messages-again" if wanted else "messages-ended")


async def _page(here: Here, who: str) -> Response:
    recipient = recipient_of(who) if who else None
    since = ""
    if recipient is not None:
        kind = "email" if "@" in recipient else "phone"
        await here.looks_at(f"{kind}:{recipient}", "a search")
        found = await Silences(here.backend.database).of(recipient)
        since = _since(here, found)
    is_wrong = bool(who) and recipient is None
    return await here.page(
        "citizens/templates/silences.html.j2",
        status=422 if is_wrong else 200,
        who=who,
        recipient=recipient,
        since=since,
        is_wrong=is_wrong,
    )


def _since(here: Here, found: Block | None) -> str:
    if found is None:
        return ""
    return formats.moment(found.since, here.zone, here.today, here.language)
