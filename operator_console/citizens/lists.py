"""Finds citizens."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import Response

from operator_console.citizens import view
from operator_console.citizens.here import AtCitizens, may_merge

router = APIRouter()

LIMIT = 50
LONGEST = 100


@router.get("")
async def citizens(here: AtCitizens, text: str = "", call: str = "") -> Response:
    """Who may be meant by a text; nobody is shown without one."""
    text = text[:LONGEST].strip()
    found = await here.backend.citizens.search(text, LIMIT) if text else []
    if text:
        shown = [one.citizen.id for one in found]
        await here.looks_at("citizens", "a search", shown)
    return await here.page(
        "citizens/templates/citizens.html.j2",
        text=text,
        call=call,
        rows=[view.row(one.citizen, here.language) for one in found],
        merges=may_merge(here),
    )
