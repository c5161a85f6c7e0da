"""What a template may name. The names of these fields are the only ones a text can hold."""

from __future__ import annotations

from dataclasses import asdict

from notifier.templates.values.records import (
    AgreementValues,
    ApplicationValues,
    ContactValues,
    FilingValues,
    TopicValues,
)
from notifier.templates.values.replies import (
    ReplyChoiceValues,
    ReplyReadyValues,
    ReplySlotValues,
    ReplyStatusValues,
    ReplyTopicValues,
    ReplyValues,
)
from notifier.templates.values.staff import (
    BudgetValues,
    ClerkValues,
    StaleTopicValues,
)
from notifier.templates.values.visits import (
    ClosedValues,
    OfferValues,
    ReminderValues,
    VisitValues,
    WaitValues,
)

__all__ = [
    "KINDS",
    "AgreementValues",
    "ApplicationValues",
    "BudgetValues",
    "ClerkValues",
    "ClosedValues",
    "ContactValues",
    "FilingValues",
    "OfferValues",
    "ReminderValues",
    "ReplyChoiceValues",
    "ReplyReadyValues",
    "ReplySlotValues",
    "ReplyStatusValues",
    "ReplyTopicValues",
    "ReplyValues",
    "StaleTopicValues",
    "TopicValues",
    "Values",
    "VisitValues",
    "WaitValues",
    "fields_of",
]

Values = (
    VisitValues
    | ReminderValues
    | BudgetValues
    | ApplicationValues
    | ClerkValues
    | FilingValues
    | TopicValues
    | StaleTopicValues
    | AgreementValues
    | ContactValues
    | OfferValues
    | WaitValues
    | ClosedValues
    | ReplyValues
    | ReplyChoiceValues
    | ReplySlotValues
    | ReplyStatusValues
    | ReplyReadyValues
    | ReplyTopicValues
)

KINDS: dict[str, type[Values]] = {
    "visit": VisitValues,
    "reminder": ReminderValues,
    "budget": BudgetValues,
    "application": ApplicationValues,
    "clerk": ClerkValues,
    "filing": FilingValues,
    "topic": TopicValues,
    "stale_topic": StaleTopicValues,
    "agreement": AgreementValues,
    "contact": ContactValues,
    "offer": OfferValues,
    "wait": WaitValues,
    "closed": ClosedValues,
    "reply": ReplyValues,
    "reply_choice": ReplyChoiceValues,
    "reply_slot": ReplySlotValues,
    "reply_status": ReplyStatusValues,
    "reply_ready": ReplyReadyValues,
    "reply_topic": ReplyTopicValues,
}
"""By the word with which a template says what it is about."""


def fields_of(values: Values) -> dict[str, object]:
    """The fields by name, for the template."""
    return asdict(values)
