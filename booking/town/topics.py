"""`topics/*.yaml`: one life situation a file."""

from __future__ import annotations

from collections import Counter
from collections.abc import Set as AbstractSet
from datetime import date
from pathlib import Path

from pydantic import model_validator

from booking.errors import TownFileError
from booking.ground.transaction import Transaction
from booking.topics import store
from booking.topics.model import Topic, TopicTexts
from booking.town.files import Described, Spoken, Text
from booking.town.files import read as read_file

FOLDER = "topics"


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
    checked_on: date
    valid_to: date | None = None
    activity: str | None = None
    demo: bool = False
    also: str = ""

    def topic(self) -> Topic:
        """The topic to keep."""
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
        )


def read(folder: Path, *, activities: AbstractSet[str]) -> tuple[TopicFile, ...]:
    """The town's topics in the order of the menu.

    Raises:
        TownFileError: a topic will not do, cannot be spoken, or names an activity that is nowhere.
    """
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
    return tuple(sorted(files.values(), key=lambda file: (file.position, file.code)))


def apply(tx: Transaction, files: tuple[TopicFile, ...]) -> int:
    """Keep the topics as the files have them, and drop others; how many were not so before."""
    wanted = [file.topic() for file in files]
    changed = 0 if store.all_topics(tx) == wanted else len(wanted)
    if changed:
        store.drop_others(tx, {topic.code for topic in wanted})
        for position, topic in enumerate(wanted):
            store.put(tx, topic, position)
    return changed
