"""The callers' ends of the line: takes the sound of all calls, presses the keys, notes the times.

SIPp places the calls and names this address for their sound. Arrivals carry the kernel's time,
so that a busy Python process does not colour the figures; a key's time is taken just before its
packet is handed to the kernel.
"""

from __future__ import annotations

import asyncio
import random
import socket
import struct
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Self

from cli.bench.heard import Packet
from cli.bench.journey import Pace
from cli.bench.keys import EventPacket, press

_STAMPS = getattr(socket, "SO_TIMESTAMPNS", 35)  # Linux; Python 3.11 does not name it
_TIMESPEC = struct.Struct("@ll")
_ALAW = 8
_RECEIVE_BUFFER = 8 * 1024 * 1024
_RTP_HEADER = 12
_SAMPLES_A_SECOND = 8000


@dataclass(slots=True)
class Press:
    """A key and the moment when it was let go: when the first packet that says so was sent."""

    key: str
    released: float


@dataclass(slots=True)
class Heard:
    """One call as its caller had it; times in seconds of the system's clock."""

    packets: list[Packet] = field(default_factory=list)
    presses: list[Press] = field(default_factory=list)

    @property
    def began(self) -> float:
        """When the first sound came."""
        return self.packets[0].at

    @property
    def ended(self) -> float:
        """When the last sound came."""
        return self.packets[-1].at


@dataclass(slots=True)
class _Line:
    """Where a call's sound comes from, and the state of the stream that goes back."""

    address: tuple[str, int]
    ssrc: int
    heard: Heard
    sequence: int = 0
    number: int = field(default_factory=lambda: random.getrandbits(31))


class Callers:
    """Many callers on one socket, told apart by where their sound comes from."""

    def __init__(self, host: str, keys: Sequence[str], pace: Pace) -> None:
        self._keys = [press(key) for key in keys]
        self._names = list(keys)
        self._pace = pace
        self._lines: dict[tuple[str, int], _Line] = {}
        self._socket, self._control = _sockets(host)
        self.keys = len(keys)
        self.port: int = self._socket.getsockname()[1]
        self.heard: list[Heard] = []
        self._pressing: set[asyncio.Task[None]] = set()

    async def __aenter__(self) -> Self:
        asyncio.get_running_loop().add_reader(self._socket, self._receive)
        return self

    async def __aexit__(self, *_: object) -> None:
        asyncio.get_running_loop().remove_reader(self._socket)
        for task in self._pressing:
            task.cancel()
        await asyncio.gather(*self._pressing, return_exceptions=True)
        self._socket.close()
        self._control.close()

    def _receive(self) -> None:
        while True:
            try:
                data, extras, _, address = self._socket.recvmsg(2048, 64)
            except BlockingIOError:
                return
            if len(data) <= _RTP_HEADER or data[1] & 0x7F != _ALAW:
                continue
            seconds, nanos = _TIMESPEC.unpack(extras[0][2])
            line = self._line(address, data[8:12])
            sequence = data[2] << 8 | data[3]
            line.heard.packets.append(Packet(seconds + nanos / 1e9, sequence, data[12:]))

    def _line(self, address: tuple[str, int], source: bytes) -> _Line:
        ssrc = int.from_bytes(source, "big")
        line = self._lines.get(address)
        if line is None or line.ssrc != ssrc:
            line = self._lines[address] = _Line(address, ssrc, Heard())
            self.heard.append(line.heard)
            task = asyncio.create_task(self._press_keys(line))
            self._pressing.add(task)
            task.add_done_callback(self._pressing.discard)
        return line

    async def _press_keys(self, line: _Line) -> None:
        began = asyncio.get_running_loop().time()
        for number, packets in enumerate(self._keys):
            moved = random.uniform(0, self._pace.spread)  # noqa: S311  no secret
            at = began + self._pace.first_key + number * self._pace.between_keys + moved
            await self._press(line, self._names[number], packets, at)

    async def _press(
        self, line: _Line, key: str, packets: Sequence[EventPacket], at: float
    ) -> None:
        loop = asyncio.get_running_loop()
        timestamp = int(at * _SAMPLES_A_SECOND)
        released = False
        for packet in packets:
            if (wait := at + packet.after - loop.time()) > 0.001:
                await asyncio.sleep(wait)
            if packet.ends and not released:
                released = True
                line.heard.presses.append(Press(key, time.time()))
            self._socket.sendto(packet.rtp(line.sequence, timestamp, line.number), line.address)
        line.sequence += packets[-1].sequence + 1


def _sockets(host: str) -> tuple[socket.socket, socket.socket]:
    """A port for the sound and the next one, on which the reports about it are let lie."""
    while True:
        sound = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        sound.setsockopt(socket.SOL_SOCKET, _STAMPS, 1)
        sound.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, _RECEIVE_BUFFER)
        sound.setblocking(False)
        sound.bind((host, 0))
        control = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        try:
            control.bind((host, sound.getsockname()[1] + 1))
        except OSError:
            sound.close()
            control.close()
            continue
        return sound, control
