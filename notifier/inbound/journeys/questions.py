"""What is asked of a number and not answered yet."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from booking.api import Language
from notifier.gate.kinds import REMINDERS
from notifier.inbound.talk import Talk
from notifier.outbox import recent
from notifier.received import store
from notifier.received.model import HELD

_REMEMBERED = timedelta(days=2)
"""A yes that comes later is no answer to a reminder."""


class About(StrEnum):
    """What a question is about."""

    HOLD = "hold"
    OFFER = "offer"
    REBOOKING = "rebooking"
    REMINDER = "reminder"


@dataclass(frozen=True, slots=True)
class Question:
    """Something that waits for a yes or a no.

    Attributes:
        about: what it is.
        id: of the hold, the offer, the rebooking or the visit.
        language: in which it was asked.
        code: by which the answer may name it; None for a time that is kept for them.
        when: what is asked about begins then; None where nothing is offered.
    """

    about: About
    id: int
    language: Language
    code: str | None
    when: datetime | None


async def open_to(talk: Talk) -> list[Question]:
    """All that is asked of the sender's number, what comes first first.

    Only what was asked before the message came: a yes that has waited here while nobody answered
    is no yes to what was asked meanwhile.
    """
    found = [
        *await _holds(talk),
        *await _offers(talk),
        *await _rebookings(talk),
        *await _reminders(talk),
    ]
    distant = talk.now + timedelta(days=10_000)
    return sorted(found, key=lambda one: (one.when or distant, one.id))


async def _holds(talk: Talk) -> list[Question]:
    """The time that was kept for them last, until it is booked, let go of or over."""
    came = talk.received
    newest = await talk.backend.database.read(
        lambda tx: store.newest_result(tx, came.sender, HELD, came.received_at)
    )
    if newest is None:
        return []
    number, _, language = newest.removeprefix(HELD).partition(":")
    hold = await talk.backend.visits.held(int(number))
    if hold is None or hold.owner != talk.owner or hold.slot.start <= talk.now:
        return []
    return [Question(About.HOLD, hold.id, Language(language), None, hold.slot.start)]


async def _offers(talk: Talk) -> list[Question]:
    return [
        Question(About.OFFER, one.id, one.language, one.code, one.slot.start)
        for one in await talk.backend.waitlist.offers_to(talk.phone)
        if _was_told(talk, one.told_at)
    ]


async def _rebookings(talk: Talk) -> list[Question]:
    found = []
    for one in await talk.backend.rebookings.of_phone(talk.phone):
        if one.can_accept and one.offered is not None and _was_told(talk, one.told_at):
            visit = await talk.backend.visits.get(one.visit_id)
            start = one.offered.start
            found.append(Question(About.REBOOKING, one.id, visit.language, visit.code, start))
    return found


async def _reminders(talk: Talk) -> list[Question]:
    """Visits of which they were reminded lately, and that have not lost their place."""
    found = []
    for visit in await talk.backend.visits.of_phone(talk.phone):
        if visit.start > talk.now + _REMEMBERED:
            break
        told = await recent(
            talk.backend.database, recipient=talk.phone, about=f"visit:{visit.id}", limit=20
        )
        reminded = any(
            one.template in REMINDERS
            and one.created_at > talk.now - _REMEMBERED
            and _was_told(talk, one.created_at)
            for one in told
        )
        if reminded and await talk.backend.rebookings.of_visit(visit.id) is None:
            found.append(
                Question(About.REMINDER, visit.id, visit.language, visit.code, visit.start)
            )
    return found


def _was_told(talk: Talk, at: datetime | None) -> bool:
    return at is not None and at <= talk.received.received_at
