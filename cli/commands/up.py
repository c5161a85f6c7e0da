"""Set up and run everything, in the foreground, until Ctrl-C."""

import asyncio
import json
import signal
import time
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Annotated

import structlog
import typer

from booking.api import Role, ShiftedClock, demo_accounts
from cli import context, logs
from cli.commands.options import Data, Json
from cli.config import Config, Ports
from cli.context import Context
from cli.errors import AlreadyRuns, AnotherClock, BadConfig
from cli.processes import NAMES
from cli.screen import Screen
from cli.start.sequence import Stack, bring_up
from cli.stop import stop_stack
from cli.supervisor.asterisk import AsteriskKeeper
from cli.supervisor.presence import AlreadyPresent, Presence, look


def command(
    data: Data,
    now: Annotated[
        datetime | None,
        typer.Option(
            formats=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"],
            help="Let it be this time in Prague, e.g. 2026-11-23T09:00; the clock goes on from it.",
        ),
    ] = None,
    ports: Annotated[
        int,
        typer.Option(
            min=0,
            max=900,
            help="At the first start of a data folder: its ports, so many above the usual ones.",
        ),
    ] = 0,
    as_json: Json = False,
) -> None:
    began = time.monotonic()
    here = context.make(data, Config(ports=Ports().shifted(ports)) if ports else None)
    if ports and here.config.ports != Ports().shifted(ports):
        raise BadConfig(f"{here.layout.config} has ports of its own already; change them there")
    try:
        presence = Presence.claim(here.layout.run, "supervisor")
    except AlreadyPresent as error:
        raise AlreadyRuns(
            f"Linka runs already on {here.layout.folder}; ./linka status shows it,"
            " ./linka down stops it"
        ) from error
    logs.to_file(here.layout.log / "supervisor.log")
    here = _with_clock(here, now)
    asyncio.run(_run(here, presence, began, as_json=as_json))


def _with_clock(here: Context, now: datetime | None) -> Context:
    """What runs already keeps its clock; else it is the one asked for."""
    wanted = ShiftedClock.starting_at(now).shift if now else timedelta()
    if not any(look(here.layout.run, name) for name in NAMES):
        return here.shifted(wanted)
    if now and abs(wanted - here.shift) > timedelta(minutes=1):
        raise AnotherClock("Linka runs by another clock; ./linka down first, then up with --now")
    return here


async def _run(here: Context, presence: Presence, began: float, *, as_json: bool) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    screen = Screen(to_stderr=as_json)
    async with presence.beating():
        with screen:
            starting = asyncio.create_task(bring_up(here, screen))
            for number in (signal.SIGINT, signal.SIGTERM):
                loop.add_signal_handler(number, starting.cancel)
            stack = await _result(starting)
        if stack is None:
            screen.line("stopped before it was ready; what has been made is kept")
            raise typer.Exit(130)
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, stop.set)
        presence.ready()
        _tell(here, stack, screen, time.monotonic() - began, as_json=as_json)
        await _watch(here, stack, stop)
        await _stop(here, stack, screen, stop)


async def _result(starting: "asyncio.Task[Stack]") -> Stack | None:
    try:
        return await starting
    except asyncio.CancelledError:
        return None
    except ExceptionGroup as group:
        raise group.exceptions[0] from None


async def _watch(here: Context, stack: Stack, stop: asyncio.Event) -> None:
    """Until somebody wants it to stop."""
    watching = [
        asyncio.create_task(stack.supervisor.watch()),
        asyncio.create_task(AsteriskKeeper(stack.asterisk, here.layout.run).keep()),
        asyncio.create_task(stop.wait()),
    ]
    done, left = await asyncio.wait(watching, return_when=asyncio.FIRST_COMPLETED)
    for task in left:
        task.cancel()
    for task in done:
        if (error := task.exception()) is not None:
            structlog.get_logger("supervisor").error("a keeper failed", exc_info=error)


async def _stop(here: Context, stack: Stack, screen: Screen, again: asyncio.Event) -> None:
    again.clear()
    with screen:
        await stop_stack(here, screen, stack.asterisk, stack.supervisor.stop, at_once=again)


@dataclass(frozen=True)
class Ready:
    """The line that tells programs that all is ready."""

    ready: bool
    number: str
    sip: str
    console: str
    inbox: str
    data: str
    accounts: list[dict[str, str]]
    seconds: float


def _tell(here: Context, stack: Stack, screen: Screen, seconds: float, *, as_json: bool) -> None:
    config = here.config
    accounts = demo_accounts(config.town_folder)
    ready = Ready(
        ready=True,
        number=stack.town.number,
        sip=f"{config.sip_address}:{config.ports.sip}",
        console=f"http://127.0.0.1:{config.ports.console}",
        inbox=f"http://127.0.0.1:{config.ports.inbox}",
        data=str(here.layout.folder),
        accounts=[
            {"name": one.name, "login": one.login, "pin": one.pin} for one in accounts.citizens[:3]
        ],
        seconds=round(seconds, 1),
    )
    if as_json:
        typer.echo(json.dumps(asdict(ready), ensure_ascii=False))
        return
    screen.line(f"\n  [bold]Ring {ready.number}[/] at SIP address [bold]{ready.sip}[/] (UDP)")
    screen.line(f"  softphone    sip:{ready.number}@{ready.sip}, without an account")
    screen.line(f"  no softphone ./linka call --keys '1 1 1 1'{_data_option(here)}")
    screen.line(f"  messages     {ready.inbox}")
    screen.line(f"  staff        {ready.console}")
    for role in (Role.OPERATOR, Role.CLERK, Role.SUPERVISOR):
        worker = next((one for one in accounts.staff if one.role is role), None)
        if worker:
            screen.line(f"               {role}: {worker.username}, password {worker.password}")
    for one in ready.accounts:
        screen.line(f"  to log in    {one['name']}: login {one['login']}, PIN {one['pin']}")
    if here.shift:
        screen.line(f"  the clock    {here.clock.local():%A %d %B %Y, %H:%M}")
    screen.line(f"  data, logs   {ready.data}")
    if stack.fallen_out:
        screen.line(
            f"  [bold yellow]visits without a place: {len(stack.fallen_out)}[/]"
            f" (hours, counters): ./linka visits --fallen-out{_data_option(here)}"
        )
    for counter, owner in stack.ownerless.items():
        screen.line(
            f"  [bold yellow]nothing is booked at {counter}:[/] its calendar belongs to '{owner}', "
            "which is not among outside_calendars in config.yaml"
        )
    screen.line("  Ctrl-C stops it; calls may end first.")
    screen.line()
    typer.echo("ready")


def _data_option(here: Context) -> str:
    return "" if here.layout.folder.name == "data" else f" --data {here.layout.folder}"
