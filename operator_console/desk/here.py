"""What the parts of the desk are given by a request."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Form

from ivr.routing.api import Board
from operator_console.access.roles import Room
from operator_console.console import Here, in_room

AtDesk = Annotated[Here, Depends(in_room(Room.DESK))]
CommandKey = Annotated[str, Form(max_length=80)]


async def board_once(here: Here) -> Board:
    """Operators and callers, looked at once a wake-up for all open desks."""
    return await here.console.live.once("board", here.routing.board)
