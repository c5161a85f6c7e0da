"""Life situations: what one needs, where, for how much and until when."""

from __future__ import annotations

from booking.api import Backend, Topic
from ivr.call.call import Call
from ivr.call.prompts import Prompt, Slowly, Told, phrase, together
from ivr.dialogs.book import book
from ivr.dialogs.numbers import ending, mobile_for_sms
from ivr.dialogs.picking import pick
from ivr.dialogs.registry import Next, dialog


@dialog("topics")
async def topics(call: Call, backend: Backend) -> Next:
    """Choose a topic, hear it, get it in an SMS, or book the visit that it needs."""
    current = {topic.code: topic for topic in await backend.topics.list(current=True)}
    codes = call.note("topics", list(current), list[str])
    offered = [current[code] for code in codes if code in current]
    if not offered:
        call.say(phrase("topic.outdated"))
        return Next.MAIN
    topic = await pick(call, "topic", together(), offered, _option)
    await _concerns(call, backend, topic)
    call.say(answers(topic))
    while True:
        match await call.choose("after_topic", _offer(topic), _options(topic)):
            case "3":
                phone = await mobile_for_sms(call, "sms")
                await call.command(
                    "send", backend.topics.send, topic.code, phone=phone, language=call.language
                )
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


def _option(topic: Topic, key: str) -> Prompt:
    return phrase("topic.option", title=topic.title, key=key)


def _offer(topic: Topic) -> Prompt:
    return phrase("topic.options" if topic.activity else "topic.options_no_visit")


def _options(topic: Topic) -> dict[str, str]:
    keys = "1234" if topic.activity else "123"
    return {key: key for key in keys}
