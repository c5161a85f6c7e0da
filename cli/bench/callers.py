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
from collections.abc import Coroutine, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Self

from cli.bench.heard import FRAME, FRAME_SECONDS, Packet
from cli.bench.journey import Pace
from cli.bench.keys import EventPacket, press

_STAMPS = getattr(socket, "SO_TIMESTAMPNS", 35)  # Linux; Python 3.11 does not name it
_TIMESPEC = struct.Struct("@ll")
_ALAW = 8
_RECEIVE_BUFFER = 8 * 1024 * 1024
_RTP_HEADER = 12
_HEADER = struct.Struct("!BBHII")
_SAMPLES_A_SECOND = 8000
_SILENCE = b"\xd5" * FRAME
_GONE_AFTER = 0.3
"""Seconds without sound after which a call seems over: its port may be another call's by then."""


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


class _Line:
    """Where a call's sound comes from, and the stream that goes back: silence and keys."""

    def __init__(self, address: tuple[str, int], ssrc: bytes, heard: Heard) -> None:
        self.address = address
        self.ssrc = ssrc
        self.heard = heard
        self.pressing = False
        self._own = random.getrandbits(31)
        self._sequence = 0
        self._timestamp = 0

    def silence(self) -> bytes:
        """The next 20 ms of a caller who says nothing."""
        self._sequence = (self._sequence + 1) & 0xFFFF
        self._timestamp += len(_SILENCE)
        return _HEADER.pack(0x80, _ALAW, self._sequence, self._timestamp, self._own) + _SILENCE

    def key(self, packet: EventPacket, first: int, at: int) -> bytes:
        """A packet of a key whose first packet has this number and time."""
        self._sequence = (first + packet.sequence) & 0xFFFF
        return packet.rtp(first, at, self._own)

    def next(self) -> tuple[int, int]:
        """Number and time of the packet that comes next."""
        return (self._sequence + 1) & 0xFFFF, self._timestamp + len(_SILENCE)

    def pause(self, seconds: float) -> None:
        """The stream's time goes on while a key is held."""
        self._timestamp += round(seconds * _SAMPLES_A_SECOND)


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
        self._working: set[asyncio.Task[None]] = set()

    async def __aenter__(self) -> Self:
        self._keep(self._be_silent())
        asyncio.get_running_loop().add_reader(self._socket, self._receive)
        return self

    async def __aexit__(self, *_: object) -> None:
        asyncio.get_running_loop().remove_reader(self._socket)
        for task in self._working:
            task.cancel()
        await asyncio.gather(*self._working, return_exceptions=True)
        self._socket.close()
        self._control.close()

    def _receive(self) -> None:
        while True:
            try:
                data, extras, _, address = self._socket.recvmsg(2048, 64)
            except BlockingIOError:
                return
            except ConnectionRefusedError:  # a packet of ours came too late for its call
                continue
            if len(data) <= _RTP_HEADER or data[1] & 0x7F != _ALAW:
                continue
            seconds, nanos = _TIMESPEC.unpack(extras[0][2])
            line = self._line(address, data[8:12])
            sequence = data[2] << 8 | data[3]
            line.heard.packets.append(Packet(seconds + nanos / 1e9, sequence, data[12:]))

    def _line(self, address: tuple[str, int], source: bytes) -> _Line:
        line = self._lines.get(address)
        if line is None or line.ssrc != source:
            line = self._lines[address] = _Line(address, source, Heard())
            self.heard.append(line.heard)
            self._keep(self._press_keys(line))
        return line

    def _keep(self, work: Coroutine[None, None, None]) -> None:
        task = asyncio.create_task(work)
        self._working.add(task)
        task.add_done_callback(self._working.discard)

    async def _be_silent(self) -> None:
        """Send what a phone sends whose owner listens: 50 packets of silence a second."""
        loop = asyncio.get_running_loop()
        due = loop.time()
        while True:
            due = max(due + FRAME_SECONDS, loop.time())
            await asyncio.sleep(due - loop.time())
            now = time.time()
            for line in self._lines.values():
                if not line.pressing and now - line.heard.ended < _GONE_AFTER:
                    self._send(line.silence(), line)

    async def _press_keys(self, line: _Line) -> None:
        began = asyncio.get_running_loop().time()
        for number, packets in enumerate(self._keys):
            moved = random.uniform(0, self._pace.spread)  # noqa: S311  no secret
            at = began + self._pace.first_key + number * self._pace.between_keys + moved
            await self._until(at)
            line.pressing = True
            await self._press(line, self._names[number], packets, at)
            line.pressing = False

    async def _press(
        self, line: _Line, key: str, packets: Sequence[EventPacket], at: float
    ) -> None:
        number, timestamp = line.next()
        released = False
        for packet in packets:
            await self._until(at + packet.after)
            if packet.ends and not released:
                released = True
                line.heard.presses.append(Press(key, time.time()))
            self._send(line.key(packet, number, timestamp), line)
        line.pause(packets[-1].after)

    async def _until(self, moment: float) -> None:
        if (wait := moment - asyncio.get_running_loop().time()) > 0.001:
            await asyncio.sleep(wait)

    def _send(self, packet: bytes, line: _Line) -> None:
        with suppress(ConnectionRefusedError):  # the call was hung up a moment ago
            self._socket.sendto(packet, line.address)


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
