"""'INFO PAS': what to bring."""

from __future__ import annotations

from notifier.inbound.commands import Inform
from notifier.inbound.model import Outcome, Reply
from notifier.inbound.talk import Talk
from notifier.templates.reply_values import ReplyTopicValues

_NAME = "topic"


async def inform(talk: Talk, command: Inform) -> Outcome:
    """Tell what to bring and what it costs; a topic that nobody has checked is not told."""
    found = await talk.backend.topics.search(command.what, language=talk.language, current=False)
    if not found:
        return Outcome(_NAME, "unknown-matter", talk.plain("reply_topic_unknown"))
    topic = found[0]
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
