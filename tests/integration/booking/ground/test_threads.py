"""Work in threads is finished, whoever waits for it."""

import asyncio
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from booking.ground.threads import finished_by


@pytest.fixture
def pool() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(1) as made:
        yield made


async def test_who_waits_gets_the_result_from_another_thread(pool: ThreadPoolExecutor) -> None:
    assert await finished_by(pool, threading.get_ident) != threading.get_ident()


async def test_who_waits_gets_the_error(pool: ThreadPoolExecutor) -> None:
    def refuse() -> None:
        raise LookupError("nothing is there")

    with pytest.raises(LookupError, match="nothing is there"):
        await finished_by(pool, refuse)


@pytest.mark.parametrize("error", [None, LookupError])
async def test_work_is_finished_also_when_whoever_waits_is_cancelled(
    pool: ThreadPoolExecutor, error: type[Exception] | None
) -> None:
    begun, go, done = threading.Event(), threading.Event(), threading.Event()

    def work() -> None:
        begun.set()
        go.wait()
        done.set()
        if error is not None:
            raise error

    waiting = asyncio.create_task(finished_by(pool, work))
    await asyncio.to_thread(begun.wait)
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    go.set()
    assert await finished_by(pool, done.is_set)  # its turn comes after the work's


def test_work_is_finished_also_when_the_loop_is_closed(pool: ThreadPoolExecutor) -> None:
    begun, go = threading.Event(), threading.Event()

    def work() -> None:
        begun.set()
        go.wait()

    async def leave() -> None:
        waiting = asyncio.create_task(finished_by(pool, work))
        await asyncio.to_thread(begun.wait)
        waiting.cancel()

    asyncio.run(leave())
    go.set()
    assert pool.submit(threading.get_ident).result() != threading.get_ident()
