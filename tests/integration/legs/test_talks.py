"""Callers and operators on real SIP: what rings, who hears whom, and how it ends."""

from __future__ import annotations

import asyncio

from cli.phone.call import PhoneCall
from cli.phone.recordings import read_recording
from cli.phone.tones import heard
from ivr.routing.api import OperatorState
from tests.support.house import House
from tests.support.sip_phone import BUSY, NO_ANSWER, Rung, SipPhone

CALLERS_TONE, OPERATORS_TONE = 1150, 700
SOON = 0.3


async def wait(house: House) -> PhoneCall:
    """A caller who has asked for an operator."""
    call = await house.ring()
    await house.hurry(call, "0")
    return call


async def talk(house: House, phone: SipPhone) -> tuple[PhoneCall, Rung]:
    """A caller and an operator who are connected."""
    call = await wait(house)
    rung = await phone.rings()
    await rung.answer()
    await house.until("SELECT count(*) FROM contact_requests WHERE state <> 'answered'")
    await asyncio.sleep(SOON)
    return call, rung


async def both_hear(call: PhoneCall, rung: Rung) -> None:
    """Each says a tone, and the other hears it; the call is over by that."""
    await rung.say(OPERATORS_TONE)
    await call.tone(CALLERS_TONE)
    await asyncio.sleep(1)
    assert heard(await rung.heard(), CALLERS_TONE) > 0.8
    await call.hang_up()
    assert heard(read_recording(call.recording), OPERATORS_TONE) > 0.8


async def test_nought_rings_at_the_operator_and_both_hear_each_other(
    house: House, phone: SipPhone
) -> None:
    call = await wait(house)
    rung = await phone.rings()
    [(call_id, offer)] = house.rows.all(
        "SELECT call_id, offers.id FROM offers JOIN contact_requests r ON r.id = request_id"
    )
    assert await rung.header("X-Linka-Call") == call_id
    assert await rung.header("X-Linka-Offer") == str(offer)
    assert await rung.header("X-Linka-Resume") == ""
    assert "777000321" not in rung.channel.caller.number
    await rung.answer()
    await asyncio.sleep(SOON)
    await both_hear(call, rung)


async def test_a_caller_who_hangs_up_ends_the_talk(house: House, phone: SipPhone) -> None:
    call, rung = await talk(house, phone)
    await call.hang_up()
    await rung.ended(within=5)
    await house.until("SELECT count(*) FROM contact_requests WHERE state <> 'done'")
    assert house.rows.one("SELECT state FROM operator_states") == "wrap_up"


async def test_an_operator_who_hangs_up_on_the_page_ends_the_call(
    house: House, phone: SipPhone
) -> None:
    call, rung = await talk(house, phone)
    with house.desk() as desk:
        served = await desk.request_of("novakova")
        assert served is not None
        await desk.hang_up(served.call_id, "novakova")
    await rung.ended(within=5)
    await call.ended(within=5)
    assert call.ended_by == "town"
    await house.until("SELECT count(*) FROM calls WHERE ended_at IS NULL")
    assert house.rows.one("SELECT outcome FROM calls") == "completed"
    assert "bridge" not in house.stack.asterisk.command("bridge show all").lower().split("type")[-1]


async def test_a_caller_who_waits_no_longer_ends_the_ring(house: House, phone: SipPhone) -> None:
    call = await wait(house)
    rung = await phone.rings()
    await call.hang_up()
    await rung.ended(within=5)
    assert house.rows.one("SELECT state FROM contact_requests") == "abandoned"
    assert house.rows.one("SELECT state FROM operator_states") == "available"


async def test_a_ring_that_nobody_takes_goes_on_to_the_next(
    house: House, phone: SipPhone, second: SipPhone
) -> None:
    await house.on_duty("marek")
    house.rules = house.rules.model_copy(update={"ring_seconds": 5})
    await house.kill()
    await house.start()
    await wait(house)
    first = await phone.rings()
    rung = await second.rings(within=8)
    await first.ended(within=5)
    await rung.answer()
    await house.until("SELECT count(*) FROM contact_requests WHERE state <> 'answered'")
    assert house.rows.all("SELECT operator, outcome FROM offers ORDER BY id") == [
        ("novakova", "missed"),
        ("marek", "answered"),
    ]


async def test_a_telephone_that_is_busy_has_refused_and_one_that_is_away_has_missed(
    house: House, phone: SipPhone, second: SipPhone
) -> None:
    await house.on_duty("marek")
    await wait(house)
    await (await phone.rings()).end(BUSY)
    await (await second.rings()).end(NO_ANSWER)
    await house.until("SELECT 2 - count(outcome) FROM offers")
    outcomes = "SELECT operator, outcome FROM offers WHERE outcome IS NOT NULL ORDER BY id LIMIT 2"
    assert house.rows.all(outcomes) == [("novakova", "refused"), ("marek", "missed")]


