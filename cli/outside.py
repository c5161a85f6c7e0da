"""The systems that own calendars of counters, as `config.yaml` names them."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from pathlib import Path

import structlog

from booking.api import Database, HttpCalendar, Outside, OutsideTurn, Secret, Unavailable, changes
from cli.context import Context
from cli.errors import BadConfig

PAUSE = 30.0
"""Seconds from one comparison to the next where nothing has changed with us."""

log = structlog.get_logger("outside")


@contextlib.asynccontextmanager
async def calendars(context: Context) -> AsyncIterator[dict[str, HttpCalendar]]:
    """All of them by name, as long as the block lasts. Raises BadConfig."""
    found = {
        name: HttpCalendar(one.url, _token(name, one.token_file), one.counters)
        for name, one in context.config.outside_calendars.items()
    }
    try:
        yield found
    finally:
        for one in found.values():
            await one.close()


async def keep_alike(outside: Outside, database: Database) -> None:
    """Compare until cancelled: when something has changed with us, and twice a minute."""
    silent: dict[str, str] = {}
    due = 0.0
    async for _ in changes(database):
        try:
            now = asyncio.get_running_loop().time()
            if now >= due or await outside.has_changed():
                _tell(await outside.turn(), silent)
                due = now + PAUSE
        except Unavailable as error:
            log.warning("database away", reason=str(error))
        except Exception:
            log.exception("comparing calendars broke off")
            await asyncio.sleep(1)


def _tell(turns: list[OutsideTurn], silent: dict[str, str]) -> None:
    """Write down what came of it; silence only once."""
    for turn in turns:
        if turn.away is None:
            if silent.pop(turn.counter, None):
                log.info("owner answers again", counter=turn.counter)
        elif turn.counter not in silent:
            silent[turn.counter] = turn.away
            log.warning("owner is silent", counter=turn.counter, reason=turn.away)
        if turn.refused:
            log.error("owner has sold time of ours", counter=turn.counter, visits=turn.refused)


def _token(name: str, file: Path) -> Secret:
    try:
        token = file.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise BadConfig(f"outside_calendars.{name}.token_file: {error}") from error
    if not token:
        raise BadConfig(f"outside_calendars.{name}.token_file: {file} is empty")
    return Secret(token)
