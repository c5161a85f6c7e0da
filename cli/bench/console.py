"""`./linka bench console`: from an event in Asterisk to the change on the operators' pages.

Callers key `0`, wait, and hang up. When a key or a hang-up reached Asterisk is read from its own
events; when the queue on a page changed, from the page.
"""

from __future__ import annotations

import asyncio
import itertools
import json
import random
import sys
import tempfile
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol

import psutil

from cli.asterisk.root import find_or_build
from cli.bench.delays import BARE, LATE, LINKA, Change, Run, delays, figures
from cli.bench.errors import BenchError
from cli.bench.pages import Pages, bare_pages, desks
from cli.bench.processor import Machine, used
from cli.bench.report import Figure
from cli.bench.stack import Stack, free_ports, running
from cli.bench.staff import Account, be_on_a_break, town_with
from cli.phone.browser import Browser, open_browser
from cli.phone.exchange import Exchange, ExchangePorts

Say = Callable[[str], None]

CROWD = 20
CALLS = 60
AT_ONCE = 3
FIRST_NUMBER = 777_600_000
"""The callers' numbers begin here; three digits are enough for all of them."""
NOW = "2026-11-23T09:00"
"""A Monday morning: operators work."""
LISTENS = (0.6, 1.2)
WAITS = (1.0, 2.5)
"""Seconds that a caller listens before the key, and waits before the receiver is put down; at
random, so that callers do not keep step."""
BARE_SSE = Path(__file__).parent / "bare_sse.py"
APPLICATION = "bench-console"


async def measure(say: Say) -> list[Figure]:
    """Run the whole benchmark; about five minutes.

    Raises:
        NoBrowser: there is no Chromium.
        BenchError: Linka did not start, or pages showed nothing.
    """
    with tempfile.TemporaryDirectory(prefix="linka-bench-") as name:
        folder = Path(name)
        accounts = town_with(folder / "town", CROWD)
        async with open_browser(folder) as browser:
            say("starting Linka on a data folder of its own")
            async with running(folder / "data", town=folder / "town", now=NOW) as stack:
                return await _on(stack, folder, accounts, browser, say)


async def _on(
    stack: Stack, folder: Path, accounts: Sequence[Account], browser: Browser, say: Say
) -> list[Figure]:
    await be_on_a_break(stack, accounts)
    ports = free_ports(("sip", "http"))
    rtp = 12_000 + ports["sip"] % 10 * 800
    exchange = Exchange(
        folder / "exchange",
        find_or_build(),
        ExchangePorts(ports["sip"], ports["http"], rtp, rtp + 799),
        stack.sip,
    )
    runs: list[Run] = []
    async with exchange, events(stack) as told:
        hall = Hall(stack, exchange, told)
        for count in (1, CROWD):
            bare = bare_pages(browser, f"http://127.0.0.1:{told.port}", count)
            linka = desks(browser, stack.console, accounts[:count])
            for kind, opening in ((BARE, bare), (LINKA, linka)):
                say(f"{kind}: {count} page{'s' * (count > 1)}")
                runs.append(await hall.run(kind, count, opening))
    return figures(runs)


class TellsEvents(Protocol):
    """Knows where Asterisk tells an application what happens."""

    def events(self, application: str) -> str:
        """The address."""
        ...


@dataclass
class Told:
    """Asterisk's own word of what happened to callers, and the port of the yardstick's page."""

    port: int
    process: psutil.Process
    events: list[Change] = field(default_factory=list)

    def take(self, line: bytes) -> None:
        """A line of `bare_sse.py`."""
        told: dict[str, Any] = json.loads(line)
        at = datetime.fromisoformat(told["at"]).timestamp()
        self.events.append(Change(told["number"][-3:], told["change"], at))


@asynccontextmanager
async def events(stack: TellsEvents) -> AsyncIterator[Told]:
    """Listen to all that happens in Asterisk; the yardstick does it, in all runs alike."""
    url = f"{stack.events(APPLICATION)}&subscribeAll=true"
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, str(BARE_SSE), url), stdout=asyncio.subprocess.PIPE
    )
    if process.stdout is None:
        raise RuntimeError("it is a pipe")
    first = await process.stdout.readline()
    if not first:
        raise BenchError("the bare page's server did not connect to Asterisk")
    told = Told(int(first), psutil.Process(process.pid))

    async def read(lines: asyncio.StreamReader) -> None:
        async for line in lines:
            told.take(line)

    reading = asyncio.create_task(read(process.stdout))
    try:
        yield told
    finally:
        with suppress(ProcessLookupError):
            process.terminate()
        await process.wait()
        await reading


@dataclass
class Hall:
    """Where callers come and go."""

    stack: Stack
    exchange: Exchange
    told: Told
    numbers: Iterator[int] = field(default_factory=lambda: itertools.count(FIRST_NUMBER))

    async def run(self, kind: str, count: int, opening: AbstractAsyncContextManager[Pages]) -> Run:
        """Let callers come and go in front of some open pages."""
        async with opening as pages:
            before = len(self.told.events)
            ours, machine = self._times(), Machine.now([])
            await asyncio.gather(*(self._callers(CALLS // AT_ONCE) for _ in range(AT_ONCE)))
            later, spent = self._times(), Machine.now([])
            # helpers of the browser come and go; what they used meanwhile is a trifle
            busy = sum(time - ours[one] for one, time in later.items() if one in ours)
            others = replace(spent, ours=spent.ours + busy).others_since(machine)
            await asyncio.sleep(LATE / 2)
            found, missing = delays(self.told.events[before:], await pages.changes())
        if not self.told.events[before:]:
            raise BenchError("no caller came through to Asterisk")
        return Run(kind, count, tuple(found), missing, others)

    async def _callers(self, count: int) -> None:
        for _ in range(count):
            call = await self.exchange.ring(self.stack.number, caller=str(next(self.numbers)))
            await call.answered()
            await asyncio.sleep(random.uniform(*LISTENS))  # noqa: S311  no secret
            await call.key("0")
            await asyncio.sleep(random.uniform(*WAITS))  # noqa: S311  no secret
            await call.hang_up()

    def _times(self) -> dict[int, float]:
        """Processor time of Linka's processes, the browser's and the exchange's, by number."""
        found = [*self.stack.processes().values(), self.stack.asterisk]
        found += psutil.Process().children(recursive=True)
        times: dict[int, float] = {}
        for process in found:
            with suppress(psutil.NoSuchProcess):
                times[process.pid] = used([process])
        return times
