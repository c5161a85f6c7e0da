"""Many small changes in one transaction, each of which is answered for by itself."""

import asyncio
from collections.abc import Iterator, Sequence

import pytest

from booking.api import Database, Transaction, Unavailable, insert_missing
from notifier.outbox.batching import Batcher
from notifier.providers.tables import provider_minutes


class Counting(Database):
    """Counts its transactions, and can be away."""

    writes = 0
    is_away = False

    def run(self, act, *, immediate=True):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN201  as its parent's
        self.writes += immediate
        if self.is_away:
            raise Unavailable
        return super().run(act, immediate=immediate)


@pytest.fixture
def counted(database: Database) -> Iterator[Counting]:
    counting = Counting(database.address, database.clock)
    yield counting
    counting.close()


def add(tx: Transaction, number: int) -> int:
    insert_missing(
        tx,
        provider_minutes,
        provider=f"p{number}",
        minute=tx.now,
        worker="one",
        tries=number,
        slow=0,
        failed=0,
    )
    return number


def fail(tx: Transaction) -> int:
    add(tx, 99)
    raise LookupError


def rows(database: Database) -> set[int]:
    return {row.tries for row in database.run(lambda tx: tx.all(provider_minutes.select()))}


async def test_changes_that_come_together_are_one_transaction(counted: Counting) -> None:
    batcher = Batcher(counted)
    told = await asyncio.gather(
        *(batcher.run(lambda tx, n=n: add(tx, n)) for n in range(1, 21))  # type: ignore[misc]  # its own number each
    )
    assert told == list(range(1, 21))
    assert counted.writes == 1
    assert rows(counted) == set(told)


async def test_what_is_left_to_do_is_done_once_for_all_that_name_it(counted: Counting) -> None:
    batcher, left = Batcher(counted), list[list[int]]()

    def add_sum(tx: Transaction, several: Sequence[int]) -> None:
        left.append(list(several))
        add(tx, sum(several))

    changes = [batcher.run(lambda tx, n=n: add(tx, n), add_sum) for n in (1, 2, 3)]  # type: ignore[misc]  # its own number each
    alone = batcher.run(lambda tx: add(tx, 4))
    assert await asyncio.gather(*changes, alone) == [1, 2, 3, 4]
    assert (counted.writes, left) == (1, [[1, 2, 3]])
    assert rows(counted) == {1, 2, 3, 4, 6}


async def test_where_one_fails_each_other_still_gets_what_is_left_to_do(counted: Counting) -> None:
    batcher = Batcher(counted)

    def add_more(tx: Transaction, several: Sequence[int]) -> None:
        add(tx, 10 + sum(several))

    changes = [batcher.run(lambda tx, n=n: add(tx, n), add_more) for n in (1, 2)]  # type: ignore[misc]  # its own number each
    told = await asyncio.gather(*changes, batcher.run(fail, add_more), return_exceptions=True)
    assert told[:2] == [1, 2]
    assert isinstance(told[2], LookupError)
    assert rows(counted) == {1, 2, 11, 12}


async def test_one_that_fails_takes_no_other_with_it(counted: Counting) -> None:
    batcher = Batcher(counted)
    first, bad, last = await asyncio.gather(
        batcher.run(lambda tx: add(tx, 1)),
        batcher.run(fail),
        batcher.run(lambda tx: add(tx, 2)),
        return_exceptions=True,
    )
    assert (first, last) == (1, 2)
    assert isinstance(bad, LookupError)
    assert rows(counted) == {1, 2}


async def test_while_the_database_is_away_each_is_told_and_the_next_goes_through(
    counted: Counting,
) -> None:
    batcher = Batcher(counted)
    counted.is_away = True
    told = await asyncio.gather(
        *(batcher.run(lambda tx: add(tx, 1)) for _ in range(3)), return_exceptions=True
    )
    assert [type(one) for one in told] == [Unavailable] * 3
    counted.is_away = False
    assert await batcher.run(lambda tx: add(tx, 3)) == 3
