"""One ring from its dialling to its end. It is dialled here and nowhere else, and only when new."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress

import structlog

from booking.api import Ring, RingOutcome
from ivr.ari import Ari, Mailbox
from ivr.ari.errors import AriError, Disconnected, NotFound, RequestFailed
from ivr.ari.events import ChannelDestroyed, ChannelStateChange, Dial, Event, Reconnected
from ivr.ari.models import Channel
from ivr.ari.names import ring_channel
from ivr.call.errors import LineLost
from ivr.rings.rules import RING_SECONDS, Over, outcome_of
from ivr.rings.talk import Talks
from ivr.rings.trunk import Trunk

UNATTENDED_SECONDS = 20
"""An answered ring whose process is gone is kept for so long, for the next one to go on with."""

OVERTIME_SECONDS = 10.0
"""A ring that Asterisk has not ended so long after its time is ended by us."""

UP = "Up"
_RINGS = frozenset({"Ring", "Ringing"})
_RANG = frozenset({"RINGING", "PROGRESS"})

Close = Callable[[str, str], Awaitable[None]]
"""Ends the row of a call that nobody holds any more: its id, and how it ended."""

log = structlog.get_logger()


class Dialling:
    """Dials rings, waits for the answer, has the message said.

    Args:
        ari: the Asterisk.
        talks: the conversations.
        trunk: the way out.
        close: see `Close`.
    """

    def __init__(self, ari: Ari, talks: Talks, trunk: Trunk, close: Close) -> None:
        self._ari = ari
        self._talks = talks
        self._trunk = trunk
        self._close = close

    async def place(self, ring: Ring) -> RingOutcome:
        """Dial a ring that was just claimed, and see it through.

        Raises:
            Unavailable: the database is away.
            AriError: Asterisk does what it never does.
        """
        name = ring_channel(ring.id)
        events = self._ari.listen(name)
        try:
            await self._ari.channels.create(
                self._trunk.endpoint(ring.phone), name, variables=self._variables
            )
            await self._ari.channels.dial(name, seconds=RING_SECONDS)
        except RequestFailed as error:
            events.close()
            log.warning("a ring could not be dialled", ring=ring.id, reason=str(error))
            return await self._given_up(name)
        except AriError as error:
            events.close()
            log.warning("whether a ring was dialled is not known", ring=ring.id, why=str(error))
            return await self.look_up(ring)
        except BaseException:
            events.close()
            raise
        log.info("a ring is dialled", ring=ring.id)
        return await self._see_through(ring, events)

    async def look_up(self, ring: Ring) -> RingOutcome:
        """See a ring through that somebody else dialled, or perhaps did not. Dials nothing.

        Raises:
            Unavailable, AriError: as for `place`.
        """
        name = ring_channel(ring.id)
        events = self._ari.listen(name)
        try:
            channel = await self._now(name, events)
        except BaseException:
            events.close()
            raise
        if channel is None:
            events.close()
            return await self._lost(ring)
        log.info("a ring is adopted", ring=ring.id, state=channel.state)
        if channel.state == UP:
            return await self._talk(ring, events, resumed=True)
        rang = channel.state in _RINGS
        return await self._see_through(ring, events, adopted=True, rang=rang)

    @property
    def _variables(self) -> dict[str, str]:
        return {
            "CONNECTEDLINE(num)": self._trunk.caller,
            "CONNECTEDLINE(num-pres)": "allowed",
            "TIMEOUT(absolute)": str(RING_SECONDS + UNATTENDED_SECONDS),
        }

    async def _see_through(
        self, ring: Ring, events: Mailbox, *, adopted: bool = False, rang: bool = False
    ) -> RingOutcome:
        name = ring_channel(ring.id)
        try:
            over = await self._answered(name, events, rang=rang)
        except TimeoutError:
            events.close()
            if not self._ari.is_connected:
                return await self.look_up(ring)
            # Asterisk ends what was dialled: so this never was, or nobody knows
            with suppress(AriError):
                await self._ari.channels.hang_up(name)
            return RingOutcome.UNKNOWN if adopted else RingOutcome.UNREACHABLE
        except BaseException:
            events.close()
            raise
        if over is None:
            return await self._talk(ring, events, resumed=adopted)
        events.close()
        if isinstance(over, Over):
            log.info("a ring was not answered", ring=ring.id, cause=over.cause, sip=over.sip)
            return outcome_of(over)
        return await self._lost(ring)

    async def _answered(
        self, name: str, events: Mailbox, *, rang: bool
    ) -> Over | RingOutcome | None:
        """Wait for the answer: None. Else how it ended; UNKNOWN where nobody saw it end.

        Raises:
            TimeoutError: neither came.
        """
        async with asyncio.timeout(RING_SECONDS + OVERTIME_SECONDS):
            while True:
                event = await events.get()
                if isinstance(event, Reconnected):
                    channel = await self._now(name, events)
                    if channel is None:
                        return RingOutcome.UNKNOWN
                    rang = rang or channel.state in _RINGS
                    if channel.state == UP:
                        return None
                elif isinstance(event, ChannelDestroyed):
                    return Over(event.cause, event.tech_cause, rang)
                elif _is_answer(event):
                    return None
                else:
                    rang = rang or _tells_of_ringing(event)

    async def _talk(self, ring: Ring, events: Mailbox, *, resumed: bool) -> RingOutcome:
        """The conversation, again after each loss of the connection."""
        while True:
            # nothing is awaited between the two, so that no event falls between them
            events.close()
            line = self._talks.line_of(ring)
            if _is_gone(events):
                line.close()
                return RingOutcome.HUNG_UP
            talk = self._talks.go_on if resumed else self._talks.begin
            try:
                await talk(line, ring)
            except LineLost as lost:
                log.info("a ring has lost its connection", ring=ring.id, reason=str(lost))
            else:
                return RingOutcome.HUNG_UP
            events = self._ari.listen(ring_channel(ring.id))
            try:
                channel = await self._now(ring_channel(ring.id), events)
            except BaseException:
                events.close()
                raise
            if channel is None:
                events.close()
                return await self._lost(ring)
            resumed = True

    async def _now(self, name: str, events: Mailbox) -> Channel | None:
        """The channel as it is, as soon as Asterisk can be asked; None where there is none."""
        while True:
            try:
                return await self._ari.channels.get(name)
            except NotFound:
                return None
            except Disconnected:
                await events.first(Reconnected)

    async def _lost(self, ring: Ring) -> RingOutcome:
        """Nobody saw it end, and it will not be dialled again."""
        log.warning("what became of a ring is not known", ring=ring.id)
        await self._close(ring_channel(ring.id), "lost")
        return RingOutcome.UNKNOWN

    async def _given_up(self, name: str) -> RingOutcome:
        with suppress(RequestFailed):
            await self._ari.channels.hang_up(name)
        return RingOutcome.UNREACHABLE


def _is_answer(event: Event) -> bool:
    if isinstance(event, ChannelStateChange):
        return event.channel.state == UP
    return isinstance(event, Dial) and event.dialstatus == "ANSWER"


def _tells_of_ringing(event: Event) -> bool:
    if isinstance(event, ChannelStateChange):
        return event.channel.state in _RINGS
    return isinstance(event, Dial) and event.dialstatus in _RANG


def _is_gone(events: Mailbox) -> bool:
    """Whether the end was told among what nobody has read yet."""
    while (event := events.get_nowait()) is not None:
        if isinstance(event, ChannelDestroyed):
            return True
    return False
