"""A whole Linka for acceptance tests: started by its own command line, rung over real SIP."""

from __future__ import annotations

import asyncio
import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil

from cli import context
from cli.asterisk.debian import cache_folder
from cli.asterisk.root import find_or_build
from cli.asterisk.run import Asterisk
from cli.config import Ports
from cli.phone.conversation import Citizen, Conversation
from cli.phone.ear import Ear
from cli.phone.exchange import Exchange, ExchangePorts
from cli.ports import is_free
from cli.processes import NAMES
from tests.support.secrecy import Vault

CHECKOUT = Path(__file__).resolve().parents[2]
NOW = "2026-11-23T09:00"
"""A Monday morning on which Lípov's operators work."""
CALLER = "777654321"
"""A number that no citizen of Lípov has."""


class NotReady(Exception):
    """`./linka up` ended or took too long."""


@dataclass(frozen=True)
class Account:
    """A citizen of Lípov with an agreement."""

    name: str
    login: str
    pin: str
    phone: str


class Linka:
    """What `./linka up` started in a folder of its own."""

    def __init__(self, data: Path, *, now: str = NOW) -> None:
        self.data = data
        self.ready: dict[str, Any] = {}
        self.vault = Vault(data)
        self._now = now
        self._up: subprocess.Popen[bytes] | None = None

    # Running

    def run(self, *arguments: str) -> str:
        """What a command of `./linka` prints."""
        command = [*_LINKA, *arguments, "--data", str(self.data)]
        return subprocess.run(
            command, cwd=CHECKOUT, check=True, capture_output=True, text=True, env=_environment()
        ).stdout

    def up(self, within: float = 300.0) -> None:
        """Start it, or adopt what runs, and wait for the ready line."""
        self.data.mkdir(parents=True, exist_ok=True)
        if self._up is not None:
            self._up.wait(10)  # the one before was killed
        command = [*_LINKA, "up", "--json", "--data", str(self.data)]
        if not (self.data / "config.yaml").exists():
            command += ["--ports", str(free_offset())]
        if not any(self.pids(name) for name in NAMES):  # else what runs keeps its clock
            command += ["--now", self._now]
        ready, steps = self.data.parent / "ready.json", self.data.parent / "steps.txt"
        with ready.open("w") as stdout, steps.open("a") as stderr:
            self._up = subprocess.Popen(
                command, cwd=CHECKOUT, stdout=stdout, stderr=stderr, env=_environment()
            )
        until = time.monotonic() + within
        while not ready.read_text().endswith("\n"):
            if self._up.poll() is not None or time.monotonic() > until:
                raise NotReady(steps.read_text())
            time.sleep(0.05)
        self.ready = json.loads(ready.read_text())

    def down(self) -> None:
        """Stop everything, also what an earlier `up` left."""
        if self._up is not None and self._up.poll() is None:
            self._up.send_signal(signal.SIGINT)
            try:
                self._up.wait(60)
            except subprocess.TimeoutExpired:
                self._up.kill()
        self.run("down")
        Asterisk(find_or_build(), self.data / "exchange", []).stop()

    def pids(self, name: str) -> list[int]:
        """The running processes of that name: ivr, notifier, inbox, console, up."""
        found = []
        for process in psutil.process_iter():
            try:
                words = process.cmdline()
            except (psutil.NoSuchProcess, psutil.AccessDenied):
                continue
            ours = str(self.data) in words and "cli" in words
            if ours and (
                words[words.index("cli") + 1 :][:2] == ["run", name] or name in words[3:4]
            ):
                found.append(process.pid)
        return found

    # Looking

    def rows(self, query: str, *values: object) -> list[dict[str, Any]]:
        """What stands in the database."""
        connection = sqlite3.connect(self.data / "linka.db")
        connection.row_factory = sqlite3.Row
        try:
            return [dict(row) for row in connection.execute(query, values)]
        finally:
            connection.close()

    async def until(
        self, query: str, *values: object, within: float = 30.0
    ) -> list[dict[str, Any]]:
        """The rows of a query once there are some. Raises TimeoutError.

        What is waited for takes a second or two, unless the machine has much else to do.
        """
        async with asyncio.timeout(within):
            while not (found := self.rows(query, *values)):  # noqa: ASYNC110  another process writes
                await asyncio.sleep(0.05)
        return found

    def messages(self) -> list[dict[str, Any]]:
        """What arrived in the demo's inbox."""
        found: list[dict[str, Any]] = json.loads(self.run("messages", "--json"))
        return found

    def accounts(self) -> list[Account]:
        """The citizens with an agreement."""
        demo = json.loads(self.run("demo-data", "--json"))
        return [
            Account(one["name"], one["login"], one["pin"], one["phone"])
            for one in demo["citizens"]
            if one.get("login")
        ]

    # Ringing

    def ear(self, *, slow: bool = False) -> Ear:
        """Knows every prompt of it; the slow ones too, where a citizen wants them."""
        sounds = Path(self.ready["data"]) / "sounds"
        return Ear.of(sounds, slow=slow, cache=cache_folder() / "ear")

    def exchange(self) -> Exchange:
        """The telephone exchange that rings this Linka."""
        here = context.find(self.data)
        return Exchange.beside(self.data, here.config, find_or_build(), keep=True)


@dataclass
class Telephones:
    """Citizens' telephones at one exchange."""

    linka: Linka
    exchange: Exchange
    ear: Ear

    async def ring(
        self,
        keys: Sequence[str] | str,
        *,
        caller: str | None = CALLER,
        ahead: bool = False,
        stay: float = 3.0,
    ) -> Conversation:
        """Hold a conversation; see `Citizen` for the keys."""
        entries = keys.split() if isinstance(keys, str) else keys
        call = await self.exchange.ring(self.linka.ready["number"], caller=caller)
        return await Citizen(call, self.ear, entries, ahead=ahead, stay=stay).converse()


_DIGITS = ("nula", "jedna", "dva", "tři", "čtyři", "pět", "šest", "sedm", "osm", "devět")


def spoken_code(code: str) -> str:
    """How the code of a visit is said in Czech."""
    groups = (" ".join(_DIGITS[int(digit)] for digit in part) for part in (code[:3], code[3:]))
    return ", ".join(groups)


def free_offset() -> int:
    """So far above the usual ports nobody listens: neither a Linka nor an exchange."""
    for offset in random.sample(range(20, 900, 20), 40):
        town = Ports().shifted(offset)
        exchange = ExchangePorts.beside(town)
        tcp = [port for name, port in town.single.items() if name != "sip"] + [exchange.http]
        if all(is_free("127.0.0.1", port) for port in tcp) and all(
            is_free("127.0.0.1", port, udp=True) for port in (town.sip, exchange.sip)
        ):
            return offset
    raise NotReady("there are no free ports")


_LINKA = (sys.executable, "-m", "cli")


def _environment() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(CHECKOUT), "PYTHONSAFEPATH": "1"}
