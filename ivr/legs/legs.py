"""Keeps the operators' legs and talks true to the rows."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection, Mapping
from contextlib import suppress
from datetime import datetime
from typing import NoReturn

import structlog

from booking.api import Database, Unavailable, changes
from ivr.ari import Ari
from ivr.ari.errors import AriError, Conflict, Disconnected, NotFound, RequestFailed
from ivr.ari.names import LegName, talk_of
from ivr.legs.plan import (
    Answer,
    Close,
    Connect,
    Drop,
    GiveUp,
    Lose,
    Music,
    Ring,
    Step,
    TurnDown,
    plan,
)
from ivr.legs.watch import Watch
from ivr.routing.errors import OfferOver
from ivr.routing.model import RequestState
from ivr.routing.requests import Requests

LOOK_SECONDS = 1.0
"""At least so often everything is looked at, whatever has been told or not."""

CALM_SECONDS = 0.005
"""Rows are read at most this often, however much happens."""

SWEEP_SECONDS = 5.0
"""How often requests are looked for whose caller has gone without anybody noticing."""

RINGS_ON_SECONDS = 30.0
"""A ring that is over by its row goes on for so long by Asterisk, should nobody be there to end it:
who picks up a restarted process's ring late is still heard."""

log = structlog.get_logger()


