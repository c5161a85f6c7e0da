"""The line at this moment: who waits for a person, who is there for them, what is wrong."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from ivr.routing.api import (
    Board,
    ContactRequest,
    Need,
    OperatorState,
    OperatorStatus,
    WaitingCaller,
)
from operator_console.console import Here
from operator_console.desk import queue
from operator_console.desk.here import board_once
from operator_console.desk.moments import Moment, moment
from operator_console.desk.names import names_once
from operator_console.desk.state import has_no_phone
from operator_console.desk.view import Names, sentence

AT_WORK = frozenset({OperatorState.RINGING, OperatorState.TALKING, OperatorState.WRAP_UP})


class Alarm(StrEnum):
    """What a supervisor must do something about at once."""

    NOBODY = "nobody"
    """Somebody waits, and nobody is on the line."""
    BREAKS = "breaks"
    """Somebody waits, and all are on a break."""
    NO_PHONES = "no_phones"
    """Somebody waits, and those who are available have no telephone."""
    EMPTY = "empty"
    """It is open, and nobody could take a call that comes now."""


@dataclass(frozen=True, slots=True)
class WaitingLine:
    """A caller who waits, with the skills that are asked for now."""

    row: queue.WaitingRow
    needs: str


@dataclass(frozen=True, slots=True)
class OperatorLine:
    """An operator on duty.

    Attributes:
        call: whom they ring for, talk with or wrap up, in words; empty for nobody.
    """

    row: queue.ColleagueRow
    call: str


def alarm(operators: Collection[OperatorStatus], is_waited: bool, is_open: bool) -> Alarm | None:
    """What is wrong.

    Args:
        operators: all that are known, those who are off the line, too.
        is_waited: somebody waits for a person.
        is_open: operators answer at this hour.
    """
    on_duty = [one for one in operators if one.state is not OperatorState.OFFLINE]
    present = [one for one in on_duty if one.state is not OperatorState.BREAK]
    reachable = [one for one in present if one.state in AT_WORK or not has_no_phone(one)]
    if reachable:
        return None
    if not is_waited:
        return Alarm.EMPTY if is_open else None
    if present:
        return Alarm.NO_PHONES
    return Alarm.BREAKS if on_duty else Alarm.NOBODY


async def draw(here: Here) -> str:
    """From what all pages look at together."""
    return await show(here, await board_once(here))


async def show(here: Here, board: Board) -> str:
    """The line."""
    known = await names_once(here)
    members = {
        one.username: one for one in await here.console.live.once("staff", here.backend.staff.list)
    }
    is_open = await here.backend.catalogue.operators_open()
    on_duty = [
        OperatorLine(
            queue.colleague_row(here, one, members[one.username]),
            _call(here, board.served.get(one.request_id or 0), known),
        )
        for one in sorted(board.operators.values(), key=queue.order)
        if one.state is not OperatorState.OFFLINE and one.username in members
    ]
    return here.part(
        "supervisor/templates/line.html.j2",
        is_open=is_open,
        alarm=alarm(board.operators.values(), bool(board.waiting), is_open),
        waiting=[
            WaitingLine(
                queue.waiting_row(here, one, known, members), needs(here, one.request.needs, known)
            )
            for one in board.waiting
        ],
        longest=_longest(here, board.waiting),
        operators=on_duty,
        free=sum(
            1
            for one in board.operators.values()
            if one.state is OperatorState.AVAILABLE and not has_no_phone(one)
        ),
    )


def needs(here: Here, asked: Collection[Need], known: Names) -> str:
    """'Cestovní pasy (úroveň 3), Čeština (úroveň 4)'; nothing where anybody may answer."""
    return ", ".join(
        here.say("supervisor.need", name=_skill(here, one, known), level=one.level) for one in asked
    )


def _skill(here: Here, need: Need, known: Names) -> str:
    key = f"clerk.language.{need.skill}"
    name = here.say(key) if key in here.texts else known.service(need.skill)
    return sentence(name)


def _longest(here: Here, waiting: Collection[WaitingCaller]) -> Moment | None:
    starts = [one.request.asked_at for one in waiting]
    return moment(here, min(starts)) if starts else None


def _call(here: Here, request: ContactRequest | None, known: Names) -> str:
    """Whose call it is, as everybody at a desk sees those who wait: never the whole number."""
    if request is None:
        return ""
    digits = queue.ending(request.asked.caller)
    number = (
        here.say("desk.queue.ending", digits=digits) if digits else here.say("desk.queue.hidden")
    )
    service = known.service(request.asked.service) or here.say("desk.queue.any")
    return f"{service}, {here.say(f'desk.language.{request.asked.language.value}')}, {number}"
