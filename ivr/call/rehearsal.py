"""Calls without telephones: scripted callers, the real backend, a clock that jumps.

For golden transcripts, arbitrary keys, and for looking at a menu tree before it is published.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from booking.api import Backend, Database, Hashing
from ivr.call.behind import Behind
from ivr.call.errors import LineLost
from ivr.call.journal import Journal
from ivr.call.prompts import Voice
from ivr.call.record import Record
from ivr.call.resuming import Found, resume
from ivr.call.runner import Runner
from ivr.call.scripted import ScriptedLine
from ivr.call.virtual_time import VirtualClock, VirtualLoop
from ivr.dialogs import Registry
from ivr.menus.revisions import Revisions
from ivr.menus.schema import Tree
from ivr.routing.requests import Requests
from ivr.routing.rules import Rules


@dataclass(slots=True)
class Stage:
    """What a rehearsal plays on.

    Attributes:
        database: a SQLite file with a town in it.
        start: the instant at which calls begin.
        voice: says the prompts.
        tree: the menus.
        dialogs: what they lead to.
        hashing: checks PINs.
        wrap: changes the backend before it is used, to make it fail.
        beside: what others do meanwhile, operators for one; it may nudge the line.
    """

    database: Path
    start: datetime
    voice: Voice
    tree: Tree
    dialogs: Registry
    hashing: Hashing
    wrap: Callable[[Backend], Backend] = lambda backend: backend
    beside: Callable[[Backend, ScriptedLine], Coroutine[None, None, None]] | None = None

    def play(
        self, script: str, *, caller: str | None = "+420777000321", call_id: str = "call-1"
    ) -> ScriptedLine:
        """A call from its beginning to its end; the line with its transcript."""
        with self._house() as house:
            return house.loop.run_until_complete(house.first(script, caller, call_id))

    def resume(
        self, script: str, *, caller: str | None = "+420777000321", call_id: str = "call-1"
    ) -> ScriptedLine:
        """The same call in a new process, after the one before was killed."""
        with self._house() as house:
            return house.loop.run_until_complete(house.again(script, caller, call_id))

    @contextmanager
    def _house(self) -> Iterator[_House]:
        loop = VirtualLoop()
        clock = VirtualClock(loop, self.start)
        database = Database.on_file(self.database, clock, inline=True)
        backend = self.wrap(Backend(database, clock, self.hashing))
        try:
            yield _House(self, loop, database, backend)
        finally:
            _end_tasks(loop)
            database.close()
            loop.close()


def _end_tasks(loop: VirtualLoop) -> None:
    """What the process did when it died; cancelled, so that it changes nothing any more."""
    tasks = asyncio.all_tasks(loop)
    for task in tasks:
        task.cancel()
    if tasks:
        loop.run_until_complete(asyncio.gather(*tasks, return_exceptions=True))


class _House:
    """One process's worth of objects."""

    def __init__(
        self, stage: Stage, loop: VirtualLoop, database: Database, backend: Backend
    ) -> None:
        self.loop = loop
        self._stage = stage
        self._database = database
        self._backend = backend

    async def first(self, script: str, caller: str | None, call_id: str) -> ScriptedLine:
        line = self._line(script, caller, call_id)
        behind = Behind(self._database)
        tree = self._stage.tree
        await Revisions(self._database).publish(tree)
        record = Record(behind, call_id, caller, line.dialled, tree.revision)
        record.begin()
        return await self._run(line, behind, record, Journal(call_id, behind), tree)

    async def again(self, script: str, caller: str | None, call_id: str) -> ScriptedLine:
        line = self._line(script, caller, call_id)
        behind = Behind(self._database)
        channel = Found(call_id, caller, line.dialled)
        revisions = Revisions(self._database)
        found = await resume(self._database, behind, revisions, self._stage.tree, channel)
        if found is None:
            return line
        return await self._run(line, behind, found.record, found.journal, found.tree)

    def _line(self, script: str, caller: str | None, call_id: str) -> ScriptedLine:
        return ScriptedLine(script, self._stage.voice.seconds, call_id=call_id, caller=caller)

    async def _run(
        self, line: ScriptedLine, behind: Behind, record: Record, journal: Journal, tree: Tree
    ) -> ScriptedLine:
        requests = Requests(self._database, self._backend.staff, Rules())
        runner = Runner(self._backend, self._stage.voice, behind, self._stage.dialogs, requests)
        if self._stage.beside is not None:
            self._others = asyncio.create_task(self._stage.beside(self._backend, line))
        try:
            await runner.run(line, record, journal, tree)
        except LineLost:
            behind.abandon()
            return line
        await behind.close()
        return line
