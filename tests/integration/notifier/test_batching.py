"""Many small changes in one transaction, each of which is answered for by itself."""

import asyncio

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
def counted(database: Database) -> Counting:
    return Counting(database.address, database.clock)


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
    counted.close()


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
    counted.close()


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
    counted.close()