class Legs:
    """The legs of one node.

    Args:
        ari: its Asterisk.
        database: the rows.
        requests: what they mean.
        node: its name.
        held: the ids of the calls that conversations hold now.
    """

    def __init__(
        self,
        ari: Ari,
        database: Database,
        requests: Requests,
        node: str,
        held: Callable[[], Collection[str]],
    ) -> None:
        self._ari = ari
        self._database = database
        self._requests = requests
        self._node = node
        self._held = held
        self._news = asyncio.Event()
        self._watch = Watch(ari, self._news.set)
        self._must_survey = True
        self._checked = self._swept = 0.0
        self._told: Mapping[str, tuple[int, RequestState]] = {}

    async def connected(self) -> None:
        """The connection to Asterisk is there, perhaps again: what was known may be wrong."""
        self._must_survey = True
        self._news.set()

    async def keep(self) -> NoReturn:
        """Work until cancelled; no trouble of Asterisk's or the database's ends it."""
        helpers = [
            asyncio.create_task(self._listen(), name="legs' rows"),
            asyncio.create_task(self._watch.listen(), name="legs' events"),
        ]
        try:
            while True:
                self._news.clear()
                try:
                    if self._ari.is_connected:
                        await self._look()
                except (Disconnected, Unavailable) as error:
                    log.info("the operators' legs have to wait", reason=str(error))
                except AriError as error:
                    log.warning("asterisk refused to show its legs", reason=str(error))
                await asyncio.sleep(CALM_SECONDS)
                with suppress(TimeoutError):
                    async with asyncio.timeout(LOOK_SECONDS):
                        await self._news.wait()
        finally:
            for helper in helpers:
                helper.cancel()

    async def _listen(self) -> None:
        async for _ in changes(self._database):
            self._news.set()

    async def _look(self) -> None:
        now = asyncio.get_running_loop().time()
        if self._must_survey:
            await self._watch.survey()
            await self._close_gone()
            self._must_survey = False
            self._checked = self._swept = now
        elif now - self._checked >= LOOK_SECONDS:
            await self._watch.check()
            self._checked = now
        duties = await self._requests.duties(self._node)
        if duties.open and now - self._swept >= SWEEP_SECONDS:
            await self._close_gone()
            self._swept = now
        self._tell(duties.open)
        self._watch.talks(one.call for one in duties.talks)
        self._watch.keep_only(duties.open)
        steps = plan(duties, self._watch.seen, now, self._requests.rules.reconnect_seconds)
        for step in steps:
            await self._take(step)
        if await self._requests.next_decisions():
            self._news.set()

    def _tell(self, stand: Mapping[str, tuple[int, RequestState]]) -> None:
        """Let conversations look at what has changed for them."""
        for call in stand.keys() | self._told.keys():
            if stand.get(call) != self._told.get(call):
                self._ari.nudge(call)
        self._told = stand

    async def _close_gone(self) -> None:
        """End the requests whose callers are not ours any more."""
        ours = (await self._ari.applications.get(self._ari.application)).channel_ids
        for one in await self._requests.reconcile(self._node, {*ours, *self._held()}):
            log.info("a caller was gone", call=one.call_id, state=one.state)

    async def _take(self, step: Step) -> None:
        try:
            await self._do(step)
        except (Disconnected, Unavailable):
            raise
        except AriError as error:
            log.warning("a step was refused", step=type(step).__name__, reason=str(error))

    async def _do(self, step: Step) -> None:
        match step:
            case Ring():
                await self._ring(step)
            case Drop(name):
                await self._drop(name)
            case Connect(name):
                await self._connect(name)
            case Music(call, on):
                await self._music(call, on=on)
            case Close(call):
                await self._close(call)
            case Lose(call):
                log.info("the operator's line broke off", call=call)
                self._watch.lost(call)
            case Answer() | TurnDown() | GiveUp():
                await self._write(step)

    async def _write(self, step: Answer | TurnDown | GiveUp) -> None:
        """What becomes rows; the next look acts on them."""
        match step:
            case Answer(name):
                try:
                    await self._requests.answered(name.offer)
                except OfferOver:
                    await self._drop(name)
            case TurnDown(offer, declined, note):
                turn_down = self._requests.refused if declined else self._requests.missed
                await turn_down(offer, note)
            case GiveUp(call):
                await self._requests.wait_again(call)

    async def _ring(self, ring: Ring) -> None:
        name = ring.leg
        headers = {"Call": name.call, "Offer": str(name.offer)}
        if ring.resumes:
            headers["Resume"] = "1"
        self._watch.expect(name)
        try:
            await self._ari.channels.create(
                f"PJSIP/{ring.endpoint}",
                str(name),
                variables={f"PJSIP_HEADER(add,X-Linka-{key})": of for key, of in headers.items()},
            )
        except Conflict:
            self._must_survey = True  # it is there, and we did not know
            return
        except RequestFailed as error:
            log.info("a telephone cannot be rung", leg=str(name), reason=str(error))
            self._watch.ended(name)
            return
        self._watch.began(name)
        try:
            await self._ari.channels.dial(str(name), seconds=round(self._seconds(ring.until)))
        except RequestFailed as error:
            log.info("a telephone cannot be dialled", leg=str(name), reason=str(error))
            await self._drop(name)

    def _seconds(self, until: datetime | None) -> float:
        if until is None:
            return self._requests.rules.reconnect_seconds + RINGS_ON_SECONDS
        left = (until - self._database.clock.now()).total_seconds()
        return max(left, 0.0) + RINGS_ON_SECONDS

    async def _drop(self, name: LegName) -> None:
        try:
            await self._ari.channels.hang_up(str(name))
        except NotFound:
            self._watch.ended(name)

    async def _connect(self, name: LegName) -> None:
        talk = talk_of(name.call)
        await self._ari.bridges.ensure(talk)
        await self._ari.bridges.add(talk, str(name))
        self._watch.connected(name)

    async def _close(self, call: str) -> None:
        with suppress(NotFound):
            await self._ari.bridges.destroy(talk_of(call))
        self._watch.closed(call)

    async def _music(self, call: str, *, on: bool) -> None:
        talk = talk_of(call)
        if on:
            await self._ari.bridges.ensure(talk)
            await self._ari.bridges.begin_music(talk)
        else:
            with suppress(Conflict, NotFound):
                await self._ari.bridges.end_music(talk)
        self._watch.plays(call, on=on)
