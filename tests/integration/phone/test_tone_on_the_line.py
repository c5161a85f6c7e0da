"""A caller's tone over real SIP."""

import asyncio

from cli.phone.exchange import Exchange
from cli.phone.recordings import read_recording
from cli.phone.tones import gaps, heard, spans
from ivr.ari import Ari
from tests.support.desk import Desk
from tests.support.telephony import Stack

TONE = 1150


async def test_the_town_hears_a_callers_tone_while_it_is_said_and_keys_afterwards(
    stack: Stack, exchange: Exchange
) -> None:
    async with Ari(stack.address, "linka") as ari:
        served = await Desk(ari, exchange).serve()
        await ari.channels.record(served.channel, served.channel, file_format="sln")
        await asyncio.sleep(0.5)
        await served.phone.tone(TONE)
        await asyncio.sleep(1.0)
        await served.phone.quiet()
        await asyncio.sleep(0.5)
        await served.phone.key("5")
        await asyncio.sleep(0.5)
        await served.phone.hang_up()
        await asyncio.sleep(0.5)
    recording = stack.folders.asterisk / "spool" / "recording" / f"{served.channel}.sln"
    samples = read_recording(recording)
    [(begin, end)] = spans(samples, TONE)
    assert 0.8 < end - begin < 1.2
    assert gaps(samples, TONE) == []
    assert heard(samples, 700) == 0.0
