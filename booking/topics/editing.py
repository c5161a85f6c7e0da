"""Looks after what is told: changes, checks, history, and word to the owners."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from booking.errors import NotFound, Refused
from booking.ground.clock import Clock
from booking.ground.database import Database
from booking.ground.transaction import Transaction
from booking.topics import changes, rules, store
from booking.topics.model import Topic
from booking.topics.revisions import (
    TopicLine,
    TopicRevision,
    TopicSettings,
    TopicSheet,
    WaitingTopic,
    Why,
)
from booking.topics.store import Kept


class TopicEditing:
    """For those who look after topics; callers and messages never see a draft.

    Every change names the revision that it was made from (`seen`), so that nobody overwrites what
    somebody else wrote meanwhile.
    """

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def settings(self) -> TopicSettings:
        """Groups, departments and periods, as the town's files have them."""
        return await self._database.read(store.settings)

    async def lines(self) -> list[TopicLine]:
        """All topics in the order of the menu."""
        today = self._clock.today()

        def look(tx: Transaction) -> list[TopicLine]:
            heads, settings = store.heads(tx), store.settings(tx)
            return [changes.line(row, heads[row.code], today, settings) for row in store.kept(tx)]

        return await self._database.read(look)

    async def sheet(self, code: str) -> TopicSheet:
        """Everything about one topic.

        Raises:
            NotFound: there is none with this code.
        """
        today = self._clock.today()

        def look(tx: Transaction) -> TopicSheet:
            row = _row(tx, code)
            history = store.revisions(tx, code)
            head = next(one for one in history if one.number == row.head)
            return TopicSheet(
                line=changes.line(row, head, today, store.settings(tx)),
                told=store.topic_of(row.body) if row.told else None,
                head=row.head,
                file=store.topic_of(row.conflict_body) if row.conflict_body else None,
                history=tuple(history),
            )

        return await self._database.read(look)

    async def change(
        self, topic: Topic, *, seen: int, by: str, checked: bool, key: str | None = None
    ) -> int:
        """Keep what somebody has written; the number of the revision.

        Args:
            topic: with everything that may be edited; the rest stays as it was.
            seen: the revision that was edited.
            by: whose work it is.
            checked: they have compared it with its source today; until somebody has, it is a draft,
                and callers go on hearing what they heard.
            key: the command's key.

        Raises:
            NotFound: there is no such topic.
            Refused: a text cannot be spoken, the source is no address, the last day is past, or
                somebody else has changed the topic meanwhile.
        """
        today = self._clock.today()
        if found := rules.faults(topic):
            first = found[0]
            where = f"{first.field}.{first.form}.{first.language.value}"
            raise Refused(where, f"{first.flaw.value} {first.found}".strip())
        if not topic.source.strip() or not rules.source_is_an_address(topic.source_url):
            raise Refused("source", "it needs a name, and an address on the web")
        if topic.valid_to is not None and topic.valid_to < today:
            raise Refused("valid_to", "this day is past")

        def edit(before: TopicRevision) -> Topic:
            kept = before.topic
            wanted = replace(
                topic,
                owner=kept.owner,
                activity=kept.activity,
                group=kept.group,
                check_days=kept.check_days,
                checked_on=kept.checked_on,
                demo=kept.demo,
            )
            if checked:
                return replace(wanted, checked_on=today, demo=False)
            if rules.same_content(wanted, kept):
                return wanted
            return replace(wanted, checked_on=None)

        return await self._changed(topic.code, seen, by, Why.EDITED, edit, key)

    async def check(self, code: str, *, seen: int, by: str, key: str | None = None) -> int:
        """Note that somebody has compared the newest revision with its source today.

        Raises:
            NotFound: there is no such topic.
            Refused: somebody else has changed it meanwhile.
        """
        today = self._clock.today()
        return await self._changed(
            code, seen, by, Why.CHECKED, lambda head: replace(head.topic, checked_on=today), key
        )

    async def restore(
        self, code: str, revision: int, *, seen: int, by: str, key: str | None = None
    ) -> int:
        """Go back to an older revision, with the day on which that one was checked.

        Raises:
            NotFound: there is no such topic or revision.
            Refused: somebody else has changed it meanwhile.
        """

        def act(tx: Transaction) -> int:
            row = _unchanged(tx, code, seen)
            old = _of_number(store.revisions(tx, code), revision)
            return _put(tx, row, old.topic, by, Why.RESTORED)

        return await self._database.once(key, act, int)

    async def settle(
        self, code: str, *, with_file: bool, seen: int, by: str, key: str | None = None
    ) -> int:
        """End the conflict with the town's file: take what it says, or keep what is here.

        Raises:
            NotFound: there is no such topic.
            Refused: there is no conflict, or somebody else has changed the topic meanwhile.
        """

        def act(tx: Transaction) -> int:
            row = _unchanged(tx, code, seen)
            if row.conflict_body is None:
                raise Refused("file", "it is not in conflict")
            store.change(tx, code, file_body=row.conflict_body, conflict_body=None)
            if with_file:
                return _put(tx, row, store.topic_of(row.conflict_body), by, Why.FILE)
            tx.audit(by, "topic-kept", f"topic:{code}", revision=row.head)
            return row.head

        return await self._database.once(key, act, int)

    async def waiting(self) -> list[WaitingTopic]:
        """Checked revisions that nobody hears yet, for whoever renders sounds."""

        def look(tx: Transaction) -> list[WaitingTopic]:
            behind = [row for row in store.kept(tx) if row.head != row.told]
            if not behind:
                return []
            heads = store.heads(tx)
            return [
                WaitingTopic(row.code, row.head, tuple(heads[row.code].topic.spoken()))
                for row in behind
                if changes.may_be_told(heads[row.code].topic, heads[row.code].why)
            ]

        return await self._database.read(look)

    async def publish(self, code: str, revision: int) -> bool:
        """Tell a revision whose sounds are all there; False where a newer one has come."""

        def act(tx: Transaction) -> bool:
            row = store.kept_of(tx, code)
            if row is None or row.head != revision:
                return False
            head = _of_number(store.revisions(tx, code), revision)
            if not changes.may_be_told(head.topic, head.why):
                return False
            changes.tell(tx, code, revision, head.topic)
            return True

        return await self._database.write(act)

    async def notice_stale(self) -> int:
        """Let the owners know of topics that ended or soon will, each once; how many those are."""
        today = self._clock.today()
        return await self._database.write(lambda tx: changes.notice(tx, today))

    async def _changed(
        self,
        code: str,
        seen: int,
        by: str,
        why: Why,
        edit: Callable[[TopicRevision], Topic],
        key: str | None,
    ) -> int:
        def act(tx: Transaction) -> int:
            row = _unchanged(tx, code, seen)
            head = _of_number(store.revisions(tx, code), row.head)
            return _put(tx, row, edit(head), by, why)

        return await self._database.once(key, act, int)


def _put(tx: Transaction, row: Kept, topic: Topic, by: str, why: Why) -> int:
    number = changes.put_revision(tx, row, topic, by, why)
    tx.audit(by, f"topic-{why.value}", f"topic:{row.code}", revision=number)
    return number


def _row(tx: Transaction, code: str) -> Kept:
    row = store.kept_of(tx, code)
    if row is None:
        raise NotFound("topic", code)
    return row


def _unchanged(tx: Transaction, code: str, seen: int) -> Kept:
    row = _row(tx, code)
    if row.head != seen:
        raise Refused("revision", "somebody else has changed the topic meanwhile")
    return row


def _of_number(history: list[TopicRevision], number: int) -> TopicRevision:
    found = next((one for one in history if one.number == number), None)
    if found is None:
        raise NotFound("revision", number)
    return found
