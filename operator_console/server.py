"""The console as one process on one loop."""

from __future__ import annotations

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator, Iterator

import uvicorn
from fastapi import FastAPI

from booking.api import Backend, Unavailable
from operator_console.app import application
from operator_console.config import ConsoleConfig
from operator_console.console import Console


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
            async with _web(app, config) as port:
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


@contextlib.asynccontextmanager
async def _web(app: FastAPI, config: ConsoleConfig) -> AsyncIterator[int]:
    server = _Server(
        uvicorn.Config(
            app,
            log_config=None,
            access_log=False,  # names that were searched for stand in the addresses
            lifespan="off",
            server_header=False,
            proxy_headers=True,
            forwarded_allow_ips="127.0.0.1",  # the town's own web server on this machine
            timeout_graceful_shutdown=2,
        )
    )
    listener = socket.create_server((config.host, config.port))
    task = asyncio.create_task(server.serve([listener]))
    try:
        while not server.started and not task.done():  # noqa: ASYNC110  uvicorn has no event for it
            await asyncio.sleep(0.005)
        yield int(listener.getsockname()[1])
    finally:
        server.should_exit = True
        await task
        listener.close()


class _Server(uvicorn.Server):
    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leave signals to the process, which has more to close than this server."""
        yield
