"""Stop what runs on a data folder, also what a killed `up` has left."""

import asyncio
import os
import signal
import time
from contextlib import suppress
from dataclasses import replace
from typing import Annotated

import psutil
import typer

from cli import context
from cli.asterisk.root import find_or_build
from cli.asterisk.run import Asterisk
from cli.commands.options import Data
from cli.context import Context
from cli.screen import Screen
from cli.start.asterisk import running_asterisk
from cli.start.programs import programs
from cli.stop import stop_stack
from cli.supervisor.presence import look
from cli.supervisor.supervisor import Supervisor

_OWN_WAY = 30.0
"""Seconds that the supervisor gets beyond the calls' time, before we do its work."""
_LOOK_EVERY = 0.05


def command(
    data: Data,
    at_once: Annotated[
        bool, typer.Option("--at-once", help="Hang up calls that are still there.")
    ] = False,
) -> None:
    here = context.find(data)
    if at_once:
        supervision = here.config.supervision.model_copy(update={"stop_seconds": 0.0})
        here = replace(here, config=here.config.model_copy(update={"supervision": supervision}))
    with Screen() as screen:
        supervisor = look(here.layout.run, "supervisor")
        if supervisor is not None:
            with screen.step("Supervisor: is told to stop"):
                _end(supervisor.process, here.config.supervision.stop_seconds, twice=at_once)
        asyncio.run(_stop_rest(here, screen))


def _end(process: psutil.Process, calls: float, *, twice: bool) -> None:
    """Have the supervisor stop everything; kill it if it hangs."""
    with suppress(ProcessLookupError, psutil.NoSuchProcess):
        os.kill(process.pid, signal.SIGTERM)
        if twice:
            time.sleep(0.5)
            os.kill(process.pid, signal.SIGTERM)
        until = time.monotonic() + calls + _OWN_WAY
        while _runs(process):
            if time.monotonic() > until:
                process.kill()
            time.sleep(_LOOK_EVERY)


def _runs(process: psutil.Process) -> bool:
    """Whether it still does something: one that nobody waits for stays in the list for ever."""
    return process.is_running() and process.status() != psutil.STATUS_ZOMBIE


async def _stop_rest(here: Context, screen: Screen) -> None:
    asterisk = None
    if running_asterisk(here) is not None:
        root = await asyncio.to_thread(find_or_build)
        asterisk = Asterisk(root, here.layout.asterisk, [])
    supervisor = Supervisor(programs(here), here.layout.run, here.layout.log)
    running = [keeper for keeper in supervisor.keepers if keeper.runs]
    if asterisk is None and not running:
        screen.line("nothing runs")
        return
    await stop_stack(here, screen, asterisk, supervisor.stop)
