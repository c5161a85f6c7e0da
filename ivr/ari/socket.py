"""Requests and events over Asterisk's one WebSocket.

Asterisk serves the requests of a connection one after another, so a request that waits for a
busy channel holds up every other call's: see `Ari.quiet`.
"""

import asyncio
import base64
import logging
import random
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Never
from urllib.parse import urlencode, urlsplit, urlunsplit

import msgspec
import structlog
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake, InvalidStatus

from ivr.ari import errors, events

# Asterisk closes the connection at 64 KiB and more.
LARGEST_REQUEST = 60_000
# Together they find a silent connection out within five seconds. The time-out is the longer
# part because Asterisk answers pings and requests in turn, and a request may take a moment.
PING_EVERY = 1.2
PONG_WITHIN = 3.4
REQUEST_WITHIN = 10.0

log = structlog.get_logger()
# The library would write whole frames, keys among them, into its log at level DEBUG. A logger
# that is not registered cannot be switched on by anybody's logging configuration.
_silent = logging.Logger("silent", level=logging.CRITICAL + 1)  # noqa: LOG001 - see above


@dataclass(frozen=True)
class Address:
    """Where ARI is, and who we are there. `url` is that of the HTTP server."""

    url: str
    username: str
    password: str = field(repr=False)

    def websocket(self, application: str) -> str:
        """The address of the application's event socket; credentials go in a header."""
        parts = urlsplit(self.url)
        scheme = "wss" if parts.scheme == "https" else "ws"
        query = urlencode({"app": application, "subscribeAll": "false"})
        return urlunsplit((scheme, parts.netloc, f"{parts.path.rstrip('/')}/ari/events", query, ""))

    @property
    def authorization(self) -> str:
        pair = f"{self.username}:{self.password}".encode()
        return "Basic " + base64.b64encode(pair).decode()


class _Query(msgspec.Struct, frozen=True):
    name: str
    value: str


class _Request(
    msgspec.Struct, frozen=True, tag_field="type", tag="RESTRequest", omit_defaults=True
):
    request_id: str
    method: str
    uri: str
    query_strings: list[_Query] = []
    content_type: str = ""
    message_body: str = ""


def pauses() -> Iterator[float]:
    """How long to wait before each further try to connect, in seconds.

    Short at first, for an Asterisk that only restarts; the jitter keeps the nodes of one town
    from knocking all at once.
    """
    pause = 0.05
    while True:
        yield pause * random.uniform(0.5, 1.5)  # noqa: S311 - spreads load, guards no secret
        pause = min(pause * 2, 2.0)


class Socket:
    """One connection to Asterisk, made again whenever it goes."""

    def __init__(
        self,
        address: Address,
        application: str,
        *,
        deliver: Callable[[events.Event], None],
        connected: Callable[[], None],
    ) -> None:
        self._address = address
        self._application = application
        self._deliver = deliver
        self._connected = connected
        self._connection: ClientConnection | None = None
        self._waiting: dict[str, asyncio.Future[events.Response | errors.AriError]] = {}
        self._encode = msgspec.json.Encoder().encode
        self._sent = 0

    @property
    def is_connected(self) -> bool:
        return self._connection is not None

    async def keep_connected(self) -> Never:
        """Connect, read, connect again; ends only by an error or by being cancelled.

        Raises ApplicationReplaced and AddressRefused.
        """
        waits = pauses()
        while True:
            try:
                async with self._connect() as connection:
                    waits = pauses()
                    await self._read(connection)
            except InvalidStatus as refusal:
                # Asterisk's web server is up before ARI is: 404, then 503
                if refusal.response.status_code not in (404, 503):
                    raise errors.AddressRefused(str(refusal)) from refusal
            except ConnectionClosed as closed:
                log.warning("the connection to asterisk was lost", reason=str(closed))
            except (OSError, TimeoutError, InvalidHandshake) as error:
                log.debug("asterisk cannot be reached", reason=str(error))
            await asyncio.sleep(next(waits))

    def _connect(self) -> connect:
        return connect(
            self._address.websocket(self._application),
            additional_headers={"Authorization": self._address.authorization},
            compression=None,
            proxy=None,
            open_timeout=3.0,
            ping_interval=PING_EVERY,
            ping_timeout=PONG_WITHIN,
            close_timeout=0.2,
            max_size=None,
            max_queue=None,
            logger=_silent,
        )

    async def _read(self, connection: ClientConnection) -> None:
        self._connection = connection
        log.info("connected to asterisk", application=self._application)
        lost: errors.AriError = errors.ConnectionLost("the connection to Asterisk was lost")
        try:
            self._connected()
            while True:
                self._take(await connection.recv(decode=False))
        except errors.ApplicationReplaced as error:
            lost = error
            raise
        finally:
            self._connection = None
            for reply in self._waiting.values():
                if not reply.done():
                    reply.set_result(lost)
            self._waiting.clear()

    def _take(self, frame: bytes) -> None:
        try:
            told = events.read(frame)
        except events.EventMisread as misread:
            log.warning("an event of asterisk could not be read", kind=str(misread))
            return
        if told is None:
            return
        if isinstance(told, events.Response):
            reply = self._waiting.pop(told.request_id, None)
            if reply is not None and not reply.done():
                reply.set_result(told)
        elif isinstance(told, events.ApplicationReplaced):
            raise errors.ApplicationReplaced(
                f"another process has connected as {self._application!r}"
            )
        else:
            self._deliver(told)

    async def request(
        self,
        method: str,
        path: str,
        query: Mapping[str, str] | None = None,
        body: object = None,
    ) -> str:
        """Send a request and return the reply's body, empty if there is none.

        Raises NotConnected, ConnectionLost, RequestTimedOut, RequestTooLarge, RequestFailed.
        """
        connection = self._connection
        if connection is None:
            raise errors.NotConnected("there is no connection to Asterisk")
        self._sent += 1
        request_id = str(self._sent)
        frame = self._encode(
            _Request(
                request_id,
                method,
                path,
                [_Query(name, value) for name, value in query.items()] if query else [],
                *(("application/json", self._encode(body).decode()) if body is not None else ()),
            )
        )
        if len(frame) > LARGEST_REQUEST:
            raise errors.RequestTooLarge(f"{method} {path}: {len(frame)} bytes")
        reply: asyncio.Future[events.Response | errors.AriError]
        reply = asyncio.get_running_loop().create_future()
        self._waiting[request_id] = reply
        try:
            async with asyncio.timeout(REQUEST_WITHIN):
                await connection.send(frame, text=True)
                response = await reply
        except TimeoutError as error:
            raise errors.RequestTimedOut(f"{method} {path}") from error
        except ConnectionClosed as error:
            raise errors.ConnectionLost("the connection to Asterisk was lost") from error
        finally:
            self._waiting.pop(request_id, None)
        if isinstance(response, errors.AriError):
            raise response
        if response.status_code >= 300:
            raise errors.request_failed(response.status_code, response.reason_phrase, method, path)
        return response.message_body
