"""Life situations: find one by a few letters, read it aloud, send it; find who is asked for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from booking.api import LimitReached, NotFound, Refused, Topic, is_mobile, parse_phone
from operator_console import formats
from operator_console.caller import people
from operator_console.caller.panel import Panel, Told, opened
from operator_console.caller.spoken import lines
from operator_console.caller.state import State
from operator_console.console import Here
from operator_console.desk.view import sentence

STEPS = ("who", "where", "bring", "fee", "deadline")
"""In the order in which callers ask; the law is for those who want to look it up."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A topic to be read aloud, in the caller's language.

    Attributes:
        steps: the lines of each answer, by the name of the step.
        is_old: it was out of date and must not be told any more.
        service: what can be booked for it, empty for nothing.
    """

    code: str
    title: str
    steps: Sequence[tuple[str, Sequence[str]]]
    law: str
    source: str
    source_url: str
    owner: str
    checked_on: str
    is_old: bool
    activity: str
    service: str


async def show(panel: Panel, told: Told) -> dict[str, Any]:
    """What this part shows."""
    found = await panel.backend.topics.search(panel.state.q, language=panel.language, current=False)
    language = panel.here.language
    return {
        "topics": [
            (
                one.code,
                sentence(one.title[language]),
                one.code == panel.state.topic,
                not one.is_current(panel.here.today),
            )
            for one in found
        ],
        "people": await people.found(panel),
        "reading": await _reading(panel),
        "phone": told.entered.get("phone", formats.phone(panel.mobile)),
    }


async def _reading(panel: Panel) -> Reading | None:
    if not panel.state.topic:
        return None
    try:
        topic = await panel.backend.topics.get(panel.state.topic)
    except NotFound:
        return None
    return reading(panel, topic)


def reading(panel: Panel, topic: Topic) -> Reading:
    """The topic for an operator's eyes and voice."""
    language = panel.language
    answers = [(step, lines(getattr(topic.written, step)[language])) for step in STEPS]
    activity = panel.names.activities.get(topic.activity or "")
    return Reading(
        code=topic.code,
        title=sentence(topic.title[language]),
        steps=[(step, said) for step, said in answers if said],
        law=topic.written.law[language],
        source=topic.source,
        source_url=topic.source_url,
        owner=topic.owner,
        checked_on=formats.short_day(topic.checked_on, panel.here.language)
        if topic.checked_on
        else "",
        is_old=not topic.is_current(panel.here.today),
        activity="" if activity is None else activity.code,
        service="" if activity is None else activity.service,
    )


async def send(here: Here, state: State, phone: str, key: str) -> Told:
    """Send the topic that is open to this number, or to this address."""
    panel = await opened(here, state)
    email = phone.strip() if "@" in phone else None
    to = None if email else parse_phone(phone)
    if email is None and (to is None or not is_mobile(to)):
        return Told(troubles={"phone": "no_sms"}, entered={"phone": phone})
    try:
        await here.backend.topics.send(
            state.topic, phone=to, email=email, language=panel.language, key=key
        )
    except NotFound:
        return Told(said="topic-gone", colour="warning")
    except LimitReached:
        return Told(said="topic-many", colour="warning")
    except Refused as error:
        if error.field == "email":
            return Told(troubles={"phone": "email"}, entered={"phone": phone})
        return Told(said="topic-old", colour="warning")
    return Told(said="topic-sent", slots={"phone": email or formats.phone(to)})
