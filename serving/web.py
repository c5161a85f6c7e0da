"""A web application on the loop of a process that has more to do than to serve it."""

from __future__ import annotations

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator, Iterator
from typing import Any

import uvicorn
from fastapi import FastAPI


@contextlib.asynccontextmanager
async def serving(app: FastAPI, host: str, port: int, **settings: Any) -> AsyncIterator[int]:
    """The application answers as long as the block lasts; gives its port.

    Args:
        app: what answers.
        host: where it listens.
        port: 0 takes a free one.
        settings: further ones of `uvicorn.Config`.

    Raises:
        OSError: the port is taken.
    """
    config = uvicorn.Config(
        app,
        log_config=None,
        access_log=False,  # names that were searched for, and recipients, stand in the paths
        lifespan="off",
        **settings,
    )
    server = _Server(config)
    listener = socket.create_server((host, port))
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
