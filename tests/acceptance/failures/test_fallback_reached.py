"""While the process that holds the calls is away, Asterisk leads everybody to the fall-back."""

import asyncio

from ivr.call.ari_line import LEASE_SLACK
from ivr.call.conversation import LEASE_MARGIN
from ivr.call.digits import Patience
from tests.support.interrupted import (
    LAST,
    TO_PASSPORTS,
    WORDS,
    Caller,
    Situation,
    apologies,
    fallback,
    situations,
    text,
)
from tests.support.linka import Account, Linka, Telephones
from tests.support.processes import SUPERVISOR, Processes
from tests.support.reckoning import HELD, OPEN_CALLS, faults_of_messages, messages_are_out

CLAIMED_WITHIN = 1.5
"""Seconds that the dialplan offers a call to the application."""
SOON = 1.0
"""Seconds from there to the first word of the fall-back."""
WELCOME = 6.0
"""Seconds until the fall-back has welcomed the caller and made its offer."""
LISTENED = 5.0
"""Seconds that a caller listens to the fall-back."""

NUMBERS = "7775000"


LEASE = Patience().first + LEASE_MARGIN + LEASE_SLACK
"""Seconds after its prompt for which Asterisk leaves a question to an application that is away:
see `Conversation.put` and `AriLine.renew`. An entry that was begun has `Patience.total` more."""
ENTRY = Patience().total


async def _new_call(phones: Telephones, number: str) -> Caller:
    caller = Caller(phones, Situation("new"), number)
    await caller.reach()
    await asyncio.sleep(WORDS)
    return caller


async def test_old_calls_reach_it_when_their_lease_ends_and_new_ones_at_once(
    linka: Linka, phones: Telephones, processes: Processes, accounts: list[Account]
) -> None:
    """Supervisor and ivr are killed together: nobody restarts anything until the next `up`."""
    callers = [
        Caller(phones, situation, f"{NUMBERS}{number:02}")
        for number, situation in enumerate(situations(accounts[0], accounts[1], f"{NUMBERS}99"))
    ]
    await asyncio.gather(*(caller.reach() for caller in callers))
    killed = processes.kill(SUPERVISOR, "ivr")
    rang = asyncio.get_running_loop().time()
    new = await _new_call(phones, "777500090")
    await asyncio.gather(*(_led_away(processes, caller) for caller in [*callers, new]))
    await asyncio.to_thread(linka.up)
    again = await _new_call(phones, "777500091")
    await again.call.hang_up()

    for caller in callers:
        heard = await caller.heard()
        began, before = fallback(heard)
        asked = max(killed, before[-1].end)
        print(f"{caller.situation.name}: {began - asked:.1f} s")
        lease = LEASE + (ENTRY if caller.situation.digits else 0.0)
        assert 1.0 < began - asked < lease, text(heard)
        assert caller.call.ended_by == "caller", text(heard)
    began, before = fallback(await new.heard())
    assert not before
    assert began - rang < CLAIMED_WITHIN + SOON
    assert "Pro objednání na úřad" in text(await again.heard())
    assert not linka.rows(HELD)
    await _all_closed(linka)
    await messages_are_out(linka)
    assert not faults_of_messages(linka)


async def test_a_stopped_ivr_that_goes_on_leaves_the_calls_in_the_fall_back_alone(
    linka: Linka, phones: Telephones, processes: Processes
) -> None:
    """The supervisor is stopped too, or it would end a process that hangs for so long."""
    old = [
        Caller(phones, Situation("slot", (TO_PASSPORTS,)), "777510001"),
        Caller(phones, Situation("document", (("1", "menu.main"),)), "777510002"),
    ]
    await asyncio.gather(*(caller.reach() for caller in old))
    ivr = processes.pid("ivr")
    with processes.stopped(SUPERVISOR):
        with processes.stopped("ivr") as stopped:
            early = await _new_call(phones, "777510003")
            await _asks_to_be_called(processes, early)
            await asyncio.gather(*(_left(processes, caller) for caller in old))
            late = await _new_call(phones, "777510004")
            await _left(processes, late)
        await asyncio.gather(*(_asks_to_be_called(processes, one) for one in [*old, late]))
    callers = [early, *old, late]
    await asyncio.gather(*(caller.call.ended(30.0) for caller in callers))
    again = await _new_call(phones, "777510005")
    await again.call.hang_up()

    assert processes.pid("ivr") == ivr
    for caller in callers:
        heard = await caller.heard(stopped)
        assert not apologies(heard), text(heard)
        assert caller.call.ended_by == "town"
        assert text(heard).endswith("Na shledanou."), text(heard)
        await linka.until("SELECT 1 FROM rings WHERE phone = ?", f"+420{caller.number}")
    assert len(linka.rows("SELECT phone FROM rings WHERE phone LIKE '+42077751000%'")) == 4
    assert "Pro objednání na úřad" in text(await again.heard())
    await _all_closed(linka)
    assert not linka.rows(HELD)


async def _asks_to_be_called(processes: Processes, caller: Caller) -> None:
    await _left(processes, caller)
    await asyncio.sleep(WELCOME)
    await caller.take(LAST)


async def _left(processes: Processes, caller: Caller) -> None:
    number = None if caller.situation.hidden else caller.number
    await processes.left_to_the_dialplan(caller.call, number)


async def _led_away(processes: Processes, caller: Caller) -> None:
    await _left(processes, caller)
    await asyncio.sleep(LISTENED)
    await caller.call.hang_up()


async def _all_closed(linka: Linka) -> None:
    async with asyncio.timeout(30.0):
        while linka.rows(OPEN_CALLS):  # noqa: ASYNC110  another process writes
            await asyncio.sleep(0.1)
