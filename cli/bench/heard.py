"""When a prompt began: read from the packets themselves.

Asterisk sends A-law files as they are, 160 bytes a packet, so a packet names its prompt and its
place in it. Nothing is inferred from logs or from the application's own clock.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

FRAME = 160
"""Bytes of A-law in a packet: 20 ms."""
FRAME_SECONDS = 0.02


@dataclass(frozen=True, slots=True)
class Packet:
    """A packet of sound as it arrived: the kernel's time in seconds, its number, its sound."""

    at: float
    sequence: int
    sound: bytes


class Prompts:
    """Recognises the prompts of a journey by the packets that carry them."""

    def __init__(self, sounds: Mapping[str, bytes]) -> None:
        frames = {name: _frames(sound) for name, sound in sounds.items()}
        seen = Counter(frame for those in frames.values() for frame in those)
        self._first = {name: those[0] for name, those in frames.items()}
        self._place = {
            name: {frame: index for index, frame in enumerate(those) if seen[frame] == 1}
            for name, those in frames.items()
        }
        for name, place in self._place.items():
            if not place:
                raise ValueError(f"the prompt {name} sounds like another one")

    @classmethod
    def of_files(cls, files: Mapping[str, Path]) -> Prompts:
        """The prompts in A-law files by name."""
        return cls({name: path.read_bytes() for name, path in files.items()})

    def began(self, name: str, packets: Sequence[Packet], after: float) -> float | None:
        """When the prompt's first packet arrived, once it began after that moment; None if not.

        `packets` in the order of arrival. Where the prompt's first packet was lost, its time is
        reckoned back from the first one that was heard.
        """
        place = self._place[name]
        arrived = {packet.sequence: packet for packet in packets}
        for packet in packets:
            if packet.at <= after or (index := place.get(packet.sound)) is None:
                continue
            first = arrived.get((packet.sequence - index) & 0xFFFF)
            lost = first is None or first.sound != self._first[name]
            began = packet.at - index * FRAME_SECONDS if lost or first is None else first.at
            if began > after:
                return began
        return None


def _frames(sound: bytes) -> list[bytes]:
    return [sound[at : at + FRAME] for at in range(0, len(sound), FRAME)]
