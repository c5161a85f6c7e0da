"""The face of Asterisk towards the rest of `ivr`."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from types import TracebackType
from typing import Any, Self, TypeVar

import structlog

from ivr.ari import requests
from ivr.ari.errors import AriError, Disconnected, NotFound
from ivr.ari.events import (
    ChannelDestroyed,
    Event,
    Nudged,
    PlaybackFinished,
    Reconnected,
    StasisEnd,
)
from ivr.ari.mailbox import Mailbox
from ivr.ari.socket import Address, Socket

T = TypeVar("T")
# A stopped playback ends within a packet or two; if Asterisk does not say so within this, the
# call is in trouble and must not hold up the others.
STOPPED_WITHIN = 2.0

log = structlog.get_logger()


class Ari:
    """Asterisk, as one application sees it. Use as `async with`; then await `run()`.

    Subscribe before commanding: `listen` first, then ask for the playback whose end you await,
    because events can come before the reply.
    """

    def __init__(self, address: Address, application: str) -> None:
        self.application = application
        self.arrivals = Mailbox()
        self._socket = Socket(
            address, application, deliver=self._deliver, connected=self._connected
        )
        request = self._socket.request
        self.channels = requests.Channels(request, application)
        self.bridges = requests.Bridges(request)
        self.playbacks = requests.Playbacks(request)
        self.recordings = requests.Recordings(request)
        self.applications = requests.Applications(request)
        self.calls = requests.Calls(request, application)
        self.server = requests.Server(request)
        self.configuration = requests.Configuration(request)
        self.endpoints = requests.Endpoints(request)
        self._listeners: dict[str, Mailbox] = {}
        self._playing: dict[str, set[str]] = {}
        self._endings: dict[str, asyncio.Future[None]] = {}
        self._callbacks: list[Callable[[], Awaitable[None]]] = []
        self._adopting: asyncio.Task[None] | None = None
        self._connected_once = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    # The connection

    def on_connected(self, callback: Callable[[], Awaitable[None]]) -> None:
        """Call this after each connect and reconnect, to adopt the channels that are there.

        Whatever it raises, other than a connection lost again, ends `run()`.
        """
        self._callbacks.append(callback)

    @property
    def is_connected(self) -> bool:
        return self._socket.is_connected

    async def __aenter__(self) -> Self:
        """Connect; waits for an Asterisk that is still to come.

        Raises AddressRefused and ApplicationReplaced.
        """
        self._task = asyncio.create_task(self._keep_connected(), name="ari")
        first = asyncio.create_task(self._connected_once.wait())
        try:
            await asyncio.wait({self._task, first}, return_when=asyncio.FIRST_COMPLETED)
        except asyncio.CancelledError:
            await self._stop()
            raise
        finally:
            first.cancel()
        if self._task.done():
            self._task.result()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self._stop()

    async def run(self) -> None:
        """Wait until the connection ends for good.

        Raises ApplicationReplaced (the process must exit), AddressRefused, and what an
        `on_connected` callback raised.
        """
        if self._task is None:
            raise RuntimeError("enter the context first")
        await asyncio.shield(self._task)

    async def _keep_connected(self) -> None:
        reading = asyncio.create_task(self._socket.keep_connected(), name="ari socket")
        self._broken: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        tasks: set[asyncio.Future[Any]] = {reading, self._broken}
        try:
            done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
            for finished in done:
                finished.result()
        finally:
            leftover = {reading} if self._adopting is None else {reading, self._adopting}
            for task in leftover:
                task.cancel()
            await asyncio.wait(leftover)

    async def _stop(self) -> None:
        if self._task is not None:
            self._task.cancel()
            await asyncio.wait({self._task})

    def _connected(self) -> None:
        if self._connected_once.is_set():
            for mailbox in list(self._listeners.values()):
                mailbox.put(Reconnected())
        self._connected_once.set()
        if self._adopting is not None:
            self._adopting.cancel()
        self._adopting = asyncio.create_task(self._adopt(), name="ari adoption")

    async def _adopt(self) -> None:
        try:
            if self._playing:
                there = {channel.id for channel in await self.channels.list()}
                for gone in self._playing.keys() - there:
                    del self._playing[gone]
            for callback in self._callbacks:
                await callback()
        except Disconnected:
            log.info("the connection went again while channels were adopted")
        except Exception as error:  # noqa: BLE001 - handed to whoever awaits run()
            if not self._broken.done():
                self._broken.set_exception(error)

    # Events

    def listen(self, resource: str) -> Mailbox:
        """The events of a channel (its playbacks' and recordings' too), bridge, playback or
        recording, from now on. One listener a resource.
        """
        mailbox = Mailbox(lambda: self._forget(resource))
        self.listen_also(resource, mailbox)
        return mailbox

    def listen_also(self, resource: str, mailbox: Mailbox) -> None:
        """The events of one more resource into a mailbox that is there, until `unlisten`."""
        if resource in self._listeners:
            raise ValueError(f"somebody listens to {resource} already")
        self._listeners[resource] = mailbox

    def unlisten(self, resource: str) -> None:
        """No more events of a resource into a shared mailbox."""
        self._forget(resource)

    def nudge(self, resource: str) -> None:
        """Let whoever listens to a resource look at their rows; nothing where nobody does."""
        mailbox = self._listeners.get(resource)
        if mailbox is not None:
            mailbox.put(Nudged())

    def _forget(self, resource: str) -> None:
        self._listeners.pop(resource, None)

    def _deliver(self, event: Event) -> None:
        if isinstance(event, PlaybackFinished):
            self._ended(event.playback.target, event.playback.id)
        elif isinstance(event, ChannelDestroyed | StasisEnd):
            for playback in self._playing.pop(event.channel.id, ()):
                self._ended(event.channel.id, playback)
        heard = False
        for resource in event.resources:
            mailbox = self._listeners.get(resource)
            if mailbox is not None:
                mailbox.put(event)
                heard = True
        if not heard:
            self.arrivals.put(event)

    # Playing

    async def play(
        self, channel: str, media: Sequence[str], playback: str, language: str = ""
    ) -> None:
        """Queue a playback on a channel; like `channels.play`, and remembered for `quiet`."""
        self._playing.setdefault(channel, set()).add(playback)
        try:
            await self.channels.play(channel, media, playback, language)
        except AriError:
            self._ended(channel, playback)
            raise

    async def quiet(self, channel: str) -> None:
        """Stop what plays on the channel and await its end.

        Before any request that a playing channel would hold up: setting or reading a variable,
        adding it to a bridge, and sending it on into the dialplan.
        """
        playbacks = self._playing.get(channel)
        while playbacks:
            await self._stop_playback(channel, next(iter(playbacks)))

    async def stop_then(self, channel: str, command: Callable[[], Awaitable[T]]) -> T:
        """Stop what plays on the channel, then command."""
        await self.quiet(channel)
        return await command()

    async def _stop_playback(self, channel: str, playback: str) -> None:
        ending = self._endings.get(playback)
        if ending is None:
            ending = asyncio.get_running_loop().create_future()
            self._endings[playback] = ending
        try:
            await self.playbacks.stop(playback)
            async with asyncio.timeout(STOPPED_WITHIN):
                await asyncio.shield(ending)
        except NotFound:
            self._ended(channel, playback)
        except TimeoutError:
            log.warning("a playback did not end when it was stopped", channel=channel)
            self._ended(channel, playback)

    def _ended(self, channel: str, playback: str) -> None:
        playing = self._playing.get(channel)
        if playing is not None:
            playing.discard(playback)
            if not playing:
                del self._playing[channel]
        ending = self._endings.pop(playback, None)
        if ending is not None and not ending.done():
            ending.set_result(None)
