"""What administrators are told of the cost of messages."""

from __future__ import annotations

from booking.api import USED_UP, Language, MessageBudgetReached
from notifier.outbox.model import Draft
from notifier.reactions.knowledge import Knowledge
from notifier.reactions.recipients import Telling, by_email
from notifier.templates.dates import day
from notifier.templates.library import Library
from notifier.templates.values import BudgetValues


def reached(event: MessageBudgetReached, known: Knowledge, library: Library) -> list[Draft]:
    """To those whom the town's file names, in Czech: the staff's language."""
    about = f"budget:{event.day.isoformat()}:{event.percent}"
    values = BudgetValues(
        percent=event.percent,
        used_up=event.percent == USED_UP,
        crowns=event.hellers // 100,
        day=day(event.day, Language.CS),
        link=f"{known.console}/messages",
        town=known.town,
        number=known.number,
    )
    telling = Telling("budget_reached", Language.CS, about, values, confirms=True)
    return [by_email(library, telling, address) for address in event.tell]
