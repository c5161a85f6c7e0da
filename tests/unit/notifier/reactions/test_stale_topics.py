"""Owners of topics get word of their end."""

from dataclasses import replace
from datetime import date

from booking.api import TopicBecameStale
from notifier.outbox import ChannelKind
from notifier.reactions import react
from notifier.templates.library import Library
from tests.support.messages import KNOWN, topic_asked

LIBRARY = Library()
HERE = replace(KNOWN, console="http://127.0.0.1:8070")
SOON = TopicBecameStale(
    code="passport",
    title="nový cestovní pas",
    owner="Odbor správních činností",
    email="doklady@lipov.example",
    until=date(2026, 12, 31),
    ahead=True,
    checked_on=date(2026, 11, 21),
    valid_to=date(2026, 12, 31),
)


def test_the_owner_is_warned_by_letter_with_a_link() -> None:
    [draft] = react(SOON, HERE, LIBRARY)
    assert draft.channel is ChannelKind.EMAIL
    assert draft.recipient == "doklady@lipov.example"
    assert draft.subject == "Brzy skončí platnost informace: Nový cestovní pas"
    assert "http://127.0.0.1:8070/topics/passport" in draft.text
    assert "Říká se do: čtvrtek 31. 12. 2026" in draft.text


def test_on_the_day_the_letter_says_so() -> None:
    [draft] = react(replace(SOON, ahead=False), HERE, LIBRARY)
    assert draft.subject == "Informace se už neříká: Nový cestovní pas"
    assert "nabízíme jim operátora" in draft.text


def test_a_day_that_there_is_not_is_left_out() -> None:
    never = replace(SOON, until=None, checked_on=None, valid_to=None, ahead=False)
    [draft] = react(never, HERE, LIBRARY)
    assert "Zkontrolováno" not in draft.text
    assert "None" not in draft.text


def test_each_end_is_told_once_and_another_one_again() -> None:
    def once(event: TopicBecameStale) -> str | None:
        return react(event, HERE, LIBRARY)[0].only_once

    assert once(SOON) == once(SOON) is not None
    assert once(SOON) != once(replace(SOON, ahead=False))
    assert once(SOON) != once(replace(SOON, until=date(2027, 12, 31)))


def test_without_an_address_nobody_is_told() -> None:
    assert react(replace(SOON, email=""), HERE, LIBRARY) == []


def test_a_topic_by_e_mail_has_all_its_answers_and_its_source() -> None:
    asked = replace(topic_asked(), phone=None, email="jana@example.cz")
    [draft] = react(asked, HERE, LIBRARY)
    assert draft.channel is ChannelKind.EMAIL
    for text in (asked.who, asked.where, asked.bring, asked.fee, asked.deadline, asked.law):
        assert text in draft.text
    assert asked.source_url in draft.text
