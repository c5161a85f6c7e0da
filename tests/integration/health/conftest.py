import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import cast

import pytest

from booking.api import Database, SetClock, upgrade
from ivr.health import AmiAddress, Health, State, Watch, current


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    made = Database.on_file(tmp_path / "linka.db", SetClock(datetime(2026, 11, 23, 7, tzinfo=UTC)))
    upgrade(made)
    yield made
    made.close()


@pytest.fixture
async def watch(database: Database) -> AsyncIterator[Callable[[int, str], None]]:
    """Watch the Asterisk whose AMI is on that port, with that password, until the test ends."""
    tasks: list[asyncio.Task[None]] = []

    def begin(port: int, password: str) -> None:
        address = AmiAddress("127.0.0.1", port, "linka", password)
        tasks.append(asyncio.create_task(Watch(database, address, node="here").run()))

    yield begin
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


@pytest.fixture
def seen(database: Database) -> Callable[[str, State], Awaitable[Health]]:
    """Wait until the line of that name is in that state."""

    async def wait(name: str, state: State) -> Health:
        async with asyncio.timeout(15):
            while True:
                for health in await current(database):
                    if health.name == name and health.state is state:
                        return health
                await asyncio.sleep(0.05)

    return wait


KEPT = {"Via", "From", "To", "Call-ID", "CSeq", "Contact", "Expires"}
"""The headers that a reply repeats."""


class Provider(asyncio.DatagramProtocol):
    """The other end of a trunk: says yes to REGISTER and OPTIONS, or nothing at all."""

    def __init__(self) -> None:
        self.answers = True
        self.port = 0
        self._transport: asyncio.DatagramTransport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.DatagramTransport, transport)  # Python 3.11's is none

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        if not self.answers or self._transport is None:
            return
        kept = [
            line + (";tag=provider" if line.startswith("To:") else "")
            for line in data.decode().split("\r\n")
            if line.startswith(
                ("Via:", "From:", "To:", "Call-ID:", "CSeq:", "Contact:", "Expires:")
            )
        ]
        reply = "\r\n".join(["SIP/2.0 200 OK", *kept, "Content-Length: 0", "", ""])
        self._transport.sendto(reply.encode(), addr)


@pytest.fixture
async def provider() -> AsyncIterator[Provider]:
    loop = asyncio.get_running_loop()
    transport, made = await loop.create_datagram_endpoint(Provider, local_addr=("127.0.0.1", 0))
    made.port = transport.get_extra_info("sockname")[1]
    yield made
    transport.close()
