"""Tells life situations."""

from __future__ import annotations

from booking.catalogue.service import Directories
from booking.citizens.rules import checked_email, checked_phone
from booking.errors import NotFound, Refused
from booking.ground.clock import Clock
from booking.ground.database import Database
from booking.ground.transaction import Transaction
from booking.language import Language
from booking.topics import finding, store
from booking.topics.model import Topic, TopicMessageAsked
from booking.topics.revisions import OTHERS, GroupOfTopics
from booking.visits import uses
from booking.visits.limits import Limit

TopicList = list[Topic]
TopicGroups = list[GroupOfTopics]
"""`Topics.list` hides the built-in name inside its class."""


class Topics:
    """Life situations in the order of the menu."""

    def __init__(
        self, database: Database, clock: Clock, directories: Directories | None = None
    ) -> None:
        self._database = database
        self._clock = clock
        self._directories = directories or Directories()

    async def get(self, code: str) -> Topic:
        """The topic with this code.

        Raises:
            NotFound: there is none.
        """
        topic = await self._database.read(lambda tx: store.find(tx, code))
        if topic is None:
            raise NotFound("topic", code)
        return topic

    async def search(self, text: str, *, language: Language, current: bool = True) -> TopicList:
        """The topics that may be meant by a few letters, the likeliest first.

        Args:
            text: words as they were heard; without any, all topics.
            language: the caller's; Czech counts, too.
            current: only those that may be told today.
        """
        today = self._clock.today()

        def look(tx: Transaction) -> TopicList:
            known = store.all_topics(tx)
            told = [topic for topic in known if not current or topic.is_current(today)]
            return finding.find(told, text, language)

        return await self._database.read(look)

    async def send(
        self,
        code: str,
        *,
        phone: str | None = None,
        email: str | None = None,
        language: Language,
        key: str | None = None,
    ) -> None:
        """Ask for a message with the topic: to this number (E.164), or to this address.

        Raises:
            NotFound: there is no such topic.
            LimitReached: messages enough went to this number, or address, today.
            Refused: it is out of date, this is no number or address, or neither is given.
        """
        today = self._clock.today()
        if (phone is None) == (email is None):
            raise Refused("phone", "either a number or an address is needed")
        number = None if phone is None else checked_phone(phone)
        address = None if email is None else checked_email(email)

        def act(tx: Transaction) -> None:
            topic = store.find(tx, code)
            if topic is None:
                raise NotFound("topic", code)
            if not topic.is_current(today):
                raise Refused("topic", "it is out of date and may not be told")
            if number is not None:
                uses.use(tx, self._directories.current(tx), number, Limit.NUMBER_MESSAGES_DAY)
            if address is not None:
                directory = self._directories.current(tx)
                uses.use(tx, directory, address.lower(), Limit.ADDRESS_MESSAGES_DAY)
            tx.append(message_of(topic, number, language, email=address))

        await self._database.once(key, act, None)

    async def grouped(self) -> TopicGroups:
        """All topics by group, as the telephone offers them; those without one come last.

        Topics that may not be told are among them: whoever asks for one is told so, and led to a
        person. Ask each whether it `is_current`.
        """

        def look(tx: Transaction) -> TopicGroups:
            topics, groups = store.all_topics(tx), store.settings(tx).groups
            known = {group.code for group in groups}
            rest = tuple(topic for topic in topics if topic.group not in known)
            found = [
                GroupOfTopics(group, tuple(one for one in topics if one.group == group.code))
                for group in groups
            ]
            return [one for one in [*found, GroupOfTopics(OTHERS, rest)] if one.topics]

        return await self._database.read(look)

    def may_be_told(self, topic: Topic) -> bool:
        """Whether the topic may be told today."""
        return topic.is_current(self._clock.today())

    async def list(self, *, current: bool = False) -> TopicList:
        """All topics in the order of the menu; with `current` only those that may be told today."""
        found = await self._database.read(store.all_topics)
        today = self._clock.today()
        return [topic for topic in found if not current or topic.is_current(today)]


def message_of(
    topic: Topic, phone: str | None, language: Language, *, email: str | None = None
) -> TopicMessageAsked:
    """What is sent of a topic: its written texts, as they are now."""
    texts = topic.written
    return TopicMessageAsked(
        code=topic.code,
        phone=phone,
        language=language,
        title=topic.title[language],
        who=texts.who[language],
        where=texts.where[language],
        bring=texts.bring[language],
        fee=texts.fee[language],
        deadline=texts.deadline[language],
        law=texts.law[language],
        source=topic.source,
        source_url=topic.source_url,
        email=email,
    )
