"""A topic as a form: one field for each text, form and language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from booking.api import TOPIC_ANSWERS, Language, TextFault, Topic, Wording, topic_faults

FORMS = ("spoken", "written")
LONGEST_SOURCE = 300


@dataclass(frozen=True, slots=True)
class Entered:
    """What somebody has typed.

    Attributes:
        topic: the topic with it, whether it will do or not.
        faults: what is wrong with the texts, by the field's name.
        wrong_day: the last day is no date.
    """

    topic: Topic
    faults: Mapping[str, TextFault]
    wrong_day: bool


def field(name: str, form: str, language: Language) -> str:
    """'fee.spoken.cs': the name of a text's field."""
    return f"{name}.{form}.{language.value}"


def texts(topic: Topic) -> dict[str, str]:
    """The content of all fields."""
    found = {field("title", "spoken", one): _text(topic.title, one) for one in Language}
    for name in TOPIC_ANSWERS:
        for one in Language:
            found[field(name, "spoken", one)] = _text(getattr(topic, name), one)
            found[field(name, "written", one)] = _text(getattr(topic.written, name), one)
    return found


def entered(topic: Topic, fields: Mapping[str, str]) -> Entered:
    """The topic as the form has it; a field that is missing stays as it was."""
    typed = {name: " ".join(fields.get(name, old).split()) for name, old in texts(topic).items()}

    def wording(name: str, form: str) -> Wording:
        said = {one: typed[field(name, form, one)] for one in Language}
        return Wording(said[Language.CS], said[Language.EN] or None, said[Language.UK] or None)

    written = {name: wording(name, "written") for name in TOPIC_ANSWERS}
    valid_to, wrong_day = _day(fields.get("valid_to", ""))
    wanted = replace(
        topic,
        title=wording("title", "spoken"),
        written=replace(topic.written, **written),
        source=fields.get("source", topic.source).strip()[:LONGEST_SOURCE],
        source_url=fields.get("source_url", topic.source_url).strip(),
        also=" ".join(fields.get("also", topic.also).split()),
        valid_to=topic.valid_to if wrong_day else valid_to,
        who=wording("who", "spoken"),
        where=wording("where", "spoken"),
        bring=wording("bring", "spoken"),
        fee=wording("fee", "spoken"),
        deadline=wording("deadline", "spoken"),
        law=wording("law", "spoken"),
    )
    faults = {
        field(one.field, one.form, one.language): one for one in reversed(topic_faults(wanted))
    }
    return Entered(wanted, faults, wrong_day)


def _text(wording: Wording, language: Language) -> str:
    return wording.translated(language) or ""


def _day(text: str) -> tuple[date | None, bool]:
    if not text.strip():
        return None, False
    try:
        return date.fromisoformat(text.strip()), False
    except ValueError:
        return None, True
