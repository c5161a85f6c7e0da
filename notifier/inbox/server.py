"""The inbox as one process on one loop: HTTP for the gateway and the page, SMTP for letters."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse
from fastapi.staticfiles import StaticFiles
from starlette.middleware.trustedhost import TrustedHostMiddleware

from booking.api import Clock, Secret
from notifier.inbox import page, twilio
from notifier.inbox.faults import Faults
from notifier.inbox.items import Items
from notifier.inbox.smtp import LetterBox, listen
from notifier.inbox.twilio import GatewayError
from serving.web import serving

BEAT_SECONDS = 0.5

_HASTY = {"timeout_graceful_shutdown": 1}
"""An open page keeps its stream open for ever."""

NAMES = ("127.0.0.1", "localhost")
"""Names that the page answers to. A page of another site could give its own name our address (DNS
rebinding) and read in somebody's browser what citizens were sent."""


@dataclass(frozen=True, slots=True)
class InboxConfig:
    """Where the inbox listens and what it keeps.

    Attributes:
        folder: what has arrived is kept here.
        accounts: the gateway's accounts with their tokens.
        http_port: for the gateway and the page; 0 takes a free one.
        smtp_port: for letters; 0 takes a free one.
        host: loopback; the page asks nobody who they are.
    """

    folder: Path
    accounts: Mapping[str, Secret]
    http_port: int = 8071
    smtp_port: int = 8025
    host: str = "127.0.0.1"


@dataclass(slots=True)
class Inbox:
    """A running inbox.

    Attributes:
        items: what has arrived.
        http_port: where it listens.
        smtp_port: where it listens.
    """

    items: Items
    http_port: int
    smtp_port: int
    host: str = "127.0.0.1"
    faults: Faults = field(default_factory=Faults)

    @property
    def url(self) -> str:
        """Base address of the page and of the gateway."""
        return f"http://{self.host}:{self.http_port}"


def application(items: Items, accounts: Mapping[str, str], faults: Faults, clock: Clock) -> FastAPI:
    """The HTTP side."""
    app = FastAPI(title="Linka: inbox of the demo", docs_url=None, redoc_url=None, openapi_url=None)
    app.include_router(twilio.router(items, accounts, faults))
    app.include_router(page.router(items, clock))
    app.mount("/static", StaticFiles(directory=page.FOLDER / "static"))
    app.add_middleware(TrustedHostMiddleware, allowed_hosts=list(NAMES), www_redirect=False)

    @app.exception_handler(GatewayError)
    async def refused(_request: Request, error: GatewayError) -> JSONResponse:
        return error.answer()

    return app


@contextlib.asynccontextmanager
async def running(
    config: InboxConfig, clock: Clock, faults: Faults | None = None
) -> AsyncIterator[Inbox]:
    """An inbox that listens as long as the block lasts.

    Raises:
        OSError: a port is taken.
    """
    trouble = faults or Faults()
    items = Items(config.folder / "inbox.jsonl", clock)
    accounts = {account: token.reveal() for account, token in config.accounts.items()}
    app = application(items, accounts, trouble, clock)
    letters = await listen(config.host, config.smtp_port, LetterBox(items, trouble))
    try:
        async with serving(app, config.host, config.http_port, **_HASTY) as http_port:
            smtp_port = letters.sockets[0].getsockname()[1]
            yield Inbox(items, http_port, smtp_port, config.host, trouble)
    finally:
        letters.close()
        await letters.wait_closed()
        items.close()


async def serve(
    config: InboxConfig,
    clock: Clock,
    *,
    stop: asyncio.Event | None = None,
    heartbeat: Callable[[], None] = lambda: None,
) -> None:
    """Run until `stop` is set; the process's entry.

    Raises:
        OSError: a port is taken.
    """
    async with running(config, clock):
        while stop is None or not stop.is_set():
            heartbeat()
            await asyncio.sleep(BEAT_SECONDS)
