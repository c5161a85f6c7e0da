"""A caller may hang up at any moment and leaves nothing behind."""

import asyncio

from cli.phone.call import PhoneCall
from tests.support.linka import Linka, Telephones

QUESTIONS = {
    "main menu": "",
    "which document": "1",
    "which request": "11",
    "slot offered": "111",
    "another hour": "1112",
    "another day": "1113",
    "another office": "1114",
    "login": "22",
    "topics": "3",
    "person": "0",
}

NUMBER = "777123460"
OPEN = "SELECT id FROM calls WHERE caller = ? AND ended_at IS NULL"
HELD = "SELECT holds.id FROM holds JOIN calls ON calls.id = owner WHERE caller = ?"
"""What others keep, such as the visits of a counter that closes, is no concern of these calls."""
LOST = (
    "SELECT 1 FROM taken_slots WHERE hold_id IS NOT NULL AND hold_id NOT IN (SELECT id FROM holds)"
)


async def _hung_up_at(phones: Telephones, keys: str) -> PhoneCall:
    call = await phones.exchange.ring(phones.linka.ready["number"], caller=NUMBER)
    await call.answered()
    for key in keys:
        await call.sound()
        await asyncio.sleep(0.4)
        await call.key(key)
    await asyncio.sleep(1.5)
    await call.hang_up()
    return call


async def test_a_call_hung_up_at_any_question_leaves_no_hold_and_no_open_call(
    linka: Linka, phones: Telephones
) -> None:
    calls = await asyncio.gather(*(_hung_up_at(phones, keys) for keys in QUESTIONS.values()))
    assert [call.ended_by for call in calls] == ["caller"] * len(QUESTIONS)
    async with asyncio.timeout(30):
        while linka.rows(HELD, NUMBER) or linka.rows(OPEN, NUMBER):  # noqa: ASYNC110  other processes write
            await asyncio.sleep(0.1)
    assert len(linka.rows("SELECT id FROM calls WHERE caller = ?", NUMBER)) == len(QUESTIONS)
    assert not linka.rows(LOST)
    assert not linka.rows("SELECT 1 FROM visits WHERE phone = ?", f"+420{NUMBER}")
