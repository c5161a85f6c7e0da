"""Operators' pages at a real Asterisk, without the process that holds calls: a test places them."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from booking.api import Backend, Database, Language, Secret
from cli.phone.recordings import read_recording
from cli.phone.tones import Samples
from ivr.ari import Ari, Mailbox, events
from ivr.ari.errors import Disconnected, NotFound
from ivr.routing import operators, softphones
from ivr.routing.api import Asking, OperatorState, Ringing, Routing, Rules, Softphone
from ivr.routing.model import NODE
from ivr.routing.requests import Requests
from ivr.softphones.keeper import Softphones
from operator_console.config import ConsoleConfig
from operator_console.server import running
from tests.support.desk import Wire, wire_to
from tests.support.telephony import Stack


async def until(holds: Callable[[], Awaitable[bool]], within: float = 10.0) -> None:
    """Wait until it holds. Raises TimeoutError."""
    async with asyncio.timeout(within):
        while not await holds():  # noqa: ASYNC110  other processes bring it about
            await asyncio.sleep(0.05)


@dataclass
class Leg:
    """A call to an operator, from Asterisk's side."""

    ari: Ari
    channel: str
    mailbox: Mailbox
    recordings: Path

    async def is_up(self) -> bool:
        """Whether it was picked up."""
        try:
            return (await self.ari.channels.get(self.channel)).state == "Up"
        except NotFound:
            return False

    async def over(self, within: float = 10.0) -> None:
        """Wait until it has ended."""
        async with asyncio.timeout(within):
            await self.mailbox.first(events.ChannelDestroyed)

    async def say(self, hertz: int) -> None:
        """Send a tone until the end."""
        await self.ari.channels.play(self.channel, [f"tone:{hertz}"], f"{self.channel}-mouth")

    async def listen(self, seconds: float) -> Samples:
        """What the operator says from now on."""
        ear = f"{self.channel}-{secrets.token_hex(4)}"
        with self.ari.listen(ear) as mailbox:
            await self.ari.channels.snoop(self.channel, ear, spy="in")
            async with asyncio.timeout(3):
                await mailbox.first(events.StasisStart)
        await self.ari.channels.record(ear, ear, file_format="sln")
        await asyncio.sleep(seconds)
        await self.ari.channels.hang_up(ear)
        await asyncio.sleep(0.3)
        return read_recording(self.recordings / f"{ear}.sln")

    async def hang_up(self) -> None:
        """As the process that holds calls does when the caller has gone."""
        await self.ari.channels.hang_up(self.channel)


@dataclass
class Office:
    """A console and an Asterisk, kept together by the keeper of softphones alone.

    Attributes:
        wire: what the pages' SIP goes through.
        url: the console.
    """

    stack: Stack
    backend: Backend
    ari: Ari
    requests: Requests
    keeper: Softphones
    wire: Wire
    url: str
    keeping: list[asyncio.Task[None]] = field(default_factory=list)

    @property
    def database(self) -> Database:
        return self.backend.database

    @property
    def routing(self) -> Routing:
        """What the console sees of it."""
        return Routing(self.database, self.backend.staff, Rules())

    def keep(self) -> None:
        """Let the keeper work."""
        self.keeping.append(asyncio.create_task(self.keeper.keep()))

    async def stop_keeping(self) -> None:
        """As when the process that holds calls is away."""
        for task in self.keeping:
            task.cancel()
        await asyncio.wait(self.keeping)
        self.keeping.clear()

    async def phone(self, username: str) -> Softphone:
        """The row of somebody's telephone, as soon as there is one."""
        found: list[Softphone] = []

        async def is_there() -> bool:
            phone = await self.database.read(lambda tx: softphones.find(tx, username))
            found.extend([phone] if phone is not None else [])
            return bool(found)

        await until(is_there)
        return found[0]

    async def has_phone(self, username: str) -> bool:
        """Whether there is a row of their telephone."""
        return await self.database.read(lambda tx: softphones.find(tx, username)) is not None

    async def can_ring(self, username: str) -> bool:
        """Whether routing may offer them callers, as to their telephone."""
        phone = await self.database.read(lambda tx: softphones.find(tx, username))
        at = (await self.database.read(lambda tx: operators.find(tx, username))).endpoint
        return at is not None and phone is not None and at == phone.endpoint

    async def is_detached(self, username: str) -> bool:
        """Whether nobody can ring them."""
        return (await self.database.read(lambda tx: operators.find(tx, username))).endpoint is None

    async def known(self) -> set[str]:
        """The telephones that Asterisk knows; none while it cannot be asked."""
        try:
            return {one.resource for one in await self.ari.endpoints.list()} - {"trunk"}
        except Disconnected:
            return set()

    async def _offer(self, username: str) -> Ringing:
        """What this person is rung for, as soon as the telephone is known to be ready."""
        async with asyncio.timeout(15):
            while (offer := await self.routing.offer_of(username)) is None:
                await self.requests.next_decisions()
                await asyncio.sleep(0.05)
        return offer

    async def ring(self, username: str, *, call: str = "call-1") -> Leg:
        """Let a caller ask for a person, and ring this one for them, as legs are placed."""
        await self.routing.set_state(username, OperatorState.AVAILABLE)
        await self.requests.ask(Asking(call, Language.CS, "+420777654321"))
        offer = await self._offer(username)
        return await self.place(username, {"X-Linka-Call": call, "X-Linka-Offer": offer.offer.id})

    async def resume(self, username: str, call: str) -> Leg:
        """Ring somebody for a talk that goes on."""
        return await self.place(username, {"X-Linka-Call": call, "X-Linka-Resume": 1})

    async def answered(self, username: str, leg: Leg) -> None:
        """Wait until they pick up, and write that down."""
        offer = await self.routing.offer_of(username)
        await until(leg.is_up)
        if offer is not None:
            await self.requests.answered(offer.offer.id)

    async def place(self, username: str, headers: Mapping[str, str | int]) -> Leg:
        """Place a call to somebody's telephone."""
        phone = await self.phone(username)
        channel = f"leg-{secrets.token_hex(4)}"
        variables = {f"PJSIP_HEADER(add,{name})": str(of) for name, of in headers.items()}
        mailbox = self.ari.listen(channel)
        await self.ari.channels.create(f"PJSIP/{phone.endpoint}", channel, variables=variables)
        await self.ari.channels.dial(channel)
        recordings = self.stack.folders.asterisk / "spool" / "recording"
        return Leg(self.ari, channel, mailbox, recordings)


@asynccontextmanager
async def office(stack: Stack, backend: Backend) -> AsyncIterator[Office]:
    """A console at an Asterisk, with the keeper at work."""
    requests = Requests(backend.database, backend.staff, Rules())
    ari = Ari(stack.address, "linka")
    keeper = Softphones(ari, backend.database, requests, NODE, "127.0.0.1")
    ari.on_connected(keeper.look_again)
    async with ari, wire_to(stack.settings.ports.http) as wire:
        url = f"ws://127.0.0.1:{wire.port}/ws"
        config = ConsoleConfig(Secret("of the test"), port=0, phone_url=url)
        async with running(backend, config) as address:
            opened = Office(stack, backend, ari, requests, keeper, wire, address)
            opened.keep()
            try:
                yield opened
            finally:
                await opened.stop_keeping()
