"""SIPp: places the calls, keeps them for their time, hangs up."""

from __future__ import annotations

import asyncio
import csv
import socket
from dataclasses import dataclass
from pathlib import Path

from cli.bench.errors import CallsFailed

SCENARIO = Path(__file__).parent / "caller.xml"
FIRST_NUMBER = 777_600_000
"""The callers' numbers begin here: mobiles, each call another one."""


@dataclass(frozen=True, slots=True)
class Load:
    """How many calls, how many at once, how many new ones a second."""

    calls: int
    at_once: int
    a_second: int


async def place(
    load: Load, *, to: str, at: str, sound_port: int, talk: float, folder: Path
) -> None:
    """Place all calls of a load and wait until the last has hung up.

    Args:
        load: how many.
        to: the number to ring.
        at: host and port of the telephone system.
        sound_port: where the callers listen, on this host's loopback.
        talk: seconds from the answer until the caller hangs up.
        folder: where SIPp's notes go.

    Raises:
        CallsFailed: some were refused, cut short or not answered.
    """
    numbers = folder / "numbers.csv"
    numbers.write_text(
        "SEQUENTIAL\n" + "".join(f"{FIRST_NUMBER + call};\n" for call in range(load.calls))
    )
    statistics = folder / f"sipp-{to}-{load.at_once}.csv"
    errors = statistics.with_suffix(".errors")
    process = await asyncio.create_subprocess_exec(
        *("sipp", at, "-sf", str(SCENARIO), "-s", to, "-i", "127.0.0.1", "-inf", str(numbers)),
        *(
            "-p",
            str(_free_port()),
            "-key",
            "sound_port",
            str(sound_port),
            "-d",
            str(int(talk * 1000)),
        ),
        *("-m", str(load.calls), "-l", str(load.at_once)),
        *("-r", str(load.a_second)),
        *("-timeout", "120s", "-timeout_error", "-recv_timeout", "10000", "-nostdin"),
        *("-trace_stat", "-stf", str(statistics), "-trace_err", "-error_file", str(errors)),
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.DEVNULL,
        cwd=folder,
    )
    try:
        await process.wait()
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    succeeded = _succeeded(statistics)
    if succeeded < load.calls:
        raise CallsFailed(load.calls - succeeded, load.calls, _first_line(errors))


def _free_port() -> int:
    # left to itself SIPp takes 5060, which a telephone system on this machine may want
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _succeeded(statistics: Path) -> int:
    if not statistics.exists():
        return 0
    with statistics.open(newline="") as file:
        rows = list(csv.DictReader(file, delimiter=";"))
    return int(rows[-1]["SuccessfulCall(C)"]) if rows else 0


def _first_line(errors: Path) -> str:
    if not errors.exists():
        return "SIPp left no word"
    lines = errors.read_text(errors="replace").splitlines()
    return lines[0] if lines else "SIPp left no word"
