"""Understands one message, does what it asks, and says what is written back."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from booking.api import Backend, Language
from notifier.consent.model import BlockReason
from notifier.consent.service import Blocks
from notifier.errors import CodesNotTaken
from notifier.inbound.journeys import book, callback, change, status, topic, visit, waitlist
from notifier.inbound.journeys.opting import start, stop
from notifier.inbound.journeys.yes_no import answer
from notifier.inbound.model import Outcome
from notifier.inbound.reading.catalogue import Catalogue
from notifier.inbound.reading.commands import (
    Answer,
    AskApplication,
    AskReady,
    AskVisit,
    AskVisits,
    Book,
    CallMe,
    Cancel,
    Change,
    Command,
    Help,
    Inform,
    Leave,
    NotUnderstood,
    Start,
    Stop,
    Wait,
    Why,
)
from notifier.inbound.reading.matters import Matters
from notifier.inbound.reading.parser import parse
from notifier.inbound.senders.owners import owners_of
from notifier.inbound.talk import Talk
from notifier.outbox import ChannelKind
from notifier.received.model import BLOCKED, NOT_UNDERSTOOD, Received

Journey = Callable[[Talk, Any], Awaitable[Outcome]]

JOURNEYS: Mapping[type[Command], Journey] = {
    Book: book.book,
    Answer: answer,
    AskVisit: visit.ask_visit,
    AskVisits: visit.ask_visits,
    Cancel: visit.cancel,
    Change: change.change,
    AskApplication: status.ask_application,
    AskReady: status.ask_ready,
    Inform: topic.inform,
    Wait: waitlist.wait,
    Leave: waitlist.leave,
    CallMe: callback.call_me,
}
"""One journey a command."""


class Answering:
    """Answers messages of citizens, one at a time.

    Args:
        backend: what is asked and commanded.
        blocks: who is not written to.
    """

    def __init__(self, backend: Backend, blocks: Blocks) -> None:
        self._backend = backend
        self._blocks = blocks

    async def answer(self, received: Received, phone: str) -> Outcome:
        """Do what a message asks; answered again, it changes nothing and says the same.

        Args:
            received: the message.
            phone: its sender in E.164, a mobile.

        Raises:
            Unavailable: the database is away; nothing was lost, and it can be answered again.
        """
        command = parse(received.text)
        talk = await self._talk(command, received, phone)
        match command:
            case Stop():
                return await stop(talk, self._blocks)
            case Start():
                return await start(talk, self._blocks)
            case Help():
                return Outcome("help", "told", talk.plain("reply_help"))
            case NotUnderstood(why=Why.SECRET):
                return Outcome(None, "secret", talk.plain("reply_secret"))
        return await self._carried_out(talk, command)

    async def _carried_out(self, talk: Talk, command: Command) -> Outcome:
        if await self._is_blocked(talk.phone):
            # whoever wants no messages gets no answer, so nothing is done that they would not hear
            return Outcome(None, BLOCKED)
        if isinstance(command, NotUnderstood):
            return Outcome(None, NOT_UNDERSTOOD, talk.plain("reply_not_understood"))
        try:
            return await JOURNEYS[type(command)](talk, command)
        except CodesNotTaken:
            return Outcome(None, "code-not-taken", talk.plain("reply_failed"))

    async def in_vain(self, received: Received, phone: str, result: str, template: str) -> Outcome:
        """An answer that does nothing, in the language of the sender."""
        talk = await self._talk(parse(received.text), received, phone)
        return Outcome(None, result, talk.plain(template))

    async def _talk(self, command: Command, received: Received, phone: str) -> Talk:
        language = command.language or await self._language_of(phone)
        return Talk(self._backend, received, phone, language, await self._catalogue())

    async def _language_of(self, phone: str) -> Language:
        """The citizen's whose verified number it is; Czech where nobody knows."""
        owners = await owners_of(self._backend, phone)
        return owners[0].language if owners else Language.CS

    async def _catalogue(self) -> Catalogue:
        """Read anew for each message: it changes while this process runs."""
        catalogue = self._backend.catalogue
        services, activities = await catalogue.services(), await catalogue.activities()
        offices, topics = await catalogue.offices(), await self._backend.topics.list()
        matters = Matters(services, activities, topics, offices)
        town = await catalogue.town()
        return Catalogue(town, tuple(services), tuple(activities), matters)

    async def _is_blocked(self, phone: str) -> bool:
        reason = await self._backend.database.read(
            lambda tx: self._blocks.is_blocked(tx, ChannelKind.SMS.value, phone)
        )
        return reason is BlockReason.OPTED_OUT
