"""What is told, and the rows around it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, delete, func, select, update

from booking.ground.codec import from_json, to_json
from booking.ground.transaction import Transaction
from booking.ground.upsert import insert_missing
from booking.language import Wording
from booking.topics.model import Topic
from booking.topics.revisions import OTHERS, TopicRevision, TopicSettings, Why
from booking.topics.tables import topic_notices, topic_revisions, topic_settings, topics


@dataclass(frozen=True, slots=True)
class Kept:
    """A topic's row. See `booking.topics.tables.topics`."""

    code: str
    position: int
    told: int
    head: int
    edited: bool
    body: str
    file_body: str | None
    conflict_body: str | None


def find(tx: Transaction, code: str) -> Topic | None:
    """What is told under this code."""
    row = tx.one(select(topics.c.body).where(topics.c.code == code, topics.c.told > 0))
    return None if row is None else topic_of(row.body)


def all_topics(tx: Transaction) -> list[Topic]:
    """All that is told, in the order of the menu."""
    rows = tx.all(
        select(topics.c.body).where(topics.c.told > 0).order_by(topics.c.position, topics.c.code)
    )
    return [topic_of(row.body) for row in rows]


def spoken(tx: Transaction) -> list[Wording]:
    """All that may be spoken of topics: what is told, what waits to be, and their groups' names."""
    topics_ = [*all_topics(tx), *(one.topic for one in heads(tx).values())]
    names = [group.name for group in (*settings(tx).groups, OTHERS)]
    return [*names, *(text for topic in topics_ for text in topic.spoken())]


def kept(tx: Transaction) -> list[Kept]:
    """All rows, those that are not told yet too, in the order of the menu."""
    rows = tx.all(select(topics).order_by(topics.c.position, topics.c.code))
    return [_kept(row) for row in rows]


def kept_of(tx: Transaction, code: str) -> Kept | None:
    """The row of one topic; who means to change it waits for others who do."""
    row = tx.one(select(topics).where(topics.c.code == code).with_for_update())
    return None if row is None else _kept(row)


def add(tx: Transaction, code: str, position: int, told: int, head: int, body: str) -> None:
    """A topic that was not there, as its file has it."""
    insert_missing(
        tx,
        topics,
        code=code,
        position=position,
        told=told,
        head=head,
        edited=False,
        body=body,
        file_body=body,
    )


def change(tx: Transaction, code: str, **values: object) -> None:
    """Change a topic's row."""
    tx.execute(update(topics).where(topics.c.code == code).values(**values))


def drop_others(tx: Transaction, codes: set[str]) -> None:
    """Drop the topics that the town no longer describes; their revisions stay."""
    tx.execute(delete(topics).where(topics.c.code.not_in(codes)))


def add_revision(tx: Transaction, code: str, body: str, by: str, why: Why) -> int:
    """Keep a revision; its number, one more than any that the code ever had."""
    last = tx.one(
        select(func.coalesce(func.max(topic_revisions.c.revision), 0).label("n")).where(
            topic_revisions.c.code == code
        )
    )
    number = (0 if last is None else int(last.n)) + 1
    tx.execute(
        topic_revisions.insert().values(
            code=code, revision=number, at=tx.now, by=by, why=why.value, body=body
        )
    )
    return number


def revisions(tx: Transaction, code: str) -> list[TopicRevision]:
    """All revisions of a topic, the newest first."""
    rows = tx.all(
        select(topic_revisions)
        .where(topic_revisions.c.code == code)
        .order_by(topic_revisions.c.revision.desc())
    )
    return [_revision(row) for row in rows]


def heads(tx: Transaction) -> dict[str, TopicRevision]:
    """The newest revision of each topic."""
    joined = (topics.c.code == topic_revisions.c.code) & (
        topics.c.head == topic_revisions.c.revision
    )
    rows = tx.all(select(topic_revisions).join(topics, joined))
    return {row.code: _revision(row) for row in rows}


def note_notice(tx: Transaction, code: str, until: str, stage: str) -> bool:
    """Note that the owner is told of this end; whether it was not noted before."""
    values = {"code": code, "until": until, "stage": stage}
    there = tx.one(select(topic_notices.c.at).filter_by(**values))
    if there is None:
        insert_missing(tx, topic_notices, **values, at=tx.now)
    return there is None


def settings(tx: Transaction) -> TopicSettings:
    """The town's settings for all topics; the defaults before any town was loaded."""
    row = tx.one(select(topic_settings.c.body))
    if row is None:
        return TopicSettings()
    found: TopicSettings = from_json(row.body, TopicSettings)
    return found


def put_settings(tx: Transaction, wanted: TopicSettings) -> None:
    """Keep the settings, in place of what they were before."""
    insert_missing(tx, topic_settings, id=1, body=to_json(wanted))
    tx.execute(update(topic_settings).values(body=to_json(wanted)))


def topic_of(body: str) -> Topic:
    """The topic that a row holds."""
    topic: Topic = from_json(body, Topic)
    return topic


def _kept(row: Row[Any]) -> Kept:
    return Kept(
        row.code,
        row.position,
        row.told,
        row.head,
        row.edited,
        row.body,
        row.file_body,
        row.conflict_body,
    )


def _revision(row: Row[Any]) -> TopicRevision:
    return TopicRevision(row.revision, row.at, row.by, Why(row.why), topic_of(row.body))
