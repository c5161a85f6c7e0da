"""Records that may be one person: side by side, merged, told apart, taken back."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Form
from fastapi.responses import Response

from booking.api import NotFound, Refused
from operator_console import formats
from operator_console.access.roles import Room
from operator_console.citizens import view
from operator_console.citizens.here import AtCitizens, may_merge
from operator_console.console import OWN_FORM, Here, go
from operator_console.errors import RoomClosed

PATH = f"{Room.CITIZENS.value}/duplicates"
Key = Annotated[str, Form(max_length=80)]


async def _decides(here: AtCitizens) -> Here:
    """Lets in whoever decides about duplicates.

    Raises:
        RoomClosed: an operator does not.
    """
    if not may_merge(here):
        raise RoomClosed
    return here


Deciding = Annotated[Here, Depends(_decides)]
router = APIRouter()


@router.get("/duplicates")
async def duplicates(here: Deciding) -> Response:
    """The pairs, and the last merges."""
    pairs = await here.backend.merging.candidates()
    merges = await here.backend.merging.recent(20)
    people = await here.backend.citizens.many({one.kept_id for one in merges})
    shown = {one for pair in pairs for one in (pair.first.id, pair.second.id)} | set(people)
    await here.looks_at("citizens", "the list of duplicates", sorted(shown))
    return await here.page(
        "citizens/templates/duplicates.html.j2",
        pairs=[
            {
                "first": view.row(pair.first, here.language),
                "second": view.row(pair.second, here.language),
                "score": round(pair.score),
                "signs": [sign.value for sign in pair.signs],
            }
            for pair in pairs
        ],
        merges=[
            {
                "merge": one,
                "who": view.row(people[one.kept_id], here.language),
                "when": formats.moment(one.at, here.zone, here.today, here.language),
            }
            for one in merges
            if one.kept_id in people
        ],
    )


@router.get("/duplicates/{first:int}/{second:int}")
async def pair(here: Deciding, first: int, second: int) -> Response:
    """Two records side by side."""
    return await _pair(here, first, second)


@router.post("/duplicates/{first:int}/{second:int}", dependencies=[OWN_FORM])
async def merge(
    here: Deciding,
    first: int,
    second: int,
    command_key: Key,
    kept: Annotated[int, Form()] = 0,
    agreement: Annotated[int, Form()] = 0,
) -> Response:
    """Make them one."""
    if kept not in {first, second}:
        return await _pair(here, first, second, "choose")
    try:
        await here.backend.merging.merge(
            kept,
            second if kept == first else first,
            agreement_id=agreement or None,
            by=here.member.username,
            key=here.command_key(command_key),
        )
    except NotFound:
        return go(PATH, said="merge-gone")
    except Refused as refused:
        return await _pair(here, first, second, refused.field)
    return go(PATH, said="citizens-merged")


@router.post("/duplicates/{first:int}/{second:int}/distinct", dependencies=[OWN_FORM])
async def distinct(here: Deciding, first: int, second: int, command_key: Key) -> Response:
    """They are two."""
    try:
        await here.backend.merging.say_distinct(
            first, second, by=here.member.username, key=here.command_key(command_key)
        )
    except NotFound:
        return go(PATH, said="merge-gone")
    return go(PATH, said="citizens-distinct")


@router.post("/duplicates/undo", dependencies=[OWN_FORM])
async def undo(here: Deciding, command_key: Key, merge: Annotated[int, Form()]) -> Response:
    """Make them two again."""
    try:
        await here.backend.merging.undo(
            merge, by=here.member.username, key=here.command_key(f"{command_key}/{merge}")
        )
    except (NotFound, Refused):
        return go(PATH, said="merge-stays")
    return go(PATH, said="merge-undone")


async def _pair(here: Here, first: int, second: int, trouble: str = "") -> Response:
    backend = here.backend
    try:
        held = [await backend.merging.holdings(one) for one in (first, second)]
    except NotFound:
        return go(PATH, said="merge-gone")
    await here.looks_at("citizens", "two records side by side", [first, second])
    return await here.page(
        "citizens/templates/pair.html.j2",
        status=422 if trouble else 200,
        sides=[view.side(one, here.language) for one in held],
        both_agreed=all(one.agreement_id for one in held),
        counted=view.COUNTED,
        trouble=trouble if trouble in {"choose", "agreement", "kind"} else "",
        first=first,
        second=second,
    )
