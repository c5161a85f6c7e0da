"""What a topic's owner is told."""

from __future__ import annotations

from urllib.parse import quote

from booking.api import Language, TopicBecameStale
from notifier.outbox.model import Draft
from notifier.reactions.knowledge import Knowledge
from notifier.reactions.recipients import Telling, by_email
from notifier.templates.dates import day
from notifier.templates.library import Library
from notifier.templates.values import StaleTopicValues


def became_stale(event: TopicBecameStale, known: Knowledge, library: Library) -> list[Draft]:
    """To the department, in Czech: its own language. Without an address nobody can be told; the
    console's list shows the topic all the same.
    """
    if not event.email:
        return []
    stage = "ahead" if event.ahead else "due"
    telling = Telling(
        "topic_stale",
        Language.CS,
        f"topic:{event.code}:{event.until}:{stage}",
        StaleTopicValues(
            title=event.title[:1].upper() + event.title[1:],
            owner=event.owner,
            ahead=event.ahead,
            until=day(event.until, Language.CS) if event.until else "",
            checked_on=day(event.checked_on, Language.CS) if event.checked_on else "",
            valid_to=day(event.valid_to, Language.CS) if event.valid_to else "",
            link=f"{known.console}/topics/{quote(event.code)}",
            town=known.town,
            number=known.number,
        ),
        confirms=True,
    )
    return [by_email(library, telling, event.email)]
