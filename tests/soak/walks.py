"""Citizens who ring while processes die: each keeps trying until their matter is settled."""

from __future__ import annotations

import asyncio
import random
from dataclasses import dataclass

from cli.phone.call import NotAnsweredError
from cli.phone.ear import Heard
from tests.support.interrupted import (
    ARRIVED,
    FAREWELL,
    LAST,
    LIMITED,
    Caller,
    Situation,
    Step,
    apologies,
    situations,
    text,
)
from tests.support.linka import Account
from tests.support.reckoning import code_heard

AGAIN_AFTER = 9.0
"""Seconds without an effect after which a citizen keys the same once more."""
TRIES = 6
RECORDED = "Váš požadavek jsme zapsali"
LONGEST = 240.0
"""Seconds; a call that goes on for so long has lost its way."""


@dataclass(frozen=True, slots=True)
class Told:
    """What one call came to.

    Attributes:
        kind: what the caller wanted.
        number: the number to which messages go.
        code: the code of a visit that was heard whole.
        recorded: whether it was heard that somebody will ring back.
        fell_back: whether the call came to the fall-back.
        apologies: moments of the event loop's clock.
        lasted: from when until when it lasted, by the same clock.
        fault: what is wrong with its end; empty where nothing is.
    """

    kind: str
    number: str
    code: str | None
    recorded: bool
    fell_back: bool
    apologies: tuple[float, ...]
    lasted: tuple[float, float]
    fault: str = ""


class Walker(Caller):
    """Keys the same again where nothing came of it: its first keys met a dead process."""

    async def take(self, step: Step) -> None:
        keys, name = step
        for _ in range(TRIES):
            if self.call.over:
                return
            await self.call.key(keys)
            await asyncio.sleep(0.2 * len(keys))
            if not name or await self._arrived(name):
                await asyncio.sleep(0.7)
                return

    async def _arrived(self, name: str) -> bool:
        until = asyncio.get_running_loop().time() + AGAIN_AFTER
        while not self.call.over and asyncio.get_running_loop().time() < until:
            if self.phones.linka.rows(ARRIVED, self._shown, name):
                return True
            await asyncio.sleep(0.25)
        return False

    async def finish(self) -> None:
        """Hear the end; key the last thing again if there is none."""
        while not self.call.over:
            try:
                await self.call.ended(within=40.0)
            except TimeoutError:
                await self.take(LAST)

    async def walk(self, hangs_up: bool) -> Told | None:
        """The whole call; None where nobody answered it, which only a busy machine explains."""
        try:
            async with asyncio.timeout(LONGEST):
                await self.reach()
                if hangs_up or self.situation.alone:
                    await self.call.hang_up()
                await self.go_on()
        except NotAnsweredError:
            return None
        except TimeoutError:
            await self.call.hang_up()
        return self._told(await self.heard())

    def _told(self, heard: list[Heard]) -> Told:
        said = text(heard)
        fault = ""
        if self.call.ended_by == "town" and not said.rstrip().endswith(FAREWELL):
            fault = f"dropped after: {said[-120:]}"
        return Told(
            self.situation.name,
            self.situation.after[0][0] if self.situation.hidden else self.number,
            code_heard(heard) if said.count("Opakuji") or "Objednáno" in said else None,
            RECORDED in said,
            LIMITED in said,
            tuple(one.start for one in apologies(heard)),
            (self.call.answered_at or 0.0, self.call.ended_at or 0.0),
            fault,
        )


def any_situation(
    chance: random.Random, accounts: list[Account], serial: int, *, hidden: bool
) -> Situation:
    """One of all kinds; the number that a hidden caller keys is theirs alone.

    Two hidden callers at a time could not be told apart in the rows.
    """
    citizen, other = chance.sample(accounts[:2], 2)
    kinds = situations(citizen, other, f"776{serial:06}")
    return chance.choice([one for one in kinds if hidden or not one.hidden])
