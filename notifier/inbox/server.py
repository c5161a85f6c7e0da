"""The inbox as one process on one loop: HTTP for the gateway and the page, SMTP for letters."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from fastapi import APIRouter, FastAPI, Request
from fastapi.responses import JSONResponse
from fastapi.staticfiles import StaticFiles
from starlette.middleware.trustedhost import TrustedHostMiddleware

from booking.api import Clock, Secret
from notifier.inbox import page, routes, twilio
from notifier.inbox.calling import PAUSE, Calls
from notifier.inbox.faults import Course, Faults
from notifier.inbox.items import Items
from notifier.inbox.progress import Progress
from notifier.inbox.smtp import LetterBox, listen
from notifier.inbox.twilio import GatewayError
from notifier.inbox.written import Desk
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
        inbound_url: where Linka takes what citizens write; None where they cannot write.
        number: the town's, that they write to.
        pace: seconds between two receipts for a message.
        pause: seconds before a call that failed is repeated.
    """

    folder: Path
    accounts: Mapping[str, Secret]
    http_port: int = 8071
    smtp_port: int = 8025
    host: str = "127.0.0.1"
    inbound_url: str | None = None
    number: str = "+420844121314"
    pace: float = 0.0
    pause: float = PAUSE


@dataclass(slots=True)
class Inbox:
    """A running inbox.

    Attributes:
        items: what has arrived.
        http_port: where it listens.
        smtp_port: where it listens.
        faults: trouble on order.
        desk: where citizens write.
    """

    items: Items
    http_port: int
    smtp_port: int
    host: str
    faults: Faults
    desk: Desk

    @property
    def url(self) -> str:
        """Base address of the page and of the gateway."""
        return f"http://{self.host}:{self.http_port}"


def application(gateway: APIRouter, pages: APIRouter) -> FastAPI:
    """The HTTP side."""
    app = FastAPI(title="Linka: inbox of the demo", docs_url=None, redoc_url=None, openapi_url=None)
    app.include_router(gateway)
    app.include_router(pages)
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
    trouble = faults or Faults(usual=Course(pace=config.pace))
    items = Items(config.folder / "inbox.jsonl", clock)
    accounts = {account: token.reveal() for account, token in config.accounts.items()}
    calls = Calls(accounts, pause=config.pause)
    progress = Progress(items, calls, trouble)
    desk = Desk(
        config.folder / "written.jsonl",
        items,
        calls,
        account=next(iter(accounts)),
        number=config.number,
        address=config.inbound_url,
    )
    app = application(
        twilio.router(items, accounts, trouble, progress),
        routes.router(page.Shown(items, desk, progress), clock),
    )
    letters = await listen(config.host, config.smtp_port, LetterBox(items, trouble))
    try:
        async with serving(app, config.host, config.http_port, **_HASTY) as http_port:
            smtp_port = letters.sockets[0].getsockname()[1]
            yield Inbox(items, http_port, smtp_port, config.host, trouble, desk)
    finally:
        letters.close()
        await letters.wait_closed()
        await progress.close()
        await calls.close()
        desk.close()
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
