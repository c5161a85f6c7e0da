from datetime import timedelta

import pytest

from booking.errors import NotFound, Refused
from booking.ground.clock import SetClock
from booking.ground.database import Database
from booking.ground.events import unhandled
from booking.language import Language
from booking.topics.model import TopicMessageAsked
from booking.topics.service import Topics


@pytest.fixture
def topics(town: Database, clock: SetClock) -> Topics:
    return Topics(town, clock)


async def test_the_topics_come_in_the_order_of_the_menu(topics: Topics) -> None:
    codes = [topic.code for topic in await topics.list()]
    assert len(codes) >= 8
    assert codes[:3] == ["passport", "identity-card", "lost-document"]


async def test_every_topic_has_all_answers_in_every_language_and_its_source(
    topics: Topics,
) -> None:
    for topic in await topics.list():
        texts = topic.written
        written = [texts.who, texts.where, texts.bring, texts.fee, texts.deadline, texts.law]
        for text in [*topic.spoken(), *written]:
            assert all(text.translated(language) for language in Language), topic.code
        assert topic.source_url.startswith("https://")
        assert topic.demo
        assert topic.owner


async def test_what_is_out_of_date_is_not_told(topics: Topics, clock: SetClock) -> None:
    assert await topics.list(current=True) == await topics.list()
    clock.advance(timedelta(days=3650))
    assert await topics.list(current=True) == []
    with pytest.raises(Refused, match="out of date"):
        await topics.send("passport", phone="+420777000321", language=Language.CS)


async def test_a_topic_is_sent_once_as_it_is_written(topics: Topics, town: Database) -> None:
    for _ in range(2):
        await topics.send("passport", phone="+420777000321", language=Language.CS, key="call/sms")
    asked = [
        recorded.event
        for recorded in town.run(lambda tx: unhandled(tx.connection, 100))
        if isinstance(recorded.event, TopicMessageAsked)
    ]
    assert len(asked) == 1
    assert asked[0].fee.startswith("600 Kč")
    assert asked[0].law == "zákon č. 329/1999 Sb., o cestovních dokladech"


async def test_an_unknown_topic_or_number_is_refused(topics: Topics) -> None:
    with pytest.raises(NotFound):
        await topics.get("nothing")
    with pytest.raises(NotFound):
        await topics.send("nothing", phone="+420777000321", language=Language.CS)
    with pytest.raises(Refused, match="phone"):
        await topics.send("passport", phone="777000321", language=Language.CS)


async def test_a_topic_goes_by_e_mail_too(topics: Topics, town: Database) -> None:
    await topics.send("passport", email="jana@example.cz", language=Language.EN)
    (asked,) = (
        recorded.event
        for recorded in town.run(lambda tx: unhandled(tx.connection, 100))
        if isinstance(recorded.event, TopicMessageAsked)
    )
    assert (asked.phone, asked.email) == (None, "jana@example.cz")
    assert asked.fee.startswith("CZK 600")
    with pytest.raises(Refused, match="email"):
        await topics.send("passport", email="nobody", language=Language.CS)
    with pytest.raises(Refused, match="either"):
        await topics.send("passport", language=Language.CS)
