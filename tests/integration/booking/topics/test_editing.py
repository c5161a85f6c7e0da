"""Topics edited here: drafts, checks, history, sounds to wait for, word to the owners."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from booking.errors import NotFound, Refused
from booking.ground.clock import SetClock
from booking.ground.database import Database
from booking.ground.events import unhandled
from booking.language import Language, Wording
from booking.topics.editing import TopicEditing
from booking.topics.model import Topic
from booking.topics.revisions import TopicBecameStale, TopicStanding, Why
from booking.topics.service import Topics


@pytest.fixture
def topics(town: Database, clock: SetClock) -> Topics:
    return Topics(town, clock)


@pytest.fixture
def editing(town: Database, clock: SetClock) -> TopicEditing:
    return TopicEditing(town, clock)


def dearer(topic: Topic) -> Topic:
    """Another fee, spoken and written."""
    fee = Wording("Poplatek je sedm set korun.", "Seven hundred crowns.", "Сімсот крон.")
    paid = Wording("700 Kč", "CZK 700", "700 крон")
    return replace(topic, fee=fee, written=replace(topic.written, fee=paid))


async def edited(editing: TopicEditing, *, checked: bool) -> int:
    sheet = await editing.sheet("passport")
    return await editing.change(
        dearer(sheet.line.topic), seen=sheet.head, by="vesely", checked=checked
    )


async def test_what_was_not_checked_is_a_draft_that_nobody_hears(
    topics: Topics, editing: TopicEditing
) -> None:
    before = await topics.get("passport")
    await edited(editing, checked=False)
    assert await topics.get("passport") == before
    line = (await editing.sheet("passport")).line
    assert (line.is_draft, line.waits, line.edited) == (True, False, True)
    assert line.topic.fee.cs == "Poplatek je sedm set korun."
    assert await editing.waiting() == []


async def test_what_cannot_be_heard_yet_is_not_told(topics: Topics, editing: TopicEditing) -> None:
    number = await edited(editing, checked=True)
    assert (await topics.get("passport")).fee.cs.startswith("Poplatek je šest set")
    (waits,) = await editing.waiting()
    assert (waits.code, waits.revision) == ("passport", number)
    assert "Poplatek je sedm set korun." in [text.cs for text in waits.spoken]
    assert (await editing.sheet("passport")).line.waits

    assert await editing.publish("passport", number)
    told = await topics.get("passport")
    assert told.fee.cs == "Poplatek je sedm set korun."
    assert told.written.fee.cs == "700 Kč"
    assert not told.demo
    assert await editing.waiting() == []


async def test_its_texts_are_among_those_to_be_rendered_before_it_is_told(
    town: Database, clock: SetClock, editing: TopicEditing
) -> None:
    from booking.catalogue.service import Catalogue, Directories  # noqa: PLC0415  used here only

    await edited(editing, checked=True)
    spoken = await Catalogue(town, clock, Directories()).spoken_texts()
    assert "Poplatek je sedm set korun." in {text.cs for text in spoken}


async def test_a_change_of_what_is_only_written_is_told_at_once(
    topics: Topics, editing: TopicEditing
) -> None:
    sheet = await editing.sheet("passport")
    law = Wording("zákon o pasech", "the Act", "закон")
    wanted = replace(sheet.line.topic, written=replace(sheet.line.topic.written, law=law))
    await editing.change(wanted, seen=sheet.head, by="vesely", checked=True)
    assert (await topics.get("passport")).written.law == law


async def test_a_newer_revision_is_not_published_by_the_sounds_of_an_older(
    topics: Topics, editing: TopicEditing
) -> None:
    older = await edited(editing, checked=True)
    sheet = await editing.sheet("passport")
    again = replace(sheet.line.topic, bring=Wording("Nic.", "Nothing.", "Нічого."))
    await editing.change(again, seen=sheet.head, by="vesely", checked=True)
    assert not await editing.publish("passport", older)
    assert (await topics.get("passport")).fee.cs.startswith("Poplatek je šest set")


async def test_a_check_makes_the_day_new_and_leaves_a_trace(
    topics: Topics, editing: TopicEditing, clock: SetClock
) -> None:
    clock.advance(timedelta(days=90))
    sheet = await editing.sheet("passport")
    await editing.check("passport", seen=sheet.head, by="vesely", key="form")
    await editing.check("passport", seen=sheet.head, by="vesely", key="form")
    assert (await topics.get("passport")).checked_on == clock.today()
    newest, *rest = (await editing.sheet("passport")).history
    assert (newest.by, newest.why) == ("vesely", Why.CHECKED)
    assert len(rest) == 1


async def test_nobody_overwrites_what_somebody_else_wrote_meanwhile(editing: TopicEditing) -> None:
    seen = (await editing.sheet("passport")).head
    await edited(editing, checked=True)
    topic = (await editing.sheet("passport")).line.topic
    with pytest.raises(Refused, match="meanwhile"):
        await editing.change(topic, seen=seen, by="dusek", checked=True)
    with pytest.raises(Refused, match="meanwhile"):
        await editing.check("passport", seen=seen, by="dusek")
    with pytest.raises(Refused, match="meanwhile"):
        await editing.restore("passport", 1, seen=seen, by="dusek")


async def test_an_edit_can_be_undone(topics: Topics, editing: TopicEditing) -> None:
    before = await topics.get("passport")
    number = await edited(editing, checked=True)
    await editing.publish("passport", number)
    back = await editing.restore("passport", 1, seen=number, by="vesely")
    await editing.publish("passport", back)
    assert await topics.get("passport") == before
    history = (await editing.sheet("passport")).history
    assert [one.why for one in history] == [Why.RESTORED, Why.EDITED, Why.FILE]


@pytest.mark.parametrize(
    ("changes", "place"),
    [
        ({"fee": Wording("600 korun.", "Six.", "Шість.")}, "fee.spoken.cs: digit 6"),
        ({"who": Wording("Kdokoli.", "Anybody.")}, "who.spoken.uk: empty"),
        ({"source_url": "javascript:alert(1)"}, "source"),
        ({"source": " "}, "source"),
        ({"valid_to": date(2020, 1, 1)}, "valid_to"),
    ],
)
async def test_what_will_not_do_is_refused_with_its_place(
    editing: TopicEditing, changes: dict[str, Any], place: str
) -> None:
    sheet = await editing.sheet("passport")
    wrong = replace(sheet.line.topic, **changes)
    with pytest.raises(Refused, match=place):
        await editing.change(wrong, seen=sheet.head, by="vesely", checked=True)
    assert await editing.sheet("passport") == sheet


async def test_what_is_not_there_cannot_be_edited(editing: TopicEditing) -> None:
    with pytest.raises(NotFound):
        await editing.sheet("nothing")
    with pytest.raises(NotFound):
        await editing.check("nothing", seen=1, by="vesely")
    with pytest.raises(NotFound):
        await editing.restore("passport", 99, seen=1, by="vesely")
    assert not await editing.publish("nothing", 1)


async def test_an_edit_cannot_change_who_answers_for_a_topic(editing: TopicEditing) -> None:
    sheet = await editing.sheet("passport")
    grabbed = replace(sheet.line.topic, owner="Somebody", group="vehicles", check_days=9999)
    await editing.change(grabbed, seen=sheet.head, by="vesely", checked=True)
    topic = (await editing.sheet("passport")).line.topic
    kept = sheet.line.topic
    assert (topic.owner, topic.group, topic.check_days) == (
        kept.owner,
        kept.group,
        kept.check_days,
    )


def stale(town: Database) -> list[TopicBecameStale]:
    found = town.run(lambda tx: unhandled(tx.connection, 500))
    return [one.event for one in found if isinstance(one.event, TopicBecameStale)]


async def test_the_owner_hears_ahead_and_on_the_day_each_once(
    town: Database, editing: TopicEditing, clock: SetClock
) -> None:
    assert await editing.notice_stale() == 0
    until = (await editing.sheet("passport")).line.told_until
    assert until is not None
    clock.advance(timedelta(days=(until - clock.today()).days - 10))
    count = len(await editing.lines())
    assert await editing.notice_stale() == count
    assert await editing.notice_stale() == 0
    first = next(one for one in stale(town) if one.code == "passport")
    assert (first.ahead, first.until, first.email) == (True, until, "doklady@lipov.example")

    clock.advance(timedelta(days=11))
    assert await editing.notice_stale() == count
    assert await editing.notice_stale() == 0
    last = stale(town)[-1]
    assert not last.ahead
    assert {one.standing for one in await editing.lines()} == {TopicStanding.OUTDATED}


async def test_a_check_starts_a_new_time_whose_end_is_told_again(
    town: Database, editing: TopicEditing, clock: SetClock
) -> None:
    clock.advance(timedelta(days=360))
    await editing.notice_stale()
    sheet = await editing.sheet("passport")
    await editing.check("passport", seen=sheet.head, by="vesely")
    told_of = len([one for one in stale(town) if one.code == "passport"])
    assert await editing.notice_stale() == 0
    clock.advance(timedelta(days=400))
    await editing.notice_stale()
    assert len([one for one in stale(town) if one.code == "passport"]) == told_of + 1


async def test_stale_topics_are_offered_by_name_and_marked(topics: Topics, clock: SetClock) -> None:
    groups = await topics.grouped()
    assert [len(one.topics) for one in groups] == [4, 5, 4, 4, 5, 4]
    assert all(topics.may_be_told(topic) for one in groups for topic in one.topics)
    clock.advance(timedelta(days=800))
    again = await topics.grouped()
    assert again == groups
    assert not any(topics.may_be_told(topic) for one in again for topic in one.topics)
    assert await topics.search("pas", language=Language.CS) == []
