"""Gateways and a mail server that count what they get, and fail as often as they are told to.

A process of its own: `python -m cli.bench.notifier.doubles FAILING SEED`. It writes its two ports
to standard output, and tells at `/taken` what it has and at `/arrived` when requests came in.
"""

from __future__ import annotations

import asyncio
import json
import logging
import random
import secrets
import sys
import time
from collections import defaultdict
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.parser import BytesHeaderParser
from email.utils import format_datetime
from enum import Enum, auto
from typing import Any

import httpx
import uvicorn
from aiosmtpd.smtp import SMTP, Envelope, Session
from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse, Response, StreamingResponse

MESSAGES = "/2010-04-01/Accounts/{account}/Messages.json"
KANNEL = "/cgi-bin/sendsms"


class Trouble(Enum):
    """What goes wrong with one request. Each is as likely as the others."""

    BUSY = auto()
    BROKEN = auto()
    """An error of the server, which has not taken it."""

    BROKEN_AFTER = auto()
    """An error of the server, which has taken it all the same."""

    DROPPED = auto()
    DROPPED_AFTER = auto()


TAKEN_ALL_THE_SAME = (Trouble.BROKEN_AFTER, Trouble.DROPPED_AFTER)


@dataclass
class Chance:
    """Which requests fail.

    Attributes:
        failing: the share, 0.2 is one in five.
        counted: how many have failed, by what went wrong.
    """

    failing: float
    seed: int
    counted: dict[str, int] = field(default_factory=lambda: defaultdict(int))

    def __post_init__(self) -> None:
        self._random = random.Random(self.seed)  # noqa: S311  nothing secret hangs on it

    def next(self) -> Trouble | None:
        """What goes wrong with this request."""
        if self._random.random() >= self.failing:
            return None
        trouble = self._random.choice(list(Trouble))
        self.counted[trouble.name.lower()] += 1
        return trouble


@dataclass
class Taken:
    """What has come in, each time that it came.

    Attributes:
        arrived: every request for an SMS, also one that fails: its recipient, and when it came by
            the clock that all processes of the machine share (`time.monotonic`).
    """

    arrived: list[tuple[str, float]] = field(default_factory=list)
    twilio: list[dict[str, Any]] = field(default_factory=list)
    kannel: list[str] = field(default_factory=list)
    smtp: list[tuple[str, str]] = field(default_factory=list)
    by_recipient: dict[str, list[dict[str, Any]]] = field(default_factory=lambda: defaultdict(list))

    def told(self, chance: Chance) -> dict[str, Any]:
        """As `/taken` tells it."""
        return {
            "twilio": [one["body"] for one in self.twilio],
            "kannel": self.kannel,
            "smtp": self.smtp,
            "failed": chance.counted,
        }


def application(taken: Taken, chance: Chance) -> FastAPI:
    """Both gateways."""
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
    receipts = Receipts()

    @app.post(MESSAGES)
    async def create(request: Request) -> Response:
        at = time.monotonic()
        form = await request.form()
        taken.arrived.append((str(form["To"]), at))
        sms = _resource(str(form["To"]), str(form["Body"]))

        async def take() -> Response:
            taken.twilio.append(sms)
            taken.by_recipient[sms["to"]].append(sms)
            return JSONResponse(sms, 201)

        return await _answer(chance.next(), take, busy=429)

    @app.get(MESSAGES)
    async def listed(request: Request) -> dict[str, Any]:
        found = taken.by_recipient.get(request.query_params.get("To", ""), [])
        uri = f"{request.url.path}?{request.url.query}"
        page = {"page": 0, "page_size": 50, "start": 0, "end": len(found) - 1}
        return {"messages": found[::-1], "next_page_uri": None, "uri": uri, **page}

    @app.post(KANNEL)
    async def sendsms(request: Request) -> Response:
        taken.arrived.append((request.headers.get("X-Kannel-To", ""), time.monotonic()))
        text = (await request.body()).decode()
        address = request.headers.get("X-Kannel-DLR-Url")

        async def take() -> Response:
            taken.kannel.append(text)
            if address:
                receipts.send(address)
            return Response("0: Accepted for delivery", 202, media_type="text/plain")

        return await _answer(chance.next(), take, busy=503)

    @app.get("/taken")
    async def told() -> dict[str, Any]:
        return taken.told(chance)

    @app.get("/arrived")
    async def arrived(since: int = 0) -> dict[str, Any]:
        return {"count": len(taken.arrived), "arrived": taken.arrived[since:]}

    @app.get("/count")
    async def count() -> int:
        return len(taken.arrived)

    return app


