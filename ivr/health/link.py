"""The connection to AMI, by panoramisk: kept up, and silent in the logs.

panoramisk writes values as they are, line breaks included. So only fixed requests are ever sent;
the one value in them is an endpoint's name, which is checked.
"""

from __future__ import annotations

import asyncio
import logging
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Self

from panoramisk import Manager

from ivr.health.rules import Message

ANSWER_WITHIN = 5.0
RECONNECT_AFTER = 2

_NAME = re.compile(r"[A-Za-z0-9_.-]*")
_silent = logging.Logger("silent", level=logging.CRITICAL + 1)  # noqa: LOG001  nobody can switch it on: it would log whole messages


@dataclass(frozen=True, slots=True)
class AmiAddress:
    """Where AMI is, and who we are there."""

    host: str
    port: int
    username: str
    password: str = field(repr=False)


class AmiAway(Exception):
    """AMI cannot be reached or does not answer; the message says which."""


class Link:
    """A connection that comes back by itself. Use as `async with`."""

    def __init__(
        self,
        address: AmiAddress,
        *,
        told: Callable[[Message], None],
        lost: Callable[[], None],
    ) -> None:
        """`told` gets each event, `lost` is called when the connection goes; both must be quick."""
        self._manager = _Manager(
            loop=asyncio.get_running_loop(),
            host=address.host,
            port=address.port,
            username=address.username,
            secret=address.password,
            events="system,security",  # any more would be an event for each report of each call
            reconnect_timeout=RECONNECT_AFTER,
            log=_silent,
            on_disconnect=lambda *_: lost(),
        )
        self._manager.register_event("*", lambda _, event: told(event))

    async def __aenter__(self) -> Self:
        self._manager.connect()
        return self

    async def __aexit__(self, *_: object) -> None:
        self._manager.end()

    async def entries(self, action: str, entry: str, endpoint: str = "") -> list[Message]:
        """What a listing action lists: its events of that name; empty where there are none.

        `endpoint` is the name of an endpoint as Asterisk itself has listed it.

        Raises:
            AmiAway: not connected, refused, or no answer in time.
            ValueError: no endpoint of ours has such a name.
        """
        if not _NAME.fullmatch(endpoint):
            raise ValueError("not an endpoint's name")
        answer = await self._ask(action, {"Endpoint": endpoint} if endpoint else {})
        messages = answer if isinstance(answer, list) else [answer]
        return [message for message in messages if message.get("Event") == entry]

    async def status(self) -> Message:
        """Asterisk's word on itself.

        Raises:
            AmiAway: as for `entries`.
        """
        answer: Message = await self._ask("CoreStatus", {})
        return answer

    async def _ask(self, action: str, about: Message) -> Any:  # noqa: ANN401  panoramisk's one message or many
        if self._manager.refused:
            raise AmiAway("AMI refuses our password")
        if not self._manager.authenticated or self._manager.protocol.closed:
            raise AmiAway("AMI cannot be reached")
        try:
            async with asyncio.timeout(ANSWER_WITHIN):
                return await self._manager.send_action({"Action": action, **about})
        except TimeoutError as error:
            raise AmiAway(f"AMI did not answer within {ANSWER_WITHIN:.0f} s") from error


class _Manager(Manager):  # type: ignore[misc]  # panoramisk is published without types
    """panoramisk's, with an end: its own goes on trying to connect after `close`."""

    refused = False
    _ended = False
    _connecting: asyncio.Task[Any] | None = None

    def connect(self, *_: Any, **__: Any) -> asyncio.Task[Any] | None:
        if not self._ended:
            self._connecting = super().connect()
        return self._connecting

    def connection_made(self, f: asyncio.Future[Any]) -> None:
        if f.cancelled():
            return
        super().connection_made(f)

    def login(self, future: asyncio.Future[Any]) -> bool:
        authenticated = bool(super().login(future)) and not self._ended
        self.refused = not authenticated
        return authenticated

    def connection_lost(self, exc: Exception | None) -> None:
        self.authenticated = False
        if not self._ended:
            super().connection_lost(exc)

    def end(self) -> None:
        """Disconnect for good."""
        self._ended = True
        if self._connecting is not None:
            self._connecting.cancel()
        self.close()
