"""What happens to a topic's rows in a transaction."""

from __future__ import annotations

from datetime import date

from booking.ground.codec import to_json
from booking.ground.transaction import Transaction
from booking.topics import rules, store
from booking.topics.model import Topic
from booking.topics.revisions import (
    TopicBecameStale,
    TopicLine,
    TopicRevision,
    TopicSettings,
    TopicStanding,
    Why,
)
from booking.topics.store import Kept


def put_revision(tx: Transaction, row: Kept, topic: Topic, by: str, why: Why) -> int:
    """Keep a revision; it is told at once where callers can hear all of it already."""
    number = store.add_revision(tx, row.code, to_json(topic), by, why)
    store.change(tx, row.code, head=number, edited=why is not Why.FILE)
    if may_be_told(topic, why) and _can_be_heard(row, topic):
        tell(tx, row.code, number, topic)
    return number


def tell(tx: Transaction, code: str, number: int, topic: Topic) -> None:
    """From now on callers, staff and messages get this revision."""
    store.change(tx, code, told=number, body=to_json(topic))


def may_be_told(topic: Topic, why: Why) -> bool:
    """Whether a revision may replace what is told; what somebody wrote here is checked first.

    A file that says 'not checked' is obeyed: its topic is told no more.
    """
    return topic.checked_on is not None or why is Why.FILE


def _can_be_heard(row: Kept, topic: Topic) -> bool:
    return row.told > 0 and set(topic.spoken()) <= set(store.topic_of(row.body).spoken())


def line(row: Kept, head: TopicRevision, today: date, settings: TopicSettings) -> TopicLine:
    """The topic in the list of those who look after it."""
    told = store.topic_of(row.body) if row.told else None
    behind = row.head != row.told
    ready = may_be_told(head.topic, head.why)
    return TopicLine(
        topic=head.topic,
        position=row.position,
        standing=_standing(told, today, settings),
        told_until=None if told is None else told.told_until,
        is_told=told is not None and told.is_current(today),
        is_draft=behind and not ready,
        waits=behind and ready,
        edited=row.edited,
        conflict=row.conflict_body is not None,
    )


def _standing(told: Topic | None, today: date, settings: TopicSettings) -> TopicStanding:
    if told is None:
        return TopicStanding.UNCHECKED
    return rules.standing(told, today, settings.warn_days)


def notice(tx: Transaction, today: date) -> int:
    """Append an event for each topic that ended or soon will, once; how many there were."""
    settings, told = store.settings(tx), 0
    for topic in store.all_topics(tx):
        standing = rules.standing(topic, today, settings.warn_days)
        if standing is TopicStanding.TOLD:
            continue
        until = topic.told_until
        ahead = standing is TopicStanding.ENDS_SOON
        noted = "unchecked" if until is None else until.isoformat()
        if store.note_notice(tx, topic.code, noted, "ahead" if ahead else "due"):
            tx.append(_became_stale(topic, settings, ahead=ahead))
            told += 1
    return told


def _became_stale(topic: Topic, settings: TopicSettings, *, ahead: bool) -> TopicBecameStale:
    department = settings.department(topic.owner)
    return TopicBecameStale(
        code=topic.code,
        title=topic.title.cs,
        owner=topic.owner,
        email="" if department is None else department.email,
        until=topic.told_until,
        ahead=ahead,
        checked_on=topic.checked_on,
        valid_to=topic.valid_to,
    )
