"""The desk: one page for a whole day, which nothing that is done on it loads anew."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import Response

from operator_console.access.roles import Room
from operator_console.caller.state import Tab
from operator_console.console import Here
from operator_console.desk import lists, queue, state, talk
from operator_console.desk.card import WITH_CALL, Card
from operator_console.desk.here import AtDesk, board_once
from operator_console.phone import routes as phone

router = APIRouter(prefix=Room.DESK.value)
for part in (state, talk, lists, phone):
    router.include_router(part.router)


@router.get("")
async def desk(here: AtDesk) -> Response:
    """The whole page."""
    await here.looks_at("desk", "the desk: callers, call-backs and visits of the day")
    board = await here.routing.board()
    served = board.operators.get(here.member.username)
    request = board.served.get(served.request_id or 0) if served is not None else None
    return await here.page(
        "desk/templates/desk.html.j2",
        state=await state.panel(here, board),
        call=await Card(here).show(board),
        call_id="" if request is None else request.call_id,
        counts={
            "state": len(state.choices(here, served)),
            "result": len(here.routing.rules.results) or 1,
            "work": len(Tab),
        },
        queue=await queue.show(here, board),
        lists=await lists.draw(here),
    )


@router.get("/live")
async def live(here: AtDesk) -> Response:
    """Its parts, kept true."""
    await here.looks_at("desk", "the desk, kept up to date")
    card = Card(here)
    return here.stream(
        [
            here.fragment("call", card.draw, own=True),
            here.fragment("state", lambda: state.draw(here), own=True),
            here.fragment("phone", lambda: phone.draw_row(here), own=True),
            here.fragment("queue", lambda: queue.draw(here)),
            here.fragment("lists", lambda: lists.draw(here)),
        ],
        lambda: _is_alive(here),
    )


async def _is_alive(here: Here) -> bool:
    """Whether the session still is. A call counts as work: nobody is logged out in the middle."""
    board = await board_once(here)
    mine = board.operators.get(here.member.username)
    if mine is not None and mine.state in WITH_CALL:
        return await here.console.sessions.find(here.token) is not None
    return await here.is_alive()
