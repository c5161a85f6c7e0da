"""Takes calls: claims those that arrive, and adopts those that were there before this process."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from dataclasses import dataclass

import structlog

from booking.api import Backend, BookingError, Database
from ivr.ari import Ari
from ivr.ari.errors import AriError, Conflict, NotFound
from ivr.ari.events import CallBroadcast
from ivr.ari.models import Channel
from ivr.ari.names import LegName, ring_of_channel
from ivr.call.ari_line import AriLine
from ivr.call.behind import Behind
from ivr.call.errors import LineLost
from ivr.call.journal import Journal
from ivr.call.record import Record, end_abandoned
from ivr.call.resuming import Found, Resumed, open_calls, resume
from ivr.call.runner import Runner
from ivr.menus.revisions import Revisions
from ivr.menus.schema import Tree

RECONNECT_SECONDS = 30.0
"""So long a call waits for the connection to Asterisk; its lease ends sooner than that."""

RECONNECT_POLL = 0.02

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Menus:
    """The tree that new calls begin with, and where the older ones are kept."""

    tree: Tree
    revisions: Revisions


class Reception:
    """One for a process. `adopt` after each connect, `receive` for as long as the process lives."""

    def __init__(
        self,
        ari: Ari,
        backend: Backend,
        behind: Behind,
        runner: Runner,
        menus: Menus,
        first_lease: float,
    ) -> None:
        self._ari = ari
        self._backend = backend
        self._database: Database = backend.database
        self._behind = behind
        self._runner = runner
        self._requests = runner.requests
        self._menus = menus
        self._first_lease = first_lease
        self._running: dict[str, asyncio.Task[None]] = {}

    @property
    def calls(self) -> int:
        """How many calls are held now."""
        return len(self._running)

    def held(self) -> frozenset[str]:
        """The ids of the calls that are held now."""
        return frozenset(self._running)

    async def receive(self) -> None:
        """Claim every call that is offered; others' events are not ours to read."""
        while True:
            event = await self._ari.arrivals.get()
            if isinstance(event, CallBroadcast) and event.channel.id not in self._running:
                self._start(event.channel, event.called)

    async def adopt(self) -> None:
        """Go on with the calls of the process that was there before, and close what is gone."""
        ours = set((await self._ari.applications.get(self._ari.application)).channel_ids)
        there = {channel.id: channel for channel in await self._ari.channels.list()}
        for call_id in ours & there.keys():
            if LegName.read(call_id) is not None or ring_of_channel(call_id) is not None:
                continue  # an operator's leg, or a ring of ours: others look after these
            if call_id not in self._running:
                log.info("a call is adopted", call=call_id)
                self._track(call_id, self._go_on(there[call_id]))
        node = self._runner.node
        for call_id in await self._database.read(lambda tx: open_calls(tx, node)):
            if ring_of_channel(call_id) is not None:
                continue
            if call_id not in ours and call_id not in self._running:
                await self.close(call_id, "fallback" if call_id in there else "lost")

    async def stop(self) -> None:
        """Let go of all calls as they are: whoever comes next goes on with them."""
        tasks = list(self._running.values())
        for task in tasks:
            task.cancel()
        if tasks:
            await asyncio.wait(tasks)

    def _start(self, channel: Channel, called: str) -> None:
        self._track(channel.id, self._welcome(channel, called))

    def _track(self, call_id: str, work: Coroutine[None, None, None]) -> None:
        task = asyncio.get_running_loop().create_task(self._guarded(call_id, work), name=call_id)
        self._running[call_id] = task

    async def _guarded(self, call_id: str, work: Coroutine[None, None, None]) -> None:
        try:
            await work
        except AriError as error:
            log.warning("a call was left to its lease", call=call_id, reason=str(error))
        except Exception:
            log.exception("a call failed", call=call_id)
        finally:
            del self._running[call_id]

    async def _welcome(self, channel: Channel, called: str) -> None:
        line = AriLine(self._ari, channel, dialled=called, lease=self._first_lease)
        try:
            await self._ari.calls.claim(channel.id)
            await line.entered()
        except (Conflict, NotFound, TimeoutError):
            line.close()  # another node has it, or the fall-back
            return
        except BaseException:
            line.close()
            raise
        tree = self._menus.tree
        node = self._runner.node
        record = Record(self._behind, channel.id, line.caller, called, tree.revision, node=node)
        record.begin()
        await self._hold(line, Resumed(record, Journal(channel.id, self._behind), tree))

    async def _hold(self, line: AriLine, found: Resumed) -> None:
        """Run the conversation, again after each loss of the connection."""
        call_id = line.call_id
        while True:
            try:
                await self._runner.run(line, found.record, found.journal, found.tree)
            except LineLost as lost:
                log.info("a call has lost its connection", call=call_id, reason=str(lost))
            else:
                return
            again = await self._regained(call_id)
            if again is None:
                return
            line, found = again

    async def _go_on(self, channel: Channel) -> None:
        again = await self._resumed(channel)
        if again is not None:
            await self._hold(*again)

    async def _regained(self, call_id: str) -> tuple[AriLine, Resumed] | None:
        """The call after the connection is back; None where it is over."""
        async with asyncio.timeout(RECONNECT_SECONDS):
            while not self._ari.is_connected:  # noqa: ASYNC110  a poll while everything is broken
                await asyncio.sleep(RECONNECT_POLL)
        ours = (await self._ari.applications.get(self._ari.application)).channel_ids
        try:
            channel = await self._ari.channels.get(call_id)
        except NotFound:
            await self.close(call_id, "lost")
            return None
        if call_id not in ours:
            await self.close(call_id, "fallback")
            return None
        return await self._resumed(channel)

    async def _resumed(self, channel: Channel) -> tuple[AriLine, Resumed] | None:
        line = AriLine(self._ari, channel, dialled="")
        try:
            await self._behind.flush()
            found = await resume(
                self._database,
                self._behind,
                self._menus.revisions,
                self._menus.tree,
                Found(channel.id, line.caller, line.dialled, self._runner.node),
            )
        except BaseException:
            line.close()
            raise
        if found is not None:
            await line.stop_what_plays()
            return line, found
        await line.hang_up()  # its conversation was over, and the first hang-up was lost
        line.close()
        return None

    async def close(self, call_id: str, outcome: str) -> None:
        """End the row of a call that nobody holds any more, and let its slots go."""
        log.info("a call is closed", call=call_id, outcome=outcome)
        await self._behind.flush()
        await self._database.write(lambda tx: end_abandoned(tx, call_id, outcome))
        try:
            await self._requests.ended(call_id)
            await self._backend.visits.release_all(call_id)
        except BookingError as error:
            log.warning("a call was closed in part", call=call_id, reason=str(error))
