"""The notifier's loop: events become messages, messages go out, what was left is swept up.

A wake-up only says that something has changed; what is to be done stands in the rows. So a lost
wake-up costs a second, a killed worker costs the wait of `Patience.settle`, and neither costs a
message.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import structlog

from booking.api import Backend, Unavailable, changes
from notifier.channels.email import EmailChannel, MailServer
from notifier.channels.shape import Channel
from notifier.channels.sms import SmsChannel, SmsGateway
from notifier.delivery import Delivery
from notifier.errors import told
from notifier.intake import Intake
from notifier.outbox import ChannelKind, Outbox, Patience
from notifier.outbox.workers import own_name
from notifier.templates.library import Library
from notifier.web.links import Links

REST_SECONDS = 0.5
"""How long the loop waits when the database is away."""

GATHER_SECONDS = 0.05
"""Changes that come together are looked at together: calls write much that is not for us."""

TAKE_OVER_SECONDS = 5.0
"""How often it looks whether another worker has died."""


@dataclass(frozen=True, slots=True)
class NotifierConfig:
    """How the notifier works.

    Attributes:
        domain: of the sender's address; makes numbers of letters and calendar entries its own.
        console: the address of the staff's pages, for links in their letters.
        at_once: messages on their way at the same time.
        patience: how long claims and waits last.
    """

    domain: str
    console: str = ""
    at_once: int = 16
    patience: Patience = field(default_factory=Patience)


def channels_for(
    gateway: SmsGateway, server: MailServer, links: Links | None = None
) -> dict[ChannelKind, Channel]:
    """The real ways out; with `links`, their receipts and the end of messages come back to us."""
    return {
        ChannelKind.SMS: SmsChannel(gateway, links),
        ChannelKind.EMAIL: EmailChannel(server, links),
    }


async def run(
    backend: Backend,
    channels: Mapping[ChannelKind, Channel],
    config: NotifierConfig,
    *,
    stop: asyncio.Event | None = None,
    heartbeat: Callable[[], None] = lambda: None,
    worker: str | None = None,
) -> None:
    """Work until `stop` is set; then finish what is on its way.

    Args:
        backend: the events and the database.
        channels: the ways out; they are closed at the end.
        config: how it works.
        stop: ends the loop within a second.
        heartbeat: called at least every second while the loop turns.
        worker: this worker's name; by default the process's.

    Raises:
        TemplateError: a message's text is wrong; nothing is sent then.
    """
    loop = _Loop(backend, channels, config, worker or own_name())
    try:
        async for _ in changes(backend.database):
            heartbeat()
            if stop is not None and stop.is_set():
                break
            await loop.turn()
            await asyncio.sleep(GATHER_SECONDS)
    finally:
        await loop.finish()
        for channel in channels.values():
            await channel.close()


class _Loop:
    def __init__(
        self,
        backend: Backend,
        channels: Mapping[ChannelKind, Channel],
        config: NotifierConfig,
        worker: str,
    ) -> None:
        clock = backend.database.clock
        self._log = structlog.get_logger("notifier")
        self._config = config
        self._outbox = Outbox(backend.database, worker, config.patience)
        self._intake = Intake(
            backend, self._outbox, Library(), config.domain, self._log, config.console
        )
        self._delivery = Delivery(
            self._outbox, channels, clock, config.patience, self._log, backend.proofs.code
        )
        self._under_way: set[asyncio.Task[None]] = set()
        self._looked_for_dead = float("-inf")

    async def turn(self) -> None:
        """One look at the rows."""
        try:
            await self._take_over()
            while await self._intake.take_in():
                pass
            await self._claim()
        except Unavailable as error:
            self._log.warning("database away", error=str(error))
            await asyncio.sleep(REST_SECONDS)

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

    async def _claim(self) -> None:
        room = self._config.at_once - len(self._under_way)
        if room <= 0 or not await self._outbox.has_due():
            return
        for claimed in await self._outbox.claim(room):
            task = asyncio.create_task(self._delivery.deliver(claimed))
            self._under_way.add(task)
            task.add_done_callback(self._done)

    def _done(self, task: asyncio.Task[None]) -> None:
        self._under_way.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            # the row stays 'sending' and comes back when its claim has run out
            self._log.error("delivery broke off", **told(error))
