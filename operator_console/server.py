"""The console as one process on one loop."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator

from booking.api import Backend, Unavailable
from operator_console.app import application
from operator_console.config import ConsoleConfig
from operator_console.console import Console
from serving.web import serving

SETTINGS = {
    "server_header": False,
    "proxy_headers": True,
    "forwarded_allow_ips": "127.0.0.1",  # the town's own web server on this machine
    "timeout_graceful_shutdown": 2,
}


@contextlib.asynccontextmanager
async def running(backend: Backend, config: ConsoleConfig) -> AsyncIterator[str]:
    """A console that answers as long as the block lasts; gives its address.

    Raises:
        OSError: the port is taken.
    """
    app = application(backend, config)
    console: Console = app.state.console
    async with asyncio.TaskGroup() as group:
        watching = group.create_task(console.live.watch())
        group.create_task(_prepare(backend))
        try:
            async with serving(app, config.host, config.port, **SETTINGS) as port:
                try:
                    yield f"http://{config.host}:{port}"
                finally:
                    console.live.close()
        finally:
            watching.cancel()


async def _prepare(backend: Backend) -> None:
    """What can be read before anybody asks; if the database is away, the first search does it."""
    with contextlib.suppress(Unavailable):
        await backend.citizens.prepare_search()
