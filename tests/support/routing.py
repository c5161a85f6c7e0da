"""A desk of operators without telephones, for tests of routing."""

from __future__ import annotations

import asyncio
import sys
from dataclasses import dataclass
from datetime import datetime, timedelta

from booking.api import Backend, Database, Language, SetClock, Staff
from ivr.routing.api import Asking, ContactRequest, OperatorState, Routing, Rules
from ivr.routing.requests import Requests
from ivr.routing.rounds import Round
from tests.support.databases import CHEAP_HASHING

RULES = Rules()


@dataclass(frozen=True)
class House:
    """Both sides of routing on one database, and the clock that they go by."""

    database: Database
    clock: SetClock
    staff: Staff
    requests: Requests
    desk: Routing

    @classmethod
    def on(cls, database: Database, clock: SetClock, rules: Rules = RULES) -> House:
        staff = Backend(database, clock, CHEAP_HASHING).staff
        requests = Requests(database, staff, rules)
        return cls(database, clock, staff, requests, Routing(database, staff, rules))

    async def seat(self, *usernames: str) -> None:
        """They log in, with a softphone, and are available."""
        for username in usernames:
            await self.requests.attach(username, node="linka", endpoint=f"phone-{username}")
            await self.desk.set_state(username, OperatorState.AVAILABLE)
            self.clock.advance(timedelta(milliseconds=1))

    async def ask(
        self, call: str, service: str | None = None, language: Language = Language.CS
    ) -> ContactRequest:
        return await self.requests.ask(Asking(call, language, "+420777654321", service))

    async def play(self, after: float = 0) -> Round:
        self.clock.advance(timedelta(seconds=after))
        return await self.requests.next_decisions()

    async def rings(self) -> list[tuple[str, str]]:
        """Call and operator of what rings."""
        found = []
        for status in await self.desk.states():
            ringing = await self.desk.offer_of(status.username)
            if ringing is not None:
                found.append((ringing.request.call_id, status.username))
        return found

    async def state(self, username: str) -> OperatorState:
        return (await self.desk.state_of(username)).state

    async def take(self, username: str) -> str:
        """They answer what rings; which call it was."""
        ringing = await self.desk.offer_of(username)
        assert ringing is not None
        return (await self.desk.answer(ringing.offer.id)).call_id


async def work(address: str, now: datetime, name: str, calls: int) -> list[str]:
    """One of several processes: bring callers, play rounds, answer, hang up; what was answered."""
    clock = SetClock(now)
    database = Database(address, clock)
    house = House.on(database, clock)
    answered: list[str] = []
    for number in range(calls):
        await house.ask(f"{name}-{number}")
        for offer in (await house.requests.next_decisions()).made:
            request = await house.requests.answered(offer.id)
            answered.append(f"{request.call_id}/{offer.operator}")
            await house.requests.ended(request.call_id)
            await house.desk.finish(request.call_id, "done")
    database.close()
    return answered


if __name__ == "__main__":
    address, instant, who, wanted = sys.argv[1:]
    told = asyncio.run(work(address, datetime.fromisoformat(instant), who, int(wanted)))
    print("\n".join(told))
