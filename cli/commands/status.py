"""What runs, and how the telephone lines are."""

import json
import sys
import time
from dataclasses import asdict, dataclass

import psutil
import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from booking.api import Backend, Unavailable, to_json
from cli import context
from cli.commands.options import Data, Json
from cli.context import Context
from cli.errors import CommandError
from cli.lists import ask
from cli.processes import NAMES
from cli.start.asterisk import running_asterisk
from cli.supervisor.history import History
from cli.supervisor.presence import look
from ivr.health import Health, current

_MARKS = {
    "runs": "[green]●[/]",
    "starts": "[yellow]●[/]",
    "hangs": "[red]●[/]",
    "away": "[red]○[/]",
}


@dataclass(frozen=True)
class ProcessStatus:
    """How one process is. `state` is runs, starts, hangs or away; `up` in seconds."""

    name: str
    state: str
    pid: int | None = None
    up: float | None = None
    restarts: int = 0
    last_end: str = ""


def command(data: Data, as_json: Json = False) -> None:
    here = context.find(data)
    processes = [
        _ours(here, "supervisor"),
        _asterisk(here),
        *(_ours(here, name) for name in NAMES),
    ]
    # without anybody who looks, the last thing known of them is no news
    lines = _lines(here) if processes[-1].state != "away" else []
    runs = all(process.state == "runs" for process in processes)
    if as_json:
        found = json.loads(to_json(lines, list[Health]))
        typer.echo(
            json.dumps(
                {"runs": runs, "processes": [asdict(one) for one in processes], "lines": found},
                ensure_ascii=False,
            )
        )
    else:
        _print(here, processes, lines)
    sys.exit(0 if runs else 1)


def _ours(here: Context, name: str) -> ProcessStatus:
    deaths = History(here.layout.run, name).read()
    running = look(here.layout.run, name)
    if running is None:
        state, pid, up = "away", None, None
    else:
        pid, up = running.pid, _age(running.process)
        hangs = running.silent_for > here.config.supervision.hang_seconds / 2
        state = "hangs" if hangs else "runs" if running.is_ready else "starts"
    return ProcessStatus(name, state, pid, up, deaths["restarts"], deaths["last"])


def _asterisk(here: Context) -> ProcessStatus:
    deaths = History(here.layout.run, "asterisk").read()
    process = running_asterisk(here)
    if process is None:
        return ProcessStatus(
            "asterisk", "away", restarts=deaths["restarts"], last_end=deaths["last"]
        )
    return ProcessStatus(
        "asterisk", "runs", process.pid, _age(process), deaths["restarts"], deaths["last"]
    )


def _age(process: psutil.Process) -> float:
    return round(time.time() - process.create_time(), 1)


def _lines(here: Context) -> list[Health]:
    async def asked(backend: Backend) -> list[Health]:
        return await current(backend.database)

    try:
        return ask(here.layout.folder, asked)
    except (Unavailable, CommandError):
        return []


def _print(here: Context, processes: list[ProcessStatus], lines: list[Health]) -> None:
    console = Console(highlight=False)
    table = Table(box=None, show_header=False, padding=(0, 2, 0, 0))
    for one in processes:
        up = "" if one.up is None else f"for {_duration(one.up)}"
        restarts = f"{one.restarts} restarts, last: {one.last_end}" if one.restarts else ""
        pid = "" if one.pid is None else f"pid {one.pid}"
        table.add_row(_MARKS[one.state], one.name, one.state, pid, up, escape(restarts))
    for line in lines:
        mark = {"up": "[green]●[/]", "down": "[red]○[/]"}.get(line.state, "[dim]·[/]")
        table.add_row(
            mark, f"{line.kind} {escape(line.name)}", line.state, "", "", escape(line.detail)
        )
    console.print(table)
    console.print(f"[dim]data and logs: {escape(str(here.layout.folder))}")


def _duration(seconds: float) -> str:
    minutes, rest = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    days, hours = divmod(hours, 24)
    if days:
        return f"{days} d {hours} h"
    if hours:
        return f"{hours} h {minutes} min"
    return f"{minutes} min {rest} s" if minutes else f"{rest} s"
