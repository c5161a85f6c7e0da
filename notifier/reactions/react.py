"""Which event asks for which messages."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from booking.api import (
    AgreementConcluded,
    AgreementEnded,
    AgreementReset,
    AgreementSecretChanged,
    ApplicationFiled,
    ApplicationStatusChanged,
    ClerkMessageAsked,
    ContactChanged,
    ContactProposed,
    Event,
    MessageBudgetReached,
    RebookingOffered,
    RebookingWithdrawn,
    ReceiptMessageAsked,
    SlotOffered,
    StatusMessageAsked,
    TopicBecameStale,
    TopicMessageAsked,
    VisitBooked,
    VisitCancelled,
    VisitContactGiven,
    VisitMoved,
    VisitRebooked,
    VisitReminderDue,
    VisitRestored,
    VisitUnplaced,
    WaitlistPaused,
)
from notifier.outbox.model import Draft
from notifier.reactions import (
    agreements,
    budget,
    clerks,
    contacts,
    filings,
    people,
    rebooking,
    topics,
    visits,
    waitlist,
)
from notifier.reactions.knowledge import Knowledge
from notifier.templates.library import Library

Reaction = Callable[[Any, Knowledge, Library], list[Draft]]

REACTIONS: dict[type[Event], Reaction] = {
    VisitBooked: visits.booked,
    VisitContactGiven: visits.contact_given,
    VisitCancelled: visits.cancelled,
    VisitMoved: visits.moved,
    VisitRestored: visits.restored,
    VisitReminderDue: visits.reminded,
    VisitRebooked: rebooking.rebooked,
    RebookingOffered: rebooking.offered,
    VisitUnplaced: rebooking.unplaced,
    RebookingWithdrawn: rebooking.withdrawn,
    SlotOffered: waitlist.offered,
    WaitlistPaused: waitlist.paused,
    ApplicationFiled: filings.filed,
    ReceiptMessageAsked: filings.receipt_asked,
    ApplicationStatusChanged: people.status_changed,
    StatusMessageAsked: people.status_asked,
    ClerkMessageAsked: clerks.asked,
    TopicMessageAsked: people.topic_asked,
    TopicBecameStale: topics.became_stale,
    AgreementConcluded: agreements.concluded,
    AgreementReset: agreements.reset,
    AgreementSecretChanged: agreements.changed,
    AgreementEnded: agreements.ended,
    ContactProposed: contacts.proposed,
    ContactChanged: contacts.changed,
    MessageBudgetReached: budget.reached,
}
"""Events that are not here ask for no message."""


def react(event: Event, known: Knowledge, library: Library) -> list[Draft]:
    """The messages that an event asks for; none where nobody is told."""
    reaction = REACTIONS.get(type(event))
    return reaction(event, known, library) if reaction else []
