"""'ZMENA 472015 25.11. 10:00': another time for a visit, by its code."""

from __future__ import annotations

from booking.api import (
    HoldExpired,
    LimitReached,
    NotFound,
    RebookingOver,
    Refused,
    SlotTaken,
    Visit,
)
from notifier.inbound.journeys.codes import named, visit_of
from notifier.inbound.journeys.contacts import hears_of
from notifier.inbound.journeys.questions import About, Question
from notifier.inbound.journeys.slots import Wish, exact, horizon, keep, others, why_not
from notifier.inbound.model import Outcome, Reply
from notifier.inbound.reading.commands import Change
from notifier.inbound.reading.days import resolved
from notifier.inbound.replies.telling import told_of, unknown
from notifier.inbound.replies.wording import times, wished
from notifier.inbound.talk import Talk

_MOST_TIMES = 3


async def change(talk: Talk, command: Change) -> Outcome:
    """Give the visit another time, where that is free; else tell what is."""
    if command.code is None:
        return Outcome("change", "no-code", talk.plain("reply_change_how"))
    day = None if command.day is None else resolved(command.day, talk.written_at.date())
    if command.unclear or (command.day is not None and day is None):
        return Outcome("change", "unclear-day", talk.plain("reply_change_how"))
    found = await named(talk, command.code)
    if found is None:
        return unknown(talk, "change", command.code)
    if found.about is About.OFFER:
        return Outcome("change", "no-visit", talk.plain("reply_code_wrong"))
    visit = await visit_of(talk, found)
    codes = frozenset({command.code})
    first, *also = visit.parts
    activity = await talk.backend.catalogue.activity(first.activity)
    wish = Wish(activity, first.persons, also=tuple(also), day=day, at=command.time)
    try:
        return await _changed(talk, found, visit, wish)
    except LimitReached:
        result, template = "limit", "reply_limit"
    except (Refused, NotFound, RebookingOver):
        result, template = "too-late", "reply_too_late"
    return Outcome("change", result, talk.plain(template), codes)


async def _changed(talk: Talk, found: Question, visit: Visit, wish: Wish) -> Outcome:
    codes = frozenset({visit.code})
    if await talk.settled("there", lambda: _is_there(talk, found, visit, wish), bool):
        return Outcome("change", "there-already", await told_of(talk, "reply_visit", visit), codes)
    after = await _moved(talk, found, visit, wish)
    if after is None and visit.start <= talk.now:
        raise Refused("visit", "it has begun")
    if after is None:
        return Outcome("change", "told-times", await _times(talk, visit, wish), codes)
    reply = None if await hears_of(talk, after) else await told_of(talk, "reply_moved", after)
    return Outcome("change", "changed", reply, codes)


async def _is_there(talk: Talk, found: Question, visit: Visit, wish: Wish) -> bool:
    """Whether the visit takes place just then; settled before it is moved there."""
    has_place = found.about is About.REMINDER and visit.start > talk.now
    return has_place and visit.start == wish.exactly(talk)


async def _moved(talk: Talk, found: Question, visit: Visit, wish: Wish) -> Visit | None:
    """The visit at its new time; None where that is not free, or was not said."""
    slot = await exact(talk, wish)
    if slot is None:
        return None
    backend, step = talk.backend, talk.step("move")
    try:
        hold = await keep(talk, slot, wish, "exact.hold", replaces=True)
        if found.about is About.REBOOKING:
            return await backend.rebookings.choose_other(found.id, hold.id, by="caller", key=step)
        return await backend.visits.move(visit.id, hold.id, by="caller", key=step)
    except (SlotTaken, HoldExpired):
        return None


async def _times(talk: Talk, visit: Visit, wish: Wish) -> Reply:
    why = await why_not(talk, wish)
    is_asked = wish.day is not None and wish.at is not None
    told = why.value if why is not None else "taken"
    further = await others(talk, wish, None, _MOST_TIMES)
    return talk.slot(
        "reply_times",
        **({told: True} if why is not None or is_asked else {}),
        wished=wished(wish.day, wish.exactly(talk), talk.language),
        others=times(further, talk.language),
        code=visit.code,
        days=horizon(talk, wish.activity),
    )
