"""Small changes of many at once, in one transaction: a commit costs more than what is in it.

Nobody goes on before the transaction with their change is committed, so nothing is told that a
crash could undo.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, TypeVar

from booking.api import Database, Transaction, Unavailable

T = TypeVar("T")
Together = Callable[[Transaction, Sequence[T]], None]

GATHER_SECONDS = 0.02
"""So long the first waits for others at most."""

ENOUGH = 8
"""So many do not wait for more: each costs half of what it costs alone."""

MOST = 200
"""Changes in one transaction: it holds up the other writers."""


@dataclass(slots=True)
class _Change:
    act: Callable[[Transaction], Any]
    together: Together[Any] | None
    done: asyncio.Future[Any]


class Batcher:
    """Gathers changes of one event loop."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._waiting: list[_Change] = []
        self._flushing: asyncio.Task[None] | None = None
        self._enough = asyncio.Event()

    async def run(self, act: Callable[[Transaction], T], together: Together[T] | None = None) -> T:
        """Run it in a transaction with others; back once that is committed.

        An error of one undoes all, so each is run again by itself: `act` may run twice, and must
        change nothing but rows.

        Args:
            act: the change.
            together: what is left to do after it, and is cheaper for many: gets what all the
                changes have given that name the same.

        Raises:
            Unavailable: the database is away.
        """
        change = _Change(act, together, asyncio.get_running_loop().create_future())
        self._waiting.append(change)
        if len(self._waiting) >= ENOUGH:
            self._enough.set()
        if self._flushing is None:
            self._flushing = asyncio.create_task(self._flush())
        result: T = await change.done
        return result

    async def _flush(self) -> None:
        try:
            while self._waiting:
                with suppress(TimeoutError):
                    await asyncio.wait_for(self._enough.wait(), GATHER_SECONDS)
                taken, self._waiting = self._waiting[:MOST], self._waiting[MOST:]
                if len(self._waiting) < ENOUGH:
                    self._enough.clear()
                await self._write(taken)
        finally:
            self._flushing = None

    async def _write(self, changes: list[_Change]) -> None:
        try:
            results = await self._database.write(lambda tx: _all(tx, changes))
        except Exception as error:  # noqa: BLE001  handed on to whoever waits
            if len(changes) == 1 or isinstance(error, Unavailable):
                for one in changes:
                    _fail(one, error)
            else:
                for one in changes:
                    await self._write([one])
        else:
            for one, result in zip(changes, results, strict=True):
                if not one.done.done():
                    one.done.set_result(result)


def _all(tx: Transaction, changes: Sequence[_Change]) -> list[Any]:
    results = [one.act(tx) for one in changes]
    left: dict[Together[Any], list[Any]] = defaultdict(list)
    for one, result in zip(changes, results, strict=True):
        if one.together is not None:
            left[one.together].append(result)
    for together, theirs in left.items():
        together(tx, theirs)
    return results


def _fail(change: _Change, error: Exception) -> None:
    if not change.done.done():
        change.done.set_exception(error)
