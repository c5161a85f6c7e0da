"""The gate of a town: `Gate` by its settings."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial

from booking.api import (
    USED_UP,
    Database,
    MessageBudgetReached,
    MessageSettings,
    Transaction,
    note_message_ceiling,
)
from notifier.consent.service import Blocks
from notifier.gate import crowd, facts, rules
from notifier.gate.model import Facts, Why
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
        self._hour: _Hour | None = None

    def judge(self, tx: Transaction, messages: Sequence[Message]) -> Mapping[int, Judgement]:
        """See `Gate`."""
        settings = self._town.settings
        known = self._with_strangers(
            tx, messages, facts.about(tx, messages, settings, self._blocks, self._spent(tx))
        )
        judged = rules.judge_all(messages, known, self._town, tx.now)
        going = [one for one in messages if isinstance(judged[one.id], Go)]
        if self._bill is not None:
            self._bill.count({one.id: rules.estimate(one, settings) for one in going})
        self._tell_of_ceiling(tx, judged, known)
        held = any(not isinstance(one, Go) and one.reason == Why.BUDGET for one in judged.values())
        self._warn(tx, is_used_up=held)
        return judged

    def price(self, message: Message) -> int | None:
        """See `Gate`."""
        return rules.price(message, self._town.settings)

    def _with_strangers(self, tx: Transaction, messages: Sequence[Message], known: Facts) -> Facts:
        """With what anybody can provoke: counted only where such a message is to go."""
        most = self._town.settings.provoked_hour
        strangers = frozenset[int]() if most is None else crowd.strangers(tx, messages)
        if most is None or not strangers:
            return known
        hour = self._hour
        if hour is None or not hour.is_good(tx.now, most):
            hour = self._hour = _Hour(tx.now, crowd.of_hour(tx, most))
        return replace(
            known, strangers=strangers, provoked=hour.total, room_at=hour.counted.room_at
        )

    def _tell_of_ceiling(
        self, tx: Transaction, judged: Mapping[int, Judgement], known: Facts
    ) -> None:
        """Count what goes; let callers and the staff know where no more does."""
        most, hour = self._town.settings.provoked_hour, self._hour
        if most is None or hour is None or not known.strangers:
            return
        hour.count(number for number in known.strangers if isinstance(judged[number], Go))
        if any(not isinstance(one, Go) and one.reason == Why.PROVOKED for one in judged.values()):
            until = known.room_at or tx.now + rules.HOUR
            note_message_ceiling(tx, until, most)

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


class _Hour:
    """What strangers had when it was last counted, and by this worker since."""

    def __init__(self, at: datetime, counted: crowd.Crowd) -> None:
        self._at = at
        self.counted = counted
        self._since: set[int] = set()

    @property
    def total(self) -> int:
        return self.counted.number + len(self._since)

    def count(self, numbers: Iterable[int]) -> None:
        self._since |= set(numbers)

    def is_good(self, now: datetime, most: int) -> bool:
        """Whether it is near enough."""
        left = most - self.counted.number
        is_fresh = 0 <= (now - self._at).total_seconds() < ASK_AGAIN_SECONDS
        return is_fresh and len(self._since) <= max(0, left) * ASK_AGAIN


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
