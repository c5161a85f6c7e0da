"""Requests on configuration that Asterisk keeps in memory until it ends."""

from collections.abc import Mapping

from ivr.ari.requests.wire import Request, part


class Configuration:
    """PJSIP's objects. Every method raises what Socket.request raises.

    There is no way to read one: the reply would show its password.
    """

    def __init__(self, request: Request) -> None:
        self._request = request

    async def put(self, kind: str, name: str, fields: Mapping[str, str]) -> None:
        """Make an object or change it; every change of an endpoint logs a WARNING about an option
        of its that nobody has set (stir_shaken), so make it once.
        """
        body = {"fields": [{"attribute": key, "value": value} for key, value in fields.items()]}
        await self._request("PUT", self._path(kind, name), None, body)

    async def delete(self, kind: str, name: str) -> None:
        """Forget an object. Raises NotFound when it is not there."""
        await self._request("DELETE", self._path(kind, name))

    @staticmethod
    def _path(kind: str, name: str) -> str:
        return f"asterisk/config/dynamic/res_pjsip/{part(kind)}/{part(name)}"
