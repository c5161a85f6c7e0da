"""The notifier's loop: events become messages, messages go out, what was left is swept up.

A wake-up only says that something has changed; what is to be done stands in the rows. So a lost
wake-up costs a second, a killed worker costs the wait of `Patience.settle`, and neither costs a
message.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial

import structlog

from booking.api import Backend, Unavailable, changes
from notifier.channels.desk import DeskChannel
from notifier.channels.shape import Channel
from notifier.channels.voice import VoiceChannel
from notifier.delivery import Delivery
from notifier.errors import told
from notifier.inbound.service import Inbound
from notifier.intake import Intake
from notifier.outbox import ChannelKind, Message, Outbox, Patience
from notifier.outbox.course import course_of
from notifier.outbox.gate import Gate
from notifier.outbox.workers import own_name
from notifier.providers.ways import Routes
from notifier.templates.library import Library

REST_SECONDS = 0.5
"""How long the loop waits when the database is away."""

GATHER_SECONDS = 0.05
"""Changes that come together are looked at together: calls write much that is not for us."""

TAKE_OVER_SECONDS = 5.0
"""How often it looks whether another worker has died."""

SWEEP_SECONDS = 30.0
"""How often it looks for what nobody is woken for."""


@dataclass(frozen=True, slots=True)
class NotifierConfig:
    """How the notifier works.

    Attributes:
        domain: of the sender's address; makes numbers of letters and calendar entries its own.
        console: the address of the staff's pages, for links in their letters.
        at_once: messages on their way at the same time.
        patience: how long claims and waits last.
        has_trunk: whether the machine can ring anybody; if not, voice messages are rejected.
        can_reply: whether citizens can answer SMS; said in those that ask something.
    """

    domain: str
    console: str = ""
    at_once: int = 16
    patience: Patience = field(default_factory=Patience)
    has_trunk: bool = False
    can_reply: bool = False


async def run(
    backend: Backend,
    channels: Mapping[ChannelKind, Channel | Sequence[Channel]],
    config: NotifierConfig,
    *,
    stop: asyncio.Event | None = None,
    heartbeat: Callable[[], None] = lambda: None,
    worker: str | None = None,
    gate: Gate | None = None,
) -> None:
    """Work until `stop` is set; then finish what is on its way.

    Args:
        backend: the events and the database.
        channels: the ways out, of one kind several in the order in which they are preferred; they
            are closed at the end. A ring and an operator's task are always among them.
        config: how it works.
        stop: ends the loop within a second.
        heartbeat: called at least every second while the loop turns.
        worker: this worker's name; by default the process's.
        gate: says whether a message may go now; by default each may.

    Raises:
        TemplateError: a message's text is wrong; nothing is sent then.
    """
    within: dict[ChannelKind, Channel] = {
        ChannelKind.TASK: DeskChannel(backend),
        ChannelKind.VOICE: VoiceChannel(backend, has_trunk=config.has_trunk),
    }
    routes = Routes({**within, **channels})
    loop = _Loop(backend, routes, config, worker or own_name(), gate)
    pump = asyncio.create_task(loop.pump())
    try:
        async for _ in changes(backend.database):
            heartbeat()
            if stop is not None and stop.is_set():
                break
            if pump.done():
                break  # a fault of ours: without it nothing would be sent, and nobody would see it
            await loop.turn(heartbeat)
            await asyncio.sleep(GATHER_SECONDS)
    finally:
        pump.cancel()
        await asyncio.wait([pump])
        await loop.finish()
        for channel in routes:
            await channel.close()
        if not pump.cancelled():
            pump.result()


class _Loop:
    def __init__(
        self,
        backend: Backend,
        routes: Routes,
        config: NotifierConfig,
        worker: str,
        gate: Gate | None,
    ) -> None:
        clock, library = backend.database.clock, Library()
        self._log = structlog.get_logger("notifier")
        self._at_once = config.at_once
        self._outbox = Outbox(
            backend.database,
            worker,
            config.patience,
            routes=routes,
            gate=gate,
            course=course_of(library),
        )
        self._intake = Intake(
            backend,
            self._outbox,
            library,
            config.domain,
            self._log,
            config.console,
            can_reply=config.can_reply,
        )
        self._inbound = Inbound(backend, self._outbox, library, self._log)
        self._delivery = Delivery(
            self._outbox,
            routes,
            clock,
            config.patience,
            self._log,
            backend.proofs.code,
            self._answered,
        )
        self._sending: set[int] = set()
        self._under_way: set[asyncio.Task[None]] = set()
        self._wake = asyncio.Event()
        self._is_more = False
        self._looked_for_dead = float("-inf")
        self._swept = float("-inf")

    async def turn(self, heartbeat: Callable[[], None]) -> None:
        """One look at the rows."""
        try:
            await self._take_over()
            self._wake.set()
            is_more = True
            while is_more:  # however many write, what has happened is told between
                is_more = await self._inbound.take_in()
                heartbeat()
                self._wake.set()
                while await self._intake.take_in():
                    heartbeat()
                    self._wake.set()
            self._wake.set()
            await self._sweep()
        except Unavailable as error:
            self._log.warning("database away", error=str(error))
            await asyncio.sleep(REST_SECONDS)

    async def pump(self) -> None:
        """Claim whenever there may be something due and there is room for it; until cancelled."""
        while True:
            await self._wake.wait()
            self._wake.clear()
            try:
                await self._claim()
            except Unavailable:
                await asyncio.sleep(REST_SECONDS)
                self._wake.set()

    async def finish(self) -> None:
        """Let what is on its way arrive; each has its own time-out."""
        if self._under_way:
            await asyncio.wait(self._under_way)

    async def _take_over(self) -> None:
        now = asyncio.get_running_loop().time()
        if now - self._looked_for_dead < TAKE_OVER_SECONDS:
            return
        self._looked_for_dead = now
        if dead := await self._outbox.take_over():
            self._log.warning("messages of dead workers taken over", workers=len(dead))

    async def _sweep(self) -> None:
        now = asyncio.get_running_loop().time()
        if now - self._swept < SWEEP_SECONDS:
            return
        self._swept = now
        while await self._outbox.sweep():
            pass

    async def _claim(self) -> None:
        while (room := self._room()) >= self._least():
            if not self._is_more and not await self._outbox.has_due():
                return
            haul = await self._outbox.claim(room)
            for claimed in haul.claimed:
                self._sending.add(claimed.message.id)
                task = asyncio.create_task(self._delivery.deliver(claimed))
                self._under_way.add(task)
                task.add_done_callback(partial(self._done, claimed.message))
            self._is_more = not haul.is_all
            if haul.is_all:
                return

    def _room(self) -> int:
        """For how many messages; as many again may still be written down meanwhile."""
        in_hand = len(self._under_way)
        return min(self._at_once - len(self._sending), 2 * self._at_once - in_hand)

    def _least(self) -> int:
        """For how many places it claims: one by one, each would cost a transaction of its own."""
        return max(1, self._at_once // 2)

    def _answered(self, message: Message) -> None:
        self._sending.discard(message.id)
        if self._is_more:
            self._wake.set()

    def _done(self, message: Message, task: asyncio.Task[None]) -> None:
        self._under_way.discard(task)
        self._answered(message)
        if not task.cancelled() and (error := task.exception()) is not None:
            # the row stays 'sending' and comes back when its claim has run out
            self._log.error("delivery broke off", **told(error))
