"""Plain functions that threads run while the event loop goes on."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import Any, TypeVar

T = TypeVar("T")


async def finished_by(pool: ThreadPoolExecutor, work: Callable[[], T]) -> T:
    """What the work gives. It always finishes, also when whoever waits for it is cancelled.

    A shielded `run_in_executor` does the same by three futures that wait for each other, which
    takes as long as a short transaction.
    """
    loop = asyncio.get_running_loop()
    told: asyncio.Future[T] = loop.create_future()

    def settle(how: Callable[[Any], None], what: Any) -> None:  # noqa: ANN401  a result or an error
        if not told.done():  # else whoever waited was cancelled
            how(what)

    def tell(how: Callable[[Any], None], what: Any) -> None:  # noqa: ANN401  as above
        with suppress(RuntimeError):  # the loop is closed, and nobody waits
            loop.call_soon_threadsafe(settle, how, what)

    def do() -> None:
        try:
            result = work()
        except BaseException as error:  # noqa: BLE001  whoever waits gets it
            tell(told.set_exception, error)
        else:
            tell(told.set_result, result)

    pool.submit(do)
    return await told
