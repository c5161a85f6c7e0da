"""Two rooms: the town with its staff, read only, and the audit."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends
from fastapi.responses import Response

from booking.api import Language
from operator_console.access.roles import Room
from operator_console.admin import view
from operator_console.console import Here, in_room
from operator_console.desk.view import sentence

router = APIRouter()
AtTown = Annotated[Here, Depends(in_room(Room.TOWN))]
AtAudit = Annotated[Here, Depends(in_room(Room.AUDIT))]

_LAST = 200


@router.get(Room.TOWN.value)
async def town(here: AtTown) -> Response:
    """Staff, operators' hours, offices and services; all of it comes from the town's files."""
    catalogue, language = here.backend.catalogue, here.language
    services, activities = await catalogue.services(), await catalogue.activities()
    names = {one.code: sentence(one.name[language]) for one in services}
    names |= {one.code: sentence(one.name[language]) for one in activities}
    skills = names | {one.value: here.say(f"clerk.language.{one}") for one in Language}
    described = await catalogue.town()
    return await here.page(
        "admin/templates/town.html.j2",
        number=described.number,
        staff=view.staff_rows(await here.backend.staff.list(), skills),
        hours=view.hours(described.operator_hours),
        offices=view.office_lists(
            await catalogue.offices(), await catalogue.counters(), names, language
        ),
        activities=[(names[one.code], names[one.service], one.minutes) for one in activities],
    )


@router.get(Room.AUDIT.value)
async def audit(
    here: AtAudit, who: str = "", about: str = "", person: str = "", day: str = ""
) -> Response:
    """Who did what and who looked at what; this look is written down, too.

    Args:
        here: the request.
        who: only what this one did.
        about: only what concerns records that begin like this.
        person: only what concerns this citizen, by number.
        day: only what was done on this day, '2026-11-23'.
    """
    who, about, person = who.strip(), about.strip(), person.strip()
    number = int(person) if person.isascii() and person.isdecimal() and len(person) < 19 else None
    span = view.day_span(day, here.zone)
    kind, colon, _ = about.partition(":")  # what was typed may be somebody's name
    record = (f"{kind}:…" if colon else "some") if about else "everything"
    asked = f"{who or 'everybody'}, {record}, {day if span else 'every day'}"
    await here.looks_at("audit", f"the audit: {asked}", [] if number is None else [number])
    since, until = span or (None, None)
    if number is None:
        entries = await here.backend.audit.recent(
            _LAST, who=who or None, about=about or None, since=since, until=until
        )
    else:
        entries = await here.backend.audit.about_person(number, _LAST, since=since, until=until)
    checked = await here.backend.audit.last_check()
    return await here.page(
        "admin/templates/audit.html.j2",
        who=who,
        about=about,
        person=person if number is not None else "",
        day=day if span else "",
        limit=_LAST,
        checked=checked and view.checked_row(checked, here.zone, here.today, here.language),
        entries=[view.audit_row(one, here.zone, here.today, here.language) for one in entries],
    )
