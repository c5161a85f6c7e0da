"""`/metrics` on a loopback port of its own: the outside reaches the web application only."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from time import monotonic

from fastapi import FastAPI
from fastapi.responses import PlainTextResponse, Response
from prometheus_client import CONTENT_TYPE_LATEST

from booking.api import Database, MessageSettings, Unavailable
from notifier.figures.counters import snapshot
from notifier.figures.metrics import text
from notifier.outbox.model import ChannelKind
from serving.web import serving

GOOD_SECONDS = 5.0
"""So long what was read is told again: several who ask cost the database one look."""


@dataclass(frozen=True, slots=True)
class MetricsConfig:
    """Where the figures are read, and what they are held against.

    Attributes:
        settings: the town's: budget and prices.
        providers: the ways out by channel.
        port: 0 takes a free one.
        host: loopback.
    """

    settings: MessageSettings
    providers: Mapping[ChannelKind, Sequence[str]]
    port: int = 8074
    host: str = "127.0.0.1"


@contextlib.asynccontextmanager
async def running(database: Database, config: MetricsConfig) -> AsyncIterator[int]:
    """It listens as long as the block lasts; gives its port.

    Raises:
        OSError: the port is taken.
    """
    async with serving(application(database, config), config.host, config.port) as port:
        yield port


def application(database: Database, config: MetricsConfig) -> FastAPI:
    """The route, and what becomes of errors."""
    app = FastAPI(title="Linka: figures", docs_url=None, redoc_url=None, openapi_url=None)
    figures = _Figures(database, config)

    @app.get("/metrics")
    async def metrics() -> Response:
        return Response(await figures.text(), media_type=CONTENT_TYPE_LATEST)

    @app.exception_handler(Unavailable)
    async def away(_request: object, _error: Exception) -> Response:
        return PlainTextResponse("the database is away\n", 503)

    return app


class _Figures:
    def __init__(self, database: Database, config: MetricsConfig) -> None:
        self._database = database
        self._config = config
        self._looking = asyncio.Lock()
        self._text = b""
        self._read_at = float("-inf")

    async def text(self) -> bytes:
        async with self._looking:
            if monotonic() - self._read_at >= GOOD_SECONDS:
                ours = self._config
                found = await self._database.read(
                    lambda tx: snapshot(tx, ours.settings, ours.providers)
                )
                self._text, self._read_at = text(found), monotonic()
            return self._text
