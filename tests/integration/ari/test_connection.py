import asyncio
import time
from collections.abc import Callable
from dataclasses import replace

import pytest

from cli.phone.exchange import Exchange
from ivr.ari import Address, Ari, errors, events
from tests.support.desk import Wire, wire_to
from tests.support.telephony import MakeStack, Stack


def through(wire: Wire, stack: Stack) -> Address:
    return replace(stack.address, url=f"http://127.0.0.1:{wire.port}")


async def seconds_until(condition: Callable[[], bool], within: float) -> float:
    begun = time.monotonic()
    async with asyncio.timeout(within):
        while not condition():  # noqa: ASYNC110 - there is no event for what is outside
            await asyncio.sleep(0.01)
    return time.monotonic() - begun


async def test_a_wrong_password_is_refused_at_once(stack: Stack) -> None:
    with pytest.raises(errors.AddressRefused):
        async with Ari(replace(stack.address, password="wrong"), "refused"):
            pass


async def test_it_waits_for_an_asterisk_that_is_still_to_come(make_stack: MakeStack) -> None:
    late = make_stack(start=False)

    async def enter() -> str:
        async with Ari(late.address, "linka") as ari:
            return (await ari.server.info()).system.version

    entering = asyncio.create_task(enter())
    await asyncio.sleep(0.3)
    assert not entering.done()
    await asyncio.to_thread(late.asterisk.start)
    async with asyncio.timeout(5):
        assert (await entering).startswith("22.")


async def test_a_cut_connection_fails_what_waits_and_comes_back(stack: Stack) -> None:
    connects = 0

    async def connected() -> None:
        nonlocal connects
        connects += 1

    async with wire_to(stack.settings.ports.http) as wire:
        ari = Ari(through(wire, stack), "cut")
        ari.on_connected(connected)
        async with ari:
            mailbox = ari.listen("some-channel")
            wire.silence()
            asking = asyncio.create_task(ari.server.ping())
            await asyncio.sleep(0.1)
            wire.cut()
            with pytest.raises(errors.ConnectionLost):
                await asking
            await seconds_until(lambda: connects == 2, within=2)
            await ari.server.ping()
            assert isinstance(mailbox.get_nowait(), events.Reconnected)


async def test_a_request_without_a_connection_fails_at_once(make_stack: MakeStack) -> None:
    stack = make_stack()
    async with Ari(stack.address, "linka") as ari:
        await asyncio.to_thread(stack.asterisk.kill)
        await seconds_until(lambda: not ari.is_connected, within=5)
        with pytest.raises(errors.NotConnected):
            await ari.server.ping()


async def test_a_silent_connection_is_noticed_within_five_seconds(stack: Stack) -> None:
    async with (
        wire_to(stack.settings.ports.http) as wire,
        Ari(through(wire, stack), "silent") as ari,
    ):
        wire.silence()
        assert await seconds_until(lambda: not ari.is_connected, within=6) < 5
        wire.cut()
        assert await seconds_until(lambda: ari.is_connected, within=6) < 5


async def test_it_comes_back_after_asterisk_was_killed(make_stack: MakeStack) -> None:
    stack = make_stack()
    async with Ari(stack.address, "linka") as ari:
        before = (await ari.server.info()).status.startup_time
        await asyncio.to_thread(stack.asterisk.kill)
        await asyncio.sleep(1.1)  # start-up times are whole seconds
        await asyncio.to_thread(stack.asterisk.start)
        await seconds_until(lambda: ari.is_connected, within=5)
        assert (await ari.server.info()).status.startup_time != before


async def test_who_is_replaced_is_told_and_can_command_no_more(stack: Stack) -> None:
    async with Ari(stack.address, "twice") as first, Ari(stack.address, "twice") as second:
        with pytest.raises(errors.ApplicationReplaced):
            async with asyncio.timeout(3):
                await first.run()
        with pytest.raises(errors.Disconnected):
            await first.server.ping()
        await asyncio.sleep(0.5)
        await second.server.ping()


async def test_what_adoption_raises_ends_the_run(stack: Stack) -> None:
    async def broken() -> None:
        raise LookupError("a call that is in no table")

    ari = Ari(stack.address, "broken")
    ari.on_connected(broken)
    with pytest.raises(LookupError):
        async with ari, asyncio.timeout(3):
            await ari.run()


async def test_a_call_outlives_the_application_and_is_adopted(
    stack: Stack, exchange: Exchange
) -> None:
    async with Ari(stack.address, "linka") as ari:
        phone = await exchange.ring("844121314", caller="777654321")
        async with asyncio.timeout(5):
            channel = (await ari.arrivals.first(events.CallBroadcast)).channel.id
            with ari.listen(channel) as mailbox:
                await ari.calls.claim(channel)
                await mailbox.first(events.StasisStart)
            await ari.channels.answer(channel)
            await phone.answered()
            await ari.channels.set_variable(channel, "TIMEOUT(absolute)", "0")
    found: list[str] = []
    second = Ari(stack.address, "linka")

    async def adopt() -> None:
        found.extend((await second.applications.get("linka")).channel_ids)

    second.on_connected(adopt)
    async with second:
        await seconds_until(lambda: bool(found), within=3)
        assert channel in found
        mailbox = second.listen(channel)
        await phone.key("5")
        async with asyncio.timeout(3):
            assert (await mailbox.first(events.ChannelDtmfReceived)).digit == "5"
        await second.play(channel, ["sound:short"], "after")
        assert await phone.sound()
    await phone.hang_up()