class Receipts:
    """Tells, as Kannel does, that a message was taken by the network and delivered."""

    def __init__(self) -> None:
        self._client = httpx.AsyncClient(trust_env=False, timeout=30)
        self._under_way: set[asyncio.Task[None]] = set()

    def send(self, address: str) -> None:
        """Begin to tell; whoever does not answer is told again."""
        task = asyncio.create_task(self._tell(address))
        self._under_way.add(task)
        task.add_done_callback(self._under_way.discard)

    async def _tell(self, address: str) -> None:
        for status, said in (("8", "ACK%2F"), ("1", "")):
            await self._call(address.replace("%d", status).replace("%A", said))

    async def _call(self, address: str) -> None:
        while True:
            try:
                if (await self._client.get(address)).is_success:
                    return
            except httpx.HTTPError:
                pass
            await asyncio.sleep(0.5)


class Letters:
    """What aiosmtpd calls when a letter has come in."""

    def __init__(self, taken: Taken, chance: Chance) -> None:
        self._taken = taken
        self._chance = chance

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: ARG002, N802  aiosmtpd's signature
        trouble = self._chance.next()
        if trouble in (Trouble.BUSY, Trouble.BROKEN):
            return "421 4.3.2 Too much to do"  # over in a moment; other 4xx ask for patience
        if trouble is not Trouble.DROPPED:
            raw = envelope.content or b""
            headers = BytesHeaderParser().parsebytes(raw if isinstance(raw, bytes) else b"")
            self._taken.smtp.append((str(headers["Message-ID"]), envelope.rcpt_tos[0]))
        if trouble is not None and isinstance(server.transport, asyncio.WriteTransport):
            server.transport.abort()
        return "250 OK"


async def _answer(
    trouble: Trouble | None, take: Callable[[], Awaitable[Response]], *, busy: int
) -> Response:
    if trouble is None:
        return await take()
    if trouble is Trouble.BUSY:
        return JSONResponse({"code": 20429, "message": "busy", "status": busy}, busy)
    if trouble in TAKEN_ALL_THE_SAME:
        await take()
    if trouble in (Trouble.BROKEN, Trouble.BROKEN_AFTER):
        return JSONResponse({"code": 20500, "message": "broken", "status": 500}, 500)
    return _broken_off()


def _broken_off() -> StreamingResponse:
    """An answer that announces more than it sends, so that the server closes the connection."""

    async def nothing() -> AsyncIterator[bytes]:
        yield b""

    return StreamingResponse(nothing(), 201, {"Content-Length": "1000"})


def _resource(to: str, body: str) -> dict[str, Any]:
    now = format_datetime(datetime.now(UTC).replace(microsecond=0))
    return {
        "sid": "SM" + secrets.token_hex(16),
        "body": body,
        "to": to,
        "from": "Linka",
        "date_created": now,
        "date_sent": now,
        "date_updated": now,
        "num_segments": "1",
        "num_media": "0",
        "status": "queued",
    }


async def main(failing: float, seed: int) -> None:
    """Listen on two free ports of loopback until killed."""
    # aiosmtpd tells each recipient at a lower level; uvicorn each connection that we break
    logging.getLogger("mail.log").setLevel(logging.WARNING)
    taken, chance = Taken(), Chance(failing, seed)
    loop = asyncio.get_running_loop()
    letters = await loop.create_server(
        lambda: SMTP(Letters(taken, chance), hostname="double.localhost", loop=loop),
        "127.0.0.1",
        0,
    )
    # longer than any pause in which nobody asks: a connection that ends just then breaks a request
    config = uvicorn.Config(
        application(taken, chance), port=0, log_level="critical", timeout_keep_alive=600
    )
    server = uvicorn.Server(config)
    serving = asyncio.create_task(server.serve())
    while not server.started:  # noqa: ASYNC110  uvicorn tells it by this flag only
        await asyncio.sleep(0.01)
    http = server.servers[0].sockets[0].getsockname()[1]
    print(json.dumps({"http": http, "smtp": letters.sockets[0].getsockname()[1]}), flush=True)
    await serving


if __name__ == "__main__":
    asyncio.run(main(float(sys.argv[1]), int(sys.argv[2])))
