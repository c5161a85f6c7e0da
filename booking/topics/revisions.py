"""How topics change: revisions, how they stand, and the town's settings for all of them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from booking.ground.events import Event, event
from booking.language import Wording
from booking.topics.model import Topic

WARN_DAYS = 30


class Why(StrEnum):
    """Where a revision comes from."""

    FILE = "file"
    EDITED = "edited"
    CHECKED = "checked"
    RESTORED = "restored"


class TopicStanding(StrEnum):
    """Whether a topic may be told, and how long still."""

    TOLD = "told"
    ENDS_SOON = "ends-soon"
    UNCHECKED = "unchecked"
    OUTDATED = "outdated"


@dataclass(frozen=True, slots=True)
class TopicGroup:
    """Topics that stand together in the menu, such as those about vehicles and drivers."""

    code: str
    name: Wording


OTHERS = TopicGroup("others", Wording("ostatní záležitosti", "other matters", "інші справи"))
"""For topics that name no group."""


@dataclass(frozen=True, slots=True)
class Department:
    """Who answers for topics.

    Attributes:
        email: where word goes of topics that end.
        staff: usernames of the clerks who may change its topics.
    """

    name: str
    email: str
    staff: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TopicSettings:
    """What the town says about all topics.

    Attributes:
        warn_days: so many days before its end a topic's owner is told.
        groups: in the order of the menu.
        departments: the owners.
    """

    warn_days: int = WARN_DAYS
    groups: tuple[TopicGroup, ...] = ()
    departments: tuple[Department, ...] = field(default=())

    def department(self, name: str) -> Department | None:
        """The department of that name."""
        return next((one for one in self.departments if one.name == name), None)


@dataclass(frozen=True, slots=True)
class TopicRevision:
    """One state that a topic was in.

    Attributes:
        by: the username, or 'town' for the files.
    """

    number: int
    at: datetime
    by: str
    why: Why
    topic: Topic


@dataclass(frozen=True, slots=True)
class GroupOfTopics:
    """A group with its topics, none of them told by whoever has not asked `is_current`."""

    group: TopicGroup
    topics: tuple[Topic, ...]


@dataclass(frozen=True, slots=True)
class TopicLine:
    """A topic in the list of those who look after them.

    Attributes:
        topic: its newest revision.
        position: its place in the menu, as its file says.
        standing: of what is told.
        told_until: the last day on which it may be told, None where it may not.
        is_told: something of it is told at all.
        is_draft: the newest revision differs from what is told and was not checked.
        waits: the newest revision is checked and only waits for its sound.
        edited: it was edited here.
        conflict: the town's file says something else than what was edited here.
    """

    topic: Topic
    position: int
    standing: TopicStanding
    told_until: date | None
    is_told: bool
    is_draft: bool
    waits: bool
    edited: bool
    conflict: bool


@dataclass(frozen=True, slots=True)
class TopicSheet:
    """Everything about one topic.

    Attributes:
        line: as in the list.
        told: what callers hear, None where they hear nothing of it.
        head: the number of the newest revision; whoever changes it says this number.
        file: what the town's file says, where it is in conflict.
        history: the newest first.
    """

    line: TopicLine
    told: Topic | None
    head: int
    file: Topic | None
    history: tuple[TopicRevision, ...]


@dataclass(frozen=True, slots=True)
class WaitingTopic:
    """A checked revision that is told once all of it can be heard."""

    code: str
    revision: int
    spoken: tuple[Wording, ...]


@event
class TopicBecameStale(Event):
    """A topic may not be told any more, or soon not.

    Attributes:
        code: which topic.
        title: its name in Czech, as staff know it.
        owner: the department.
        email: its address, empty where the town has given none.
        until: the last day on which it may be told, None where it was never checked.
        ahead: it may still be told; this is the warning.
        checked_on: the day it was compared with its source last.
        valid_to: the end that the topic itself names.
    """

    code: str
    title: str
    owner: str
    email: str
    until: date | None
    ahead: bool
    checked_on: date | None
    valid_to: date | None
