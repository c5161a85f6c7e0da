"""One contract for both lines: the real one on Asterisk and the scripted one that ships."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Protocol

import pytest

from booking.api import Language
from cli.phone.call import PhoneCall
from cli.phone.ear import Ear
from cli.phone.exchange import Exchange
from ivr.ari import Ari
from ivr.ari.events import CallBroadcast
from ivr.call.ari_line import AriLine
from ivr.call.errors import CallEnded
from ivr.call.line import Finished, Gone, Key, Line
from ivr.call.scripted import ScriptedLine
from ivr.speech.catalogue import Catalogue
from tests.support.telephony import Stack

SHORT = Catalogue().say("goodbye", Language.CS)
LONG = Catalogue().say("status.ready_date.ask", Language.CS)
LEASE = 60.0


class Caller(Protocol):
    """The other end of the line."""

    async def key(self, keys: str) -> None: ...

    async def hang_up(self) -> None: ...


@dataclass
class Scripted:
    """A caller whose script is written as the test goes."""

    line: ScriptedLine

    async def key(self, keys: str) -> None:
        self.line.add(f"<{keys}")

    async def hang_up(self) -> None:
        self.line.add("<hangup")


@dataclass
class Real:
    phone: PhoneCall

    async def key(self, keys: str) -> None:
        await self.phone.answered()
        await self.phone.key(keys)

    async def hang_up(self) -> None:
        await self.phone.hang_up()


@asynccontextmanager
async def scripted() -> AsyncIterator[tuple[Line, Caller]]:
    line = ScriptedLine("", lambda said: 1.0 if said == SHORT else 6.0)
    yield line, Scripted(line)
    line.close()


@asynccontextmanager
async def real(exchange: Exchange, stack: Stack) -> AsyncIterator[tuple[Line, Caller]]:
    exchange.town = stack.sip
    async with Ari(stack.address, "linka") as ari:
        phone = await exchange.ring("844121314", caller="777654321")
        async with asyncio.timeout(5):
            offer = await ari.arrivals.first(CallBroadcast)
        line = AriLine(ari, offer.channel, dialled=offer.called, lease=20.0)
        await ari.calls.claim(offer.channel.id)
        await line.entered()
        yield line, Real(phone)
        if not phone.over:
            await phone.hang_up()
        line.close()


@pytest.fixture(params=["scripted", "real"])
async def ends(
    request: pytest.FixtureRequest,
    ear: Ear,  # noqa: ARG001  it has the prompts rendered
    town_line: Stack,
    exchange: Exchange,
) -> AsyncIterator[tuple[Line, Caller]]:
    ends = scripted() if request.param == "scripted" else real(exchange, town_line)
    async with ends as both:
        yield both


@pytest.fixture
async def line(ends: tuple[Line, Caller]) -> Line:
    line, _ = ends
    await line.answer()
    await line.renew(LEASE)
    return line


@pytest.fixture
def caller(ends: tuple[Line, Caller]) -> Caller:
    return ends[1]


async def test_a_prompt_tells_of_its_end(line: Line) -> None:
    playing = await line.play(SHORT)
    assert await line.next(line.now() + 5) == Finished(playing)


async def test_nothing_happens_until_the_time_given(line: Line) -> None:
    started = line.now()
    assert await line.next(started + 0.3) is None
    assert line.now() >= started + 0.3


async def test_a_key_comes_while_the_prompt_is_said(line: Line, caller: Caller) -> None:
    await line.play(LONG)
    await caller.key("7")
    assert await line.next(line.now() + 3) == Key("7")


async def test_a_prompt_that_is_stopped_does_not_hold_up_the_next_one(line: Line) -> None:
    await line.play(LONG)
    assert await line.next(line.now() + 0.5) is None
    line.hush()
    started = line.now()
    playing = await line.play(SHORT)
    heard = await line.next(line.now() + 5)
    while heard is not None and heard != Finished(playing):
        heard = await line.next(line.now() + 5)
    assert heard == Finished(playing)
    assert line.now() - started < 2.5


async def test_what_came_already_is_there_without_waiting(line: Line, caller: Caller) -> None:
    assert line.ready() is None
    await caller.key("4")
    await asyncio.sleep(0.8)
    assert line.ready() == Key("4")
    assert line.ready() is None


async def test_the_lease_can_be_renewed_after_a_prompt_was_stopped(line: Line) -> None:
    await line.play(LONG)
    await asyncio.sleep(0.3)
    line.hush()
    started = line.now()
    await line.renew(LEASE * 2)
    assert line.now() - started < 0.5


async def test_a_caller_who_hangs_up_is_gone_and_nothing_can_be_said(
    line: Line, caller: Caller
) -> None:
    await caller.hang_up()
    heard = await line.next(line.now() + 3)
    assert heard == Gone()
    await asyncio.sleep(0.3)
    with pytest.raises(CallEnded):
        await line.play(SHORT)


async def test_a_caller_in_a_talk_is_cut_from_what_was_said_and_can_be_taken_back(
    line: Line, caller: Caller
) -> None:
    await line.play(LONG)
    started = line.now()
    await line.join()
    await line.join()
    assert line.now() - started < 0.5
    await caller.key("5")
    heard = await line.next(line.now() + 3)
    while isinstance(heard, Finished):
        heard = await line.next(line.now() + 3)
    assert heard == Key("5")
    await line.part()
    await line.part()
    await line.renew(LEASE)
    playing = await line.play(SHORT)
    assert await line.next(line.now() + 5) == Finished(playing)


async def test_a_caller_in_a_talk_can_hang_up(line: Line, caller: Caller) -> None:
    await line.join()
    await caller.hang_up()
    assert await line.next(line.now() + 3) == Gone()


async def test_we_can_hang_up_too(line: Line) -> None:
    await line.hang_up()
    await asyncio.sleep(0.3)
    with pytest.raises(CallEnded):
        await line.play(SHORT)
