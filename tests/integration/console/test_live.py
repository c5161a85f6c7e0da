"""Streams that keep pages true."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from booking.api import Database
from operator_console.live import Fragment, Live
from tests.support.databases import MORNING

BEGINNING = f"retry: 1000\n\nevent: clock\ndata: {MORNING.timestamp() * 1000:.0f}\n\n"
"""Every stream begins with how soon to come back, and what time it is."""


@pytest.fixture
async def live(database: Database) -> AsyncIterator[Live]:
    made = Live(database)
    watching = asyncio.create_task(made.watch())
    yield made
    watching.cancel()


class Rows:
    """A fragment that counts how often it was drawn."""

    def __init__(self) -> None:
        self.text = "one"
        self.drawn = 0

    async def draw(self) -> str:
        self.drawn += 1
        return self.text

    def fragment(self) -> Fragment:
        return Fragment("rows", "list", self.draw)


async def yes() -> bool:
    return True


async def news(stream: AsyncIterator[str]) -> str:
    return await asyncio.wait_for(anext(stream), 5)


async def test_a_page_gets_the_rows_at_once_and_then_when_they_have_changed(
    live: Live, database: Database
) -> None:
    rows = Rows()
    stream = live.stream([rows.fragment()], yes)
    assert await news(stream) == BEGINNING
    assert await news(stream) == "event: rows\ndata: one\n\n"
    rows.text = "two"
    await database.write(lambda tx: tx.audit("somebody", "did", "something"))
    assert await news(stream) == "event: rows\ndata: two\n\n"


async def test_pages_that_show_the_same_are_drawn_once(live: Live) -> None:
    rows = Rows()
    streams = [live.stream([rows.fragment()], yes) for _ in range(20)]
    for stream in streams:
        await news(stream)
    await asyncio.gather(*(news(stream) for stream in streams))
    assert rows.drawn <= 2  # a wake-up may have come in between


async def test_a_page_that_closes_does_not_cut_off_the_others(live: Live) -> None:
    begun, goes_on = asyncio.Event(), asyncio.Event()

    async def slowly() -> str:
        begun.set()
        await goes_on.wait()
        return "rows"

    first, second = (live.stream([Fragment("rows", "list", slowly)], yes) for _ in range(2))
    await news(first)
    await news(second)
    closing = asyncio.ensure_future(anext(first))
    staying = asyncio.ensure_future(anext(second))
    await begun.wait()
    closing.cancel()
    goes_on.set()
    assert await asyncio.wait_for(staying, 5) == "event: rows\ndata: rows\n\n"


async def test_a_stream_ends_with_its_session(live: Live) -> None:
    async def no() -> bool:
        return False

    found = [one async for one in live.stream([Rows().fragment()], no)]
    assert found == [BEGINNING, "event: gone\ndata: log in again\n\n"]


async def test_streams_end_when_the_console_stops(live: Live) -> None:
    stream = live.stream([Rows().fragment()], yes)
    await news(stream)
    await news(stream)
    live.close()
    with pytest.raises(StopAsyncIteration):
        await news(stream)


async def test_the_parts_of_a_page_come_over_one_stream_and_only_those_that_changed(
    live: Live, database: Database
) -> None:
    mine, shared = Rows(), Rows()
    parts = [Fragment("mine", "of one", mine.draw), Fragment("shared", "of all", shared.draw)]
    stream = live.stream(parts, yes)
    await news(stream)
    assert await news(stream) == "event: mine\ndata: one\n\n"
    assert await news(stream) == "event: shared\ndata: one\n\n"
    shared.text = "two"
    await database.write(lambda tx: tx.audit("somebody", "did", "something"))
    assert await news(stream) == "event: shared\ndata: two\n\n"


async def test_what_all_pages_need_is_looked_up_once_a_wake_up(live: Live) -> None:
    rows = Rows()
    found = await asyncio.gather(*(live.once("rows", rows.draw) for _ in range(20)))
    assert found == ["one"] * 20
    assert rows.drawn <= 2  # a wake-up may have come in between
