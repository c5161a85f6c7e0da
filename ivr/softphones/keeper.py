"""Keeps Asterisk and routing true to the rows of the operators' telephones."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import NoReturn

import structlog

from booking.api import Database, Transaction, Unavailable, changes
from ivr.ari import Ari
from ivr.ari.errors import AriError, Disconnected, NotFound
from ivr.routing import operators, softphones
from ivr.routing.requests import Requests
from ivr.routing.softphones import Softphone
from ivr.softphones.objects import objects

LOOK_SECONDS = 1.0
"""How often Asterisk is asked who is there; nobody tells us by himself."""

CALM_SECONDS = 0.05
"""Rows are read at most this often, however much happens."""

GRACE_SECONDS = 2.0
"""A page that is loaded again is away for less than this: its operator stays ringable."""

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the rows say.

    Attributes:
        phones: the telephones that there shall be, by endpoint.
        attached: who can be rung here, with the endpoint.
    """

    phones: Mapping[str, Softphone]
    attached: Mapping[str, str]


class Softphones:
    """The telephones of one node.

    Args:
        ari: its Asterisk.
        database: the rows.
        requests: told who can be rung.
        node: its name.
        media_address: see `objects`.
    """

    def __init__(
        self, ari: Ari, database: Database, requests: Requests, node: str, media_address: str = ""
    ) -> None:
        self._ari = ari
        self._database = database
        self._requests = requests
        self._node = node
        self._media_address = media_address
        self._news = asyncio.Event()
        self._looked: tuple[float, Wanted] | None = None
        self._missing: dict[str, float] = {}

    async def look_again(self) -> None:
        """The connection to Asterisk is back, and Asterisk may have forgotten everything."""
        self._looked = None
        self._news.set()

    async def keep(self) -> NoReturn:
        """Work until cancelled; no trouble of Asterisk's or the database's ends it."""
        listening = asyncio.create_task(self._listen(), name="softphones' rows")
        try:
            while True:
                self._news.clear()
                try:
                    await self._look()
                except (Disconnected, Unavailable) as error:
                    log.info("the softphones have to wait", reason=str(error))
                except AriError as error:
                    log.warning("asterisk does not take a softphone", reason=str(error))
                await asyncio.sleep(CALM_SECONDS)
                with contextlib.suppress(TimeoutError):
                    async with asyncio.timeout(LOOK_SECONDS):
                        await self._news.wait()
        finally:
            listening.cancel()

    async def _listen(self) -> None:
        async for _ in changes(self._database):
            self._news.set()

    async def _look(self) -> None:
        wanted = await self._database.read(self._wanted)
        now = asyncio.get_running_loop().time()
        if self._looked is not None:
            then, seen = self._looked
            if wanted == seen and now - then < LOOK_SECONDS:
                return
        states = await self._states()
        await self._push(wanted, states)
        await self._forget(wanted, states)
        await self._tell(wanted, states, now)
        self._looked = (now, wanted)

    def _wanted(self, tx: Transaction) -> Wanted:
        return Wanted(
            {phone.endpoint: phone for phone in softphones.all_of(tx)},
            {
                status.username: status.endpoint
                for status in operators.all_of(tx)
                if status.node == self._node and status.endpoint is not None
            },
        )

    async def _states(self) -> dict[str, str]:
        """The telephones that Asterisk knows, with their state."""
        return {
            one.resource: one.state
            for one in await self._ari.endpoints.list()
            if softphones.is_one(one.resource)
        }

    async def _push(self, wanted: Wanted, states: Mapping[str, str]) -> None:
        """Make Asterisk know what it does not know, and write down that it does."""
        for name, phone in wanted.phones.items():
            if name not in states:
                for kind, fields in objects(phone, self._media_address):
                    await self._ari.configuration.put(kind, name, fields)
                log.info("a softphone is known to asterisk", operator=phone.username)
            elif phone.pushed_at is not None:
                continue
            await self._database.write(partial(_write_down, name))

    async def _forget(self, wanted: Wanted, states: Mapping[str, str]) -> None:
        """Nobody registers any more with what no log-in holds. A call that is on goes on."""
        for name in states.keys() - wanted.phones.keys():
            for kind in ("endpoint", "aor", "auth"):
                with contextlib.suppress(NotFound):
                    await self._ari.configuration.delete(kind, name)

    async def _tell(self, wanted: Wanted, states: Mapping[str, str], now: float) -> None:
        """Let routing know who can be rung."""
        for name, phone in wanted.phones.items():
            if states.get(name) == "online":
                self._missing.pop(name, None)
                if wanted.attached.get(phone.username) != name:
                    await self._requests.attach(phone.username, node=self._node, endpoint=name)
        for username, name in wanted.attached.items():
            if name in wanted.phones and states.get(name) == "online":
                continue
            since = self._missing.setdefault(name, now)
            # one that Asterisk has forgotten, or that is logged out, does not come back as it was
            gone = name not in states or name not in wanted.phones
            if gone or now - since >= GRACE_SECONDS:
                del self._missing[name]
                await self._requests.detach(username, endpoint=name)


def _write_down(endpoint: str, tx: Transaction) -> None:
    softphones.pushed(tx, endpoint, tx.now)
