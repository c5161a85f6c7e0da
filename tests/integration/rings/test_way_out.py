"""The trunk: who may use it, what is shown to those who are rung, and what its loss costs."""

from __future__ import annotations

import asyncio
import signal
import socket
from pathlib import Path

import pytest

from cli.asterisk.settings import Trunk
from cli.phone.exchange import Exchange, ExchangePorts
from cli.phone.telephone import Telephone
from ivr.ari import Ari, events
from tests.integration.asterisk.test_hostile_callers import invite
from tests.integration.rings.rung import LANDLINE, RingingHouse
from tests.integration.rings.test_crashes import rang_once
from tests.integration.rings.test_voice_message import MATTER, picked_up
from tests.support.telephony import MakeStack

LEASE_MOST = 45.0


@pytest.fixture
def registered(exchange_place: tuple[Path, ExchangePorts]) -> Trunk:
    """A trunk that asks for an account; its registrar is never there."""
    place = f"127.0.0.1:{exchange_place[1].sip}"
    return Trunk(("127.0.0.1",), "127.0.0.9:5099", "lipov", "secret word", outgoing=place)


async def test_with_an_account_its_name_calls_and_the_towns_number_is_vouched_for(
    make_stack: MakeStack, registered: Trunk, exchange: Exchange
) -> None:
    stack = make_stack(trunk=registered)
    phone = await exchange.telephone(LANDLINE)
    async with Ari(stack.address, "linka") as ari:
        await ari.channels.create(
            f"PJSIP/outgoing/sip:{LANDLINE}@{registered.outgoing}",
            "ring-1",
            variables={"CONNECTEDLINE(num)": "844121314", "CONNECTEDLINE(num-pres)": "allowed"},
        )
        await ari.channels.dial("ring-1", seconds=10)
        call = await phone.rings()
        assert (await exchange.header(call, "From")).startswith("<sip:lipov@127.0.0.9>")
        assert "<sip:844121314@" in await exchange.header(call, "P-Asserted-Identity")
        await call.decline()
    assert "WARNING" not in stack.log.partition("registration")[0]
    assert "ERROR" not in stack.log
    stack.asterisk.stop()


async def test_who_calls_themselves_the_way_out_is_a_caller_like_any_other(
    make_stack: MakeStack,
) -> None:
    stack = make_stack(trunk=Trunk(outgoing="127.0.0.9:5060"))
    port = int(stack.sip.rpartition(":")[2])
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as line:
        line.bind(("127.0.0.1", 0))
        async with Ari(stack.address, "linka") as ari:
            ours = line.getsockname()[1]
            line.sendto(invite(port, "<sip:outgoing@127.0.0.1>", ours), ("127.0.0.1", port))
            async with asyncio.timeout(5):
                channel = (await ari.arrivals.first(events.CallBroadcast)).channel
            assert channel.dialplan.context == "from-trunk"
            assert channel.caller.number == ""
            await ari.channels.hang_up(channel.id)
    stack.asterisk.stop()


async def test_who_is_not_at_the_trunk_cannot_come_in_by_the_way_out(
    make_stack: MakeStack,
) -> None:
    stack = make_stack(trunk=Trunk(("127.0.0.7",), outgoing="127.0.0.9:5060"))
    port = int(stack.sip.rpartition(":")[2])
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as line:
        line.bind(("127.0.0.1", 0))
        line.settimeout(5)
        ours = line.getsockname()[1]
        line.sendto(invite(port, "<sip:outgoing@127.0.0.1>", ours), ("127.0.0.1", port))
        answer = await asyncio.to_thread(line.recv, 2000)
    assert answer.startswith(b"SIP/2.0 401 ")
    stack.asterisk.stop()


async def test_after_a_restart_of_asterisk_the_outcome_is_unknown(
    house: RingingHouse, phone: Telephone
) -> None:
    ring = await house.speak()
    call = await phone.rings()
    house.stack.asterisk.kill()
    await asyncio.to_thread(house.stack.asterisk.start)
    assert await house.outcome(ring, within=30) == "unknown"
    await call.decline()
    await rang_once(phone)


async def test_a_process_that_hangs_leaves_nobody_in_silence_for_ever(
    house: RingingHouse, phone: Telephone
) -> None:
    ring = await house.speak()
    call = await picked_up(phone)
    assert await call.sound()
    house.signal(signal.SIGSTOP)
    await call.ended(within=LEASE_MOST)
    assert call.ended_by == "town"
    house.signal(signal.SIGCONT)
    # Asterisk has said it to its end by itself
    assert house.said(call).count(MATTER) == 1
    assert await house.outcome(ring) == "heard"
    await rang_once(phone)


async def test_without_a_way_out_nothing_is_dialled_and_what_rang_is_let_go(
    house: RingingHouse, phone: Telephone
) -> None:
    ring = await house.speak()
    call = await phone.rings()
    await house.kill()
    house.trunk = ""
    await house.start()
    await call.ended(within=10)
    assert await house.outcome(ring) == "unknown"
    second = await house.speak("message:2")
    await asyncio.sleep(2)
    assert house.rows.one(f"SELECT state FROM rings WHERE id = {second.id}") == "open"  # noqa: S608  a number
    assert len(phone.calls) == 1


async def test_the_connection_to_asterisk_may_break_in_the_middle_of_a_message(
    house: RingingHouse, phone: Telephone
) -> None:
    ring = await house.speak()
    call = await picked_up(phone)
    assert await call.sound()
    await asyncio.sleep(2)
    await asyncio.to_thread(house.stack.asterisk.command, "module reload http")
    await house.answer(call, "1")
    await call.ended(within=15)
    assert await house.outcome(ring) == "confirmed"
    assert house.said(call).count(MATTER) in (1, 2)
    await rang_once(phone)