async def test_an_operator_who_sends_the_caller_on_hears_it_ring_no_more(
    house: House, phone: SipPhone, second: SipPhone
) -> None:
    await house.on_duty("marek")
    await wait(house)
    first = await phone.rings()
    with house.desk() as desk:
        ringing = await desk.offer_of("novakova")
        assert ringing is not None
        await desk.refuse(ringing.offer.id)
    await first.ended(within=5)
    await (await second.rings()).answer()


async def test_a_page_that_is_loaded_again_gets_the_talk_back(
    house: House, phone: SipPhone
) -> None:
    call, rung = await talk(house, phone)
    await phone.begin(house)
    again = await phone.rings()
    assert await again.header("X-Linka-Resume") == "1"
    await rung.ended(within=5)
    await again.answer()
    await asyncio.sleep(SOON)
    await both_hear(call, again)
    await house.until("SELECT count(*) FROM contact_requests WHERE state <> 'done'")
    assert house.rows.one("SELECT count(*) FROM offers") == 1


async def test_a_caller_hears_music_until_the_operator_is_back(
    house: House, phone: SipPhone
) -> None:
    call, rung = await talk(house, phone)
    await rung.end()
    await asyncio.sleep(SOON)
    assert await call.sound(within=2)
    await asyncio.sleep(2)
    assert await call.sound(within=2)
    assert phone.incoming.empty()  # that page has ended it
    await phone.begin(house)
    await (await phone.rings()).answer()
    assert await call.silence(1.0, within=5)
    assert house.rows.one("SELECT state FROM contact_requests") == "answered"


async def test_a_caller_whose_operator_does_not_come_back_goes_to_another(
    house: House, phone: SipPhone, second: SipPhone
) -> None:
    await house.on_duty("marek")
    house.rules = house.rules.model_copy(update={"reconnect_seconds": 5})
    await house.kill()
    await house.start()
    call, rung = await talk(house, phone)
    with house.desk() as desk:
        await desk.set_state("novakova", OperatorState.OFFLINE)
    await rung.end()
    other = await second.rings(within=8)
    await asyncio.sleep(4)
    await other.answer()
    await asyncio.sleep(SOON)
    await both_hear(call, other)
    assert "Spojení s operátorem se přerušilo." in house.said(call)


async def test_who_waits_hears_music_and_leaves_for_a_call_back(
    house: House, phone: SipPhone
) -> None:
    call = await wait(house)
    await phone.rings()
    await asyncio.sleep(9)
    assert await call.sound(within=2)  # music, which has its soft moments
    await call.key("1")
    await house.answer(call, "1")
    await call.ended(within=20)
    assert house.rows.all("SELECT phone, dialog FROM rings") == [("+420777000321", "callback")]
    assert house.rows.one("SELECT state FROM contact_requests") == "callback"


async def test_a_page_that_is_loaded_again_while_it_rings_is_rung_again(
    house: House, phone: SipPhone
) -> None:
    call = await wait(house)
    first = await phone.rings()
    await phone.begin(house)
    again = await phone.rings()
    assert await again.header("X-Linka-Resume") == ""
    await first.ended(within=5)
    await again.answer()
    await house.until("SELECT count(*) FROM contact_requests WHERE state <> 'answered'")
    assert house.rows.one("SELECT count(*) FROM offers") == 1
    await call.hang_up()


async def test_a_waiting_caller_whom_the_fall_back_takes_waits_no_longer(
    house: House, phone: SipPhone
) -> None:
    call = await wait(house)
    rung = await phone.rings()
    [channel] = [
        line.split("!")[0]
        for line in house.stack.asterisk.command("core show channels concise").splitlines()
        if line.startswith("PJSIP/trunk-")
    ]
    # as if nobody had renewed the lease
    house.stack.asterisk.command(f"dialplan set chanvar {channel} TIMEOUT(absolute) 1")
    await rung.ended(within=4)
    await house.until("SELECT count(*) FROM contact_requests WHERE state <> 'abandoned'")
    assert house.rows.one("SELECT state FROM operator_states") == "available"
    await house.until("SELECT count(*) FROM calls WHERE ended_at IS NULL")
    await call.hang_up()


async def test_who_comes_back_to_the_menu_waits_anew(house: House, phone: SipPhone) -> None:
    call = await wait(house)
    rung = await phone.rings()
    await call.key("*")
    await rung.ended(within=5)
    await house.hurry(call, "0")
    await (await phone.rings()).answer()
    assert house.rows.all("SELECT state FROM contact_requests ORDER BY id LIMIT 1") == [
        ("abandoned",)
    ]
    await call.hang_up()
