"""Waiting for an operator: the place in the queue, music, two ways out, and the talk.

How things stand is in the request's row, so nothing of it is journalled: after an interruption the
caller waits on in their place, or talks on and hears nothing of it.
"""

from __future__ import annotations

from itertools import cycle
from math import ceil

from booking.api import Unavailable
from ivr.call.call import Call
from ivr.call.errors import Back
from ivr.call.prompts import Prompt, music, phrase, together
from ivr.routing.model import Asking, ContactRequest, Place, RequestState
from ivr.routing.requests import Requests

CALL_BACK, BACK, AGAIN = "1", "*", "9"
KEYS = frozenset({CALL_BACK, BACK, AGAIN})

UNANSWERED = frozenset({RequestState.WAITING, RequestState.OFFERED})

MOST_AHEAD = 20
"""More callers are not counted aloud."""

MINUTES = range(1, 61)
"""Waits that are foretold; a longer one is no promise that anybody would make."""

LOOK_SECONDS = 5.0
"""News tells when a talk is over; should it be lost, this does."""


async def wait_for_operator(call: Call, requests: Requests, asked: Asking) -> RequestState:
    """Wait, and talk, until it is over.

    Returns:
        DONE after a talk; CALLBACK where the caller is to be rung back instead.

    Raises:
        Back: the caller went back to the menu.
    """
    request = await call.command("person.ask", requests.ask, asked)

    async def still_waits() -> bool:
        return (await _as_it_stands(requests, request)).state in UNANSWERED

    pieces = cycle(music())
    heard, talked = call.record.resumed, False
    while True:
        request = await _as_it_stands(requests, request)
        match request.state:
            case RequestState.WAITING | RequestState.OFFERED:
                if talked:
                    call.say(phrase("waiting.broken_off"))
                told = _place(await _place_now(call, requests), first=not heard)
                said = together(*told, phrase("waiting.options"), next(pieces))
                key = await call.wait(said, KEYS, still_waits)
                heard, talked = True, False
                await _leave(call, requests, asked, key)
            case RequestState.ANSWERED:
                await call.talk(LOOK_SECONDS)
                talked = True
            case RequestState.ABANDONED:
                raise Back
            case RequestState.CALLBACK | RequestState.DONE:
                return request.state


async def _leave(call: Call, requests: Requests, asked: Asking, key: str | None) -> None:
    """Out of the queue, where the caller or nobody's being there wants it.

    Where an operator was quicker the request stays answered.
    """
    if key == BACK:
        await requests.withdraw(call.id)
    elif key == CALL_BACK:
        await requests.withdraw(call.id, RequestState.CALLBACK)
    elif await _nobody_is_left(requests, asked):
        await requests.withdraw(call.id, RequestState.CALLBACK)
        call.say(phrase("waiting.nobody_left"))


async def _as_it_stands(requests: Requests, known: ContactRequest) -> ContactRequest:
    """The request now; without the database everybody waits or talks on."""
    try:
        return await requests.get(known.id)
    except Unavailable:
        return known


async def _place_now(call: Call, requests: Requests) -> Place | None:
    try:
        return await requests.place(call.id)
    except Unavailable:
        return None


async def _nobody_is_left(requests: Requests, asked: Asking) -> bool:
    try:
        return not await requests.somebody_for(asked)
    except Unavailable:
        return False


def _place(place: Place | None, *, first: bool) -> list[Prompt]:
    """'Počet volajících před vámi: dva. Čekat budete asi tři minuty.'

    Who has just come and is next hears nothing of a queue: often it rings already.
    """
    if place is None:
        return []
    ahead = place.position - 1
    told: list[Prompt] = []
    if ahead > MOST_AHEAD:
        told.append(phrase("waiting.many"))
    elif ahead:
        told.append(phrase("waiting.ahead", ahead=ahead))
    elif not first:
        told.append(phrase("waiting.next"))
    minutes = 0 if place.expected_seconds is None else ceil(place.expected_seconds / 60)
    if minutes in MINUTES and (ahead or not first):
        told.append(phrase("waiting.expected", minutes=minutes))
    return told
