"""How providers do, written down by every worker and read by all."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import bindparam, delete, func, select, update

from booking.api import Instant, Prepared, Transaction, adding_if_missing
from notifier.providers.health import WINDOW, Minute, minute_of
from notifier.providers.tables import provider_minutes as minutes

KEPT = timedelta(days=1)
"""For whoever asks what has happened; the rule itself looks at a quarter of an hour."""


@dataclass(frozen=True, slots=True)
class Bad:
    """A message that a provider was given and that did not go well.

    Attributes:
        provider: to whom.
        given_at: when its worker took it up.
        worker: who that was.
        failed: the provider was the reason that it was not taken; else it was taken slowly.
    """

    provider: str
    given_at: datetime
    worker: str
    failed: bool


_ADD = adding_if_missing(minutes, ("provider", "minute", "worker", "tries", "slow", "failed"))
_GIVE = Prepared(
    update(minutes)
    .where(
        minutes.c.provider == bindparam("by", type_=minutes.c.provider.type),
        minutes.c.minute == bindparam("since", type_=Instant),
        minutes.c.worker == bindparam("whose", type_=minutes.c.worker.type),
    )
    .values(tries=minutes.c.tries + bindparam("more"))
)
_SPOIL = Prepared(
    update(minutes)
    .where(
        minutes.c.provider == bindparam("by", type_=minutes.c.provider.type),
        minutes.c.minute == bindparam("since", type_=Instant),
        minutes.c.worker == bindparam("whose", type_=minutes.c.worker.type),
        minutes.c.slow + minutes.c.failed < minutes.c.tries,
    )
    .values(
        slow=minutes.c.slow + bindparam("more_slow"),
        failed=minutes.c.failed + bindparam("more_failed"),
    )
)
_LATELY = Prepared(
    select(
        minutes.c.provider,
        minutes.c.minute,
        func.sum(minutes.c.tries).label("tries"),
        func.sum(minutes.c.slow).label("slow"),
        func.sum(minutes.c.failed).label("failed"),
    )
    .where(minutes.c.minute > bindparam("since", type_=Instant))
    .group_by(minutes.c.provider, minutes.c.minute)
)


def count_given(tx: Transaction, worker: str, providers: Iterable[str]) -> None:
    """Add the messages that this worker gives to providers now."""
    minute = minute_of(tx.now)
    for provider, more in sorted(Counter(providers).items()):
        row = {"by": provider, "since": minute, "whose": worker}
        if not tx.run(_GIVE, **row, more=more):
            tx.run(_ADD, provider=provider, minute=minute, worker=worker, tries=0, slow=0, failed=0)
            tx.run(_GIVE, **row, more=more)


def count_bad(tx: Transaction, several: Iterable[Bad]) -> None:
    """Note those that did not go well, in the minute in which they were given."""
    for one in sorted(several, key=lambda bad: (bad.provider, bad.given_at)):
        tx.run(
            _SPOIL,
            by=one.provider,
            since=minute_of(one.given_at),
            whose=one.worker,
            more_slow=int(not one.failed),
            more_failed=int(one.failed),
        )


def lately(tx: Transaction) -> Mapping[str, Sequence[Minute]]:
    """What each provider did within the window."""
    found: dict[str, list[Minute]] = defaultdict(list)
    for row in tx.all(_LATELY, since=tx.now - WINDOW):
        found[row.provider].append(Minute(row.minute, row.tries, row.slow, row.failed))
    return found


def with_one_more(
    known: Mapping[str, Sequence[Minute]], provider: str, now: datetime
) -> Mapping[str, Sequence[Minute]]:
    """The same with a message that is just being given to this provider."""
    minute = minute_of(now)
    of_it = known.get(provider, ())
    if any(one.at == minute for one in of_it):
        return known
    return {**known, provider: [*of_it, Minute(minute, 1, 0, 0)]}


def forget(tx: Transaction) -> None:
    """Let go of what is long over."""
    tx.execute(delete(minutes).where(minutes.c.minute < tx.now - KEPT))
