"""The process that holds the calls is killed with a caller waiting, one ringing and one talking."""

from __future__ import annotations

import asyncio

from cli.phone.call import PhoneCall
from cli.phone.recordings import read_recording
from cli.phone.tones import gaps, heard
from ivr.routing.api import OperatorState
from tests.support.house import House
from tests.support.sip_phone import Rung, SipPhone

OPERATORS_TONE = 700
NOTICED = 0.1
"""Seconds without a tone that people would notice; a loaded machine is late now and then."""
STATES = "SELECT caller, state, asked_at FROM contact_requests ORDER BY id"
APOLOGY = "Omlouváme se za přerušení."


async def asks(house: House, caller: str = "777000321") -> PhoneCall:
    call = await house.ring(caller)
    await house.hurry(call, "0")
    return call


async def in_talk(
    house: House, phone: SipPhone, caller: str = "777000321"
) -> tuple[PhoneCall, Rung]:
    call = await asks(house, caller)
    rung = await phone.rings()
    await rung.answer()
    await house.until("SELECT count(*) FROM contact_requests WHERE state <> 'answered'")
    await asyncio.sleep(0.5)
    return call, rung


async def hears(call: PhoneCall, rung: Rung) -> None:
    """The caller hears the operator, and hangs up."""
    await rung.say(OPERATORS_TONE)
    await call.hang_up()
    assert heard(read_recording(call.recording), OPERATORS_TONE) > 0.8
    await rung.ended()


async def test_the_waiting_keeps_its_place_the_ringing_is_answered_the_talking_hears_nothing(
    house: House, phone: SipPhone, second: SipPhone
) -> None:
    talking, talks = await in_talk(house, phone, "777000001")
    await house.on_duty("marek")
    ringing, waiting = await asks(house, "777000002"), await asks(house, "777000003")
    rung = await second.rings()
    await house.until("SELECT 3 - count(*) FROM contact_requests")
    before = house.rows.all(STATES)
    assert [row[1] for row in before] == ["answered", "offered", "waiting"]
    saying = asyncio.create_task(talks.say(OPERATORS_TONE, 12))
    await asyncio.sleep(1)

    await house.kill()
    await asyncio.sleep(1)
    await rung.answer()  # nobody is there to hear of it
    await asyncio.sleep(1)
    await house.start()

    await house.until("SELECT count(*) FROM contact_requests WHERE state = 'offered'")
    after = house.rows.all(STATES)
    assert [row[1] for row in after] == ["answered", "answered", "waiting"]
    assert [row[2] for row in after] == [row[2] for row in before]
    await asyncio.sleep(1)
    assert not talks.over.is_set()
    assert phone.incoming.empty()
    await hears(ringing, rung)
    await house.until("SELECT count(*) FROM operator_states WHERE state = 'ringing'")
    with house.desk() as desk:
        await desk.set_state("marek", OperatorState.AVAILABLE)  # before the wrap-up is over
    last = await second.rings()
    await last.answer()
    await asyncio.sleep(0.5)
    await hears(waiting, last)
    assert APOLOGY not in house.said(waiting)

    await saying
    await talking.hang_up()
    tone = read_recording(talking.recording)
    assert heard(tone, OPERATORS_TONE) > 11.0
    assert [gap for gap in gaps(tone, OPERATORS_TONE) if gap[1] - gap[0] > NOTICED] == []
    await talks.ended()
    await house.until("SELECT count(*) FROM contact_requests WHERE state <> 'done'")


async def test_a_talk_that_ended_meanwhile_leaves_nobody_behind(
    house: House, phone: SipPhone
) -> None:
    call, rung = await in_talk(house, phone)
    await house.kill()
    await call.hang_up()
    assert not rung.over.is_set()
    await house.start()
    await rung.ended()
    await house.until("SELECT count(*) FROM contact_requests WHERE state <> 'done'")
    assert house.rows.one("SELECT state FROM operator_states") == "wrap_up"


async def test_an_operator_who_hung_up_meanwhile_ends_the_call(
    house: House, phone: SipPhone
) -> None:
    call, rung = await in_talk(house, phone)
    await house.kill()
    with house.desk() as desk:
        await desk.hang_up(str(house.rows.one("SELECT call_id FROM contact_requests")), "novakova")
    await house.start()
    await call.ended()
    await rung.ended()
    assert APOLOGY not in house.said(call)
