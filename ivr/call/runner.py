"""Runs a call from the menus through its dialogs to its end.

The one place that handles hang-up, used-up tries, a backend that is away and what nobody
expected. Nobody is left in silence: what cannot go on goes to a person, and if that cannot
either, to the dialplan's fall-back, which needs nothing of ours.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from traceback import format_exception

import structlog

from booking.api import Backend, BookingError, Language, LimitReached, Unavailable
from ivr.call.behind import Behind
from ivr.call.call import Call
from ivr.call.conversation import Conversation
from ivr.call.errors import (
    Back,
    BackToMain,
    CallEnded,
    JournalMismatch,
    LineLost,
    PromptNotHeard,
    ToOperator,
    TriesUsedUp,
)
from ivr.call.journal import Journal
from ivr.call.line import Line
from ivr.call.prompts import Prompt, Told, Voice, phrase
from ivr.call.record import Record
from ivr.dialogs import Next, Registry
from ivr.dialogs.person import go_on_with_person, person
from ivr.dialogs.rebooking import hear_rebooking
from ivr.dialogs.waitlist import hear_offer
from ivr.menus.schema import Go, Menu, Tree
from ivr.routing.model import OPEN_STATES, Asking, RequestState
from ivr.routing.requests import Requests

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Runner:
    """What every call needs, and nothing of any single one."""

    backend: Backend
    voice: Voice
    behind: Behind
    dialogs: Registry
    requests: Requests
    node: str = "linka"

    async def run(self, line: Line, record: Record, journal: Journal, tree: Tree) -> None:
        """Hold the conversation of somebody who rings, to its end, whichever it is.

        Raises:
            LineLost: the connection to Asterisk broke; the caller is there, resume the call.
        """
        await self.hold(line, record, journal, lambda call: self._converse(call, line, tree))

    async def hold(
        self,
        line: Line,
        record: Record,
        journal: Journal,
        converse: Callable[[Call], Awaitable[str]],
    ) -> None:
        """Hold any conversation to its end; `converse` tells how it ended.

        Raises:
            LineLost: as for `run`.
        """
        call = Call(Conversation(line), self.voice, journal, record)
        outcome = "failed"
        try:
            outcome = await converse(call)
        except CallEnded as ended:
            outcome = ended.outcome
        finally:
            line.close()
        record.end(outcome)
        if call.commanded:
            await self._end_request(call)
            await self._release(call)

    async def _converse(self, call: Call, line: Line, tree: Tree) -> str:
        try:
            await line.answer()
            if not call.record.resumed:
                greeting = tree.menus[tree.start].greeting
                if greeting is not None:
                    call.say(Told(greeting.wording))
            step = await self._where_it_was(call, tree)
            while step is not Next.END:
                call.journal.next_round()
                step = await self._menus_or_person(call, tree)
            await call.tell()
            await line.hang_up()
        except (CallEnded, LineLost):
            raise
        except Exception as error:  # noqa: BLE001  whatever it is, the caller is not left in silence
            log.error("a call goes to the fall-back", call=call.id, trace=trace(error))  # noqa: TRY400  see trace
            await line.hand_over()
            return "fallback"
        return "completed"

    async def _where_it_was(self, call: Call, tree: Tree) -> Next:
        """Begin, or go on after an interruption.

        Who waited or talked is not led there again by a replay: a dialog may have failed on the
        way, and would not do so twice.
        """
        if call.record.resumed:
            request = await self.requests.of_call(call.id)
            if request is not None and request.state in OPEN_STATES:
                recall(call.record, request.asked)
                call.journal.next_round()
                return await self._to_person(call, go_on_with_person)
            if request is not None and request.state is RequestState.DONE:
                call.owe_nothing()
                return Next.END
        return await self._menus_or_person(call, tree)

    async def _menus_or_person(self, call: Call, tree: Tree) -> Next:
        try:
            return await self._from_main(call, tree)
        except BackToMain as back:
            if isinstance(back, JournalMismatch):
                log.warning("a resumed call is back at the main menu", call=call.id, at=str(back))
            return Next.MAIN
        except (CallEnded, LineLost, PromptNotHeard):
            raise
        except Exception as reason:  # noqa: BLE001  whatever it is, a person goes on
            call.record.pass_by("person")
            return await self._to_person(call, partial(person, announced=_explained(call, reason)))

    async def _to_person(self, call: Call, talk: Callable[..., Awaitable[Next]]) -> Next:
        try:
            return await talk(call, self.backend, self.requests, asking_of(call, self.node))
        except (Back, BackToMain):
            return Next.MAIN

    async def _from_main(self, call: Call, tree: Tree) -> Next:
        if call.journal.round == 0:  # once a call, before the menus
            for hear in (hear_rebooking, hear_offer):
                offered = await hear(call, self.backend)
                if offered is not None:
                    return offered
        names = [tree.start]
        while True:
            menu = tree.menus[names[-1]]
            try:
                go = await call.choose(f"menu.{names[-1]}", _offer(menu), _options(menu))
            except Back:
                names = names[:-1] or [tree.start]
                continue
            if go.menu is not None:
                call.record.pass_by(go.menu)
                names.append(go.menu)
                continue
            with suppress(Back):  # out of a dialog, to the menu that it was chosen from
                return await self._go(call, go)

    async def _go(self, call: Call, go: Go) -> Next:
        if go.operator:
            raise ToOperator
        if go.language is not None:
            # its key leads back again, for somebody who pressed it by mistake; noted, because
            # a resumed call speaks the chosen language already when this is run again
            chosen = Language.CS if go.language == call.language else go.language
            call.record.speak(call.note("language", chosen, Language))
            return Next.MAIN
        if go.dialog is None:
            raise LookupError("a key that leads nowhere has passed the check")
        call.record.pass_by(go.dialog)
        call.concerns(None, go.dialog)  # until the dialog knows better
        return await self.dialogs.run(go.dialog, call, self.backend, go.with_)

    async def _end_request(self, call: Call) -> None:
        try:
            await self.requests.ended(call.id)
        except BookingError as error:
            log.warning("a request was left to the next look", call=call.id, reason=str(error))

    async def _release(self, call: Call) -> None:
        try:
            await self.backend.visits.release_all(call.id)
        except BookingError as error:
            log.warning("holds were left to expire", call=call.id, reason=str(error))


def asking_of(call: Call, node: str) -> Asking:
    """What the caller brings along to a person."""
    record = call.record
    return Asking(
        call_id=call.id,
        language=record.language,
        caller=record.caller,
        service=record.service,
        topic=record.subject,
        path=record.way,
        citizen_id=record.citizen_id,
        keyed=dict(record.keyed),
        node=node,
    )


def recall(record: Record, asked: Asking) -> None:
    """What the caller had come to; no replay tells it."""
    record.path = asked.path.split(" > ")
    record.service, record.subject = asked.service, asked.topic
    record.keyed = dict(asked.keyed)


def trace(error: Exception) -> str:
    """Files and lines only: a log that shows the values of variables could show digits."""
    return "".join(format_exception(error))


def _explained(call: Call, reason: Exception) -> bool:
    """Say why a person goes on; whether the caller knows by then that one does."""
    match reason:
        case ToOperator():
            return reason.announced
        case TriesUsedUp():
            return False
        case Unavailable():
            log.error("the backend is away", call=call.id, reason=str(reason))
            said = "status.unavailable"
        case LimitReached():
            said = "visit.limit"
        case _:
            log.error("a dialog failed", call=call.id, trace=trace(reason))
            said = "error.trouble"
    call.forget()
    call.say(phrase(said))
    return False


def _offer(menu: Menu) -> Prompt:
    return Told(menu.text.wording, menu.short.wording if menu.short else None)


def _options(menu: Menu) -> dict[str, Go]:
    """The operator's key means the same everywhere, so the keypad knows it by itself."""
    return {key: go for key, go in menu.keys.items() if not go.operator}
