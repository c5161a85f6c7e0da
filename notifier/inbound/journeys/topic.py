"""'INFO PAS': what to bring."""

from __future__ import annotations

from dataclasses import replace

from booking.api import Language, Topic
from notifier.inbound.model import Outcome, Reply
from notifier.inbound.reading.commands import Inform
from notifier.inbound.talk import Talk
from notifier.templates.values import ReplyTopicValues

_NAME = "topic"


async def inform(talk: Talk, command: Inform) -> Outcome:
    """Tell what to bring and what it costs; a topic that nobody has checked is not told."""
    talk, topic = await _found(talk, command)
    if topic is None:
        return Outcome(_NAME, "unknown-matter", talk.plain("reply_topic_unknown"))
    if not talk.backend.topics.may_be_told(topic):
        return Outcome(_NAME, "stale", talk.plain("reply_topic_stale"))
    town, language = talk.catalogue.town, talk.language
    values = ReplyTopicValues(
        title=topic.title[language],
        bring=topic.written.bring[language],
        fee=topic.written.fee[language],
        town=town.sms_signature,
        number=town.number,
    )
    return Outcome(_NAME, "told", Reply("reply_topic", language, values))


async def _found(talk: Talk, command: Inform) -> tuple[Talk, Topic | None]:
    """The likeliest topic, and the talk in the language that it was asked for in.

    'INFO' is the same word in several: 'INFO PASSPORT' is English.
    """
    tried = [talk.language, *(Language if command.language is None else ())]
    for language in dict.fromkeys(tried):
        found = await talk.backend.topics.search(command.what, language=language, current=False)
        if found:
            return replace(talk, language=language), found[0]
    return talk, None
