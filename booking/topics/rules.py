"""What a spoken text must be like, and how a topic stands. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from urllib.parse import urlsplit

from booking.language import Language, Wording
from booking.topics.model import Topic
from booking.topics.revisions import TopicStanding

TOPIC_ANSWERS = ("who", "where", "bring", "fee", "deadline", "law")
"""In the order in which they are told."""

LONGEST = 1000
"""Letters of one answer; 918 fit into an SMS."""

_DIGIT = re.compile(r"\d")
_ABBREVIATION = re.compile(
    r"\b(č|Sb|Kč|hod|tel|odst|písm|tzv|např|popř|resp|atd|apod|ul|CZK|approx|грн|тел)\b\.?"
)
_SIGN = re.compile(r"[%&§@/*#_+=\\|~^{}<>]")


class TextFlaw(StrEnum):
    """What is wrong with a text."""

    DIGIT = "digit"
    ABBREVIATION = "abbreviation"
    SIGN = "sign"
    EMPTY = "empty"
    LONG = "long"


@dataclass(frozen=True, slots=True)
class TextFault:
    """A place that somebody has to write anew.

    Attributes:
        field: 'title', 'who' …
        form: 'spoken' or 'written'.
        found: what was found there, empty where nothing is.
        at: how many letters stand before it.
    """

    field: str
    form: str
    language: Language
    flaw: TextFlaw
    found: str = ""
    at: int = 0


def unspeakable(text: Wording) -> str | None:
    """Why a synthesiser would stumble over the text, None where it would not.

    Digits have no case or gender in Czech ('600 korun' must be told as 'šest set korun'), and an
    abbreviation is read letter by letter.
    """
    for code, said in text.by_language().items():
        if found := _DIGIT.search(said):
            return f"{code}: the digit {found.group()} cannot be spoken; write it as a word"
        if found := _ABBREVIATION.search(said):
            return f"{code}: the abbreviation {found.group()} cannot be spoken; write it out"
    return None


def faults(topic: Topic) -> list[TextFault]:
    """Everything that keeps a topic from being spoken and written; empty where it is good."""
    found = list(_of("title", "spoken", topic.title))
    for field in TOPIC_ANSWERS:
        found += _of(field, "spoken", getattr(topic, field))
        found += _of(field, "written", getattr(topic.written, field))
    return found


def source_is_an_address(url: str) -> bool:
    """Whether the source can be followed: a page on the web, and nothing that runs."""
    parts = urlsplit(url)
    return parts.scheme in {"http", "https"} and bool(parts.hostname) and url.isprintable()


def standing(topic: Topic, today: date, warn_days: int) -> TopicStanding:
    """Whether the topic may be told, and how long still."""
    until = topic.told_until
    if until is None:
        return TopicStanding.UNCHECKED
    if today > until:
        return TopicStanding.OUTDATED
    soon = today + timedelta(days=warn_days) > until
    return TopicStanding.ENDS_SOON if soon else TopicStanding.TOLD


def same_content(one: Topic, other: Topic) -> bool:
    """Whether both say the same; who checked it when is no content."""
    return _content(one) == _content(other)


def _content(topic: Topic) -> tuple[object, ...]:
    return (
        *topic.spoken(),
        topic.written,
        topic.source,
        topic.source_url,
        topic.activity,
    )


def _of(field: str, form: str, text: Wording) -> Iterator[TextFault]:
    for language in Language:
        said = (text.translated(language) or "").strip()
        if not any(sign.isalpha() for sign in said):
            yield TextFault(field, form, language, TextFlaw.EMPTY)
            continue
        if len(said) > LONGEST:
            yield TextFault(field, form, language, TextFlaw.LONG, str(len(said)), LONGEST)
        if form == "written":
            continue
        for flaw, sought in _UNSPEAKABLE:
            if found := sought.search(said):
                yield TextFault(field, form, language, flaw, found.group(), found.start())


_UNSPEAKABLE = (
    (TextFlaw.DIGIT, _DIGIT),
    (TextFlaw.ABBREVIATION, _ABBREVIATION),
    (TextFlaw.SIGN, _SIGN),
)
