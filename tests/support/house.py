"""A town with its telephone, for tests with real calls: its process can be killed."""

from __future__ import annotations

import asyncio
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cached_property
from pathlib import Path

from booking.api import Backend, Database, ShiftedClock
from cli.phone.call import PhoneCall
from cli.phone.ear import Ear
from cli.phone.exchange import Exchange
from ivr.routing.api import OperatorState, Routing, Rules
from tests.support.calls import Rows
from tests.support.databases import CHEAP_HASHING, LIPOV, MORNING
from tests.support.telephony import Stack

PROCESS = Path(__file__).parents[1] / "integration" / "call" / "ivr_process.py"
HALF_A_MINUTE = 30.0


@dataclass
class House:
    """One town with its telephone.

    Attributes:
        stack: its Asterisk.
        database: its rows.
        exchange: where citizens ring from.
        ear: recognises the prompts.
        trunk: where calls out go; none are placed where it is empty.
    """

    stack: Stack
    database: Path
    exchange: Exchange
    ear: Ear
    process: asyncio.subprocess.Process | None = None
    rules: Rules = field(default_factory=Rules)
    trunk: str = ""

    @property
    def log(self) -> Path:
        """What all processes of this house have logged."""
        return self.database.with_suffix(".log")

    @cached_property
    def shift(self) -> timedelta:
        """How far this town's clock is ahead."""
        return MORNING.astimezone(UTC) - datetime.now(UTC)

    @contextmanager
    def desk(self) -> Iterator[Routing]:
        """Routing as the console sees it."""
        clock = ShiftedClock(self.shift)
        database = Database.on_file(self.database, clock)
        try:
            yield Routing(database, Backend(database, clock, CHEAP_HASHING).staff, self.rules)
        finally:
            database.close()

    @property
    def rows(self) -> Rows:
        return Rows(self.database)

    async def start(self) -> None:
        """Start the process that holds calls; returns when it takes them."""
        shift = self.shift.total_seconds()
        with self.log.open("ab") as log:
            self.process = await asyncio.create_subprocess_exec(
                sys.executable,
                str(PROCESS),
                f"sqlite:///{self.database}",
                self.stack.address.url,
                self.stack.address.password,
                str(self.stack.folders.sounds),
                str(LIPOV / "menus.yaml"),
                str(self.stack.folders.callbacks),
                str(shift),
                self.rules.model_dump_json(),
                self.trunk,
                cwd=LIPOV.parents[1],
                env={"PYTHONPATH": str(LIPOV.parents[1])},
                stdout=asyncio.subprocess.PIPE,
                stderr=log,
            )
        assert self.process.stdout is not None
        async with asyncio.timeout(HALF_A_MINUTE):
            assert await self.process.stdout.readline() == b"ready\n"

    async def on_duty(self, *usernames: str) -> None:
        """These operators are available, and their telephones known to be there."""
        with self.desk() as desk:
            for username in usernames:
                await desk.set_state(username, OperatorState.AVAILABLE)
                async with asyncio.timeout(HALF_A_MINUTE):
                    while (await desk.state_of(username)).endpoint is None:  # noqa: ASYNC110  another process changes it
                        await asyncio.sleep(0.05)

    async def kill(self) -> None:
        """As the kernel does when memory runs out."""
        assert self.process is not None
        self.process.kill()
        await self.process.wait()

    def signal(self, number: signal.Signals) -> None:
        assert self.process is not None
        self.process.send_signal(number)

    async def ring(self, caller: str | None = "777000321") -> PhoneCall:
        """A call that has heard the greeting to its end."""
        call = await self.exchange.ring("844121314", caller=caller)
        await call.answered()
        return call

    async def answer(self, call: PhoneCall, *entries: str) -> None:
        """Listen to each question, then key."""
        for entry in entries:
            await self.heard_out(call)
            await call.key(entry)

    async def hurry(self, call: PhoneCall, keys: str) -> None:
        """Key like somebody who knows the way, without listening."""
        for key in keys:
            assert await call.sound(within=10)
            await asyncio.sleep(0.5)
            await call.key(key)
            await asyncio.sleep(0.5)

    async def heard_out(self, call: PhoneCall) -> None:
        """Until the town hall has said what it had to say."""
        assert await call.sound(within=10)
        assert await call.silence(0.9)

    def said(self, call: PhoneCall) -> str:
        """All that the caller has heard."""
        return " ".join(heard.segment.text for heard in self.ear.hear(call.recording))

    async def until(self, none: str, within: float = 10.0) -> None:
        """Wait until this query counts nothing any more."""
        async with asyncio.timeout(within):
            while self.rows.one(none):  # noqa: ASYNC110  another process changes it
                await asyncio.sleep(0.05)
