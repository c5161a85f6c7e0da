"""Requests on Asterisk itself, on our application and on calls that wait to be claimed."""

import msgspec

from ivr.ari.models import Application, AsteriskInfo, Variable
from ivr.ari.requests.wire import Request, part

_application = msgspec.json.Decoder(Application)
_info = msgspec.json.Decoder(AsteriskInfo)
_variable = msgspec.json.Decoder(Variable)


class Server:
    """Asterisk itself."""

    def __init__(self, request: Request) -> None:
        self._request = request

    async def ping(self) -> None:
        await self._request("GET", "asterisk/ping")

    async def info(self) -> AsteriskInfo:
        return _info.decode(await self._request("GET", "asterisk/info"))

    async def variable(self, name: str) -> str:
        """A global variable; empty when it is not set."""
        query = {"variable": name}
        return _variable.decode(await self._request("GET", "asterisk/variable", query)).value

    async def set_variable(self, name: str, value: str) -> None:
        query = {"variable": name, "value": value}
        await self._request("POST", "asterisk/variable", query)


class Applications:
    """What applications are subscribed to."""

    def __init__(self, request: Request) -> None:
        self._request = request

    async def get(self, application: str) -> Application:
        path = f"applications/{part(application)}"
        return _application.decode(await self._request("GET", path))

    async def subscribe(self, application: str, source: str) -> None:
        """`source` is 'channel:ID' or 'bridge:ID'. Never an endpoint: with one, each event of
        its channels comes twice, keys included.
        """
        if source.partition(":")[0] not in {"channel", "bridge", "deviceState"}:
            raise ValueError(f"not a thing to subscribe to: {source.partition(':')[0]}")
        path = f"applications/{part(application)}/subscription"
        await self._request("POST", path, {"eventSource": source})


class Calls:
    """Calls that wait in the dialplan until an application claims them."""

    def __init__(self, request: Request, application: str) -> None:
        self._request = request
        self._application = application

    async def claim(self, channel: str) -> None:
        """Take the call; StasisStart follows.

        Raises Conflict when another has it and NotFound when it waits no longer: both mean
        that it is well looked after, by another node or by the fall-back.
        """
        query = {"channelId": channel, "application": self._application}
        await self._request("POST", "events/claim", query)
