"""Who was rung by the machine and wants a person talks with one, whatever happens to us."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from cli.phone.exchange import ExchangePorts
from cli.phone.recordings import read_recording
from cli.phone.telephone import Telephone
from cli.phone.tones import heard
from tests.integration.rings.rung import LANDLINE, RingingHouse
from tests.integration.rings.test_crashes import OPEN_CALLS, rang_once, restart
from tests.integration.rings.test_voice_message import picked_up
from tests.support.sip_phone import SipPhone, sip_phone

OPERATORS_TONE = 700


@pytest.fixture
async def desk(
    house: RingingHouse, exchange_place: tuple[Path, ExchangePorts]
) -> AsyncIterator[SipPhone]:
    """The telephone of an operator on duty."""
    async with sip_phone(*exchange_place) as made:
        await made.plug_in(house, "novakova")
        await house.on_duty("novakova")
        yield made


@pytest.mark.parametrize("killed", [False, True])
async def test_zero_leads_to_an_operator_and_the_talk_outlives_the_process(
    house: RingingHouse, phone: Telephone, desk: SipPhone, killed: bool
) -> None:
    ring = await house.speak()
    call = await picked_up(phone)
    await house.answer(call, "0")
    rung = await desk.rings(within=15)
    assert house.rows.all("SELECT caller, path FROM contact_requests") == [
        (LANDLINE, "voice_message > person")
    ]
    await rung.answer()
    await house.until("SELECT count(*) FROM contact_requests WHERE state <> 'answered'")
    if killed:
        await restart(house)
        await asyncio.sleep(2)
    assert not call.over
    await rung.say(OPERATORS_TONE, 2)
    await call.hang_up()
    assert heard(read_recording(call.recording), OPERATORS_TONE) > 0.8
    await rung.ended()
    assert await house.outcome(ring) == "heard"
    await house.until(OPEN_CALLS)
    await rang_once(phone)
