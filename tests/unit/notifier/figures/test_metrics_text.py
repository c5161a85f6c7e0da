"""What the documentation says of the figures for Prometheus is what there is."""

import re
from dataclasses import replace
from pathlib import Path

import yaml
from prometheus_client.parser import text_string_to_metric_families

from notifier.figures.counters import Snapshot
from notifier.figures.metrics import text
from notifier.figures.model import Seconds, Waiting
from notifier.outbox import ChannelKind
from tests.support.messages import NOW

DOCS = Path(__file__).parents[4] / "docs" / "operations.md"
SECTION = DOCS.read_text(encoding="utf-8").partition("## Figures for Prometheus")[2]

FULL = Snapshot(
    states={("sms", "twilio", "sent", ""): 2},
    receipts={("twilio", "delivered"): 1},
    segments={"twilio": 3},
    waiting=[Waiting(ChannelKind.SMS, 1, 2, NOW)],
    seconds={ChannelKind.SMS: Seconds(2, 0.4, 1.2)},
    away={("sms", "twilio"): True},
    inbound={"application": 4, "": 1},
    opt_outs=1,
    spent=1250,
    budget=2_000_000,
    warn_at=80,
    ages={ChannelKind.SMS: 61.0},
    is_ceiling_reached=True,
    provoked_hour=300,
)


def names() -> set[str]:
    families = text_string_to_metric_families(text(FULL).decode())
    return {sample.name for family in families for sample in family.samples}


def test_every_figure_is_described_and_no_other() -> None:
    assert set(re.findall(r"\blinka_\w+", SECTION)) == names()


def test_six_alerts_can_be_copied() -> None:
    blocks = [yaml.safe_load(one) for one in re.findall(r"```yaml\n(.*?)```", SECTION, re.DOTALL)]
    [group] = next(one["groups"] for one in blocks if "groups" in one)
    assert len(group["rules"]) == 6
    for rule in group["rules"]:
        expression = rule["expr"]
        assert expression.count("(") == expression.count(")")
        assert set(re.findall(r"\blinka_\w+", expression)) <= names()


def test_a_town_without_a_ceiling_is_told_of_none() -> None:
    assert "linka_messages_ceiling_reached 1" in text(FULL).decode()
    assert "ceiling" not in text(replace(FULL, provoked_hour=None)).decode()


def test_a_town_without_a_budget_is_told_of_none() -> None:
    without = text(replace(FULL, budget=None, warn_at=None)).decode()
    assert "budget" not in without
    assert "linka_messages_cost_crowns 12.5" in without
