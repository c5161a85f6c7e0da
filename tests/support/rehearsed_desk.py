"""Operators for rehearsed calls: a script makes the rows that real ones would make.

The script is a row of acts with the second at which each is done, apart by commas:
    0 duty marek       an operator comes on duty, with a telephone
    0 crowd 2          so many others wait already
    9 next marek       an operator ends the talk they are in, and picks up what rings then
    20 refuse marek    an operator sends on whoever rings
    40 hang-up marek   an operator ends the talk
    40 break-off       the operator's line breaks off, and does not come back in time
    60 leave marek     an operator goes home
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine

from booking.api import Backend, Language
from ivr.call.scripted import Said, ScriptedLine
from ivr.routing.api import Asking, OperatorState, RequestState, Routing, Rules
from ivr.routing.requests import Requests

LOOK_SECONDS = 0.25


def desk(script: str) -> Callable[[Backend, ScriptedLine], Coroutine[None, None, None]]:
    """What operators do beside a call."""

    async def work(backend: Backend, line: ScriptedLine) -> None:
        await _Desk(backend, line).work(script)

    return work


class _Desk:
    def __init__(self, backend: Backend, line: ScriptedLine) -> None:
        rules = Rules()
        self._requests = Requests(backend.database, backend.staff, rules)
        self._routing = Routing(backend.database, backend.staff, rules)
        self._line = line

    async def work(self, script: str) -> None:
        acts = [act.split() for act in script.split(",")]
        seen: RequestState | None = None
        while True:
            while acts and float(acts[0][0]) <= self._line.now():
                _, name, *arguments = acts.pop(0)
                await self._act(name, *arguments)
            await self._requests.next_decisions()
            request = await self._requests.of_call(self._line.call_id)
            state = None if request is None else request.state
            if state is not seen:
                seen = state
                self._line.nudge()
            await asyncio.sleep(LOOK_SECONDS)

    async def _act(self, name: str, argument: str = "") -> None:
        match name:
            case "duty":
                await self._requests.attach(argument, node="linka", endpoint=f"phone-{argument}")
                await self._routing.set_state(argument, OperatorState.AVAILABLE)
            case "crowd":
                for number in range(int(argument)):
                    await self._requests.ask(Asking(f"crowd-{number}", Language.CS))
            case "next":
                await self._next(argument)
            case "refuse":
                ringing = await self._routing.offer_of(argument)
                assert ringing is not None
                await self._routing.refuse(ringing.offer.id)
                self._note(f"{argument} sends the caller on")
            case "hang-up":
                await self._routing.hang_up(self._line.call_id, argument)
                self._note(f"{argument} hangs up")
            case "break-off":
                await self._requests.wait_again(self._line.call_id)
                self._note("the operator's line breaks off")
            case "leave":
                await self._routing.set_state(argument, OperatorState.OFFLINE)
                self._note(f"{argument} goes home")
            case _:
                raise ValueError(f"not an act: {name}")

    async def _next(self, operator: str) -> None:
        served = await self._routing.request_of(operator)
        if served is not None and served.state is RequestState.ANSWERED:
            await self._requests.ended(served.call_id)
            await self._routing.set_state(operator, OperatorState.AVAILABLE)
        await self._requests.next_decisions()
        ringing = await self._routing.offer_of(operator)
        assert ringing is not None
        await self._requests.answered(ringing.offer.id)
        if ringing.request.call_id == self._line.call_id:
            self._note(f"{operator} answers")

    def _note(self, text: str) -> None:
        self._line.transcript.lines.append(Said(self._line.now(), "*", text))
