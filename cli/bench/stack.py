"""Linka as `./linka up` starts it, on ports and data of its own, with two more ways in beside it.

All three ways are served by one Asterisk with one configuration, so that they differ in nothing
but what holds the call.
"""

from __future__ import annotations

import asyncio
import json
import socket
import sys
from collections.abc import AsyncIterator, Iterable
from contextlib import ExitStack, asynccontextmanager
from pathlib import Path

import psutil

from cli import context
from cli.asterisk.root import find_or_build
from cli.asterisk.run import Asterisk
from cli.bench.dialplan import BARE_APPLICATION, bare_menu, dialplan
from cli.bench.errors import BenchError
from cli.bench.journey import Journey
from cli.config import Config, Ports
from cli.layout import CHECKOUT
from cli.processes import NAMES
from cli.supervisor.presence import look

READY_WITHIN = 180.0
STOPPED_WITHIN = 40.0
ENTRY_CONTEXT = "from-trunk"
BARE = Path(__file__).parent / "bare_ari.py"


class Stack:
    """A running Linka."""

    def __init__(self, here: context.Context) -> None:
        self._here = here
        self._asterisk = Asterisk(find_or_build(), here.layout.asterisk, [])

    @property
    def number(self) -> str:
        """The town's number."""
        return self._here.config.number

    @property
    def sip(self) -> str:
        """Where calls come in: host and port."""
        return f"{self._here.config.sip_address}:{self._here.config.ports.sip}"

    @property
    def sounds(self) -> Path:
        """The folder of rendered prompts."""
        return self._here.layout.sounds

    @property
    def console(self) -> str:
        """The address of the staff's pages."""
        return f"http://127.0.0.1:{self._here.config.ports.console}"

    @property
    def here(self) -> context.Context:
        """Its folders, configuration and the clock that it goes by."""
        return context.find(self._here.layout.folder)

    @property
    def menus(self) -> Path:
        """The town's menu file."""
        return self._here.config.town_folder / "menus.yaml"

    @property
    def asterisk(self) -> psutil.Process:
        """Asterisk's process."""
        process = self._asterisk.process
        if process is None:
            raise BenchError(f"Asterisk has died; see {self._here.layout.asterisk / 'log'}")
        return process

    def processes(self) -> dict[str, psutil.Process]:
        """Linka's own processes by name."""
        running = {name: look(self._here.layout.run, name) for name in NAMES}
        return {name: found.process for name, found in running.items() if found}

    def events(self, application: str) -> str:
        """Where Asterisk tells an application what happens."""
        ports, secrets = self._here.config.ports, self._here.secrets
        url = f"ws://127.0.0.1:{ports.asterisk}/ari/events"
        return f"{url}?app={application}&api_key=linka:{secrets.ari}"

    async def open_ways(self, journey: Journey) -> None:
        """Add the plain dialplan and the way into the bare ARI application."""
        await asyncio.to_thread(self._open_ways, journey)

    def _open_ways(self, journey: Journey) -> None:
        etc = self._here.layout.asterisk / "etc"
        (etc / "bench.conf").write_text(dialplan(journey, ENTRY_CONTEXT))
        with (etc / "extensions.conf").open("a") as extensions:
            extensions.write('\n#include "bench.conf"\n')
        self._asterisk.command("dialplan reload")
        # the application that hands a call to a named program; Linka's calls are claimed instead
        self._asterisk.command("module load app_stasis.so")

    @asynccontextmanager
    async def bare(self, journey: Journey) -> AsyncIterator[psutil.Process]:
        """The bare ARI application, running; its process."""
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, str(BARE), self.events(BARE_APPLICATION)),
            stdin=asyncio.subprocess.PIPE,
        )
        try:
            if process.stdin is None:
                raise RuntimeError("it is a pipe")
            process.stdin.write(json.dumps(bare_menu(journey)).encode())
            process.stdin.close()
            await self._connected(process)
            yield psutil.Process(process.pid)
        finally:
            if process.returncode is None:
                process.terminate()
            await process.wait()

    async def _connected(self, process: asyncio.subprocess.Process) -> None:
        for _ in range(100):
            apps = await asyncio.to_thread(self._asterisk.command, "ari show apps")
            if BARE_APPLICATION in apps:
                return
            if process.returncode is not None:
                break
            await asyncio.sleep(0.1)
        raise BenchError("the bare ARI application did not connect to Asterisk")


@asynccontextmanager
async def running(
    data: Path, *, town: Path | None = None, now: str | None = None
) -> AsyncIterator[Stack]:
    """Start Linka on a new data folder, and stop all of it at the end.

    Args:
        data: the folder.
        town: the folder of a town's description; None is the demo's.
        now: its clock at the start, None for the right time.

    Raises:
        BenchError: it did not get ready; the message holds its last words.
    """
    first = Config(ports=_free_ports())
    if town is not None:
        first = first.model_copy(update={"town": str(town)})
    here = context.make(data, first)
    words = data / "log" / "bench-up.log"
    with words.open("wb") as log:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "cli", "up", "--data", str(data), "--json"),
            *(["--now", now] if now else []),
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=log,
            cwd=CHECKOUT,
        )
        try:
            await _ready(process, words)
            yield Stack(here)
        finally:
            await _stop(process)
            for left in Stack(here).processes().values():  # it was killed before it had ended them
                left.kill()
            await asyncio.to_thread(Asterisk(find_or_build(), here.layout.asterisk, []).stop)


async def _ready(process: asyncio.subprocess.Process, words: Path) -> None:
    if process.stdout is None:
        raise RuntimeError("it is a pipe")
    try:
        async with asyncio.timeout(READY_WITHIN):
            line = await process.stdout.readline()
    except TimeoutError:
        line = b""
    if not line:
        said = await asyncio.to_thread(words.read_text, errors="replace")
        last = "\n".join(said.splitlines()[-8:])
        raise BenchError(f"./linka up did not get ready:\n{last}")


async def _stop(process: asyncio.subprocess.Process) -> None:
    if process.returncode is None:
        process.terminate()
    try:
        async with asyncio.timeout(STOPPED_WITHIN):
            await process.wait()
    except TimeoutError:
        process.kill()
        await process.wait()


def _free_ports() -> Ports:
    """The range for sound lies below those that the kernel hands out by itself."""
    found = free_ports(Ports().single)
    first = 24000 + (found["sip"] % 10) * 800
    return Ports(**found, rtp_first=first, rtp_last=first + 799)


def free_ports(names: Iterable[str]) -> dict[str, int]:
    """Ports that nobody uses, so that a Linka at work on this machine is not disturbed.

    All are held until the last is found.
    """
    found: dict[str, int] = {}
    with ExitStack() as held:
        for name in names:
            kind = socket.SOCK_DGRAM if name == "sip" else socket.SOCK_STREAM
            probe = held.enter_context(socket.socket(socket.AF_INET, kind))
            probe.bind(("127.0.0.1", 0))
            found[name] = int(probe.getsockname()[1])
    return found
