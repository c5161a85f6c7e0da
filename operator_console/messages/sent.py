"""'What we have sent': a few lines on the page of whom or what the messages are about."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from notifier.api import Message, fate_of
from operator_console.console import Here
from operator_console.messages import view
from operator_console.messages.names import Names

MOST = 5


async def about(here: Here, records: Collection[str]) -> list[view.Row]:
    """The newest messages about these records, 'visit:12'; the page itself is audited."""
    return _rows(here, await here.messages.about(records, MOST))


async def to_person(here: Here, citizen_id: int) -> list[view.Row]:
    """The newest messages to a citizen and about what is theirs; likewise."""
    return _rows(here, await here.messages.to_person(citizen_id, MOST))


def _rows(here: Here, found: Sequence[Message]) -> list[view.Row]:
    names = Names(here.say, here.texts)
    when = view.When(here.zone, here.today, here.language)
    return [view.row(one, fate_of(one), names, when) for one in found]
