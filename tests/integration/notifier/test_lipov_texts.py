"""The demo town's own words in real messages."""

from functools import partial

import pytest

from booking.api import (
    Backend,
    Language,
    Transaction,
    VisitBooked,
    unhandled,
)
from notifier.outbox import ChannelKind, Draft
from notifier.reactions import gather, react
from notifier.templates.gsm import Encoding, size
from notifier.templates.library import Library
from tests.support.messages import MOBILE, visit

LIBRARY = Library()


async def drafts(backend: Backend) -> list[Draft]:
    """What all events that wait ask for."""
    found = backend.database.run(lambda tx: unhandled(tx.connection, 1000))
    return [
        draft
        for one in found
        for draft in react(one.event, await gather(backend, one, "lipov.example"), LIBRARY)
    ]


@pytest.mark.parametrize("language", list(Language))
async def test_every_topic_fits_an_sms_without_being_cut(
    backend: Backend, language: Language
) -> None:
    topics = await backend.topics.list(current=True)
    for topic in topics:
        await backend.topics.send(topic.code, phone=MOBILE, language=language)
    made = await drafts(backend)
    assert len(made) == len(topics) == len({draft.about for draft in made})
    for draft in made:
        assert draft.template == "topic"
        assert not draft.text.endswith("..."), draft.text
        assert ".." not in draft.text, draft.text


@pytest.mark.parametrize("language", [Language.CS, Language.EN])
async def test_every_activity_can_be_confirmed_in_the_cheap_alphabet(
    backend: Backend, language: Language
) -> None:
    activities = await backend.catalogue.activities()
    for number, activity in enumerate(activities):
        event = visit(
            VisitBooked, visit_id=number, activity=activity.code, language=language, persons=2
        )
        await backend.database.write(partial(Transaction.append, event=event))
    made = [draft for draft in await drafts(backend) if draft.channel is ChannelKind.SMS]
    assert len(made) == len(activities)
    for draft in made:
        taken = size(draft.text)
        assert taken.encoding is Encoding.GSM7
        assert taken.segments <= 3, draft.text
