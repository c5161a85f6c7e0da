"""A line of the real Asterisk."""

from __future__ import annotations

import asyncio
import math
from collections.abc import Awaitable

import structlog

from ivr.ari import Ari
from ivr.ari.errors import AriError, Conflict, Disconnected, NotFound, RequestFailed
from ivr.ari.events import (
    ChannelDestroyed,
    ChannelDtmfReceived,
    ChannelHangupRequest,
    Event,
    Nudged,
    PlaybackFinished,
    Reconnected,
    StasisEnd,
    StasisStart,
)
from ivr.ari.models import Channel
from ivr.ari.names import talk_of
from ivr.call.errors import CallEnded, LineLost
from ivr.call.line import Finished, Gone, Heard, Key, News
from ivr.speech.segments import Utterance

LEASE_SLACK = 8.0
"""A lease that is longer than needed by no more than this is left as it is: each renewal is a
request of its own, and it needs a channel on which nothing plays."""

ENTERS_SECONDS = 2.0
"""A claimed call that is not ours after this is somebody else's."""

PLAYBACKS = 4
"""So many names take turns; a stopped playback is over long before its name is used again."""

NO_SUCH_CHANNEL = 400
"""What Asterisk answers to adding a channel that is gone; 404 is for the bridge."""

FALLBACK = ("fallback", "call", 1)
"""Context, extension and priority of the conversation that needs no application."""

log = structlog.get_logger()


