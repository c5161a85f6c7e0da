"""The conversation with whoever picks up a ring of ours, and with their operator, if they want one.

The menus have no part in it: who was rung has not rung us.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from functools import partial

import structlog

from booking.api import BookingError, Ring
from ivr.ari import Ari
from ivr.ari.models import Channel, Party
from ivr.ari.names import ring_channel
from ivr.call.ari_line import AriLine
from ivr.call.call import Call
from ivr.call.errors import Back, BackToMain, CallEnded, LineLost, ToOperator, TriesUsedUp
from ivr.call.journal import Journal
from ivr.call.line import Line
from ivr.call.prompts import Told, phrase
from ivr.call.reception import Menus
from ivr.call.record import Record
from ivr.call.resuming import Found, Resumed, resume
from ivr.call.runner import Runner, asking_of, recall, trace
from ivr.dialogs.person import go_on_with_person, person
from ivr.dialogs.voice_message import voice_message
from ivr.routing.model import OPEN_STATES, RequestState

LIFTED_SECONDS = 1.0
"""From the answer to the first word: the receiver has a way to go, and somebody says 'hello'."""

DIALOG = "voice_message"

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Talks:
    """What every conversation of a ring needs.

    Attributes:
        ari: the Asterisk.
        runner: what all conversations need.
        menus: how the town greets; and its revision, which every call's row names.
        number: the town's, to ring back.
    """

    ari: Ari
    runner: Runner
    menus: Menus
    number: str

    def line_of(self, ring: Ring) -> AriLine:
        """The line of a ring that was answered. Whoever makes it hears of everything from now."""
        channel = Channel(ring_channel(ring.id), state="Up", caller=Party(number=ring.phone))
        return AriLine(self.ari, channel, dialled="")

    async def begin(self, line: Line, ring: Ring) -> None:
        """Say what is to be said, to the end of the call.

        Raises:
            LineLost: the connection to Asterisk broke; whoever was rung is still there.
        """
        runner, tree = self.runner, self.menus.tree
        record = Record(
            runner.behind,
            line.call_id,
            ring.phone,
            "",
            tree.revision,
            language=ring.language,
            node=runner.node,
        )
        record.begin()
        record.pass_by(DIALOG)
        await asyncio.sleep(LIFTED_SECONDS)
        await self._hold(line, Resumed(record, Journal(line.call_id, runner.behind), tree), ring)

    async def go_on(self, line: AriLine, ring: Ring) -> None:
        """The same after an interruption.

        Raises:
            LineLost: as for `begin`.
        """
        runner = self.runner
        try:
            await runner.behind.flush()
            found = await resume(
                runner.backend.database,
                runner.behind,
                self.menus.revisions,
                self.menus.tree,
                Found(line.call_id, ring.phone, "", runner.node),
            )
            if found is not None:
                await line.stop_what_plays()
        except BaseException:
            line.close()
            raise
        if found is None:
            await line.hang_up()  # all was said, and the first hang-up was lost
            line.close()
            return
        if not found.record.path:
            found.record.speak(ring.language)  # its row was not written before the interruption
            found.record.pass_by(DIALOG)
        await self._hold(line, found, ring)

    async def _hold(self, line: Line, found: Resumed, ring: Ring) -> None:
        converse = partial(self._converse, line, ring)
        await self.runner.hold(line, found.record, found.journal, converse)
        # the call's row is over before the ring is: nobody looks for it afterwards
        await self.runner.behind.flush()

    async def _converse(self, line: Line, ring: Ring, call: Call) -> str:
        try:
            try:
                await self._say(call, ring)
            except (Back, BackToMain, ToOperator, TriesUsedUp):
                call.say(phrase("goodbye"))
            except BookingError as error:
                log.error("a ring broke off", call=call.id, reason=type(error).__name__)  # noqa: TRY400  its text may quote a number
                call.forget()
                call.say(phrase("error.trouble"))
                call.say(phrase("goodbye"))
            await call.tell()
            await line.hang_up()
        except (CallEnded, LineLost):
            raise
        except Exception as error:  # noqa: BLE001  whatever it is, nobody is left in silence
            log.error("a ring failed", call=call.id, trace=trace(error))  # noqa: TRY400  see trace
            await line.hang_up()
            return "failed"
        return "completed"

    async def _say(self, call: Call, ring: Ring) -> None:
        runner = self.runner
        if call.record.resumed:
            request = await runner.requests.of_call(call.id)
            if request is not None and request.state in OPEN_STATES:
                recall(call.record, request.asked)
                call.journal.next_round()
                asked = asking_of(call, runner.node)
                await go_on_with_person(call, runner.backend, runner.requests, asked)
                return
            if request is not None and request.state is RequestState.DONE:
                call.owe_nothing()
                return
        else:
            self._greet(call)
        if ring.speech is None:
            raise ValueError("a ring without a speech was dialled")
        try:
            await voice_message(call, runner.backend, ring.id, ring.speech, self.number)
        except ToOperator:
            call.record.pass_by("person")
            asked = asking_of(call, runner.node)
            await person(call, runner.backend, runner.requests, asked)

    def _greet(self, call: Call) -> None:
        tree = self.menus.tree
        greeting = tree.menus[tree.start].greeting
        if greeting is not None:
            call.say(Told(greeting.wording))
