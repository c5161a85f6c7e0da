"""Topics in the database: the whole topic as one text, for it is read and written as a whole."""

from __future__ import annotations

from sqlalchemy import Column, Integer, String, Table, Text, delete, select, update

from booking.ground.codec import from_json, to_json
from booking.ground.tables import metadata
from booking.ground.transaction import Transaction
from booking.ground.upsert import insert_missing
from booking.topics.model import Topic

topics = Table(
    "topics",
    metadata,
    Column("code", String(60), primary_key=True),
    Column("position", Integer, nullable=False),
    Column("body", Text, nullable=False),
)


def find(tx: Transaction, code: str) -> Topic | None:
    """The topic with this code."""
    row = tx.one(select(topics.c.body).where(topics.c.code == code))
    return None if row is None else _topic(row.body)


def all_topics(tx: Transaction) -> list[Topic]:
    """All topics in the order of the menu."""
    rows = tx.all(select(topics.c.body).order_by(topics.c.position, topics.c.code))
    return [_topic(row.body) for row in rows]


def put(tx: Transaction, topic: Topic, position: int) -> None:
    """Keep a topic, in place of what it was before."""
    values = {"position": position, "body": to_json(topic)}
    insert_missing(tx, topics, code=topic.code, **values)
    tx.execute(update(topics).where(topics.c.code == topic.code).values(**values))


def drop_others(tx: Transaction, codes: set[str]) -> None:
    """Drop the topics that the town no longer describes."""
    tx.execute(delete(topics).where(topics.c.code.not_in(codes)))


def _topic(body: str) -> Topic:
    topic: Topic = from_json(body, Topic)
    return topic
