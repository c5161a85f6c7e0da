"""The process that holds the calls is killed: its callers go on where they were."""

import asyncio

from tests.support.interrupted import Caller, Situation, apologies, asks, situations, text
from tests.support.linka import Account, Linka, Telephones
from tests.support.processes import Processes
from tests.support.reckoning import (
    HELD,
    OPEN_CALLS,
    code_heard,
    faults_of_messages,
    messages_are_out,
)

WITHIN = 5.0
"""Seconds from the kill to the apology: the promise."""

NUMBERS = "7773000"


async def test_ten_callers_go_on_at_their_open_questions_and_are_served_once(
    linka: Linka, phones: Telephones, processes: Processes, accounts: list[Account]
) -> None:
    callers = [
        Caller(phones, situation, f"{NUMBERS}{number:02}")
        for number, situation in enumerate(situations(accounts[0], accounts[1], f"{NUMBERS}99"))
    ]
    english = Caller(phones, Situation("English", (("8", "language"),)), "777300010")
    gone = Caller(phones, Situation("gone", (("113", "menu.documents"),)), "777300011")
    everybody = [*callers, english, gone]
    await asyncio.gather(*(caller.reach() for caller in everybody))

    old = processes.pid("ivr")
    killed = processes.kill("ivr")
    await gone.call.hang_up()
    await processes.ready("ivr", but=old)
    going_on = []
    for caller in callers:  # one after the other: to listen takes the processor
        await caller.asked_anew(killed)
        going_on.append(asyncio.create_task(caller.go_on()))
    await asyncio.gather(*going_on)
    await english.call.hang_up()
    async with asyncio.timeout(30.0):
        while linka.rows(OPEN_CALLS) or linka.rows(HELD):  # noqa: ASYNC110  other processes write
            await asyncio.sleep(0.1)
    await messages_are_out(linka)

    for caller in callers:
        heard = await caller.heard()
        before = [one for one in heard if one.start < killed]
        after = [one for one in heard if one.start >= killed]
        about = f"{caller.situation.name}: {text(before)} / {text(after)}"
        assert asks(caller.situation, before), about
        apology = apologies(after)
        assert len(apology) == 1, about
        assert apology[0].start - killed < WITHIN, about
        assert asks(caller.situation, after), about
        assert caller.call.ended_by == ("caller" if caller.situation.alone else "town"), about
        assert "přihlašovací číslo" not in text(after), about
        _served(linka, caller, code_heard(after), text(after))
    assert "To book a visit" in text(await english.heard(killed))
    assert not faults_of_messages(linka)


def _served(linka: Linka, caller: Caller, code: str | None, said: str) -> None:
    situation, phone = caller.situation, f"+420{caller.number}"
    visits = linka.rows("SELECT code FROM visits WHERE phone = ?", phone)
    match situation.name:
        case "main menu" | "which document" | "slot offered" | "another hour":
            assert [visit["code"] for visit in visits] == [code], said
        case "number for the SMS":
            keyed = linka.rows(
                "SELECT * FROM visits WHERE phone = ?", f"+420{situation.after[0][0]}"
            )
            assert len(keyed) == 1, said
        case "PIN" | "verified":
            assert "Stav posíláme v SMS" in said
        case "call back":
            assert len(linka.rows("SELECT * FROM rings WHERE phone = ?", phone)) == 1, said
        case _:
            assert not visits
