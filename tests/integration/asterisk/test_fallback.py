import asyncio
import json
from datetime import UTC, date, datetime, time

import pytest

from cli.asterisk.settings import Hours
from cli.phone.call import PhoneCall
from cli.phone.exchange import Exchange
from ivr.ari import Ari, events
from ivr.fallback import spool
from tests.support.telephony import MakeStack, Stack

OPEN = Hours(weekdays=range(1, 8), opens=time(0), closes=time(23, 59))


@pytest.fixture(scope="module")
def open_town(make_lasting_stack: MakeStack) -> Stack:
    """The application is absent, the operators' hours are now: welcome, then the offer."""
    return make_lasting_stack(hours=OPEN, claim_within=300)


def requests(stack: Stack) -> list[spool.CallbackRequest]:
    return [spool.read(path) for path in spool.waiting(stack.folders.callbacks)]


async def offered(exchange: Exchange, stack: Stack, caller: str | None) -> PhoneCall:
    """A call that has heard the offer of a call back to its end."""
    exchange.town = stack.sip
    call = await exchange.ring("844121314", caller=caller)
    await call.answered()
    assert await call.sound()
    assert await call.silence(0.9)
    return call


@pytest.fixture(autouse=True)
def empty_spool(open_town: Stack) -> None:
    for path in spool.waiting(open_town.folders.callbacks):
        path.unlink()


async def test_a_call_that_nobody_claims_is_answered_after_a_second_and_a_half(
    exchange: Exchange, stack: Stack
) -> None:
    exchange.town = stack.sip
    call = await exchange.ring("844121314", caller="777654321")
    assert 1.4 < await call.answered() < 3.0
    assert await call.sound(within=3)


async def test_a_caller_is_recorded_for_a_call_back(exchange: Exchange, open_town: Stack) -> None:
    call = await offered(exchange, open_town, "777654321")
    heard = len(call.sounds)
    await call.key("1")
    await call.ended(15)
    assert call.ended_by == "town"
    assert len(call.sounds) > heard  # it says what happened
    [request] = requests(open_town)
    assert request.caller == "777654321"
    assert request.language == "cs"


async def test_zero_is_taken_like_one(exchange: Exchange, open_town: Stack) -> None:
    call = await offered(exchange, open_town, "777654321")
    await call.key("0")
    await call.ended(15)
    assert len(requests(open_town)) == 1


async def test_a_hidden_caller_is_asked_for_a_number(exchange: Exchange, open_town: Stack) -> None:
    call = await offered(exchange, open_town, None)
    await call.key("1")
    assert await call.sound()
    await call.key("777123456")
    await call.ended(15)
    assert [request.caller for request in requests(open_town)] == ["777123456"]


async def test_a_hidden_caller_who_gives_no_number_is_told_and_let_go(
    exchange: Exchange, open_town: Stack
) -> None:
    call = await offered(exchange, open_town, None)
    await call.key("1")
    await call.ended(45)
    assert call.ended_by == "town"
    assert requests(open_town) == []


async def test_a_wrong_key_is_told_and_leads_to_a_polite_end(
    exchange: Exchange, open_town: Stack
) -> None:
    call = await offered(exchange, open_town, "777654321")
    heard = len(call.sounds)
    await call.key("7")
    assert await call.sound(within=2)
    await call.ended(20)
    assert call.ended_by == "town"
    assert len(call.sounds) > heard + 1
    assert requests(open_town) == []


async def test_the_request_of_one_who_hangs_up_after_the_key_is_kept(
    exchange: Exchange, open_town: Stack
) -> None:
    call = await offered(exchange, open_town, "777654321")
    await call.key("1")
    await asyncio.sleep(0.3)
    await call.hang_up()
    await asyncio.sleep(0.5)
    assert len(requests(open_town)) == 1


async def test_nobody_hears_six_seconds_of_silence(exchange: Exchange, open_town: Stack) -> None:
    call = await offered(exchange, open_town, "777654321")
    await call.ended(40)
    assert call.answered_at is not None
    ends = [call.answered_at] + [end for _, end in call.sounds]
    gaps = [start - (end or start) for (start, _), end in zip(call.sounds, ends, strict=False)]
    assert max(gaps) < 6.6  # the wait for a key after the offer, and no longer one


@pytest.mark.parametrize(
    "hours",
    [
        Hours(weekdays=range(1, 8), opens=time(0), closes=time(0)),
        Hours(weekdays=(), opens=time(0), closes=time(23, 59)),
        Hours(
            weekdays=range(1, 8),
            opens=time(0),
            closes=time(23, 59),
            holidays=[date(2031, 1, day) for day in range(1, 32)],
        ),
    ],
    ids=["out of hours", "no working day", "holidays, by the town's clock"],
)
async def test_out_of_hours_the_hours_are_said(
    exchange: Exchange, make_stack: MakeStack, hours: Hours, open_town: Stack
) -> None:
    shift = 0
    if hours.holidays:
        shift = int((datetime(2031, 1, 15, 12, tzinfo=UTC) - datetime.now(UTC)).total_seconds())
    closed = make_stack(hours=hours, clock_shift=shift, claim_within=300)

    async def bursts(stack: Stack) -> float:
        call = await offered(exchange, stack, "777654321")
        await call.hang_up()
        return sum(end - start for start, end in call.sounds if end)

    assert await bursts(closed) > await bursts(open_town) + 1
    await asyncio.to_thread(closed.asterisk.stop)


async def test_a_lease_that_runs_out_in_a_prompt_leads_to_the_fallback(
    exchange: Exchange, open_town: Stack
) -> None:
    exchange.town = open_town.sip
    async with Ari(open_town.address, "linka") as ari:
        call = await exchange.ring("844121314", caller="777654321")
        async with asyncio.timeout(5):
            channel = (await ari.arrivals.first(events.CallBroadcast)).channel.id
            with ari.listen(channel) as mailbox:
                await ari.calls.claim(channel)
                await mailbox.first(events.StasisStart)
                await ari.channels.answer(channel)
                await ari.channels.set_variable(channel, "TIMEOUT(absolute)", "2")
                await ari.play(channel, ["sound:long"], "p1")
                await mailbox.first(events.StasisEnd)
    ended = call._now()
    assert await call.silence(0.9)
    assert any(start > ended for start, _ in call.sounds)
    await call.key("1")
    await call.ended(15)
    assert len(requests(open_town)) == 1
    # and what the caller heard is there to be listened to
    samples = call.recording.read_bytes()[int(call.position(ended)) * 16000 :]
    assert max(samples[1::2]) > 0


async def test_the_application_can_hand_a_call_over(exchange: Exchange, open_town: Stack) -> None:
    exchange.town = open_town.sip
    async with Ari(open_town.address, "linka") as ari:
        call = await exchange.ring("844121314", caller="777654321")
        async with asyncio.timeout(5):
            channel = (await ari.arrivals.first(events.CallBroadcast)).channel.id
            with ari.listen(channel) as mailbox:
                await ari.calls.claim(channel)
                await mailbox.first(events.StasisStart)
        await ari.channels.answer(channel)
        await ari.channels.go_on(channel, "fallback", "call", 1)
        assert await call.sound()
        await call.hang_up()


async def test_no_key_of_the_fallback_is_written_anywhere(
    exchange: Exchange, open_town: Stack
) -> None:
    call = await offered(exchange, open_town, None)
    await call.key("1")
    assert await call.sound()
    await call.key("604918273")
    await call.ended(15)
    assert "604918273" not in open_town.log
    assert json.loads(spool.waiting(open_town.folders.callbacks)[0].read_text())["caller"]
