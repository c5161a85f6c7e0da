"""Takes up messages that are due: who may go, through whom, and that it is written down first."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Integer, bindparam, func, or_, select, tuple_, update

from booking.api import Id, Instant, Prepared, Transaction, among
from notifier.outbox import readdressing, store, trace
from notifier.outbox.ending import Endings
from notifier.outbox.escalation import CONTACT_CHANGED, NO_WAY, OUTCOME_UNKNOWN, TOO_LATE
from notifier.outbox.gate import Gate, Later, Never
from notifier.outbox.model import UNFINISHED, Message, MessageState, Priority
from notifier.outbox.rules import Patience, is_too_late
from notifier.outbox.silence import AfterSilence
from notifier.outbox.tables import DUE, messages
from notifier.providers import rows
from notifier.providers.ways import Routes

_EVER = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Claimed:
    """A message that this worker has in hand.

    Attributes:
        message: the message; `provider` is who gets it.
        may_be_there: the provider may have it already, so it is looked up before it is sent.
    """

    message: Message
    may_be_there: bool


@dataclass(frozen=True, slots=True)
class Haul:
    """What came of one look.

    Attributes:
        claimed: what this worker is to send.
        is_all: nothing else is due.
    """

    claimed: list[Claimed]
    is_all: bool


@dataclass(frozen=True, slots=True)
class Claimer:
    """Claims for one worker.

    Attributes:
        worker: its name.
        patience: how long its claims last.
        routes: the ways out.
        gate: says who may go.
        endings: what comes after the end of a message that may not.
    """

    worker: str
    patience: Patience
    routes: Routes
    gate: Gate
    endings: Endings

    def claim(self, tx: Transaction, limit: int) -> Haul:
        """Take up to so many messages, the most urgent first; nobody else gets them now."""
        due = _due(tx, limit)
        fresh = [one for one in due if one.state is MessageState.CREATED]
        found = [one for one in due if one.state is MessageState.SENDING]
        going = self._with_providers(tx, self._let_through(tx, fresh))
        claimed = [Claimed(self._take(one, tx), may_be_there=False) for one in going]
        settling = [one for one in found if self._is_to_be_settled(tx, one)]
        claimed += [Claimed(self._take(one, tx), may_be_there=True) for one in settling]
        self._write(tx, [one.message for one in claimed])
        trace.note_given(tx, going, MessageState.SENDING)
        rows.count_given(tx, self.worker, [one.provider or "" for one in going])
        return Haul(claimed, is_all=len(due) < limit)

    def _let_through(self, tx: Transaction, fresh: list[Message]) -> list[Message]:
        late = [one for one in fresh if is_too_late(one.useful_until, tx.now)]
        for one in late:
            self.endings.end(tx, one, MessageState.TECHNICAL_FAILURE, TOO_LATE)
        asked = [one for one in fresh if not is_too_late(one.useful_until, tx.now)]
        judged = self.gate.judge(tx, asked) if asked else {}
        anew: list[Message] = []
        going = []
        for one in asked:
            match judged.get(one.id):
                case Later(at, reason):
                    _hold(tx, one, at, reason)
                case Never(reason):
                    self.endings.end(tx, one, MessageState.PERMANENT_FAILURE, reason)
                    anew += [one] if reason == CONTACT_CHANGED else []
                case _:
                    going.append(one)
        readdressing.tell_anew(tx, anew, self.gate, self.endings)
        return going

    def _with_providers(self, tx: Transaction, going: list[Message]) -> list[Message]:
        if not going:
            return []
        lately = rows.lately(tx)
        given = []
        for one in going:
            failed = one.provider if one.attempts else None
            provider = self.routes.choose(one.channel, lately, tx.now, failed)
            if provider is None:
                self.endings.end(tx, one, MessageState.TECHNICAL_FAILURE, NO_WAY)
                continue
            lately = rows.with_one_more(lately, provider, tx.now)
            given.append(replace(one, provider=provider))
        return given

    def _is_to_be_settled(self, tx: Transaction, message: Message) -> bool:
        """Whether its provider can be asked, or the message be repeated there; else it waits.

        A provider that cannot be asked, or is the town's no longer, can still send its receipt.
        """
        channel = self.routes.channel(message.channel, message.provider)
        if channel is not None and channel.after_silence is not AfterSilence.WAIT:
            return True
        since = message.claimed_at or message.created_at
        until = since + timedelta(seconds=self.patience.receipt)
        if until <= tx.now:
            self.endings.end(tx, message, MessageState.TECHNICAL_FAILURE, OUTCOME_UNKNOWN)
        else:
            _wait(tx, message, until)
        return False

    def _take(self, message: Message, tx: Transaction) -> Message:
        return replace(
            message,
            state=MessageState.SENDING,
            attempts=message.attempts + 1,
            claimed_by=self.worker,
            claimed_at=tx.now,
            due_at=tx.now + timedelta(seconds=self.patience.lease),
        )

    def _write(self, tx: Transaction, taken: list[Message]) -> None:
        until = tx.now + timedelta(seconds=self.patience.lease)
        for provider, ids in trace.by_provider(taken).items():
            tx.run(_TAKE, ids=ids, worker=self.worker, now=tx.now, until=until, by=provider)


_PAGE = Prepared(
    select(messages)
    .where(
        DUE,
        messages.c.priority == bindparam("rank", type_=Integer),
        messages.c.due_at <= bindparam("now", type_=Instant),
        tuple_(messages.c.due_at, messages.c.id)
        > tuple_(bindparam("since", type_=Instant), bindparam("after", type_=Id)),
    )
    .order_by(messages.c.due_at, messages.c.id)
    .limit(bindparam("most", type_=Integer))
    .with_for_update(skip_locked=True)
)
"""What is due in one priority, as its index has it; nothing in it may tempt a planner to read all.