class AriLine:
    """`Line` over ARI. Made before the first command, so that no event is missed."""

    def __init__(self, ari: Ari, channel: Channel, *, dialled: str, lease: float = 0.0) -> None:
        self._ari = ari
        self._channel = channel.id
        self._up = channel.state == "Up"
        self._caller = channel.caller.number or None
        self._dialled = dialled
        self._events = ari.listen(channel.id)
        self._loop = asyncio.get_running_loop()
        self._lease_ends = self._loop.time() + lease
        self._said = 0
        self._playing: str | None = None
        self._may_talk = False
        self._stopping: set[asyncio.Task[bool]] = set()

    @property
    def call_id(self) -> str:
        return self._channel

    @property
    def caller(self) -> str | None:
        return self._caller

    @property
    def dialled(self) -> str:
        return self._dialled

    def now(self) -> float:
        return self._loop.time()

    async def entered(self) -> None:
        """Wait until a claimed call is ours to command.

        Raises:
            TimeoutError: it does not come.
        """
        async with asyncio.timeout(ENTERS_SECONDS):
            await self._events.first(StasisStart)

    async def stop_what_plays(self) -> None:
        """Before a resumed call goes on: the prompt of the process before is still being said.

        It may talk with an operator, too; whether it goes on to is for the conversation to say.
        Live playbacks cannot be listed, so their names are the same in every process. Whatever is
        said next gets another name than the last one: its end may still be told of.
        """
        self._may_talk = True
        for number in range(PLAYBACKS):
            if await self._stop(self._playback(number)):
                self._said = number

    def _playback(self, number: int) -> str:
        return f"{self._channel}-{number % PLAYBACKS}"

    async def answer(self) -> None:
        if self._up:
            return
        self._up = True
        try:
            await self._ari.channels.answer(self._channel)
        except AriError as error:
            raise _translated(error) from error

    async def renew(self, seconds: float) -> None:
        left = self._lease_ends - self._loop.time()
        if seconds <= left <= seconds + LEASE_SLACK:
            return
        try:
            await self._ari.quiet(self._channel)
            granted = round(seconds + LEASE_SLACK / 2)
            await self._ari.channels.set_variable(self._channel, "TIMEOUT(absolute)", str(granted))
        except AriError as error:
            raise _translated(error) from error
        self._lease_ends = self._loop.time() + granted

    async def play(self, utterance: Utterance) -> int:
        self._said += 1
        self._playing = self._playback(self._said)
        media = [f"sound:{name}" for name in utterance.sounds]
        try:
            await self._ari.play(self._channel, media, self._playing)
        except AriError as error:
            raise _translated(error) from error
        return self._said

    def hush(self) -> None:
        # Not awaited: requests keep their order, and a new prompt queues behind the stopped one.
        if self._playing is not None:
            task = self._loop.create_task(self._stop(self._playing))
            self._stopping.add(task)
            task.add_done_callback(self._stopping.discard)
            self._playing = None

    async def _stop(self, playback: str) -> bool:
        """Whether it was still there; it may have ended by itself meanwhile."""
        try:
            await self._ari.playbacks.stop(playback)
        except NotFound:
            return False
        except AriError as error:
            log.warning("a prompt could not be stopped", call=self._channel, reason=str(error))
            return False
        return True

    async def next(self, until: float | None) -> Heard | None:
        while True:
            try:
                if until is None:
                    event = await self._events.get()
                else:
                    async with asyncio.timeout_at(until):
                        event = await self._events.get()
            except TimeoutError:
                return None
            if (heard := self._heard(event)) is not None:
                return heard

    def ready(self) -> Heard | None:
        while (event := self._events.get_nowait()) is not None:
            if (heard := self._heard(event)) is not None:
                return heard
        return None

    def _heard(self, event: Event) -> Heard | None:
        match event:
            case ChannelDtmfReceived():
                return Key(event.digit)
            case PlaybackFinished() if event.playback.id == self._playing:
                self._playing = None
                return Finished(self._said, failed=event.failed)
            case ChannelDestroyed() | ChannelHangupRequest():
                return Gone()
            case StasisEnd():
                return self._taken_back()
            case Nudged():
                return News()
            case Reconnected():
                raise LineLost("events may have been missed")
            case _:
                return None

    def _taken_back(self) -> Gone:
        """Asterisk tells of a hang-up after the end of Stasis too: look what else is there."""
        while (event := self._events.get_nowait()) is not None:
            if isinstance(event, ChannelDestroyed | ChannelHangupRequest):
                return Gone()
        return Gone("fallback" if self._loop.time() >= self._lease_ends - 1.0 else "hung_up")

    async def join(self) -> None:
        talk = talk_of(self._channel)
        self._may_talk = True
        try:
            bridge = await self._ari.bridges.ensure(talk)
            is_new = self._channel not in bridge.channels
            if is_new:
                await self._ari.quiet(self._channel)
                # before the caller is out of our hands: nobody renews it there
                await self._ari.channels.set_variable(self._channel, "TIMEOUT(absolute)", "0")
            self._lease_ends = math.inf
            if is_new:
                await self._ari.bridges.add(talk, self._channel)
        except NotFound as gone:
            log.info("a talk was over before it began", call=self._channel, reason=str(gone))
        except AriError as error:
            if isinstance(error, RequestFailed) and error.status == NO_SUCH_CHANNEL:
                raise CallEnded from error
            raise _translated(error) from error

    async def part(self) -> None:
        if not self._may_talk:
            return
        try:
            await self._ari.bridges.remove(talk_of(self._channel), self._channel)
        except RequestFailed as error:
            log.debug("not in a talk any more", call=self._channel, reason=str(error))
        except AriError as error:
            raise _translated(error) from error
        self._may_talk = False
        self._lease_ends = self._loop.time()

    async def hang_up(self) -> None:
        await self._leave(self._ari.channels.hang_up(self._channel))

    async def hand_over(self) -> None:
        await self.part()
        try:
            await self._ari.quiet(self._channel)
        except AriError as error:
            raise _translated(error) from error
        context, extension, priority = FALLBACK
        await self._leave(self._ari.channels.go_on(self._channel, context, extension, priority))

    async def _leave(self, command: Awaitable[None]) -> None:
        try:
            await command
        except NotFound:
            pass  # the caller was quicker
        except AriError as error:
            raise _translated(error) from error

    def close(self) -> None:
        self._events.close()


def _translated(error: AriError) -> Exception:
    """What a refused request means for the conversation."""
    if isinstance(error, NotFound | Conflict):
        return CallEnded()
    if isinstance(error, Disconnected):
        return LineLost(str(error))
    return error
