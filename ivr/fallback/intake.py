"""Take the fall-back's requests into the backend, each once."""

from collections.abc import Awaitable, Callable
from pathlib import Path

import structlog

from ivr.fallback import spool

Take = Callable[[spool.CallbackRequest, str], Awaitable[None]]
log = structlog.get_logger()


async def take_in(folder: Path, take: Take) -> int:
    """Give each waiting request to `take` with its file's name as command key; how many.

    A file goes when `take` has returned. If we die in between it is given again, under the same
    key, so `take` must be one step of that key. What `take` raises ends the round; the rest
    waits for the next. A file that is no request goes to `bad/` and is logged.
    """
    taken = 0
    for path in spool.waiting(folder):
        try:
            request = spool.read(path)
        except spool.BadRequestFile as error:
            _put_aside(path, str(error))
            continue
        except FileNotFoundError:
            continue  # another process has just taken it in
        await take(request, path.name)
        spool.remove(path)
        taken += 1
    return taken


def _put_aside(path: Path, reason: str) -> None:
    bad = path.parent / "bad"
    bad.mkdir(mode=0o700, exist_ok=True)
    path.replace(bad / path.name)
    log.error("a request for a call back could not be read", file=path.name, reason=reason)
