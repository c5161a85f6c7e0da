"""Operators who answer citizens: real browsers at a whole Linka, and what both ends hear."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field

from booking.api import Backend, Database
from cli import context
from cli.phone.browser import PATIENCE, VOICE, Browser, Operator
from cli.phone.call import PhoneCall
from cli.phone.conversation import FLUSHED
from cli.phone.recordings import read_recording
from cli.phone.tones import Samples, heard
from ivr.routing.api import OperatorState, Routing, read_rules
from tests.support.console import PASSWORDS
from tests.support.databases import CHEAP_HASHING
from tests.support.linka import Linka, Telephones

CITIZEN = 1150
"""Hertz that a citizen says; an operator's microphone says `VOICE`."""
RING_SECONDS, WRAP_UP_SECONDS = 5, 6
"""Where operators are in a hurry."""
ENOUGH = 0.6
"""Seconds of a tone by which it is known."""
OFFERS = (
    "SELECT offers.* FROM offers JOIN contact_requests ON contact_requests.id = request_id "
    "WHERE caller LIKE ? ORDER BY offers.id"
)
REQUEST = "SELECT * FROM contact_requests WHERE caller LIKE ? ORDER BY id DESC"


@dataclass
class Caller:
    """A citizen who wants a person. Moments are seconds of the event loop's clock."""

    phones: Telephones
    number: str
    call: PhoneCall = field(init=False)

    async def ask(self, keys: str = "0") -> None:
        """Ring, and key one's way to an operator."""
        number = self.phones.linka.ready["number"]
        self.call = await self.phones.exchange.ring(number, caller=self.number)
        await self.call.answered()
        for key in keys:
            await self.call.sound()
            await asyncio.sleep(0.6)
            await self.call.key(key)
            await asyncio.sleep(0.3)

    def heard(self, since: float, until: float | None = None) -> Samples:
        """What came out of the receiver, as far as it is on disk."""
        samples = read_recording(self.call.recording)
        end = None if until is None else round(self.call.position(until) * 8000)
        return samples[round(max(0.0, self.call.position(since)) * 8000) : end]

    async def hears(self, hertz: int, since: float, within: float = PATIENCE) -> None:
        """Wait until enough of a tone was heard. Raises TimeoutError."""
        await _until(lambda: heard(self.heard(since), hertz) > ENOUGH, within)

    async def says(self, since: float = 0.0) -> str:
        """All that Linka has told this caller so far."""
        await asyncio.sleep(0 if self.call.whole else FLUSHED)
        start = max(0.0, self.call.position(since)) if since else 0.0
        told = await asyncio.to_thread(self.phones.ear.hear, self.call.recording, start)
        return " ".join(one.segment.text for one in told)

    async def request(self, state: str, within: float = PATIENCE) -> dict[str, object]:
        """The row of what they ask for, once it is in this state. Raises TimeoutError."""
        [row] = await self.phones.linka.until(
            f"{REQUEST.replace(' ORDER', ' AND state = ? ORDER')} LIMIT 1",
            f"%{self.number}",
            state,
            within=within,
        )
        return row

    def offers(self) -> list[tuple[str, str | None]]:
        """At whom it rang for them, and how that ended."""
        rows = self.phones.linka.rows(OFFERS, f"%{self.number}")
        return [(row["operator"], row["outcome"]) for row in rows]


@dataclass
class Floor:
    """Where operators sit."""

    linka: Linka
    browser: Browser
    seated: dict[str, Operator] = field(default_factory=dict)

    async def seat(self, username: str, *, width: int = 1280) -> Operator:
        """Log in, with a telephone that is ready, and be available."""
        operator = await Operator.arrive(self.browser, self.linka.ready["console"], width=width)
        self.seated[username] = operator
        await operator.log_in(username, PASSWORDS[username])
        await operator.phone_is("ready")
        await operator.choose("available")
        await self.linka.until(
            "SELECT 1 FROM operator_states WHERE username = ? AND state = 'available' "
            "AND endpoint IS NOT NULL",
            username,
            within=PATIENCE,
        )
        return operator

    def state(self, username: str) -> str:
        """How an operator is."""
        [row] = self.linka.rows("SELECT state FROM operator_states WHERE username = ?", username)
        return str(row["state"])

    async def is_(self, username: str, state: str, within: float = PATIENCE) -> None:
        """Wait until an operator is so. Raises TimeoutError."""
        await _until(lambda: self.state(username) == state, within)

    async def clear(self) -> None:
        """Everybody goes home; nobody is rung in the next test."""
        here = context.find(self.linka.data)
        database = Database(here.database_url, here.clock)
        staff = Backend(database, here.clock, CHEAP_HASHING).staff
        routing = Routing(database, staff, read_rules(here.config.routing_file))
        try:
            for username, operator in self.seated.items():
                await operator.leave()
                await routing.set_state(username, OperatorState.OFFLINE)
        finally:
            database.close()


async def sound_goes_both_ways(
    caller: Caller, operator: Operator, within: float = PATIENCE
) -> None:
    """Each says a tone, and the other recognises it. Raises TimeoutError."""
    since = asyncio.get_running_loop().time()
    await caller.call.tone(CITIZEN)
    await _until(lambda: heard(operator.ears.since(since), CITIZEN) > ENOUGH, within)
    await caller.hears(VOICE, since, within)
    await caller.call.quiet()


async def _until(holds: Callable[[], bool], within: float) -> None:
    async with asyncio.timeout(within):
        while not holds():  # noqa: ASYNC110  other processes do it
            await asyncio.sleep(0.1)
