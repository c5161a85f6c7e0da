"""A process that holds no call is killed or stopped: callers do not notice, nothing is lost."""

import asyncio

from tests.support.interrupted import (
    LAST,
    TO_PASSPORTS,
    WORDS,
    Caller,
    Situation,
    apologies,
    situations,
    text,
)
from tests.support.linka import Account, Linka, Telephones
from tests.support.processes import HANGS, OTHERS, SUPERVISOR, Processes
from tests.support.reckoning import faults_of_messages, messages_are_out

NUMBERS = "7774000"


async def test_callers_notice_nothing_when_any_other_process_is_killed(
    linka: Linka, phones: Telephones, processes: Processes, accounts: list[Account]
) -> None:
    callers = [
        Caller(phones, situation, f"{NUMBERS}{number:02}")
        for number, situation in enumerate(situations(accounts[0], accounts[1], f"{NUMBERS}99"))
    ]
    standing = Caller(phones, Situation("wanders"), f"{NUMBERS}90")
    await asyncio.gather(*(caller.reach() for caller in [*callers, standing]))
    ivr, dead = processes.pid("ivr"), asyncio.Event()
    wandering = asyncio.create_task(_wander(standing, dead))
    going_on = asyncio.gather(*(caller.go_on() for caller in callers))
    for name in OTHERS:
        await processes.killed_and_back(name)
    supervisor = processes.kill(SUPERVISOR)
    dead.set()
    await asyncio.gather(going_on, wandering)
    assert processes.pid("ivr") == ivr
    await asyncio.to_thread(linka.up)
    assert processes.pid("ivr") == ivr  # adopted
    await messages_are_out(linka)

    for caller in [*callers, standing]:
        heard = await caller.heard()
        assert not apologies(heard), text(heard)
        alone = caller is standing or caller.situation.alone
        assert caller.call.ended_by == ("caller" if alone else "town"), text(heard)
    assert supervisor < (standing.call.ended_at or 0.0)
    booked = linka.rows("SELECT phone FROM visits WHERE phone LIKE '+4207774000%'")
    assert len(booked) == len({visit["phone"] for visit in booked}) == 5
    assert not faults_of_messages(linka)


async def _wander(caller: Caller, dead: asyncio.Event) -> None:
    """Into a menu and back, through all that is killed and once more after the last of it."""
    last = False
    while not (last and dead.is_set()):
        last = dead.is_set()
        await caller.take(("1*", ""))
        await asyncio.sleep(WORDS)
    await caller.call.hang_up()


async def test_messages_that_met_a_stopped_inbox_or_notifier_arrive_once(
    linka: Linka, phones: Telephones, processes: Processes
) -> None:
    for name, number in (("inbox", "777410001"), ("notifier", "777410002")):
        caller = Caller(phones, Situation("slot", (TO_PASSPORTS,), after=(LAST,)), number)
        await caller.reach()
        with processes.stopped(name):
            await caller.take(LAST)
            await linka.until("SELECT 1 FROM visits WHERE phone = ?", f"+420{number}")
            await asyncio.sleep(HANGS / 2)
        await caller.call.hang_up()
    await messages_are_out(linka)
    assert len(linka.rows("SELECT * FROM visits WHERE phone LIKE '+42077741000%'")) == 2
    assert not faults_of_messages(linka)
