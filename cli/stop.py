"""Stopping: the calls that are there end first, then Asterisk, then our processes."""

import asyncio
from collections.abc import Awaitable, Callable

from cli.asterisk.run import Asterisk
from cli.context import Context
from cli.screen import Screen


async def stop_stack(
    context: Context,
    screen: Screen,
    asterisk: Asterisk | None,
    stop_processes: Callable[[], Awaitable[None]],
    *,
    at_once: asyncio.Event | None = None,
) -> None:
    """Let calls end for `stop_seconds`, or until `at_once` is set, then stop everything.

    Our processes stop last: somebody must go on talking to those who are still on the line.
    """
    grace = context.config.supervision.stop_seconds
    if asterisk is not None:
        with screen.step("Telephone: waits for the last call to end") as say:
            say("Ctrl-C again: now" if at_once else "")
            stopping = asyncio.create_task(asyncio.to_thread(asterisk.stop, grace))
            if at_once is not None:
                asked = asyncio.create_task(at_once.wait())
                await asyncio.wait({stopping, asked}, return_when=asyncio.FIRST_COMPLETED)
                asked.cancel()
                if not stopping.done():
                    await asyncio.to_thread(asterisk.stop)
            await stopping
    with screen.step("Processes"):
        await stop_processes()
