"""An application that serves calls by hand, as a test says, and a wire that a test can cut."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from cli.phone.call import PhoneCall
from cli.phone.exchange import Exchange
from ivr.ari import Ari, Mailbox, events


@dataclass(frozen=True)
class Served:
    """A call from both ends: the citizen's telephone, and the channel that we command."""

    phone: PhoneCall
    channel: str
    mailbox: Mailbox


@dataclass(frozen=True)
class Desk:
    """Claims calls."""

    ari: Ari
    exchange: Exchange

    async def serve(self, caller: str | None = "777654321") -> Served:
        """Ring the town and claim and answer that call."""
        phone = await self.exchange.ring("844121314", caller=caller)
        async with asyncio.timeout(5):
            broadcast = await self.ari.arrivals.first(events.CallBroadcast)
        channel = broadcast.channel.id
        mailbox = self.ari.listen(channel)
        await self.ari.calls.claim(channel)
        async with asyncio.timeout(5):
            await mailbox.first(events.StasisStart)
        await self.ari.channels.answer(channel)
        await phone.answered()
        return Served(phone, channel, mailbox)


class Wire:
    """Passes bytes on to a port until told otherwise."""

    def __init__(self, port: int) -> None:
        self._target = port
        self._open = asyncio.Event()
        self._open.set()
        self._writers: set[asyncio.StreamWriter] = set()
        self.connections = 0
        self.port = 0

    def silence(self) -> None:
        """Pass nothing on, and close nothing: a cable is pulled."""
        self._open.clear()

    def cut(self) -> None:
        """Close all connections; new ones are let through."""
        for writer in self._writers:
            writer.transport.abort()
        self._writers.clear()
        self._open.set()

    async def _connect(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        far_reader, far_writer = await asyncio.open_connection("127.0.0.1", self._target)
        self._writers |= {writer, far_writer}
        await asyncio.gather(self._pump(reader, far_writer), self._pump(far_reader, writer))

    async def _pump(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while chunk := await reader.read(65536):
                await self._open.wait()
                writer.write(chunk)
                await writer.drain()
        except OSError:
            pass
        finally:
            writer.transport.abort()


@asynccontextmanager
async def wire_to(port: int) -> AsyncIterator[Wire]:
    wire = Wire(port)
    server = await asyncio.start_server(wire._connect, "127.0.0.1", 0)
    wire.port = server.sockets[0].getsockname()[1]
    try:
        yield wire
    finally:
        server.close()
        wire.cut()
        await asyncio.sleep(0.05)
