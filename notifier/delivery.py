"""One message from 'sending' to its end; the provider is called outside any transaction."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from time import monotonic
from typing import TypeVar

from structlog.typing import FilteringBoundLogger

from booking.api import Clock, Unavailable
from notifier.channels.shape import AfterSilence, Channel
from notifier.codes import CodeOf, with_code
from notifier.errors import SendingError, Undecided, told
from notifier.outbox import Claimed, Message, Outbox, Patience, masked
from notifier.outbox.escalation import TOO_LATE
from notifier.outbox.rules import is_too_late
from notifier.providers.ways import Routes

T = TypeVar("T")

AGAIN_SECONDS = 0.5
"""Between two tries to write an outcome down."""


class Delivery:
    """Delivers what a worker has claimed.

    Args:
        outbox: where the outcome is recorded.
        routes: the ways out.
        clock: the clock that everything asks.
        patience: how long a claim lasts.
        log: gets neither texts nor whole numbers.
        code_of: the code of a contact's proof, for the moment of sending.
        answered: told of a message whose provider has done with it; it is still to be written down.
    """

    def __init__(
        self,
        outbox: Outbox,
        routes: Routes,
        clock: Clock,
        patience: Patience,
        log: FilteringBoundLogger,
        code_of: CodeOf,
        answered: Callable[[Message], None],
    ) -> None:
        self._answered = answered
        self._code_of = code_of
        self._outbox = outbox
        self._routes = routes
        self._clock = clock
        self._patience = patience
        self._log = log

    async def deliver(self, claimed: Claimed) -> None:
        """Send the message, unless the provider has it already or it is too late for it."""
        message = claimed.message
        log = self._log.bind(
            message=message.id,
            channel=message.channel.value,
            provider=message.provider,
            to=masked(message.recipient),
            template=message.template,
            attempt=message.attempts,
        )
        channel = self._routes.channel(message.channel, message.provider)
        if channel is None:
            # the claim gave it to one of the ways out, so this is another town's worker
            log.error("no such provider")
            return
        is_lookup = claimed.may_be_there and channel.after_silence is AfterSilence.ASK
        try:
            if is_lookup:
                await self._look_up(message, channel, log)
            else:
                await self._send(message, channel, log)
        except SendingError as error:
            await self._failed(message, error, log, was_lookup=is_lookup)
        except Unavailable:
            raise
        except Exception as error:  # noqa: BLE001  a fault of ours must not be tried for ever
            log.error("delivery broke off", **told(error))  # noqa: TRY400  its text quotes numbers
            await self._failed(message, Undecided("internal-error"), log, was_lookup=is_lookup)

    async def _look_up(self, message: Message, channel: Channel, log: FilteringBoundLogger) -> None:
        whole = await with_code(message, self._code_of)
        # a code that is over stands in no message any more: it cannot be found by its words
        there = await channel.find(whole) if whole is not None else []
        is_there = bool(there)
        if is_there:
            is_there = await self._record(message, lambda: self._outbox.adopt(message, there))
        if is_there:
            log.info("message found at the provider")
        else:
            await self._record(message, lambda: self._outbox.not_there(message))
            log.info("message is not at the provider")

    async def _send(self, message: Message, channel: Channel, log: FilteringBoundLogger) -> None:
        whole = await with_code(message, self._code_of)
        if whole is None or is_too_late(message.useful_until, self._clock.now()):
            await self._record(message, lambda: self._outbox.given_up(message, TOO_LATE))
            log.warning("message given up", reason=TOO_LATE)
        elif self._claim_lasts(message):
            begun = monotonic()
            reference = await channel.send(whole, now=self._clock.now())
            seconds = monotonic() - begun
            await self._record(
                message, lambda: self._outbox.sent(message, reference, seconds=seconds)
            )
            log.info("message sent")
        else:
            # this process slept: another may be sending it by now
            log.warning("claim ran out before sending")

    async def _failed(
        self,
        message: Message,
        error: SendingError,
        log: FilteringBoundLogger,
        *,
        was_lookup: bool,
    ) -> None:
        state = await self._record(
            message, lambda: self._outbox.failed(message, error, was_lookup=was_lookup)
        )
        log.warning("message not sent", reason=error.reason, state=state.value)

    async def _record(self, message: Message, act: Callable[[], Awaitable[T]]) -> T:
        """Write the outcome, also when the database is away for a moment.

        Raises:
            Unavailable: it was away for too long; whoever finds the message later asks the
                provider for it.
        """
        self._answered(message)
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
