"""The town's files and what was edited here."""

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from booking.errors import Refused, TownFileError
from booking.ground.clock import SetClock
from booking.ground.database import Database
from booking.language import Wording
from booking.topics.editing import TopicEditing
from booking.topics.revisions import Why
from booking.topics.service import Topics
from booking.town import topic_settings
from booking.town import topics as topic_files
from tests.support.databases import LIPOV

ACTIVITIES = {
    "citizenship.consultation",
    "driving-licence.exchange",
    "driving-licence.loss",
    "identity-card.loss",
    "identity-card.new",
    "municipal-waste.registration",
    "passport.new",
    "trade-licences.registration",
    "vehicles.deregistration",
    "vehicles.registration",
    "vehicles.transfer",
    "verification.extract",
    "verification.signature",
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    shutil.copytree(LIPOV / "topics", tmp_path / "town" / "topics")
    shutil.copy(LIPOV / "topics.yaml", tmp_path / "town")
    return tmp_path / "town"


@pytest.fixture
def editing(town: Database, clock: SetClock) -> TopicEditing:
    return TopicEditing(town, clock)


def load(town: Database, folder: Path) -> int:
    settings = topic_settings.read(folder, staff={"vesely"})
    files = topic_files.read(folder, activities=ACTIVITIES, settings=settings)
    return town.run(lambda tx: topic_files.apply(tx, settings, files))


def rewrite(folder: Path, old: str, new: str, name: str = "passport") -> None:
    file = folder / "topics" / f"{name}.yaml"
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new), "utf-8")


async def edit(editing: TopicEditing, fee: str) -> None:
    sheet = await editing.sheet("passport")
    wording = replace(sheet.line.topic.fee, cs=fee)
    await editing.change(
        replace(sheet.line.topic, fee=wording), seen=sheet.head, by="vesely", checked=True
    )


async def test_a_second_load_changes_nothing(
    town: Database, folder: Path, editing: TopicEditing
) -> None:
    before = await editing.lines()
    assert load(town, folder) == 0
    assert await editing.lines() == before


async def test_a_changed_file_waits_for_its_sounds_where_others_listen(
    town: Database, folder: Path, editing: TopicEditing, clock: SetClock
) -> None:
    rewrite(folder, "O pas žádáte osobně. Za dítě do p", "Žádáte osobně. Za dítě do p")
    assert load(town, folder) == 1
    told = await Topics(town, clock).get("passport")
    assert told.who.cs.startswith("O pas žádáte")
    (waits,) = await editing.waiting()
    assert await editing.publish(waits.code, waits.revision)
    assert (await Topics(town, clock).get("passport")).who.cs.startswith("Žádáte osobně")


async def test_a_file_that_says_not_checked_is_obeyed(
    town: Database, folder: Path, editing: TopicEditing, clock: SetClock
) -> None:
    rewrite(folder, "checked_on: 2026-11-21", "checked_on:")
    load(town, folder)
    assert not Topics(town, clock).may_be_told(await Topics(town, clock).get("passport"))
    assert not (await editing.sheet("passport")).line.is_told


async def test_what_was_edited_here_outlives_a_load(
    town: Database, folder: Path, editing: TopicEditing
) -> None:
    await edit(editing, "Poplatek je sedm set korun.")
    assert load(town, folder) == 0
    line = (await editing.sheet("passport")).line
    assert (line.edited, line.conflict) == (True, False)
    assert line.topic.fee.cs == "Poplatek je sedm set korun."


