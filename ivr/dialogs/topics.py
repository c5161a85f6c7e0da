"""Life situations: what one needs, where, for how much and until when."""

from __future__ import annotations

from collections.abc import Sequence

from booking.api import Backend, GroupOfTopics, LimitReached, Topic
from ivr.call.call import Call
from ivr.call.errors import ToOperator
from ivr.call.prompts import Prompt, Slowly, Told, phrase, together
from ivr.dialogs.book import book
from ivr.dialogs.numbers import ending, mobile_for_sms, sms_waits
from ivr.dialogs.picking import pick
from ivr.dialogs.registry import Next, dialog


@dialog("topics")
async def topics(call: Call, backend: Backend) -> Next:
    """Choose a topic by its area, hear it, get it in an SMS, or book the visit that it needs."""
    groups = await backend.topics.grouped()
    while True:
        topic = await _chosen(call, groups)
        if topic is None:
            call.say(phrase("topic.outdated"))
            return Next.MAIN
        await _concerns(call, backend, topic)
        if call.note("told", backend.topics.may_be_told(topic), bool):
            return await _tell(call, backend, topic)
        # nothing of it may be said; the caller must know, and must not be left alone with it
        call.say(phrase("topic.stale"))
        if await call.choose("stale", phrase("topic.stale_options"), {"1": True, "2": False}):
            raise ToOperator


async def _chosen(call: Call, groups: Sequence[GroupOfTopics]) -> Topic | None:
    """The topic that the caller wants; None where the town describes none."""
    by_group = {one.group.code: one for one in groups}
    noted = call.note("topics", list(by_group), list[str])
    areas = [by_group[code] for code in noted if code in by_group]
    if not areas:
        return None
    area = areas[0] if len(areas) == 1 else await pick(call, "area", together(), areas, _area)
    by_code = {topic.code: topic for topic in area.topics}
    codes = call.note("of_area", list(by_code), list[str])
    offered = [by_code[code] for code in codes if code in by_code] or area.topics
    return await pick(call, "topic", together(), offered, _option)


async def _tell(call: Call, backend: Backend, topic: Topic) -> Next:
    call.say(answers(topic))
    while True:
        match await call.choose("after_topic", _offer(topic), _options(topic)):
            case "3":
                phone = await mobile_for_sms(call, "sms")
                if await sms_waits(call, backend, phone):
                    call.say(phrase("topic.sms_later"))
                    continue
                try:
                    await call.command(
                        "send", backend.topics.send, topic.code, phone=phone, language=call.language
                    )
                except LimitReached:
                    call.say(phrase("sms.limit"))
                    continue
                call.say(phrase("topic.sms_sent", ending=ending(phone)))
            case "4" if topic.activity is not None:
                return await book(call, backend, activity=topic.activity)
            case "2":
                call.say(Slowly(answers(topic)))
            case _:
                call.say(answers(topic))


def answers(topic: Topic) -> Prompt:
    """Everything that is said of a topic."""
    said = (topic.who, topic.where, topic.bring, topic.fee, topic.deadline)
    return together(*(Told(wording) for wording in said))


async def _concerns(call: Call, backend: Backend, topic: Topic) -> None:
    service = None
    if topic.activity is not None:
        service = (await backend.catalogue.activity(topic.activity)).service
    call.concerns(service, topic.code)


def _area(group: GroupOfTopics, key: str) -> Prompt:
    return phrase("topic.area", name=group.group.name, key=key)


def _option(topic: Topic, key: str) -> Prompt:
    return phrase("topic.option", title=topic.title, key=key)


def _offer(topic: Topic) -> Prompt:
    return phrase("topic.options" if topic.activity else "topic.options_no_visit")


def _options(topic: Topic) -> dict[str, str]:
    keys = "1234" if topic.activity else "123"
    return {key: key for key in keys}
