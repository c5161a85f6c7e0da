"""`topics/*.yaml`: one life situation a file."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from datetime import date
from pathlib import Path

import yaml
from pydantic import Field, model_validator

from booking.errors import TownFileError
from booking.ground.codec import to_json
from booking.ground.transaction import Transaction
from booking.language import Wording
from booking.topics import changes, store
from booking.topics.model import Topic, TopicTexts
from booking.topics.revisions import Why
from booking.topics.rules import TOPIC_ANSWERS
from booking.topics.store import Kept
from booking.town.files import Described, Spoken, Text
from booking.town.files import read as read_file
from booking.town.topic_settings import TopicsFile

FOLDER = "topics"
_ONE_LINE = 100_000
BY = "town"
"""Who has made the revisions that come from files."""


class Answer(Described):
    """One answer; the written form may have digits and abbreviations that nobody can speak."""

    spoken: Spoken
    written: Text

    @model_validator(mode="before")
    @classmethod
    def _one_for_both(cls, value: object) -> object:
        if isinstance(value, dict) and "cs" in value:
            return {"spoken": value, "written": value}
        return value


class TopicFile(Described):
    """One topic; see `booking.topics.model.Topic` for the meaning of each line."""

    code: str
    position: int
    title: Spoken
    who: Answer
    where: Answer
    bring: Answer
    fee: Answer
    deadline: Answer
    law: Answer
    source: str
    source_url: str
    owner: str
    checked_on: date | None
    valid_to: date | None = None
    activity: str | None = None
    demo: bool = False
    also: str = ""
    group: str = ""
    check_days: int | None = Field(default=None, ge=1, le=3650)

    def topic(self, check_days: int) -> Topic:
        """The topic to keep; `check_days` are those of all that name none of their own."""
        return Topic(
            code=self.code,
            title=self.title,
            who=self.who.spoken,
            where=self.where.spoken,
            bring=self.bring.spoken,
            fee=self.fee.spoken,
            deadline=self.deadline.spoken,
            law=self.law.spoken,
            written=TopicTexts(
                who=self.who.written,
                where=self.where.written,
                bring=self.bring.written,
                fee=self.fee.written,
                deadline=self.deadline.written,
                law=self.law.written,
            ),
            source=self.source,
            source_url=self.source_url,
            owner=self.owner,
            checked_on=self.checked_on,
            valid_to=self.valid_to,
            activity=self.activity,
            demo=self.demo,
            also=self.also,
            group=self.group,
            check_days=self.check_days or check_days,
        )


def read(
    folder: Path, *, activities: AbstractSet[str], settings: TopicsFile
) -> tuple[TopicFile, ...]:
    """The town's topics in the order of the menu.

    Raises:
        TownFileError: a topic will not do, cannot be spoken, or names an activity, a group or an
            owner that is nowhere.
    """
    groups = {group.code for group in settings.groups}
    departments = {department.name for department in settings.departments}
    names = sorted(f"{FOLDER}/{path.name}" for path in (folder / FOLDER).glob("*.yaml"))
    files = {name: read_file(folder, name, TopicFile) for name in names}
    if not files:
        raise TownFileError(FOLDER, "", "there is no topic")
    codes = Counter(file.code for file in files.values())
    for name, file in files.items():
        if codes[file.code] > 1:
            raise TownFileError(name, "code", "two topics have the same")
        if file.activity is not None and file.activity not in activities:
            raise TownFileError(name, "activity", f"there is no activity {file.activity!r}")
        if file.group and file.group not in groups:
            raise TownFileError(name, "group", f"topics.yaml has no group {file.group!r}")
        if departments and file.owner not in departments:
            raise TownFileError(name, "owner", f"topics.yaml has no department {file.owner!r}")
    return tuple(sorted(files.values(), key=lambda file: (file.position, file.code)))


def as_yaml(topic: Topic, *, position: int) -> str:
    """The topic as its file would have it, so that an edit can go back to where the town keeps it.

    Comments of the file are not in it.
    """
    head: dict[str, object] = {
        "code": topic.code,
        **({"group": topic.group} if topic.group else {}),
        "position": position,
        "activity": topic.activity,
        "owner": topic.owner,
        "source": topic.source,
        "source_url": topic.source_url,
        "checked_on": topic.checked_on,
        "valid_to": topic.valid_to,
        "demo": topic.demo,
        "check_days": topic.check_days,
        "also": topic.also,
        "title": topic.title.by_language(),
    }
    answers = {
        name: _answer(getattr(topic, name), getattr(topic.written, name)) for name in TOPIC_ANSWERS
    }
    return yaml.safe_dump(head | answers, allow_unicode=True, sort_keys=False, width=_ONE_LINE)


def _answer(spoken: Wording, written: Wording) -> Mapping[str, object]:
    if spoken == written:
        return spoken.by_language()
    return {"spoken": spoken.by_language(), "written": written.by_language()}


def apply(tx: Transaction, settings: TopicsFile, files: tuple[TopicFile, ...]) -> int:
    """Keep the topics as the files have them, and drop others; how many were not so before.

    What was edited here is not overwritten: where the file has changed since, both are kept, and
    somebody decides in the console (docs/adr/0015).
    """
    before = {row.code: row for row in store.kept(tx)}
    wanted = settings.settings()
    if store.settings(tx) != wanted:
        store.put_settings(tx, wanted)
    changed = 0
    for file in files:
        topic, position = file.topic(settings.check_days), file.position
        row = before.get(topic.code)
        if row is None:
            _add(tx, topic, position, first=not before)
            changed += 1
            continue
        changed += _keep(tx, row, topic)
        if row.position != position:
            store.change(tx, row.code, position=position)
    codes = {file.code for file in files}
    if not before.keys() <= codes:
        store.drop_others(tx, codes)
    return changed


def _add(tx: Transaction, topic: Topic, position: int, *, first: bool) -> None:
    """A new topic; told at once at a town's first load, for nobody listens yet."""
    number = store.add_revision(tx, topic.code, to_json(topic), BY, Why.FILE)
    store.add(tx, topic.code, position, number if first else 0, number, to_json(topic))


def _keep(tx: Transaction, row: Kept, topic: Topic) -> bool:
    """Whether the file says something new."""
    if row.file_body is not None and store.topic_of(row.file_body) == topic:
        return False
    if row.conflict_body is not None and store.topic_of(row.conflict_body) == topic:
        return False
    head = next(one for one in store.revisions(tx, row.code) if one.number == row.head).topic
    if row.edited and head != topic:
        store.change(tx, row.code, conflict_body=to_json(topic))
        return True
    store.change(tx, row.code, file_body=to_json(topic), conflict_body=None, edited=False)
    if head != topic:
        changes.put_revision(tx, row, topic, BY, Why.FILE)
    return True
