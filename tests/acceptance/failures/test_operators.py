"""Any process is killed while somebody waits, somebody is being rung and somebody talks."""

import asyncio

import pytest

from cli.phone.browser import VOICE, Operator
from cli.phone.tones import gaps, heard, spans
from tests.support.browser_operator import CITIZEN, Caller, Floor, sound_goes_both_ways
from tests.support.linka import Linka, Telephones
from tests.support.processes import SUPERVISOR, Processes
from tests.support.reckoning import OPEN_CALLS

NOVAKOVA, POLAKOVA = "novakova", "polakova"
NOTICED = 0.25
"""Seconds without the other's voice that people in a talk would notice."""
UNFINISHED = (
    "SELECT id, state FROM contact_requests WHERE state IN ('waiting', 'offered', 'answered')"
)
RINGING = "SELECT id FROM offers WHERE outcome IS NULL"


def now() -> float:
    return asyncio.get_running_loop().time()


class House:
    """Two operators and three citizens: one talks, one is being rung, one waits."""

    def __init__(self, phones: Telephones, floor: Floor, first: int) -> None:
        self.floor = floor
        numbers = (f"7774300{first + number:02}" for number in range(3))
        self.talking, self.rung, self.waiting = (Caller(phones, one) for one in numbers)

    async def fill(self) -> None:
        self.one = await self.floor.seat(NOVAKOVA)
        await self.talking.ask()
        await self.one.phone_is("ringing")
        await self.one.answer()
        self.other = await self.floor.seat(POLAKOVA)
        await self.rung.ask()
        await self.other.phone_is("ringing")
        await self.waiting.ask()
        self.place = await self.waiting.request("waiting")
        await self.talking.call.tone(CITIZEN)
        await sound_from(self.one)
        await asyncio.sleep(1.0)

    async def end(self) -> None:
        """Everybody is served; the one who waits last."""
        await self.talking.call.quiet()
        await self.one.hang_up()
        await self.talking.call.ended(within=10)
        await self.floor.is_(NOVAKOVA, "wrap_up")
        await self.one.page.click("button[name=result][value=informed]")
        await self.one.phone_is("ringing", within=20)
        await self.one.answer()
        await sound_goes_both_ways(self.waiting, self.one)
        for caller, operator in ((self.waiting, self.one), (self.rung, self.other)):
            await operator.hang_up()
            await caller.call.ended(within=10)
            assert caller.call.ended_by == "town"


async def sound_from(operator: Operator, within: float = 10.0) -> None:
    """Wait until the operator hears the citizen."""
    since = now()
    async with asyncio.timeout(within):
        while heard(operator.ears.since(since), CITIZEN) < 0.5:  # noqa: ASYNC110  a browser's ears
            await asyncio.sleep(0.1)


KILLED = [
    ("ivr", "while it is away"),
    ("ivr", "afterwards"),
    ("console", "while it is away"),
    ("notifier", "while it is away"),
    (SUPERVISOR, "while it is away"),
]


@pytest.mark.parametrize(("name", "answered"), KILLED)
async def test_the_waiting_keeps_the_place_the_ringing_is_answered_the_talking_hears_nothing(
    linka: Linka,
    phones: Telephones,
    floor: Floor,
    processes: Processes,
    name: str,
    answered: str,
) -> None:
    house = House(phones, floor, 10 * KILLED.index((name, answered)))
    await house.fill()
    began = now()
    old = processes.pid(name)
    killed = processes.kill(name)
    if answered == "while it is away":
        await house.other.answer()
    if name == SUPERVISOR:
        await asyncio.to_thread(linka.up)
    await processes.ready(name, but=old)
    if answered == "afterwards":
        await house.other.answer()
    await sound_goes_both_ways(house.rung, house.other, within=20)
    print(f"{name}: answered and talking {now() - killed:.1f} s after the kill")
    await asyncio.sleep(3.0)
    until = now()

    place = await house.waiting.request("waiting")
    assert (place["id"], place["asked_at"]) == (house.place["id"], house.place["asked_at"])
    assert [outcome for _, outcome in house.rung.offers()] == ["answered"]
    assert [outcome for _, outcome in house.talking.offers()] == ["answered"]
    told = await house.talking.says(began)
    ears = house.one.ears.since(began)
    await house.end()

    said = house.talking.heard(began, until)
    assert told == ""
    assert heard(said, VOICE) > (until - began) * 0.9
    for what, hertz in ((said, VOICE), (ears, CITIZEN)):
        longest = max((end - begin for begin, end in gaps(what, hertz)), default=0.0)
        print(f"{name}: longest gap at {hertz} Hz {longest * 1000:.0f} ms")
        assert longest < NOTICED, spans(what, hertz)
    await everything_is_over(linka, processes)


async def test_asterisk_killed_loses_the_calls_and_the_next_one_rings_again(
    linka: Linka, phones: Telephones, floor: Floor, processes: Processes
) -> None:
    operator = await floor.seat(NOVAKOVA)
    lost = Caller(phones, "777430051")
    await lost.ask()
    await operator.phone_is("ringing")
    await operator.answer()
    await sound_goes_both_ways(lost, operator)
    killed = now()
    await asyncio.to_thread(processes.asterisk.kill)
    await floor.is_(NOVAKOVA, "wrap_up", within=20)
    await operator.phone_is("ready", within=30)
    print(f"ready {now() - killed:.1f} s after Asterisk was killed")
    await operator.choose("available")
    await lost.call.hang_up()
    caller = Caller(phones, "777430052")
    await caller.ask()
    await operator.phone_is("ringing", within=20)
    await operator.answer()
    await sound_goes_both_ways(caller, operator)
    await operator.hang_up()
    await caller.call.ended(within=10)
    await everything_is_over(linka, processes)


async def everything_is_over(linka: Linka, processes: Processes) -> None:
    """No row waits for anything, and Asterisk holds nothing."""
    async with asyncio.timeout(30):
        while linka.rows(OPEN_CALLS) or linka.rows(UNFINISHED) or linka.rows(RINGING):  # noqa: ASYNC110  other processes write
            await asyncio.sleep(0.1)
        while _held(processes):  # noqa: ASYNC110  Asterisk tells nobody
            await asyncio.sleep(0.2)


def _held(processes: Processes) -> list[str]:
    """Asterisk's channels and bridges."""
    channels = processes.asterisk.command("core show channels concise").splitlines()
    bridges = processes.asterisk.command("bridge show all").splitlines()[1:]
    return [one for one in channels if "!" in one] + [one for one in bridges if one.strip()]
