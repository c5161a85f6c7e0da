import asyncio
import time

import pytest

from ivr.ari import errors, events
from tests.support.desk import Desk


async def test_claimed_call_is_answered_and_hears_what_is_played(desk: Desk) -> None:
    call = await desk.serve()
    await desk.ari.play(call.channel, ["sound:short"], "p1")
    async with asyncio.timeout(5):
        started = await call.mailbox.first(events.PlaybackStarted)
        finished = await call.mailbox.first(events.PlaybackFinished)
    assert started.playback.id == finished.playback.id == "p1"
    assert not finished.failed
    assert await call.phone.silence(0.5)
    assert call.phone.sounds
    await call.phone.hang_up()
    assert call.phone.recording.stat().st_size > 8000


async def test_several_sounds_are_one_playback(desk: Desk) -> None:
    call = await desk.serve()
    await desk.ari.play(call.channel, ["sound:short", "sound:short", "sound:short"], "p1")
    begun = time.monotonic()
    async with asyncio.timeout(15):
        finished = await call.mailbox.first(events.PlaybackFinished)
    assert not finished.failed
    assert time.monotonic() - begun > 2


async def test_a_sound_that_is_not_there_is_told_as_failed(desk: Desk) -> None:
    call = await desk.serve()
    await desk.ari.play(call.channel, ["sound:nowhere"], "p1")
    async with asyncio.timeout(5):
        finished = await call.mailbox.first(events.PlaybackFinished)
    assert finished.failed


async def test_every_key_arrives_once_and_in_order(desk: Desk) -> None:
    call = await desk.serve()
    await call.phone.key("1234567890*#", duration=80, between=80)
    received = ""
    async with asyncio.timeout(10):
        while len(received) < 12:
            received += (await call.mailbox.first(events.ChannelDtmfReceived)).digit
    assert received == "1234567890*#"
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.5):
            await call.mailbox.first(events.ChannelDtmfReceived)


async def test_a_key_can_cut_a_prompt_short(desk: Desk) -> None:
    call = await desk.serve()
    await desk.ari.play(call.channel, ["sound:long"], "p1")
    assert await call.phone.sound()
    await call.phone.key("1")
    async with asyncio.timeout(5):
        await call.mailbox.first(events.ChannelDtmfReceived)
    await desk.ari.quiet(call.channel)
    assert await call.phone.silence(0.6, within=3)


async def test_queued_playbacks_all_end_when_the_channel_is_made_quiet(desk: Desk) -> None:
    call = await desk.serve()
    for number in range(3):
        await desk.ari.play(call.channel, ["sound:long"], f"p{number}")
    assert await call.phone.sound()
    await desk.ari.stop_then(
        call.channel, lambda: desk.ari.channels.set_variable(call.channel, "X", "1")
    )
    assert await desk.ari.channels.variable(call.channel, "X") == "1"
    assert await call.phone.silence(0.6, within=3)


async def test_a_hidden_number_is_an_empty_one(desk: Desk) -> None:
    call = await desk.serve(caller=None)
    assert (await desk.ari.channels.get(call.channel)).caller.number == ""


async def test_a_shown_number_is_the_callers(desk: Desk) -> None:
    call = await desk.serve(caller="777654321")
    assert (await desk.ari.channels.get(call.channel)).caller.number == "777654321"


async def test_the_second_claim_is_refused(desk: Desk) -> None:
    call = await desk.serve()
    with pytest.raises((errors.Conflict, errors.NotFound)):
        await desk.ari.calls.claim(call.channel)


async def test_a_call_that_is_let_go_ends(desk: Desk) -> None:
    call = await desk.serve()
    await desk.ari.channels.go_on(call.channel)
    await call.phone.ended(3)
    assert call.phone.ended_by == "town"


async def test_the_town_hears_of_a_hang_up(desk: Desk) -> None:
    call = await desk.serve()
    await call.phone.hang_up()
    async with asyncio.timeout(3):
        await call.mailbox.first(events.StasisEnd)


async def test_a_channel_that_has_gone_is_told_by_its_type(desk: Desk) -> None:
    call = await desk.serve()
    await call.phone.hang_up()
    async with asyncio.timeout(3):
        await call.mailbox.first(events.StasisEnd)
    with pytest.raises((errors.NotFound, errors.Conflict)):
        await desk.ari.play(call.channel, ["sound:short"], "p1")


async def test_ten_calls_are_served_at_once(desk: Desk) -> None:
    calls = [await desk.serve(f"77700000{number}") for number in range(10)]
    await asyncio.gather(
        *(desk.ari.play(call.channel, ["sound:short"], f"p-{call.channel}") for call in calls)
    )
    for call in calls:
        assert await call.phone.silence(0.5)
        assert call.phone.sounds
    await asyncio.gather(*(call.phone.hang_up() for call in calls))


async def test_no_request_waits_50_ms_behind_another_calls(desk: Desk) -> None:
    talking = [await desk.serve(f"77700000{number}") for number in range(4)]
    other = await desk.serve()

    async def renew_lease(channel: str) -> None:
        await desk.ari.stop_then(
            channel, lambda: desk.ari.channels.set_variable(channel, "TIMEOUT(absolute)", "20")
        )

    slowest = []
    for attempt in range(4):  # a machine may stand still for a moment, but hardly each time
        for call in talking:
            await desk.ari.play(call.channel, ["sound:long"], f"p{attempt}-{call.channel}")
        await asyncio.sleep(0.3)
        renewing = [asyncio.create_task(renew_lease(call.channel)) for call in talking]
        took = []
        for _ in range(100):
            begun = time.monotonic()
            await desk.ari.channels.get(other.channel)
            took.append(time.monotonic() - begun)
        await asyncio.gather(*renewing)
        slowest.append(max(took))
    assert min(slowest) < 0.05


async def test_a_request_too_large_for_a_frame_is_refused_and_costs_nothing(desk: Desk) -> None:
    call = await desk.serve()
    with pytest.raises(errors.RequestTooLarge):
        await desk.ari.channels.set_variable(call.channel, "X", "y" * 70_000)
    await desk.ari.server.ping()
