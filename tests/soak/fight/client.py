"""One process with some of the clients.

Each client writes into its diary what it is about to ask, asks, and writes what it was told.
Whoever comes back after a kill knows what is open, and asks it again by its key.
"""

from __future__ import annotations

import asyncio
import json
import random
import sys
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from booking.api import (
    Backend,
    BookingError,
    Contact,
    Database,
    Hold,
    Language,
    Slot,
    Unavailable,
    Visit,
    VisitPart,
)
from tests.soak.fight.town import FastClock
from tests.support.databases import CHEAP_HASHING

PATIENCE = 30.0
"""Seconds; whoever waits longer for an answer is locked out."""
MOST_VISITS = 4
THINGS: tuple[tuple[int, tuple[str, ...]], ...] = (
    (1, ()),
    (1, ()),
    (2, ()),
    (3, ()),
    (1, ("cards.loss",)),
    (1, ("waste.pay",)),
)
"""How many come for a new card, and what else is done: one to three slots in all."""


@dataclass
class Known:
    """What a client was told, as its diary has it.

    Attributes:
        steps: how many commands it has given.
        hold: what is kept for it.
        visits: its visits as it was last told of them, by number.
        open: the command whose answer it has not seen.
        booked: a confirmation that can be repeated: its command and what it was told.
    """

    steps: int = 0
    hold: int | None = None
    visits: dict[int, dict[str, Any]] = field(default_factory=dict)
    open: dict[str, Any] | None = None
    booked: tuple[dict[str, Any], dict[str, Any]] | None = None

    def read(self, line: dict[str, Any]) -> None:
        """Take in a line of the diary."""
        if "asks" in line:
            self.open, self.steps = line, line["step"]
            return
        asked, self.open = self.open, None
        if asked is None:
            return
        if "told" not in line:
            if asked["asks"] in ("confirm", "move"):
                self.hold = None
            return
        told = line["told"]
        match asked["asks"]:
            case "hold":
                self.hold = None if told is None else told["id"]
            case "release":
                self.hold = None
            case "confirm":
                self.hold, self.booked = None, (asked, told)
                self.visits[told["id"]] = told
            case "move":
                self.hold = None
                self.visits[told["id"]] = told
            case _:
                self.visits[told["id"]] = told

    def of_state(self, state: str) -> list[int]:
        return [number for number, visit in self.visits.items() if visit["state"] == state]


