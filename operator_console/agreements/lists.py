"""Finds agreements, and those who may conclude one."""

from __future__ import annotations

from urllib.parse import urlencode

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, Response

from operator_console.access.roles import Room
from operator_console.agreements.here import AtAgreements
from operator_console.agreements.view import Row, row
from operator_console.console import Here
from operator_console.pages import HEADERS

router = APIRouter()

LIMIT = 50
LONGEST = 100


@router.get("")
async def agreements(here: AtAgreements, text: str = "") -> Response:
    """The last ones; or, with a text, who may be meant, with or without an agreement."""
    text = text[:LONGEST].strip()
    return await here.page(
        "agreements/templates/agreements.html.j2", text=text, rows=await _list(here, text)
    )


@router.get("/rows")
async def rows(here: AtAgreements, text: str = "") -> Response:
    """The list alone, while somebody types."""
    text = text[:LONGEST].strip()
    query = f"?{urlencode({'text': text})}" if text else ""
    return HTMLResponse(
        await _list(here, text),
        headers={**HEADERS, "HX-Replace-Url": f"{Room.AGREEMENTS.value}{query}"},
    )


async def _list(here: Here, text: str) -> str:
    found = await (_found(here, text) if text else _recent(here))
    shown = [one.citizen_id for one in found] if text else []
    await here.looks_at("agreements", "a search" if text else "the list", shown)
    return here.part(
        "agreements/templates/rows.html.j2", rows=found, is_search=bool(text), limit=LIMIT
    )


async def _recent(here: Here) -> list[Row]:
    return [
        row(one.citizen, one.agreement, here.language, here.zone, here.today)
        for one in await here.backend.agreements.recent(LIMIT)
    ]


async def _found(here: Here, text: str) -> list[Row]:
    people = [one.citizen for one in await here.backend.citizens.search(text, LIMIT)]
    concluded = await here.backend.agreements.of_many([one.id for one in people])
    return [row(one, concluded.get(one.id), here.language, here.zone, here.today) for one in people]
