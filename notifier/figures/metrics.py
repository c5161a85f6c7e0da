"""The figures as Prometheus reads them: no personal data, and few labels, all known beforehand."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from notifier.figures.counters import Snapshot

_TODAY = "since midnight in the town"


def text(found: Snapshot) -> bytes:
    """The page of figures."""
    registry = CollectorRegistry(auto_describe=False)
    registry.register(_Told(found))
    return generate_latest(registry)


class _Told(Collector):
    def __init__(self, found: Snapshot) -> None:
        self._found = found

    def collect(self) -> Iterable[Metric]:
        yield from _counters(self._found)
        yield from _now(self._found)
        yield from _money(self._found)


def _counters(found: Snapshot) -> Iterator[Metric]:
    yield _counter(
        "linka_message_states",
        f"How often messages came into a state, {_TODAY}.",
        ["channel", "provider", "state", "reason"],
        [(labels, number) for labels, number in sorted(found.states.items())],
    )
    yield _counter(
        "linka_message_receipts",
        f"What providers said of messages, {_TODAY}.",
        ["provider", "status"],
        [(labels, number) for labels, number in sorted(found.receipts.items())],
    )
    yield _counter(
        "linka_message_segments",
        f"Segments of SMS that were handed over, {_TODAY}.",
        ["provider"],
        [((name,), number) for name, number in sorted(found.segments.items())],
    )
    yield _counter(
        "linka_inbound_messages",
        f"Citizens' messages by what was understood, {_TODAY}; empty where nothing was.",
        ["command"],
        [((name,), number) for name, number in sorted(found.inbound.items())],
    )
    yield _counter(
        "linka_message_opt_outs",
        f"Recipients who want no more messages, {_TODAY}.",
        [],
        [((), found.opt_outs)],
    )


def _now(found: Snapshot) -> Iterator[Metric]:
    waiting = GaugeMetricFamily(
        "linka_messages_waiting",
        "Messages that are not sent yet: due, or held for a later time.",
        labels=["channel", "kind"],
    )
    for one in found.waiting:
        waiting.add_metric([one.channel.value, "due"], one.due)
        waiting.add_metric([one.channel.value, "held"], one.held)
    yield waiting
    oldest = GaugeMetricFamily(
        "linka_messages_oldest_seconds",
        "For how long the oldest message that is due could have gone; 0 of none.",
        labels=["channel"],
    )
    for kind in found.seconds:
        oldest.add_metric([kind.value], found.ages.get(kind, 0.0))
    yield oldest
    yield from _ceiling(found)
    yield from _hand_over(found)
    away = GaugeMetricFamily(
        "linka_provider_away",
        "1 while a provider fails or is slow, and another one is taken where there is one.",
        labels=["channel", "provider"],
    )
    for (channel, provider), is_away in sorted(found.away.items()):
        away.add_metric([channel, provider], int(is_away))
    yield away


def _ceiling(found: Snapshot) -> Iterator[Metric]:
    if found.provoked_hour is None:
        return
    yield GaugeMetricFamily(
        "linka_messages_ceiling_reached",
        "1 while SMS that anybody can provoke wait: so many went to unproven numbers.",
        value=int(found.is_ceiling_reached),
    )
    yield GaugeMetricFamily(
        "linka_messages_ceiling",
        "How many SMS that anybody can provoke go in an hour to unproven numbers.",
        value=found.provoked_hour,
    )


def _hand_over(found: Snapshot) -> Iterator[Metric]:
    seconds = GaugeMetricFamily(
        "linka_message_handover_seconds",
        "From the event to the provider, of the last 15 minutes; none where nothing was sent.",
        labels=["channel", "quantile"],
    )
    for kind, one in found.seconds.items():
        if one.half is not None and one.most is not None:
            seconds.add_metric([kind.value, "0.5"], one.half)
            seconds.add_metric([kind.value, "0.95"], one.most)
    yield seconds


def _money(found: Snapshot) -> Iterator[Metric]:
    yield GaugeMetricFamily(
        "linka_messages_cost_crowns", "What messages have cost today.", value=found.spent / 100
    )
    if found.budget is not None:
        yield GaugeMetricFamily(
            "linka_messages_budget_crowns",
            "What messages may cost in a day.",
            value=found.budget / 100,
        )
    if found.warn_at is not None:
        yield GaugeMetricFamily(
            "linka_messages_budget_warning_ratio",
            "The share of the budget at which the administrator is told.",
            value=found.warn_at / 100,
        )


def _counter(
    name: str, says: str, labels: Sequence[str], values: Iterable[tuple[tuple[str, ...], int]]
) -> Metric:
    family = CounterMetricFamily(name, says, labels=labels)
    for labelled, value in values:
        family.add_metric(labelled, value)
    return family
