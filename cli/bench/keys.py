"""Key presses as they go over the line: the RFC 4733 captures that SIPp ships.

SIPp would replay them from raw sockets, for which it must be root. The packets are therefore read
from the captures and sent from the caller's own socket; what Asterisk gets is the same.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from functools import cache
from pathlib import Path

CAPTURES = Path("/usr/share/sip-tester")
EVENT_PAYLOAD_TYPE = 101
_NAMES = {"*": "star", "#": "pound"}
_FILE_HEADER, _RECORD_HEADER = 24, struct.Struct("<IIII")
_BEFORE_RTP = 14 + 20 + 8  # Ethernet, IP and UDP headers in front of the packet
_END_BIT = 0x80


@dataclass(frozen=True, slots=True)
class EventPacket:
    """One packet of a key press.

    `after` is its time in seconds from the first one, `sequence` its number counted from the
    first one (the three that end a key carry the same number), `body` event, flags and duration.
    """

    after: float
    sequence: int
    marker: bool
    body: bytes

    @property
    def ends(self) -> bool:
        """Whether it says that the key was let go."""
        return bool(self.body[1] & _END_BIT)

    def rtp(self, first_sequence: int, timestamp: int, ssrc: int) -> bytes:
        """The whole packet as part of a caller's stream."""
        kind = EVENT_PAYLOAD_TYPE | (0x80 if self.marker else 0)
        number = (first_sequence + self.sequence) & 0xFFFF
        return struct.pack("!BBHII", 0x80, kind, number, timestamp & 0xFFFFFFFF, ssrc) + self.body


@cache
def press(key: str) -> tuple[EventPacket, ...]:
    """The packets of a key: a press of 140 ms.

    Raises:
        FileNotFoundError: SIPp's captures are not on this machine.
    """
    capture = (CAPTURES / f"dtmf_2833_{_NAMES.get(key, key)}.pcap").read_bytes()
    return tuple(_packets(capture))


def _packets(capture: bytes) -> list[EventPacket]:
    packets: list[EventPacket] = []
    at, first_time, first_sequence = _FILE_HEADER, 0.0, 0
    while at < len(capture):
        seconds, micros, length, _ = _RECORD_HEADER.unpack_from(capture, at)
        at += _RECORD_HEADER.size
        rtp = capture[at + _BEFORE_RTP : at + length]
        at += length
        time, sequence = seconds + micros / 1e6, int.from_bytes(rtp[2:4], "big")
        if not packets:
            first_time, first_sequence = time, sequence
        packets.append(
            EventPacket(time - first_time, sequence - first_sequence, bool(rtp[1] >> 7), rtp[12:16])
        )
    return packets
