"""Watches the lines: has Asterisk list them whenever something changed, and each half minute."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Final

import structlog

from booking.api import Database, Unavailable
from ivr.health import rows, rules
from ivr.health.attempts import Attempts
from ivr.health.link import AmiAddress, AmiAway, Link
from ivr.health.model import Attempt, Observation, State, Withheld
from ivr.routing.softphones import is_one as is_softphone

LOOK_EVERY: Final = 30.0
LOOK_AGAIN: Final = 2.0
"""While Asterisk cannot be asked; as often as the connection is tried."""
SETTLE: Final = 0.1
"""Changes come in bunches, say after a reload: they are looked at together."""

MOST_UNTOLD: Final = 5000
"""Traces kept in memory while the database is away; the oldest go first."""

log = structlog.get_logger()


class Watch:
    """Keeps one node's rows of health true, and writes refused attempts into the audit."""

    def __init__(self, database: Database, address: AmiAddress, *, node: str) -> None:
        self._database = database
        self._address = address
        self._node = node
        self._news = asyncio.Event()
        self._changed = True
        self._attempts = Attempts()
        self._untold: list[Attempt | Withheld] = []
        self._seen: list[Observation] = []

    async def run(self) -> None:
        """Watch until cancelled. No trouble of Asterisk's or the database's ends it."""
        async with Link(self._address, told=self._told, lost=self._look_again) as link:
            while True:
                await self._wait()
                if self._changed:
                    self._changed = False
                    await self._look(link)
                await self._tell()

    async def _wait(self) -> None:
        """Until there is news, or it is time to look anyway."""
        away = not self._seen or self._seen[0].state is State.DOWN
        try:
            async with asyncio.timeout(LOOK_AGAIN if away else LOOK_EVERY):
                await self._news.wait()
        except TimeoutError:
            self._changed = True
        else:
            await asyncio.sleep(SETTLE)
            self._news.clear()

    def _told(self, event: rules.Message) -> None:
        if event.get("Event") in rules.CHANGES:
            self._look_again()
        elif (attempt := rules.attempt(event)) is not None:
            now = asyncio.get_running_loop().time()
            self._untold += self._attempts.withheld(now)
            if self._attempts.admit(attempt.address, now):
                self._untold.append(attempt)
                self._news.set()

    def _look_again(self) -> None:
        self._changed = True
        self._news.set()

    async def _look(self, link: Link) -> None:
        try:
            seen = await _listed(link)
        except AmiAway as away:
            seen = [rules.asterisk_away(str(away)), *map(rules.unasked, self._seen[1:])]
        self._report(seen)
        self._seen = seen
        try:
            await self._database.write(lambda tx: rows.record(tx, self._node, seen))
        except Unavailable as error:
            log.warning("the lines' health could not be written", reason=str(error))

    def _report(self, seen: Sequence[Observation]) -> None:
        before = {(one.kind, one.name): one.state for one in self._seen}
        for one in seen:
            if before.get((one.kind, one.name), State.UP) is not one.state:
                say = log.warning if one.state is State.DOWN else log.info
                say("line", kind=one.kind, name=one.name, state=one.state, detail=one.detail)

    async def _tell(self) -> None:
        self._untold += self._attempts.withheld(asyncio.get_running_loop().time())
        if not self._untold:
            return
        told, self._untold = self._untold, []
        try:
            await self._database.write(lambda tx: rows.trace(tx, self._node, told))
        except Unavailable as error:
            self._untold = (told + self._untold)[-MOST_UNTOLD:]
            log.warning("security events could not be written", reason=str(error))


async def _listed(link: Link) -> list[Observation]:
    """How everything stands, Asterisk itself first. Raises AmiAway."""
    seen = [rules.asterisk(await link.status())]
    outbound = await link.entries("PJSIPShowRegistrationsOutbound", "OutboundRegistrationDetail")
    seen += map(rules.registration, outbound)
    for endpoint in await link.entries("PJSIPShowEndpoints", "EndpointList"):
        if is_softphone(endpoint.get("ObjectName", "")):
            continue  # their browsers come and go; routing knows who is there
        contacts: list[rules.Message] = []
        if rules.is_silent(endpoint):
            name = endpoint.get("ObjectName", "")
            contacts = await link.entries("PJSIPShowEndpoint", "ContactStatusDetail", name)
        seen.append(rules.endpoint(endpoint, contacts))
    return seen
