"""The gate of a town: `Gate` by its settings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import partial

from booking.api import USED_UP, Database, MessageBudgetReached, MessageSettings, Transaction
from notifier.consent.service import Blocks
from notifier.gate import facts, rules
from notifier.gate.model import Why
from notifier.outbox.gate import Go, Judgement
from notifier.outbox.model import Message

ASK_AGAIN = 0.05
"""The bill is added up again when this worker has spent so much of what was left of the budget."""

ASK_AGAIN_SECONDS = 5.0
"""Or after so long, for others spend too."""


class TownGate:
    """See `Gate`. It remembers nothing that it could not look up again.

    Args:
        database: whose clock has the town's zone.
        settings: the town's.
    """

    def __init__(self, database: Database, settings: MessageSettings) -> None:
        self._town = rules.Town(settings, database.clock.zone)
        self._blocks = Blocks(database)
        self._bill: _Bill | None = None

    def judge(self, tx: Transaction, messages: Sequence[Message]) -> Mapping[int, Judgement]:
        """See `Gate`."""
        settings = self._town.settings
        known = facts.about(tx, messages, settings, self._blocks, self._spent(tx))
        judged = rules.judge_all(messages, known, self._town, tx.now)
        going = [one for one in messages if isinstance(judged[one.id], Go)]
        if self._bill is not None:
            self._bill.count({one.id: rules.estimate(one, settings) for one in going})
        held = any(not isinstance(one, Go) and one.reason == Why.BUDGET for one in judged.values())
        self._warn(tx, is_used_up=held)
        return judged

    def price(self, message: Message) -> int | None:
        """See `Gate`."""
        return rules.price(message, self._town.settings)

    def _spent(self, tx: Transaction) -> int:
        """What the day has cost so far, as exactly as it matters."""
        budget = self._town.settings.budget
        if budget is None:
            return 0
        begin = rules.day_of(tx.now, self._town.zone)
        bill = self._bill
        if bill is None or not bill.is_good(begin, tx.now, budget.hellers):
            spent = facts.spent_since(tx, begin, self._town.settings)
            bill = self._bill = _Bill(begin, tx.now, spent)
        return bill.total

    def _warn(self, tx: Transaction, *, is_used_up: bool) -> None:
        """Let the administrator know, once a day for each of the two marks."""
        budget, bill = self._town.settings.budget, self._bill
        if budget is None or bill is None:
            return
        spent = bill.total
        if is_used_up or spent >= budget.hellers:
            percent = USED_UP
        elif spent * USED_UP >= budget.hellers * budget.warn_at:
            percent = budget.warn_at
        else:
            return
        day = tx.now.astimezone(self._town.zone).date()
        event = MessageBudgetReached(day, percent, budget.hellers, budget.tell)
        tx.once(f"budget/{day.isoformat()}/{percent}", partial(tx.append, event), int)


class _Bill:
    """What was spent when it was last added up, and by this worker since.

    By message: a transaction that is run again counts nothing twice.
    """

    def __init__(self, begin: datetime, at: datetime, spent: int) -> None:
        self._begin = begin
        self._at = at
        self._spent = spent
        self._since: dict[int, int] = {}

    @property
    def total(self) -> int:
        return self._spent + sum(self._since.values())

    def count(self, costs: Mapping[int, int]) -> None:
        self._since |= costs

    def is_good(self, begin: datetime, now: datetime, budget: int) -> bool:
        """Whether it is near enough."""
        left = max(0, budget - self._spent)
        return (
            self._begin == begin
            and 0 <= (now - self._at).total_seconds() < ASK_AGAIN_SECONDS
            and self.total - self._spent <= left * ASK_AGAIN
            and left > 0
        )
