from datetime import date

import pytest

from booking.language import Wording
from booking.topics.model import Topic, TopicTexts
from booking.topics.rules import unspeakable


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        (Wording("Stojí 600 korun."), "cs: the digit 6"),
        (Wording("Stojí šest set Kč."), "cs: the abbreviation Kč"),
        (Wording("Ano.", "It costs CZK six hundred."), "en: the abbreviation CZK"),
        (Wording("zákon č. tři"), "cs: the abbreviation č."),
        (Wording("Ano.", "Yes.", "до 15 років"), "uk: the digit 1"),
    ],
)
def test_what_a_synthesiser_stumbles_over_is_told(said: Wording, reason: str) -> None:
    assert (unspeakable(said) or "").startswith(reason)


def test_ordinary_sentences_can_be_spoken() -> None:
    assert unspeakable(Wording("Poplatek je šest set korun.", "Six hundred crowns.")) is None


def test_a_topic_is_told_up_to_its_last_day() -> None:
    topic = _topic(date(2026, 12, 31))
    assert topic.is_current(date(2026, 12, 31))
    assert not topic.is_current(date(2027, 1, 1))
    assert _topic(None).is_current(date(2099, 1, 1))


def _topic(valid_to: date | None) -> Topic:
    text = Wording("text")
    texts = TopicTexts(text, text, text, text, text, text)
    return Topic(
        code="code",
        title=text,
        who=text,
        where=text,
        bring=text,
        fee=text,
        deadline=text,
        law=text,
        written=texts,
        source="source",
        source_url="https://example.org",
        owner="owner",
        checked_on=date(2026, 11, 1),
        valid_to=valid_to,
        activity=None,
        demo=True,
    )
