"""Citizens whose calls are interrupted: where each of them is then, and what they hear of it."""

from __future__ import annotations

import asyncio
import re
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
GREETING = ("Dobrý den,", "úřad města Lípova")
LIMITED = "Automatické služby jsou nyní omezeny."

WORDS = 2.5
"""Seconds of a prompt that are enough to know it by."""
HEARD_WITHIN = 20.0
"""Seconds until an answer has arrived, on a machine that has much else to do."""
ARRIVED = (
    "SELECT 1 FROM call_journal JOIN calls ON calls.id = call_id "
    "WHERE calls.caller IS ? AND ended_at IS NULL AND name = ?"
)

Step = tuple[str, str]
"""Keys, and the name under which the last answer they make stands in the call's journal; empty
where nothing is to be waited for."""


@dataclass(frozen=True, slots=True)
class Situation:
    """An open question.

    Attributes:
        name: for people.
        before: the steps that lead to it.
        question: words of its prompt, long or short: a regular expression.
        after: the steps that lead from it to the end.
        hidden: whether the caller hides their number.
        alone: whether the caller hangs up in the end; the town does otherwise.
        digits: whether it asks for more than one key.
    """

    name: str
    before: Sequence[Step] = ()
    question: str = ""
    after: Sequence[Step] = ()
    hidden: bool = False
    alone: bool = False
    digits: bool = False


TO_PASSPORTS: Step = ("111", "menu.documents")
LAST: Step = ("1", "")


def situations(citizen: Account, other: Account, mobile: str) -> list[Situation]:
    """All kinds of questions; two citizens log in, who have few applications, and one with a hidden
    number keys a mobile's."""
    return [
        Situation("main menu", (), "Pro objednání na úřad", (TO_PASSPORTS, LAST)),
        Situation(
            "which document",
            (("1", "menu.main"),),
            "Pro nový pas",
            (("21", "menu.collection"), LAST),
        ),
        Situation("slot offered", (TO_PASSPORTS,), "volný termín|Lidická", (LAST,)),
        Situation(
            "another hour",
            (("121", "menu.collection"), ("2", "slot")),
            "jsou volné tyto hodiny|V úterý",
            (("1", "hour"), LAST),
        ),
        Situation(
            "number for the SMS",
            (("112", "menu.documents"), ("1", "slot")),
            "Chcete-li kód v SMS|Termín je objednán",
            ((mobile, ""),),
            hidden=True,
            digits=True,
        ),
        Situation(
            "PIN",
            (("22" + citizen.login, "login"),),
            "Zadejte šestimístný PIN",
            ((citizen.pin, "mine"), LAST),
            digits=True,
        ),
        Situation(
            "verified",
            (("22" + other.login, "login"), (other.pin, "mine")),
            "Pro zaslání stavu|Žádost",
            (LAST,),
        ),
        Situation("topics", (("3", "topics"),), "Pro oblast", (("1", "area"),), alone=True),
        Situation(
            "call back",
            (("0", "person.caller"),),
            "abychom vám zavolali|Spojujeme vás",
            (("1", "person.offer"), LAST),
        ),
        Situation(
            "date, half keyed",
            (("21", "today"), ("03", "")),
            "Zadejte den a měsíc",
            (("0311", "filed"),),
            alone=True,
            digits=True,
        ),
    ]


@dataclass
class Caller:
    """One of them on the phone. Moments are seconds of the event loop's clock."""

    phones: Telephones
    situation: Situation
    number: str
    call: PhoneCall = field(init=False)

    async def reach(self) -> None:
        """Ring, and key until the question is open and being said."""
        self.call = await self.phones.exchange.ring(
            self.phones.linka.ready["number"], caller=self._shown
        )
        await self.call.answered()
        await self.call.sound()
        for step in self.situation.before:
            await self.take(step)
        await asyncio.sleep(WORDS)

    async def take(self, step: Step) -> None:
        """Key, and wait until the answer has arrived and what follows is being said."""
        keys, name = step
        if self.call.over:
            return
        await self.call.key(keys)
        await asyncio.sleep(0.2 * len(keys))
        if name:
            await self.phones.linka.until(ARRIVED, self._shown, name, within=HEARD_WITHIN)
            await asyncio.sleep(0.7)

    @property
    def _shown(self) -> str | None:
        return None if self.situation.hidden else self.number

    async def go_on(self) -> None:
        """Answer the rest and end the call."""
        for step in self.situation.after:
            await self.take(step)
        await self.finish()

    async def finish(self) -> None:
        """Hear the end; who is left alone hangs up."""
        if self.situation.alone:
            await asyncio.sleep(WORDS)
            await self.call.hang_up()
        try:
            await self.call.ended(within=45.0)
        except TimeoutError:
            raise AssertionError(f"{self.situation.name}: {text(await self.heard())}") from None

    async def asked_anew(self, since: float) -> None:
        """Wait until its question has been heard after this moment. Raises TimeoutError."""
        async with asyncio.timeout(HEARD_WITHIN + WORDS):
            while not (self.call.over or asks(self.situation, await self.heard(since))):  # noqa: ASYNC110  a recording grows
                await asyncio.sleep(0.5)

    async def heard(self, since: float = 0.0) -> list[Heard]:
        """The prompts that began after this moment; their times are moments too."""
        origin = self.call.position(0.0)
        begin = max(0.0, self.call.position(since)) if since else 0.0
        heard = await asyncio.to_thread(self.phones.ear.hear, self.call.recording, begin)
        return [replace(one, start=one.start - origin, end=one.end - origin) for one in heard]


def asks(situation: Situation, heard: Sequence[Heard]) -> bool:
    """Whether its question is in what was heard."""
    return re.search(situation.question, text(heard)) is not None


def text(heard: Sequence[Heard]) -> str:
    """All of it in one piece."""
    return Utterance(tuple(one.segment for one in heard)).text


def apologies(heard: Sequence[Heard]) -> list[Heard]:
    """The apologies in it."""
    return [one for one in heard if one.segment.text in APOLOGIES]


def fallback(heard: Sequence[Heard]) -> tuple[float, list[Heard]]:
    """When the fall-back began to speak, and what was said before it.

    Raises AssertionError where it did not speak.
    """
    for at, one in enumerate(heard):
        if one.segment.text == LIMITED:
            first = at
            while first and heard[first - 1].segment.text.startswith(GREETING):
                first -= 1
            return heard[first].start, list(heard[:first])
    raise AssertionError(f"no fall-back in: {text(heard)}")
