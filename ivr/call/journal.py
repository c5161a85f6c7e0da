"""What a conversation has settled; dies with the call.

After a crash the dialog is run again from its start: what is settled here is returned without
asking, and commands return their first result by their key. Replay is by the name of a question,
with '#n' for the n-th time it is put, so dialogs may be edited while calls are on.
"""

from __future__ import annotations

from collections import Counter
from typing import Any

from pydantic import ValidationError
from sqlalchemy import select

from booking.api import Transaction, from_json, to_json
from ivr.call.behind import Behind
from ivr.call.errors import JournalMismatch
from ivr.call.rows import call_journal


class Journal:
    """The settled answers of one call in its present round. A round begins at the main menu."""

    def __init__(
        self,
        call_id: str,
        behind: Behind,
        *,
        round_: int = 0,
        settled: dict[str, str] | None = None,
    ) -> None:
        self._call_id = call_id
        self._behind = behind
        self._round = round_
        self._settled = settled or {}
        self._times: Counter[str] = Counter()

    def key(self, name: str) -> str:
        """The name of this question or command, this time."""
        self._times[name] += 1
        times = self._times[name]
        return name if times == 1 else f"{name}#{times}"

    @property
    def round(self) -> int:
        """How often the caller has been at the main menu; part of every command's key."""
        return self._round

    def peek(self, key: str) -> str | None:
        """What was settled under this key, though it need not have been."""
        text = self._settled.pop(key, None)
        return None if text is None else str(from_json(text, str))

    def recall(self, key: str, kind: Any) -> tuple[Any] | None:  # noqa: ANN401  a type
        """What was settled under this key, in a tuple of its own; None when nothing was.

        Raises:
            JournalMismatch: something was settled that this version does not ask in this order.
        """
        text = self._settled.pop(key, None)
        if text is None:
            if self._settled:
                raise JournalMismatch(key)
            return None
        try:
            return (from_json(text, kind),)
        except ValidationError as error:
            raise JournalMismatch(key) from error

    def settle(self, key: str, value: Any, kind: Any) -> None:  # noqa: ANN401  any value of that type
        """Write it down, behind the conversation's back."""
        row = {"call_id": self._call_id, "round": self._round, "name": key}
        text = to_json(value, kind)

        def write(tx: Transaction) -> None:
            tx.execute(call_journal.insert().values(**row, value=text, at=tx.now))

        self._behind.put(write)

    def next_round(self) -> None:
        """The caller is at the main menu: what led there before need not be gone through again."""
        self._round += 1
        self._settled = {}
        self._times.clear()

    async def flush(self) -> None:
        """See `Behind.flush`."""
        await self._behind.flush()


def recorded(tx: Transaction, call_id: str) -> tuple[int, dict[str, str]]:
    """The last round that has rows, and what was settled in it."""
    rows = tx.all(
        select(call_journal).where(call_journal.c.call_id == call_id).order_by(call_journal.c.round)
    )
    last = rows[-1].round if rows else 0
    return last, {row.name: row.value for row in rows if row.round == last}
