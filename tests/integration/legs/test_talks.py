"""Callers and operators on real SIP: what rings, who hears whom, and how it ends."""

from __future__ import annotations

import asyncio

from cli.phone.recordings import read_recording
from cli.phone.tones import heard
from tests.support.house import House
from tests.support.sip_phone import SipPhone

CALLERS_TONE, OPERATORS_TONE = 1150, 700


async def test_nought_rings_at_the_operator_and_both_hear_each_other(
    house: House, phone: SipPhone
) -> None:
    call = await house.ring()
    await house.hurry(call, "0")
    rung = await phone.rings()
    [(call_id, offer)] = house.rows.all(
        "SELECT call_id, offers.id FROM offers JOIN contact_requests r ON r.id = request_id"
    )
    assert await rung.header("X-Linka-Call") == call_id
    assert await rung.header("X-Linka-Offer") == str(offer)
    assert await rung.header("X-Linka-Resume") == ""
    assert "777000321" not in rung.channel.caller.number
    await rung.answer()
    await asyncio.sleep(0.3)
    await rung.say(OPERATORS_TONE)
    await call.tone(CALLERS_TONE)
    await asyncio.sleep(1)
    await rung.end()
    assert heard(await rung.heard(), CALLERS_TONE) > 0.8
    await call.hang_up()
    assert heard(read_recording(call.recording), OPERATORS_TONE) > 0.8