class Client:
    """Wants visits, and changes its mind."""

    def __init__(self, backend: Backend, diary: Path, chance: random.Random) -> None:
        self._visits = backend.visits
        self._chance = chance
        self._name = diary.stem
        self.known = Known()
        if diary.exists():
            for line in diary.read_text("utf-8").splitlines():
                self.known.read(json.loads(line))
        self._diary = diary.open("a", encoding="utf-8", buffering=1)

    async def settle(self) -> None:
        """Ask again what is open."""
        if self.known.open is not None:
            await self._ask(self.known.open)

    async def live(self) -> None:
        """For ever."""
        await self.settle()
        while True:
            await self._step()
            await asyncio.sleep(self._chance.uniform(0, 0.05))

    async def _step(self) -> None:
        known, dice = self.known, self._chance.random()
        booked, cancelled = known.of_state("booked"), known.of_state("cancelled")
        if known.booked is not None and dice < 0.05:
            await self._repeat(*known.booked)
        elif known.hold is None and booked and (dice < 0.4 or len(booked) >= MOST_VISITS):
            await self._want(asks="cancel", visit=self._chance.choice(booked))
        elif known.hold is None and cancelled and dice < 0.6:
            await self._want(asks="restore", visit=self._chance.choice(cancelled))
        elif known.hold is None:
            await self._want_slot()
        elif dice < 0.15:
            await asyncio.sleep(self._chance.uniform(1.5, 2.6))  # a hold's time is over about then
            await self._want(asks="confirm", hold=known.hold)
        elif dice < 0.25:
            await self._want(asks="release", hold=known.hold)
        elif booked and dice < 0.6:
            await self._want(asks="move", visit=self._chance.choice(booked), hold=known.hold)
        else:
            await self._want(asks="confirm", hold=known.hold)

    async def _want_slot(self) -> None:
        """The nearest, or one of those that were free a moment ago."""
        persons, also = self._chance.choice(THINGS)
        if self._chance.random() < 0.5:
            parts = [VisitPart(activity) for activity in also]
            free = await self._visits.free("cards.new", persons=persons, also=parts, limit=40)
            if free:
                slot = self._chance.choice(free)
                place = [slot.counter, slot.office, slot.start.isoformat(), slot.minutes]
                await self._want(asks="hold", persons=persons, also=also, place=place)
                return
        await self._want(asks="hold", persons=persons, also=also, place=None)

    async def _want(self, **asked: Any) -> None:
        step = self.known.steps + 1
        asked |= {"step": step, "key": f"{self._name}/{step}"}
        self._write(asked)
        await self._ask(asked)

    async def _ask(self, asked: dict[str, Any]) -> None:
        answer = await self._answer(asked)
        if answer is not None:
            self._write(answer)

    async def _repeat(self, asked: dict[str, Any], first: dict[str, Any]) -> None:
        """The same confirmation again must say the same again."""
        answer = await self._answer(asked)
        if answer is not None and answer.get("told") != first:
            self._fault(f"repeated: {answer} for {first}")

    async def _answer(self, asked: dict[str, Any]) -> dict[str, Any] | None:
        """A line for the diary; None where nothing is known, which is a fault."""
        try:
            async with asyncio.timeout(PATIENCE):
                told = await getattr(self, f"_{asked['asks']}")(asked)
        except Unavailable as error:
            self._fault(f"Unavailable: {error}")
        except BookingError as error:
            return {"refused": type(error).__name__}
        except Exception as error:  # noqa: BLE001  to be counted, whatever it is
            self._fault(f"{type(error).__name__}: {error}")
        else:
            return {"told": told}
        return None

    def _write(self, line: dict[str, Any]) -> None:
        self._diary.write(json.dumps(line) + "\n")
        self.known.read(line)

    def _fault(self, what: str) -> None:
        path = Path(self._diary.name).with_suffix(".faults")
        with path.open("a", encoding="utf-8") as faults:
            faults.write(what.replace("\n", " ") + "\n")

    async def _hold(self, asked: dict[str, Any]) -> dict[str, Any] | None:
        want: dict[str, Any] = {
            "owner": self._name,
            "persons": asked["persons"],
            "also": [VisitPart(activity) for activity in asked["also"]],
        }
        if asked["place"] is not None:
            counter, office, start, minutes = asked["place"]
            slot = Slot(counter, office, datetime.fromisoformat(start), minutes)
            return _kept(await self._visits.hold(slot, "cards.new", key=asked["key"], **want))
        held = await self._visits.hold_nearest("cards.new", key=asked["key"], **want)
        return None if held is None else _kept(held)

    async def _confirm(self, asked: dict[str, Any]) -> dict[str, Any]:
        visit = await self._visits.confirm(
            asked["hold"], contact=Contact(), language=Language.CS, key=asked["key"]
        )
        return _seen(visit)

    async def _release(self, asked: dict[str, Any]) -> None:
        await self._visits.release(asked["hold"], key=asked["key"])

    async def _move(self, asked: dict[str, Any]) -> dict[str, Any]:
        return _seen(
            await self._visits.move(asked["visit"], asked["hold"], by=self._name, key=asked["key"])
        )

    async def _cancel(self, asked: dict[str, Any]) -> dict[str, Any]:
        return _seen(await self._visits.cancel(asked["visit"], by=self._name, key=asked["key"]))

    async def _restore(self, asked: dict[str, Any]) -> dict[str, Any]:
        return _seen(await self._visits.restore(asked["visit"], by=self._name, key=asked["key"]))


def _kept(hold: Hold) -> dict[str, Any]:
    return {"id": hold.id}


def _seen(visit: Visit) -> dict[str, Any]:
    """What a client remembers of a visit."""
    return {
        "id": visit.id,
        "code": visit.code,
        "counter": visit.counter,
        "start": visit.start.isoformat(),
        "minutes": visit.minutes,
        "state": visit.state.value,
    }


async def main(address: str, since: float, diaries: list[Path], *, only_settle: bool) -> None:
    """Let these clients live, or only ask what is open."""
    clock = FastClock(since)
    database = Database(address, clock)
    backend = Backend(database, clock, CHEAP_HASHING)
    clients = [Client(backend, diary, random.Random()) for diary in diaries]
    print("ready", flush=True)
    act: Callable[[Client], Awaitable[None]] = Client.settle if only_settle else Client.live
    await asyncio.gather(*(act(client) for client in clients))
    database.close()


if __name__ == "__main__":
    where, began, mode, *names = sys.argv[1:]
    asyncio.run(
        main(where, float(began), [Path(name) for name in names], only_settle=mode == "settle")
    )
