"""Callers that open connections and send next to nothing keep nobody else away for long."""

import asyncio
import contextlib
from collections.abc import AsyncIterator

import httpx
import pytest

from booking.api import Database, Secret
from notifier.web.server import WebConfig, running
from tests.integration.notifier.web.conftest import LINKS, TOKEN

SOON = 0.6
LATER = 4.0
"""Long enough to open all connections on a busy machine before the first is closed again."""
BEGUN = b"POST /twilio/status HTTP/1.1\r\nHost: a\r\nX-Slow: "
HALF = b"POST /twilio/status HTTP/1.1\r\nHost: a\r\nContent-Length: 90\r\n\r\nMessage"
WHOLE = b"GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n"

Opened = tuple[asyncio.StreamReader, asyncio.StreamWriter]


@pytest.fixture
async def port(database: Database) -> AsyncIterator[int]:
    async with running(database, _config(SOON)) as listening:
        yield listening


@pytest.fixture
async def patient_port(database: Database) -> AsyncIterator[int]:
    async with running(database, _config(LATER)) as listening:
        yield listening


def _config(whole_seconds: float) -> WebConfig:
    return WebConfig(LINKS, (Secret(TOKEN),), "800 123 456", port=0, whole_seconds=whole_seconds)


@contextlib.asynccontextmanager
async def opened(port: int, sent: bytes) -> AsyncIterator[Opened]:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(sent)
    try:
        yield reader, writer
    finally:
        writer.close()


async def is_ended(reader: asyncio.StreamReader) -> bool:
    try:
        async with asyncio.timeout(SOON + 5):
            await reader.read()
    except ConnectionResetError:
        return True
    return reader.at_eof()


@pytest.mark.parametrize(
    "sent", [b"", BEGUN, HALF], ids=["nothing", "half a header", "half a body"]
)
async def test_a_request_that_does_not_come_ends_its_connection(port: int, sent: bytes) -> None:
    async with opened(port, sent) as (reader, _):
        assert await is_ended(reader)


async def test_letters_that_drip_in_win_no_time(port: int) -> None:
    async with opened(port, BEGUN) as (reader, writer):
        ended = asyncio.create_task(is_ended(reader))
        begun = asyncio.get_running_loop().time()
        while not ended.done():
            writer.write(b"a")
            await asyncio.sleep(SOON / 10)
        assert await ended
        assert asyncio.get_running_loop().time() - begun < SOON + 3


async def test_a_second_request_that_drips_in_ends_too(port: int) -> None:
    async with opened(port, WHOLE) as (reader, writer):
        assert b"200 OK" in await reader.readuntil(b"ok\n")
        writer.write(BEGUN)
        assert await is_ended(reader)


async def test_when_all_places_were_taken_by_nothing_they_are_soon_free_again(
    patient_port: int,
) -> None:
    async with contextlib.AsyncExitStack() as stack:
        for _ in range(210):
            await stack.enter_async_context(opened(patient_port, BEGUN))
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{patient_port}") as http:
            assert (await http.get("/healthz")).status_code == 503
            async with asyncio.timeout(LATER + 8):
                while (await http.get("/healthz")).status_code != 200:  # noqa: ASYNC110  it is asked
                    await asyncio.sleep(SOON / 4)


async def test_an_address_with_a_stroke_too_many_leads_nowhere(port: int) -> None:
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}") as http:
        found = await http.post("/twilio/status/", headers={"Host": "made-up.example"})
    assert found.status_code == 404
    assert "location" not in found.headers
