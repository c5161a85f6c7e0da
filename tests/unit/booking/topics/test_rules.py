from dataclasses import replace
from datetime import date

import pytest

from booking.language import Language, Wording
from booking.topics import rules
from booking.topics.model import Topic, TopicTexts
from booking.topics.revisions import TopicStanding
from booking.topics.rules import TextFault, TextFlaw, unspeakable


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


def test_a_check_is_good_for_its_days_and_no_more() -> None:
    topic = _topic(None)
    assert topic.told_until == date(2027, 11, 1)
    assert topic.is_current(date(2027, 11, 1))
    assert not topic.is_current(date(2027, 11, 2))


def test_what_nobody_has_checked_is_never_told() -> None:
    topic = replace(_topic(None), checked_on=None)
    assert topic.told_until is None
    assert not topic.is_current(date(2026, 11, 1))


@pytest.mark.parametrize(
    ("today", "standing"),
    [
        (date(2026, 12, 1), TopicStanding.TOLD),
        (date(2026, 12, 2), TopicStanding.ENDS_SOON),
        (date(2026, 12, 31), TopicStanding.ENDS_SOON),
        (date(2027, 1, 1), TopicStanding.OUTDATED),
    ],
)
def test_the_owner_is_warned_for_so_many_days(today: date, standing: TopicStanding) -> None:
    assert rules.standing(_topic(date(2026, 12, 31)), today, 30) is standing


def test_what_nobody_has_checked_stands_as_such() -> None:
    unchecked = replace(_topic(None), checked_on=None)
    assert rules.standing(unchecked, date(2026, 12, 1), 30) is TopicStanding.UNCHECKED


def test_a_fault_names_its_place() -> None:
    good = Wording("Stojí šest set korun.", "Six hundred crowns.", "Шістсот крон.")
    topic = _whole(good)
    assert rules.faults(topic) == []
    fee = replace(good, en="Pay 600 crowns.")
    assert rules.faults(replace(topic, fee=fee)) == [
        TextFault("fee", "spoken", Language.EN, TextFlaw.DIGIT, "6", 4)
    ]
    assert rules.faults(replace(topic, written=replace(topic.written, fee=fee))) == []


@pytest.mark.parametrize(
    ("said", "flaw"),
    [
        ("Zaplaťte tř. Kč", TextFlaw.ABBREVIATION),
        ("Cena & lhůta", TextFlaw.SIGN),
        ("Cena <cs>", TextFlaw.SIGN),
        ("   ", TextFlaw.EMPTY),
        ("…", TextFlaw.EMPTY),
        ("a" * 1001, TextFlaw.LONG),
    ],
)
def test_each_flaw_is_found(said: str, flaw: TextFlaw) -> None:
    topic = replace(_whole(Wording("Ano.", "Yes.", "Так.")), who=Wording(said, "Yes.", "Так."))
    assert [fault.flaw for fault in rules.faults(topic)] == [flaw]


def test_what_is_not_translated_is_a_fault() -> None:
    found = rules.faults(replace(_whole(Wording("Ano.", "Yes.", "Так.")), who=Wording("Ano.")))
    assert [(fault.language, fault.flaw) for fault in found] == [
        (Language.EN, TextFlaw.EMPTY),
        (Language.UK, TextFlaw.EMPTY),
    ]


def test_the_pronoun_is_no_abbreviation() -> None:
    assert unspeakable(Wording("Oznamte to nám. Děkujeme.")) is None


@pytest.mark.parametrize("url", ["javascript:alert(1)", "www.lipov.example", "", "http://"])
def test_a_source_that_cannot_be_followed_is_none(url: str) -> None:
    assert not rules.source_is_an_address(url)


def _whole(text: Wording) -> Topic:
    written = TopicTexts(text, text, text, text, text, text)
    topic = replace(_topic(None), title=text, who=text, where=text, bring=text, written=written)
    return replace(topic, fee=text, deadline=text, law=text)


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
