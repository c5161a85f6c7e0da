"""The operator's own state: available, on a break, off the line; what comes after the call."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Form
from fastapi.responses import Response

from ivr.routing.api import (
    CHOSEN_STATES,
    MISSED_BREAK,
    BadState,
    Board,
    NotOnDuty,
    OperatorState,
    OperatorStatus,
    UnknownCode,
)
from operator_console import formats
from operator_console.console import OWN_FORM, Here
from operator_console.desk import answers
from operator_console.desk.here import AtDesk, board_once
from operator_console.desk.moments import Moment, moment

router = APIRouter()

COLOURS = {
    OperatorState.AVAILABLE: "success",
    OperatorState.RINGING: "warning",
    OperatorState.TALKING: "primary",
    OperatorState.WRAP_UP: "primary",
    OperatorState.BREAK: "neutral",
    OperatorState.OFFLINE: "neutral",
}


@dataclass(frozen=True, slots=True)
class Choice:
    """A button.

    Attributes:
        value: 'available', 'break:lunch', 'offline'.
        is_now: it is what they are, or will be after the call.
        key: the second key of the pair that presses it; the first is `s`.
    """

    value: str
    label: str
    is_now: bool
    key: int


@dataclass(frozen=True, slots=True)
class StateView:
    """What the panel shows.

    Attributes:
        state: the state's code.
        name: 'Přestávka: Oběd'.
        since: when it began.
        until: when it ends by itself, None for never.
        wish: what comes after the call, in words; empty where nothing else was chosen.
        misses: so many missed rings have led to the break; 0 where something else did.
        no_phone: nobody rings, for the page's telephone is not connected.
    """

    state: str
    name: str
    colour: str
    since: Moment
    until: Moment | None
    wish: str
    misses: int
    no_phone: bool


@router.post("/state", dependencies=[OWN_FORM])
async def choose(here: AtDesk, choice: Annotated[str, Form(max_length=60)]) -> Response:
    """Be available, on a break or offline; in a talk it is kept for afterwards."""
    state, _, reason = choice.partition(":")
    try:
        chosen = OperatorState(state)
        await here.routing.set_state(here.member.username, chosen, reason or None)
    except (ValueError, BadState, UnknownCode):
        return answers.refused(here, "state-unknown")
    except NotOnDuty:
        return answers.refused(here, "not-on-duty")
    return answers.done(here)


async def draw(here: Here) -> str:
    """The panel, from what all desks look at together."""
    return await panel(here, await board_once(here))


async def panel(here: Here, board: Board) -> str:
    """The panel."""
    status = board.operators.get(here.member.username)
    catalogue = here.backend.catalogue
    is_open = await here.console.live.once("open", catalogue.operators_open)
    return here.part(
        "desk/templates/state.html.j2",
        mine=None if status is None else _view(here, status, is_open=is_open),
        choices=choices(here, status),
        is_open=is_open,
        opens="" if is_open else await _opens(here),
    )


async def _opens(here: Here) -> str:
    """'pondělí 30. listopadu 2026 7:00'; nothing where the line never opens again."""
    opening = await here.backend.catalogue.next_opening()
    if opening is None:
        return ""
    return f"{formats.long_day(opening.date(), here.language)} {formats.clock(opening)}"


def choices(here: Here, status: OperatorStatus | None) -> list[Choice]:
    """What can be chosen now."""
    breaks = here.routing.rules.breaks
    reasons = [(f"break:{code}", name[here.language]) for code, name in breaks.items()]
    offered = [
        (OperatorState.AVAILABLE.value, here.say("desk.state.available")),
        *(reasons or [(OperatorState.BREAK.value, here.say("desk.state.break"))]),
        (OperatorState.OFFLINE.value, here.say("desk.state.offline")),
    ]
    now = _chosen(status)
    return [
        Choice(value, label, value == now, number)
        for number, (value, label) in enumerate(offered, 1)
    ]


def _chosen(status: OperatorStatus | None) -> str:
    """The choice that holds, or will after the call."""
    if status is None:
        return OperatorState.OFFLINE.value
    if status.state in CHOSEN_STATES:
        return _value(status.state, status.reason)
    return _value(status.wish or OperatorState.AVAILABLE, status.wish_reason)


def _value(state: OperatorState, reason: str | None) -> str:
    return f"{state}:{reason}" if reason else state.value


def _view(here: Here, status: OperatorStatus, *, is_open: bool) -> StateView:
    is_missed = status.state is OperatorState.BREAK and status.reason == MISSED_BREAK
    wish = "" if status.wish is None else in_words(here, status.wish, status.wish_reason)
    return StateView(
        state=status.state.value,
        name=in_words(here, status.state, status.reason),
        colour=_colour(status, is_open=is_open, is_missed=is_missed),
        since=moment(here, status.since),
        until=None if status.until is None else moment(here, status.until),
        wish=wish,
        misses=here.routing.rules.misses_before_break if is_missed else 0,
        no_phone=has_no_phone(status),
    )


def _colour(status: OperatorStatus, *, is_open: bool, is_missed: bool) -> str:
    """Nobody is shown in green while no calls come."""
    if is_missed:
        return "warning"
    is_idle = status.state is OperatorState.AVAILABLE and not is_open
    return "neutral" if is_idle else COLOURS[status.state]


def has_no_phone(status: OperatorStatus) -> bool:
    """Available, and yet nobody can ring there."""
    return status.state is OperatorState.AVAILABLE and status.endpoint is None


def in_words(here: Here, state: OperatorState, reason: str | None) -> str:
    """'K dispozici', 'Oběd', 'Přestávka'."""
    if state is OperatorState.BREAK and reason is not None:
        if reason == MISSED_BREAK:
            return here.say("desk.state.missed")
        named = here.routing.rules.breaks.get(reason)
        return reason if named is None else named[here.language]
    return here.say(f"desk.state.{state}")
