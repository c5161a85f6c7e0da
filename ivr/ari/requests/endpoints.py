"""Requests on endpoints: who could be rung."""

import msgspec

from ivr.ari.models import Endpoint
from ivr.ari.requests.wire import Request

_endpoints = msgspec.json.Decoder(list[Endpoint])


class Endpoints:
    """Every method raises what Socket.request raises. Endpoints are asked, never subscribed to:
    each event of their channels would come twice.
    """

    def __init__(self, request: Request) -> None:
        self._request = request

    async def list(self) -> list[Endpoint]:
        """All PJSIP endpoints, the trunk's too."""
        return _endpoints.decode(await self._request("GET", "endpoints/PJSIP"))
