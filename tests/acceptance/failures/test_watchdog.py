"""The process that holds the calls hangs: the supervisor ends it, and its callers go on."""

import asyncio

from tests.support.interrupted import LAST, TO_PASSPORTS, Caller, Situation, apologies, text
from tests.support.linka import Linka, Telephones
from tests.support.processes import HANGS, Processes

BACK_WITHIN = 5.0


async def test_a_hung_ivr_is_restarted_and_leads_old_and_new_calls(
    linka: Linka, phones: Telephones, processes: Processes
) -> None:
    old = Caller(
        phones,
        Situation(
            "which document",
            (("1", "menu.main"),),
            "Pro nový pas",
            (("11", "menu.documents"), LAST),
        ),
        "777600001",
    )
    await old.reach()
    ivr = processes.pid("ivr")
    with processes.stopped("ivr") as stopped:
        await processes.ready("ivr", but=ivr)
    new = Caller(phones, Situation("new", (TO_PASSPORTS,), after=(LAST,)), "777600002")
    await asyncio.gather(old.asked_anew(stopped), new.reach())
    await asyncio.gather(old.go_on(), new.go_on())

    heard = await old.heard(stopped)
    apology = apologies(heard)
    assert len(apology) == 1, text(heard)
    assert apology[0].start - stopped < HANGS + BACK_WITHIN
    assert not apologies(await new.heard())
    booked = linka.rows("SELECT phone FROM visits WHERE phone LIKE '+42077760000%'")
    assert sorted(one["phone"][-1] for one in booked) == ["1", "2"]