@pytest.mark.parametrize("with_file", [True, False])
async def test_where_both_have_changed_somebody_decides(
    town: Database, folder: Path, editing: TopicEditing, *, with_file: bool
) -> None:
    await edit(editing, "Poplatek je sedm set korun.")
    rewrite(folder, "Poplatek je šest set korun", "Poplatek je osm set korun")
    assert load(town, folder) == 1
    assert load(town, folder) == 0
    sheet = await editing.sheet("passport")
    assert sheet.line.conflict
    assert sheet.file is not None
    assert sheet.file.fee.cs.startswith("Poplatek je osm set")
    assert sheet.line.topic.fee.cs.startswith("Poplatek je sedm set")

    await editing.settle("passport", with_file=with_file, seen=sheet.head, by="vesely")
    after = await editing.sheet("passport")
    assert not after.line.conflict
    assert after.line.edited is not with_file
    expected = "osm" if with_file else "sedm"
    assert after.line.topic.fee.cs.startswith(f"Poplatek je {expected} set")
    assert load(town, folder) == 0
    with pytest.raises(Refused, match="conflict"):
        await editing.settle("passport", with_file=True, seen=after.head, by="vesely")


async def test_an_edit_that_came_into_the_file_is_no_edit_any_more(
    town: Database, folder: Path, editing: TopicEditing
) -> None:
    await edit(editing, "Poplatek je sedm set korun.")
    topic = (await editing.sheet("passport")).line.topic
    written = topic_files.as_yaml(topic, position=10)
    (folder / "topics" / "passport.yaml").write_text(written, "utf-8")
    load(town, folder)
    line = (await editing.sheet("passport")).line
    assert (line.edited, line.conflict) == (False, False)
    assert line.topic == topic


async def test_every_topic_comes_back_from_its_own_file(
    folder: Path, editing: TopicEditing
) -> None:
    for line in await editing.lines():
        path = folder / "topics" / f"{line.topic.code}.yaml"
        path.write_text(topic_files.as_yaml(line.topic, position=1), "utf-8")
    settings = topic_settings.read(folder, staff={"vesely"})
    files = topic_files.read(folder, activities=ACTIVITIES, settings=settings)
    back = {file.code: file.topic(365) for file in files}
    assert back == {line.topic.code: line.topic for line in await editing.lines()}


async def test_a_topic_that_the_town_drops_is_gone_and_may_come_back(
    town: Database, folder: Path, editing: TopicEditing
) -> None:
    file = folder / "topics" / "passport.yaml"
    text = file.read_text("utf-8")
    file.unlink()
    load(town, folder)
    assert "passport" not in [line.topic.code for line in await editing.lines()]
    file.write_text(text, "utf-8")
    assert load(town, folder) == 1
    sheet = await editing.sheet("passport")
    assert not sheet.line.is_told
    assert [one.why for one in sheet.history] == [Why.FILE, Why.FILE]
    assert await editing.publish("passport", sheet.head)


@pytest.mark.parametrize(
    ("name", "old", "new", "complaint"),
    [
        ("topics/passport.yaml", "group: documents", "group: nowhere", "no group"),
        ("topics/passport.yaml", "owner: Odbor správních", "owner: Odnikud", "no department"),
        ("topics.yaml", "doklady@lipov.example", "doklady", "email"),
        ("topics.yaml", "[vesely]", "[nobody]", "nobody is called"),
        ("topics.yaml", "code: vehicles", "code: documents", "there twice"),
        ("topics.yaml", "warn_days: 30", "warn_days: -1", "warn_days"),
        ("topics.yaml", "cs: osobní doklady", "cs: 3 doklady", "cannot be spoken"),
    ],
)
def test_a_wrong_file_is_told_with_its_place(
    town: Database, folder: Path, name: str, old: str, new: str, complaint: str
) -> None:
    file = folder / name
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new), "utf-8")
    with pytest.raises(TownFileError, match=complaint):
        load(town, folder)


def test_wording_of_a_law_has_its_two_forms(folder: Path) -> None:
    settings = topic_settings.read(folder, staff={"vesely"})
    files = topic_files.read(folder, activities=ACTIVITIES, settings=settings)
    passport = next(file for file in files if file.code == "passport").topic(365)
    assert passport.law == Wording(
        "zákon o cestovních dokladech", "the Travel Documents Act", "закон про проїзні документи"
    )
