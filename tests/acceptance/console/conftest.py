"""The console on a fresh Lípov, and a browser in front of it."""

from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Browser, async_playwright

from booking.api import Backend, Secret
from operator_console.config import ConsoleConfig
from operator_console.server import running
from tests.support.console import Worker, start


@pytest.fixture
async def url(backend: Backend) -> AsyncIterator[str]:
    async with running(backend, ConsoleConfig(key=Secret("of the test"), port=0)) as address:
        yield address


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        opened = await start(playwright)
        yield opened
        await opened.close()


@pytest.fixture
async def worker(browser: Browser, url: str) -> Worker:
    return await Worker.arrive(browser, url)
