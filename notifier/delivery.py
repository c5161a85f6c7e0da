"""One message from 'sending' to its end; the provider is called outside any transaction."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from datetime import timedelta
from typing import TypeVar

from structlog.typing import FilteringBoundLogger

from booking.api import Clock, Unavailable
from notifier.channels.shape import Channel
from notifier.errors import SendingError, Undecided, told
from notifier.outbox import ChannelKind, Claimed, Message, Outbox, Patience, masked
from notifier.outbox.rules import is_too_late
from notifier.templates.codes import CodeOf, with_code

T = TypeVar("T")

AGAIN_SECONDS = 0.5
"""Between two tries to write an outcome down."""


class Delivery:
    """Delivers what a worker has claimed.

    Args:
        outbox: where the outcome is recorded.
        channels: the ways out.
        clock: the clock that everything asks.
        patience: how long a claim lasts.
        log: gets neither texts nor whole numbers.
        code_of: the code of a contact's proof, for the moment of sending.
    """

    def __init__(
        self,
        outbox: Outbox,
        channels: Mapping[ChannelKind, Channel],
        clock: Clock,
        patience: Patience,
        log: FilteringBoundLogger,
        code_of: CodeOf,
    ) -> None:
        self._code_of = code_of
        self._outbox = outbox
        self._channels = channels
        self._clock = clock
        self._patience = patience
        self._log = log

    async def deliver(self, claimed: Claimed) -> None:
        """Send the message, unless the provider has it already or it is too late for it."""
        message = claimed.message
        log = self._log.bind(
            message=message.id,
            channel=message.channel.value,
            to=masked(message.recipient),
            template=message.template,
            attempt=message.attempts,
        )
        try:
            await self._attempt(claimed, log)
        except SendingError as error:
            await self._failed(message, error, log)
        except Unavailable:
            raise
        except Exception as error:  # noqa: BLE001  a fault of ours must not be tried for ever
            log.error("delivery broke off", **told(error))  # noqa: TRY400  its text quotes numbers
            await self._failed(message, Undecided("internal-error"), log)

    async def _attempt(self, claimed: Claimed, log: FilteringBoundLogger) -> None:
        message = await with_code(claimed.message, self._code_of)
        if message is None:
            await self._record(lambda: self._outbox.given_up(claimed.message, "too-late"))
            log.warning("message given up", reason="too-late")
            return
        channel = self._channels[message.channel]
        if claimed.may_be_there and await self._is_there(message, channel):
            log.info("message found at the provider")
        elif is_too_late(message.useful_until, self._clock.now()):
            await self._record(lambda: self._outbox.given_up(message, "too-late"))
            log.warning("message given up", reason="too-late")
        elif self._claim_lasts(message):
            reference = await channel.send(message, now=self._clock.now())
            await self._record(lambda: self._outbox.sent(message, reference))
            log.info("message sent")
        else:
            # this process slept: another may be sending it by now
            log.warning("claim ran out before sending")

    async def _failed(
        self, message: Message, error: SendingError, log: FilteringBoundLogger
    ) -> None:
        state = await self._record(lambda: self._outbox.failed(message, error))
        log.warning("message not sent", reason=error.reason, state=state.value)

    async def _is_there(self, message: Message, channel: Channel) -> bool:
        references = await channel.find(message)
        return bool(references) and await self._outbox.adopt(message, references)

    async def _record(self, act: Callable[[], Awaitable[T]]) -> T:
        """Write the outcome, also when the database is away for a moment.

        Raises:
            Unavailable: it was away for too long; whoever finds the message later asks the
                provider for it.
        """
        tries = int(self._patience.send / AGAIN_SECONDS)
        for _ in range(tries):
            try:
                return await act()
            except Unavailable:
                await asyncio.sleep(AGAIN_SECONDS)
        return await act()

    def _claim_lasts(self, message: Message) -> bool:
        if message.claimed_at is None:
            return False
        ends = message.claimed_at + timedelta(seconds=self._patience.lease)
        return ends - self._clock.now() > timedelta(seconds=self._patience.send)
