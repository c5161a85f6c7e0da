"""Citizens whose calls are interrupted: where each of them is then, and what they hear of it."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from cli.phone.call import PhoneCall
from cli.phone.ear import Heard
from ivr.speech.segments import Utterance
from tests.support.linka import Account, Telephones

APOLOGIES = (
    "Omlouváme se za přerušení.",
    "We apologise for the interruption.",
    "Перепрошуємо за перерву.",
)
FAREWELL = "Na shledanou."
FALLBACK = "Dobrý den, úřad města Lípova."
LIMITED = "Automatické služby jsou nyní omezeny."

SETTLED = 1.1
"""Seconds after which an answer has led to the next question, on a machine that has much to do."""
WORDS = 2.5
"""Seconds of a prompt that are enough to know it by."""


@dataclass(frozen=True, slots=True)
class Situation:
    """An open question.

    Attributes:
        name: for people.
        before: the keys that lead to it, apart where the next may not be typed ahead.
        question: words of its prompt.
        after: the keys that lead from it to the end.
        hidden: whether the caller hides their number.
        alone: whether the caller hangs up in the end; the town does otherwise.
    """

    name: str
    before: Sequence[str]
    question: str
    after: Sequence[str] = ()
    hidden: bool = False
    alone: bool = False


def situations(citizen: Account, other: Account) -> list[Situation]:
    """All kinds of questions; two citizens with an agreement log in."""
    return [
        Situation("main menu", (), "Pro objednání na úřad", ("111", "1")),
        Situation("which document", ("1",), "Pro nový pas", ("21", "1")),
        Situation("slot offered", ("111",), "Nejbližší volný termín je", ("1",)),
        Situation("another hour", ("121", "2"), "jsou volné tyto hodiny", ("1", "1")),
        Situation("number for the SMS", ("112", "1"), "Chcete-li kód v SMS", ("777100005",), True),
        Situation("PIN", ("22", citizen.login), "Zadejte šestimístný PIN", (citizen.pin, "1")),
        Situation("verified", ("22", other.login, other.pin), "Pro zaslání stavu", ("1",)),
        Situation("topics", ("3",), "Pro téma", ("1",), alone=True),
        Situation("call back", ("0",), "abychom vám zavolali", ("1", "1")),
        Situation("date, half keyed", ("21", "03"), "Zadejte den a měsíc", ("0311",), alone=True),
    ]


@dataclass
class Caller:
    """One of them on the phone. Moments are seconds of the event loop's clock."""

    phones: Telephones
    situation: Situation
    number: str
    call: PhoneCall = field(init=False)

    async def reach(self) -> None:
        """Ring, and key until the question is open."""
        caller = None if self.situation.hidden else self.number
        self.call = await self.phones.exchange.ring(
            self.phones.linka.ready["number"], caller=caller
        )
        await self.call.answered()
        await self.call.sound()
        for keys in self.situation.before:
            await asyncio.sleep(0.3)
            await self.key(keys)

    async def key(self, keys: str) -> None:
        """Key them and wait until what follows is being said."""
        if not self.call.over:
            await self.call.key(keys)
            await asyncio.sleep(0.2 * len(keys) + SETTLED)

    async def go_on(self) -> None:
        """Answer the rest and end the call."""
        for keys in self.situation.after:
            await self.key(keys)
        await self.finish()

    async def finish(self) -> None:
        """Hear the end; who is left alone hangs up."""
        if self.situation.alone:
            await asyncio.sleep(WORDS)
            await self.call.hang_up()
        await self.call.ended(within=45.0)

    async def heard(self, since: float = 0.0) -> list[Heard]:
        """The prompts that began after this moment; their times are moments too."""
        origin = self.call.position(0.0)
        begin = max(0.0, self.call.position(since)) if since else 0.0
        heard = await asyncio.to_thread(self.phones.ear.hear, self.call.recording, begin)
        return [replace(one, start=one.start - origin, end=one.end - origin) for one in heard]


def text(heard: Sequence[Heard]) -> str:
    """All of it in one piece."""
    return Utterance(tuple(one.segment for one in heard)).text


def apologies(heard: Sequence[Heard]) -> list[Heard]:
    """The apologies in it."""
    return [one for one in heard if one.segment.text in APOLOGIES]


def fallback(heard: Sequence[Heard]) -> float | None:
    """When the fall-back began to speak; None where it did not."""
    for one in heard:
        if one.segment.text == LIMITED:
            return one.start
    return None
