"""The audit, in words, a page at a time; to look at it is written down, too."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends
from fastapi.responses import Response

from booking.api import AuditEntry
from operator_console.access.roles import Room
from operator_console.audit import view
from operator_console.audit.wanted import Wanted
from operator_console.console import Here, in_room

router = APIRouter(prefix=Room.AUDIT.value)
AtAudit = Annotated[Here, Depends(in_room(Room.AUDIT))]

PAGE = 50
"""Entries on a page."""


def _wanted(
    who: str = "", did: str = "", about: str = "", person: str = "", day: str = "", before: str = ""
) -> Wanted:
    return Wanted.read(who, did, about, person, day, before)


@router.get("")
async def audit(here: AtAudit, wanted: Annotated[Wanted, Depends(_wanted)]) -> Response:
    """Who did what and who looked at what."""
    if wanted.did and f"audit.did.{wanted.did}" not in here.texts:
        wanted = wanted.but(did="")
    number = wanted.number
    await here.looks_at("audit", f"the audit: {wanted}", [] if number is None else [number])
    found = await _find(here, wanted)
    shown = found[:PAGE]
    checked = await here.backend.audit.last_check()
    return await here.page(
        "audit/templates/audit.html.j2",
        wanted=wanted,
        acts=view.acts(here.say, here.texts),
        checked=checked and view.checked_row(checked, here.zone, here.today, here.language),
        entries=[
            view.row(one, here.say, here.texts, here.zone, here.today, here.language)
            for one in shown
        ],
        older=wanted.but(before=shown[-1].id) if len(found) > PAGE else None,
    )


async def _find(here: Here, wanted: Wanted) -> list[AuditEntry]:
    """One more than a page has room for, where there are older ones."""
    since, until = wanted.span(here.zone) or (None, None)
    if wanted.number is not None:
        return await here.backend.audit.about_person(
            wanted.number,
            PAGE + 1,
            did=wanted.did or None,
            since=since,
            until=until,
            before=wanted.before,
        )
    return await here.backend.audit.recent(
        PAGE + 1,
        who=wanted.who or None,
        did=wanted.did or None,
        about=wanted.about or None,
        since=since,
        until=until,
        before=wanted.before,
    )
