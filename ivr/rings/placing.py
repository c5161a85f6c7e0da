"""Takes the rings that are due, a few at once, and sees each through to its outcome."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from contextlib import suppress

import structlog

from booking.api import Backend, Ring, RingOutcome, Unavailable, changes
from ivr.ari import Ari
from ivr.ari.errors import AriError, Disconnected
from ivr.ari.names import ring_channel
from ivr.rings.dialling import Dialling

CALM_SECONDS = 0.05
"""Rows are looked at this often at most, however much happens."""

SWEEP_SECONDS = 5.0
"""How often it is looked for rings that were given to us and that nobody sees through."""

AGAIN_SECONDS = 1.0
"""Between two tries to write an outcome while the database is away."""

log = structlog.get_logger()


class Placing:
    """The rings of one node.

    Args:
        ari: its Asterisk.
        backend: where rings are asked for.
        dialling: how one is placed; None where there is no way out: then nothing is dialled.
        node: its name.
        most: so many at once.
    """

    def __init__(
        self, ari: Ari, backend: Backend, dialling: Dialling | None, node: str, most: int
    ) -> None:
        self._ari = ari
        self._backend = backend
        self._rings = backend.rings
        self._dialling = dialling
        self._node = node
        self._most = most if dialling is not None else 0
        self._running: dict[int, asyncio.Task[None]] = {}
        self._swept = float("-inf")

    def held(self) -> frozenset[str]:
        """The ids of the calls that are seen through now."""
        return frozenset(ring_channel(ring_id) for ring_id in self._running)

    async def connected(self) -> None:
        """The connection to Asterisk is there: first those of the process before are looked up."""
        self._swept = float("-inf")

    async def keep(self) -> None:
        """Work until cancelled; then rings are left as they are, for whoever comes next."""
        try:
            async for _ in changes(self._backend.database):
                try:
                    if self._ari.is_connected:
                        await self._look()
                except Unavailable as error:
                    log.info("rings have to wait", reason=str(error))
                await asyncio.sleep(CALM_SECONDS)
        finally:
            tasks = list(self._running.values())
            for task in tasks:
                task.cancel()
            if tasks:
                await asyncio.wait(tasks)

    async def _look(self) -> None:
        now = asyncio.get_running_loop().time()
        if now - self._swept >= SWEEP_SECONDS:
            for ring in await self._rings.dialling(self._node):
                if ring.id not in self._running:
                    self._start(ring, self._left_behind(ring))
            self._swept = now
        room = self._most - len(self._running)
        if (room > 0 or self._most == 0) and await self._rings.has_to_dial():
            for ring in await self._rings.claim_to_dial(self._node, most=max(room, 0)):
                self._start(ring, self._placed(ring))

    def _start(self, ring: Ring, work: Coroutine[None, None, RingOutcome]) -> None:
        name = ring_channel(ring.id)
        self._running[ring.id] = asyncio.create_task(self._guarded(ring, work), name=name)

    async def _placed(self, ring: Ring) -> RingOutcome:
        if self._dialling is None:
            raise RuntimeError("a ring was taken though there is no way out")
        return await self._dialling.place(ring)

    async def _left_behind(self, ring: Ring) -> RingOutcome:
        if self._dialling is not None:
            return await self._dialling.look_up(ring)
        with suppress(AriError):
            await self._ari.channels.hang_up(ring_channel(ring.id))
        return RingOutcome.UNKNOWN

    async def _guarded(self, ring: Ring, work: Coroutine[None, None, RingOutcome]) -> None:
        """See it through. After a trouble the row stays 'dialling', and the sweep looks it up."""
        try:
            outcome = await work
            await self._ended(ring, outcome)
        except Disconnected as error:
            log.info("a ring has to wait", ring=ring.id, reason=str(error))
        except (AriError, Unavailable) as error:
            log.warning("a ring is looked up again", ring=ring.id, reason=str(error))
        except Exception:
            log.exception("a ring failed", ring=ring.id)
        finally:
            del self._running[ring.id]

    async def _ended(self, ring: Ring, outcome: RingOutcome) -> None:
        while True:
            try:
                over = await self._rings.ended(ring.id, outcome)
            except Unavailable:
                await asyncio.sleep(AGAIN_SECONDS)
            else:
                log.info("a ring is over", ring=ring.id, outcome=over.outcome)
                return
