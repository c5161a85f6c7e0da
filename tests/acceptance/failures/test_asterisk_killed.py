"""Asterisk itself is killed: its calls are lost, and nothing else is."""

import asyncio

from tests.support.interrupted import LAST, TO_PASSPORTS, Caller, Situation, text
from tests.support.linka import Linka, Telephones
from tests.support.processes import Processes
from tests.support.reckoning import HELD, OPEN_CALLS

BACK_WITHIN = 15.0


async def test_asterisk_comes_back_takes_calls_and_the_lost_ones_hold_nothing(
    linka: Linka, phones: Telephones, processes: Processes
) -> None:
    lost = [
        Caller(phones, Situation("slot", (TO_PASSPORTS,)), "777700001"),
        Caller(phones, Situation("topics", (("3", "topics"),)), "777700002"),
    ]
    await asyncio.gather(*(caller.reach() for caller in lost))
    assert linka.rows(HELD)
    asterisk = processes.asterisk
    killed = asyncio.get_running_loop().time()
    await asyncio.to_thread(asterisk.kill)
    async with asyncio.timeout(BACK_WITHIN):
        while linka.rows(OPEN_CALLS) or linka.rows(HELD):  # noqa: ASYNC110  other processes write
            await asyncio.sleep(0.1)
    print(f"back after {asyncio.get_running_loop().time() - killed:.1f} s")
    new = Caller(phones, Situation("new", (TO_PASSPORTS,), after=(LAST,)), "777700003")
    await new.reach()
    await new.go_on()
    await asyncio.gather(*(caller.call.hang_up() for caller in lost))

    assert "Dobrý den" in text(await new.heard())
    assert len(linka.rows("SELECT 1 FROM visits WHERE phone = '+420777700003'")) == 1
    outcomes = {
        row["outcome"]
        for row in linka.rows(
            "SELECT outcome FROM calls WHERE caller IN ('777700001', '777700002')"
        )
    }
    assert outcomes == {"lost"}
