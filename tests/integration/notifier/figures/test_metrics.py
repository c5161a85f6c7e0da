"""What Prometheus reads: true over restarts and workers, and without anybody's data."""

import asyncio
from datetime import timedelta

import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families

from booking.api import (
    Backend,
    Budget,
    Database,
    MessageSettings,
    SetClock,
    Transaction,
    note_message_ceiling,
)
from notifier.consent.service import Blocks
from notifier.errors import NotTaken, Rejected
from notifier.figures import endpoint
from notifier.outbox import ChannelKind
from notifier.outbox.said import Said
from notifier.providers import rows
from tests.integration.notifier.figures.conftest import Sender
from tests.support.messages import MOBILE

SETTINGS = MessageSettings(prices={"twilio": 145}, budget=Budget(10_000, 80), provoked_hour=300)
PROVIDERS = {ChannelKind.SMS: ["twilio", "kannel"], ChannelKind.EMAIL: ["smtp"]}
CONFIG = endpoint.MetricsConfig(SETTINGS, PROVIDERS, port=0)

Values = dict[tuple[str, ...], float]


async def read(database: Database) -> Values:
    """A worker that has just been started, and what it tells."""
    async with endpoint.running(database, CONFIG) as port, httpx.AsyncClient() as client:
        answer = await client.get(f"http://127.0.0.1:{port}/metrics")
    assert answer.status_code == 200
    return values(answer.text)


def values(text: str) -> Values:
    assert MOBILE not in text
    return {
        (sample.name, *(sample.labels[name] for name in sorted(sample.labels))): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


async def test_states_receipts_and_segments_are_counted(backend: Backend, sender: Sender) -> None:
    number = await sender.send()
    await sender.outbox.receipt("twilio", f"ref-{number}", Said.DELIVERED, price=145)
    await sender.send(text="x" * 161)
    await sender.fail(Rejected("landline"), recipient="+420602123456")
    found = await read(backend.database)
    states = "linka_message_states_total"
    # labels by the alphabet: channel, provider, reason, state
    assert found[states, "sms", "twilio", "", "sent"] == 2
    assert found[states, "sms", "twilio", "", "delivered"] == 1
    assert found[states, "sms", "twilio", "landline", "permanent-failure"] == 1
    assert found["linka_message_receipts_total", "twilio", "delivered"] == 1
    assert found["linka_message_segments_total", "twilio"] == 3
    assert found["linka_messages_cost_crowns",] == 1.45
    assert found["linka_messages_budget_crowns",] == 100
    assert found["linka_messages_budget_warning_ratio",] == 0.8


async def test_a_restart_and_another_worker_change_nothing(
    backend: Backend, sender: Sender
) -> None:
    await sender.send()
    await sender.fail(NotTaken("no-connection"), recipient="+420602123456")
    assert await read(backend.database) == await read(backend.database)


async def test_counters_begin_again_at_midnight_in_the_town(
    backend: Backend, sender: Sender, clock: SetClock
) -> None:
    await sender.send()
    midnight = backend.clock.now().astimezone(backend.clock.zone).replace(hour=23, minute=59)
    clock.advance(midnight - clock.now())
    sent = ("linka_message_states_total", "sms", "twilio", "", "sent")
    assert (await read(backend.database))[sent] == 1
    clock.advance(timedelta(minutes=1))
    assert sent not in await read(backend.database)


async def test_what_waits_and_for_how_long_is_told(
    backend: Backend, sender: Sender, clock: SetClock
) -> None:
    await sender.put()
    await sender.put(not_before=clock.now() + timedelta(hours=9))
    clock.advance(timedelta(seconds=75))
    found = await read(backend.database)
    assert found["linka_messages_waiting", "sms", "due"] == 1
    assert found["linka_messages_waiting", "sms", "held"] == 1
    assert found["linka_messages_oldest_seconds", "sms"] == 75
    assert found["linka_messages_oldest_seconds", "email"] == 0


async def test_the_seconds_are_those_of_the_last_minutes(
    backend: Backend, sender: Sender, clock: SetClock
) -> None:
    await sender.send(seconds=3)
    found = await read(backend.database)
    assert found["linka_message_handover_seconds", "sms", "0.95"] == 3
    clock.advance(timedelta(minutes=16))
    assert ("linka_message_handover_seconds", "sms", "0.95") not in await read(backend.database)


async def test_a_provider_that_fails_is_away(backend: Backend) -> None:
    def fail(tx: Transaction) -> None:
        rows.count_given(tx, "worker", ["twilio"] * 5)
        rows.count_bad(tx, [rows.Bad("twilio", tx.now, "worker", failed=True)] * 5)

    await backend.database.write(fail)
    found = await read(backend.database)
    assert found["linka_provider_away", "sms", "twilio"] == 1
    assert found["linka_provider_away", "sms", "kannel"] == 0


async def test_the_ceiling_of_what_anybody_can_provoke_is_told_while_it_holds(
    backend: Backend, clock: SetClock
) -> None:
    found = await read(backend.database)
    assert found["linka_messages_ceiling",] == 300
    assert found["linka_messages_ceiling_reached",] == 0
    until = clock.now() + timedelta(minutes=50)
    await backend.database.write(lambda tx: note_message_ceiling(tx, until, 300))
    assert (await read(backend.database))["linka_messages_ceiling_reached",] == 1
    clock.advance(timedelta(minutes=51))
    assert (await read(backend.database))["linka_messages_ceiling_reached",] == 0


async def test_a_word_of_a_providers_own_is_no_label(backend: Backend, sender: Sender) -> None:
    number = await sender.send()
    await sender.outbox.receipt("twilio", f"ref-{number}", Said.FAILED, "weird-code-4711")
    found = await read(backend.database)
    assert found["linka_message_states_total", "sms", "twilio", "other", "technical-failure"] == 1


async def test_opt_outs_are_counted(backend: Backend) -> None:
    await Blocks(backend.database).opt_out(MOBILE, "web")
    assert (await read(backend.database))["linka_message_opt_outs_total",] == 1


async def test_several_who_ask_cost_one_look(backend: Backend, sender: Sender) -> None:
    async with endpoint.running(backend.database, CONFIG) as port, httpx.AsyncClient() as client:
        address = f"http://127.0.0.1:{port}/metrics"
        answers = await asyncio.gather(*(client.get(address) for _ in range(5)))
        await sender.send()
        again = await client.get(address)
    assert {one.text for one in (*answers, again)} == {again.text}


async def test_a_port_that_is_taken_is_told(backend: Backend) -> None:
    async with endpoint.running(backend.database, CONFIG) as port:
        taken = endpoint.MetricsConfig(SETTINGS, PROVIDERS, port=port)
        with pytest.raises(OSError, match="in use"):
            async with endpoint.running(backend.database, taken):
                pass
