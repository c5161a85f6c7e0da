"""One process of ours; the supervisor starts them by this."""

import asyncio
import signal
import sys
from dataclasses import replace
from datetime import timedelta
from typing import Annotated

import structlog
import typer
import uvloop

from cli import context, logs
from cli.commands.options import Data
from cli.processes import NAMES, Serve, serve
from cli.supervisor.presence import AlreadyPresent, Presence
from cli.supervisor.program import ALREADY_PRESENT


def command(
    name: Annotated[str, typer.Argument(help=f"One of {', '.join(NAMES)}.")],
    data: Data,
    shift: Annotated[float, typer.Option(help="Seconds that its clock is ahead.")] = 0.0,
) -> None:
    if name not in NAMES:
        raise typer.BadParameter(f"one of {', '.join(NAMES)}", param_hint="NAME")
    here = replace(context.find(data), shift=timedelta(seconds=shift))
    try:
        presence = Presence.claim(here.layout.run, name)
    except AlreadyPresent:
        typer.echo(f"{name} runs already on {here.layout.folder}", err=True)
        sys.exit(ALREADY_PRESENT)
    logs.to_file(here.layout.log / f"{name}.log")
    uvloop.run(_live(name, serve(name), here, presence))


async def _live(name: str, serve: Serve, here: context.Context, presence: Presence) -> None:
    log = structlog.get_logger(name)
    async with presence.beating():
        work = asyncio.create_task(serve(here, presence.ready), name=name)
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, work.cancel)
        log.info("begins")
        try:
            await work
        except asyncio.CancelledError:
            log.info("stops")
        except Exception:
            log.exception("fails")
            raise
