"""A town's Asterisk and what a telephone needs, for tests with real calls."""

import os
import secrets
import socket
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from cli.asterisk.run import Asterisk
from cli.asterisk.settings import Ports, Settings
from cli.asterisk.town import TownFolders
from ivr.ari import Address

# sounds besides the fall-back's, for tests that play something: their length in words
WORDS = {"short": 2, "long": 40}


@dataclass(frozen=True)
class Stack:
    """A town's Asterisk as a test sees it."""

    asterisk: Asterisk
    folders: TownFolders
    settings: Settings

    @property
    def address(self) -> Address:
        return Address(
            f"http://127.0.0.1:{self.settings.ports.http}", "linka", self.settings.secrets.ari
        )

    @property
    def sip(self) -> str:
        return f"127.0.0.1:{self.settings.ports.sip}"

    @property
    def log(self) -> str:
        """All that Asterisk has said so far."""
        logs = sorted((self.folders.asterisk / "log").iterdir())
        return "".join(path.read_text(errors="replace") for path in logs)


def free_port(kind: socket.SocketKind = socket.SOCK_STREAM) -> int:
    with socket.socket(socket.AF_INET, kind) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def free_rtp(width: int = 400) -> tuple[int, int]:
    """Ports for voice, apart from those of other runs on this machine at the same time."""
    slot = (os.getpid() * 7 + secrets.randbelow(7)) % 50
    first = 30000 - (slot + 1) * width
    return first, first + width - 1


def free_ports() -> Ports:
    udp = socket.SOCK_DGRAM
    return Ports(free_port(udp), free_port(), free_port(), *free_rtp())


def speak(sound: Path, words: int, voice: str = "cs") -> None:
    """A sound as Asterisk plays it: 8 kHz A-law."""
    sound.parent.mkdir(parents=True, exist_ok=True)
    text = " ".join(f"slovo {number}" for number in range(words))
    spoken = subprocess.run(
        ["espeak-ng", "-v", voice, "--stdout", text], check=True, capture_output=True
    )
    convert = ["sox", "-G", "-", "-r", "8000", "-c", "1", "-e", "a-law", "-t", "raw", str(sound)]
    subprocess.run(convert, input=spoken.stdout, check=True)


class MakeStack(Protocol):
    """Makes a further town's Asterisk; `changes` are fields of its Settings."""

    def __call__(self, *, start: bool = True, **changes: object) -> Stack: ...
