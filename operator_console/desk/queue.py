"""Who waits for a person, and how the colleagues are. The same for everybody at a desk."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from booking.api import StaffMember
from ivr.routing.api import Board, OperatorState, OperatorStatus, WaitingCaller
from operator_console.console import Here
from operator_console.desk.here import board_once
from operator_console.desk.moments import Moment, moment
from operator_console.desk.names import names_once
from operator_console.desk.state import COLOURS, has_no_phone, in_words
from operator_console.desk.view import Names

SHOWN_DIGITS = 3
"""So much of a waiting caller's number is enough to know them again; the rest is nobody's business
until it rings at them."""


@dataclass(frozen=True, slots=True)
class WaitingRow:
    """A caller in the queue.

    Attributes:
        position: among those who wait for the same people.
        ending: the last digits of the number, empty where it is hidden.
        asked: since when they wait.
        target_seconds: within which an answer is aimed at.
        rings_at: the colleague at whom it rings, empty for nobody.
    """

    id: int
    position: int
    ending: str
    service: str
    language: str
    asked: Moment
    target_seconds: float
    rings_at: str


@dataclass(frozen=True, slots=True)
class ColleagueRow:
    """An operator on duty.

    Attributes:
        no_phone: nobody can ring there.
    """

    username: str
    name: str
    state: str
    colour: str
    since: Moment
    no_phone: bool


async def draw(here: Here) -> str:
    """From what all desks look at together."""
    return await show(here, await board_once(here))


async def show(here: Here, board: Board) -> str:
    """Both lists."""
    known = await names_once(here)
    staff = await here.console.live.once("staff", here.backend.staff.list)
    members = {one.username: one for one in staff}
    return here.part(
        "desk/templates/queue.html.j2",
        waiting=[waiting_row(here, one, known, members) for one in board.waiting],
        colleagues=[
            colleague_row(here, one, members[one.username])
            for one in sorted(board.operators.values(), key=order)
            if one.state is not OperatorState.OFFLINE and one.username in members
        ],
    )


def order(status: OperatorStatus) -> tuple[int, str]:
    """Who can help now comes first."""
    return [*COLOURS].index(status.state), status.username


def ending(number: str | None) -> str:
    """The last digits of a caller's number; nothing where it is hidden."""
    return "".join(sign for sign in number or "" if sign.isdigit())[-SHOWN_DIGITS:]


def waiting_row(
    here: Here, one: WaitingCaller, known: Names, members: Mapping[str, StaffMember]
) -> WaitingRow:
    """A caller in the queue."""
    asked = one.request.asked
    rings_at = members.get(one.rings_at or "")
    return WaitingRow(
        id=one.request.id,
        position=one.place.position,
        ending=ending(asked.caller),
        service=known.service(asked.service),
        language=asked.language.value,
        asked=moment(here, one.request.asked_at),
        target_seconds=one.request.target_seconds,
        rings_at="" if rings_at is None else rings_at.name,
    )


def colleague_row(here: Here, status: OperatorStatus, member: StaffMember) -> ColleagueRow:
    """An operator on duty."""
    return ColleagueRow(
        username=status.username,
        name=member.name,
        state=in_words(here, status.state, status.reason),
        colour=COLOURS[status.state],
        since=moment(here, status.since),
        no_phone=has_no_phone(status),
    )
