"""The console without a browser: requests against the application."""

from collections.abc import AsyncIterator

import httpx
import pytest

from booking.api import Backend, Secret
from operator_console.app import application
from operator_console.config import ConsoleConfig
from tests.support.console import OPERATOR, PASSWORDS
from tests.support.panel import Panel

HOME = "http://console.test"


class Visitor:
    """Somebody with a browser that does not draw."""

    def __init__(self, client: httpx.AsyncClient) -> None:
        self.client = client

    async def log_in(self, username: str) -> httpx.Response:
        return await self.post("/log-in", username=username, password=PASSWORDS[username])

    async def get(self, path: str) -> httpx.Response:
        return await self.client.get(path)

    async def post(self, path: str, **fields: str) -> httpx.Response:
        return await self.client.post(path, data=fields, headers={"Origin": HOME})


@pytest.fixture
async def visitor(backend: Backend) -> AsyncIterator[Visitor]:
    transport = httpx.ASGITransport(application(backend, ConsoleConfig(Secret("of the test"))))
    async with httpx.AsyncClient(transport=transport, base_url=HOME) as client:
        yield Visitor(client)


@pytest.fixture
async def panel(visitor: Visitor) -> Panel:
    """An operator at the caller's panel."""
    await visitor.log_in(OPERATOR)
    return Panel(visitor.client, HOME)
