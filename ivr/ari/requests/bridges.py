"""Requests on bridges."""

from contextlib import suppress
from typing import Literal

import msgspec

from ivr.ari.errors import Conflict, NotFound
from ivr.ari.models import Bridge
from ivr.ari.requests.wire import Request, part

_bridge = msgspec.json.Decoder(Bridge)
_bridges = msgspec.json.Decoder(list[Bridge])


class Bridges:
    """Every method raises what Socket.request raises; NotFound when the bridge has gone."""

    def __init__(self, request: Request) -> None:
        self._request = request

    async def list(self) -> list[Bridge]:
        return _bridges.decode(await self._request("GET", "bridges"))

    async def get(self, bridge: str) -> Bridge:
        return _bridge.decode(await self._request("GET", f"bridges/{part(bridge)}"))

    async def create(
        self, bridge: str, *, kind: Literal["mixing", "holding", "mixing,dtmf_events"] = "mixing"
    ) -> Bridge:
        """A bridge with the id that we give it; 'dtmf_events' tells us of keys in it."""
        path = f"bridges/{part(bridge)}"
        return _bridge.decode(await self._request("POST", path, {"type": kind}))

    async def ensure(self, bridge: str) -> Bridge:
        """The bridge with this id, made where it is not there."""
        with suppress(NotFound):
            return await self.get(bridge)
        try:
            return await self.create(bridge)
        except Conflict:  # somebody was quicker
            return await self.get(bridge)

    async def add(self, bridge: str, channel: str) -> None:
        """Waits for the end of a playback on the channel: stop it first (`Ari.quiet`)."""
        await self._request("POST", f"bridges/{part(bridge)}/addChannel", {"channel": channel})

    async def remove(self, bridge: str, channel: str) -> None:
        path = f"bridges/{part(bridge)}/removeChannel"
        await self._request("POST", path, {"channel": channel})

    async def begin_music(self, bridge: str) -> None:
        """Music on hold to all who are in it; said twice, it goes on."""
        await self._request("POST", f"bridges/{part(bridge)}/moh")

    async def end_music(self, bridge: str) -> None:
        """Raises Conflict where there is none."""
        await self._request("DELETE", f"bridges/{part(bridge)}/moh")

    async def destroy(self, bridge: str) -> None:
        await self._request("DELETE", f"bridges/{part(bridge)}")
