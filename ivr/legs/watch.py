"""What Asterisk has of legs and bridges: known by its events, and checked again and again."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import replace

from ivr.ari import Ari, Mailbox
from ivr.ari.errors import NotFound
from ivr.ari.events import (
    ChannelDestroyed,
    ChannelEnteredBridge,
    ChannelHangupRequest,
    ChannelLeftBridge,
    ChannelStateChange,
    Dial,
    Event,
    StasisEnd,
)
from ivr.ari.names import LegName, call_of_talk, talk_of
from ivr.legs.plan import Ended, Leg, Seen

UP = "Up"


class Watch:
    """One for a process.

    Args:
        ari: the Asterisk.
        changed: called when something has happened to a leg.
    """

    def __init__(self, ari: Ari, changed: Callable[[], None]) -> None:
        self._ari = ari
        self._changed = changed
        self._events = Mailbox()
        self._legs: dict[LegName, Leg] = {}
        self._ended: dict[LegName, Ended] = {}
        self._causes: dict[LegName, int] = {}
        self._music: dict[str, bool | None] = {}
        self._lost: dict[str, float] = {}

    @property
    def seen(self) -> Seen:
        """All of it, as it is known now."""
        return Seen(self._legs, self._ended, frozenset(self._music), self._music, self._lost)

    async def listen(self) -> None:
        """Take events until cancelled."""
        while True:
            self._take(await self._events.get())
            self._changed()

    async def survey(self) -> None:
        """Look at everything that Asterisk has: after each connect."""
        for known in list(self._legs):
            self._forget(known)
        for channel in await self._ari.channels.list():
            name = LegName.read(channel.id)
            if name is None:
                continue
            if channel.state == "Down":  # made, and never dialled: that process is no more
                with suppress(NotFound):
                    await self._ari.channels.hang_up(channel.id)
                continue
            self.expect(name)
            self._legs[name] = Leg(name, up=channel.state == UP)
        self._music = {
            call: None
            for bridge in await self._ari.bridges.list()
            if (call := call_of_talk(bridge.id)) is not None
        }
        await self.check()

    async def check(self) -> None:
        """Look again at each leg and bridge that is known: an event may have been lost."""
        for name in list(self._legs):
            try:
                channel = await self._ari.channels.get(str(name))
            except NotFound:
                self._take_what_came()  # it may tell why
                if name in self._legs:
                    self.ended(name)
                continue
            leg = self._legs.get(name)
            if leg is not None and channel.state == UP:
                self._put(replace(leg, up=True))
        for call in list(self._music):
            try:
                inside = (await self._ari.bridges.get(talk_of(call))).channels
            except NotFound:
                inside = ()
                self._music[call] = None
            for name, leg in list(self._legs.items()):
                if name.call == call and leg.talks != (str(name) in inside):
                    self._put(replace(leg, talks=not leg.talks))

    def expect(self, name: LegName) -> None:
        """A leg is about to be made: hear of it from its beginning."""
        with suppress(ValueError):
            self._ari.listen_also(str(name), self._events)

    def began(self, name: LegName) -> None:
        """A leg was made."""
        self._legs.setdefault(name, Leg(name))
        self._ended.pop(name, None)

    def ended(self, name: LegName, cause: int = 0) -> None:
        """A leg is no more, or could not be made."""
        leg = self._legs.get(name)
        cause = self._causes.get(name, 0) or cause
        now = asyncio.get_running_loop().time()
        self._ended[name] = Ended(cause, leg is not None and leg.up, now)
        self._forget(name)

    def connected(self, name: LegName) -> None:
        """A leg was put into its call's bridge."""
        leg = self._legs.get(name)
        if leg is not None:
            self._put(replace(leg, talks=True))

    def talks(self, calls: Iterable[str]) -> None:
        """These calls have a bridge, or will have one in a moment."""
        for call in calls:
            self._music.setdefault(call, False)

    def plays(self, call: str, *, on: bool) -> None:
        """Music was begun or ended in a call's bridge."""
        self._music[call] = on
        if not on:
            self._lost.pop(call, None)

    def lost(self, call: str) -> None:
        """An answered call is without its operator since now."""
        self._lost[call] = asyncio.get_running_loop().time()

    def closed(self, call: str) -> None:
        """The bridge of a call is no more."""
        self._music.pop(call, None)
        self._lost.pop(call, None)

    def keep_only(self, calls: Iterable[str]) -> None:
        """Forget how the legs of all other calls ended."""
        kept = set(calls)
        self._ended = {name: how for name, how in self._ended.items() if name.call in kept}
        self._lost = {call: since for call, since in self._lost.items() if call in kept}

    def _take_what_came(self) -> None:
        while (event := self._events.get_nowait()) is not None:
            self._take(event)

    def _take(self, event: Event) -> None:
        for resource in event.resources:
            name = LegName.read(resource)
            if name is not None and name in self._legs:
                self._take_of(name, self._legs[name], event)

    def _take_of(self, name: LegName, leg: Leg, event: Event) -> None:
        match event:
            case ChannelStateChange() if event.channel.state == UP:
                self._put(replace(leg, up=True))
            case Dial() if event.dialstatus == "ANSWER":
                self._put(replace(leg, up=True))
            case ChannelLeftBridge():
                self._put(replace(leg, talks=False))
            case ChannelEnteredBridge():
                self._put(replace(leg, talks=True))
            case ChannelHangupRequest():
                self._causes[name] = event.cause
            case ChannelDestroyed():
                self.ended(name, event.cause)
            case StasisEnd():
                self.ended(name)

    def _put(self, leg: Leg) -> None:
        self._legs[leg.name] = leg

    def _forget(self, name: LegName) -> None:
        self._legs.pop(name, None)
        self._causes.pop(name, None)
        self._ari.unlisten(str(name))
