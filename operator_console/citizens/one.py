"""One citizen: contacts, wishes, consents, representatives."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import Response

from booking.api import Mandate, MessageKind, Scope
from operator_console.access.roles import Room
from operator_console.citizens import view
from operator_console.citizens.here import AtCitizens, may_change, may_merge
from operator_console.console import Here, go
from operator_console.messages import sent

router = APIRouter()


@router.get("/{citizen_id:int}")
async def one(here: AtCitizens, citizen_id: int, call: str = "", text: str = "") -> Response:
    """The whole page; a number that leads to another citizen goes there."""
    return await page(here, citizen_id, call, text=text)


async def page(
    here: Here, citizen_id: int, call: str, *, trouble: str = "", text: str = ""
) -> Response:
    """The page, with what went wrong.

    Args:
        here: the request.
        citizen_id: whose page.
        call: the call that an operator is in, empty without one.
        trouble: the text 'citizens.trouble.…', empty for none.
        text: whom the clerk looks for as a representative.
    """
    backend, language = here.backend, here.language
    citizen = await backend.citizens.get(citizen_id)
    if citizen.id != citizen_id:
        return go(f"{Room.CITIZENS.value}/{citizen.id}", **({"call": call} if call else {}))
    made = await backend.representations.of(citizen_id)
    people = await backend.citizens.many(
        {one.represented_id for one in made} | {one.representative_id for one in made}
    )
    others = sorted(set(people) - {citizen_id})  # they are shown by name on this page
    await here.looks_at(f"citizen:{citizen_id}", "the citizen's page", others)
    wishes = await backend.wishes.of(citizen_id)
    return await here.page(
        "citizens/templates/one.html.j2",
        status=422 if trouble else 200,
        citizen=citizen,
        who=view.row(citizen, language),
        call=call,
        trouble=trouble,
        may_change=await may_change(here, citizen_id, call),
        at_counter=may_merge(here),
        proofs=await backend.proofs.open_of(citizen_id),
        kinds=[kind.value for kind in MessageKind],
        offered=[way.value for way in view.OFFERED],
        chosen=view.chosen(wishes),
        quiet=view.quiet(wishes.quiet),
        consents=view.agreed(wishes, language, here.zone, here.today),
        acting=[view.acting(one, citizen_id, people, language, here.today) for one in made],
        text=text[:100].strip(),
        found=await _found(here, citizen_id, text[:100].strip()),
        scopes=[scope.value for scope in Scope],
        mandates=[mandate.value for mandate in Mandate],
        today=here.today,
        sent=await sent.to_person(here, citizen_id),
    )


async def _found(here: Here, citizen_id: int, text: str) -> list[view.Row]:
    """Who may be meant as a representative."""
    if not text:
        return []
    found = await here.backend.citizens.search(text, 10)
    shown = [one.citizen for one in found if one.citizen.id != citizen_id]
    await here.looks_at("citizens", "a search for a representative", [one.id for one in shown])
    return [view.row(one, here.language) for one in shown]