That none is taken before its turn is asked apart: as one statement, PostgreSQL compared each
message that was due with each other one."""


_FIRST = Prepared(
    lambda dialect: (
        select(messages.c.about, messages.c.recipient, func.min(messages.c.id).label("first"))
        .where(
            among(dialect, messages.c.about, "matters"),
            among(dialect, messages.c.recipient, "recipients"),
            # so written, it is looked for by what it is about, and not among all that is due
            or_(*(messages.c.state.concat("") == state.value for state in UNFINISHED)),
        )
        .group_by(messages.c.about, messages.c.recipient)
    )
)
"""Of each of these that is unfinished, the first about the same to the same recipient."""

_TAKE = Prepared(
    lambda dialect: (
        update(messages)
        .where(among(dialect, messages.c.id, "ids"))
        .values(
            state=MessageState.SENDING.value,
            attempts=messages.c.attempts + 1,
            claimed_by=bindparam("worker", type_=messages.c.claimed_by.type),
            claimed_at=bindparam("now", type_=Instant),
            due_at=bindparam("until", type_=Instant),
            provider=bindparam("by", type_=messages.c.provider.type),
        )
    )
)


def _due(tx: Transaction, limit: int) -> list[Message]:
    """The most urgent first: one look into the index for each priority and page."""
    found: list[Message] = []
    for rank in Priority:
        since, after = _EVER, 0
        while most := limit - len(found):
            page = tx.all(_PAGE, rank=rank.value, now=tx.now, since=since, after=after, most=most)
            found += [store.message(row) for row in _whose_turn_it_is(tx, page)]
            if len(page) < most:
                break
            since, after = page[-1].due_at, page[-1].id
    return found


def _whose_turn_it_is(tx: Transaction, page: list[Any]) -> list[Any]:
    """Without those that an earlier one about the same to the same recipient is in front of."""
    if not page:
        return []
    matters, recipients = {row.about for row in page}, {row.recipient for row in page}
    first = {
        (row.about, row.recipient): row.first
        for row in tx.all(_FIRST, matters=matters, recipients=recipients)
    }
    return [row for row in page if first.get((row.about, row.recipient), row.id) >= row.id]


def _hold(tx: Transaction, message: Message, at: datetime, reason: str) -> None:
    if message.reason == reason:  # held for the same again and again: once is enough for the trace
        tx.execute(update(messages).where(messages.c.id == message.id).values(due_at=at))
    else:
        trace.come_into(tx, message.id, MessageState.CREATED, reason, due_at=at)


def _wait(tx: Transaction, message: Message, until: datetime) -> None:
    """The worker stays the same: it may only have slept, and know how it ended."""
    tx.execute(update(messages).where(messages.c.id == message.id).values(due_at=until))
