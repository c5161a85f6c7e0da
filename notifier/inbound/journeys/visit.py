"""'STAV 472015', 'STAV', 'ZRUS 472015': one's visits, without a login.

A visit is told to whoever has its code, and cancelled by them; what is booked for a number is told
to that number. Nothing is cancelled without a code.
"""

from __future__ import annotations

from booking.api import (
    NotFound,
    Rebooking,
    RebookingOver,
    Refused,
    Visit,
)
from notifier.inbound.journeys.codes import named, visit_of
from notifier.inbound.journeys.contacts import hears_of
from notifier.inbound.journeys.questions import About, Question
from notifier.inbound.journeys.yes_no import decline_offer
from notifier.inbound.model import Outcome, Reply
from notifier.inbound.reading.commands import AskVisit, AskVisits, Cancel
from notifier.inbound.replies.telling import told_of, unknown
from notifier.inbound.replies.wording import near_moment, until, wished
from notifier.inbound.talk import Talk

_MOST_TOLD = 3


async def ask_visit(talk: Talk, command: AskVisit) -> Outcome:
    """Tell when and where it is, to whoever has the code."""
    found = await named(talk, command.code)
    if found is None:
        return unknown(talk, "visit", command.code)
    codes = frozenset({command.code})
    if found.about is About.OFFER:
        return Outcome("visit", "told-offer", await _offer(talk, found), codes)
    visit = await visit_of(talk, found)
    lost = await talk.backend.rebookings.of_visit(visit.id)
    reply = await (
        told_of(talk, "reply_visit", visit) if lost is None else _lost(talk, visit, lost)
    )
    return Outcome("visit", "told", reply, codes)


async def ask_visits(talk: Talk, _command: AskVisits) -> Outcome:
    """Tell what is booked for this number; the codes went there before."""
    mine = await talk.backend.visits.of_phone(talk.phone)
    if not mine:
        return Outcome("visits", "none", talk.plain("reply_visits_none"))
    for visit in mine:  # above all that it does not take place
        lost = await talk.backend.rebookings.of_visit(visit.id)
        if lost is not None:
            told_lost = await _lost(talk, visit, lost)
            return Outcome("visits", "told-lost", told_lost, frozenset({visit.code}))
    told = [
        f"{near_moment(one.start.astimezone(talk.zone), talk.language)} ({one.code})"
        for one in mine[:_MOST_TOLD]
    ]
    codes = frozenset(one.code for one in mine)
    return Outcome("visits", "told", talk.choice("reply_visits", told), codes)


async def cancel(talk: Talk, command: Cancel) -> Outcome:
    """Cancel the visit with this code, or decline the offer with it."""
    if command.code is None:
        return await _how_to_cancel(talk)
    found = await named(talk, command.code)
    if found is None:
        return unknown(talk, "cancel", command.code)
    codes = frozenset({command.code})
    if found.about is About.OFFER:
        declined = await decline_offer(talk, found.id)
        return Outcome("cancel", declined.result, declined.reply, codes)
    visit = await visit_of(talk, found)
    step = talk.step("cancel")
    try:
        if found.about is About.REBOOKING:
            await talk.backend.rebookings.cancel(found.id, by="caller", key=step)
        else:
            await talk.backend.visits.cancel(visit.id, by="caller", key=step)
    except (NotFound, Refused, RebookingOver):
        return Outcome("cancel", "too-late", talk.plain("reply_too_late"), codes)
    reply = None if await hears_of(talk, visit) else await told_of(talk, "reply_cancelled", visit)
    return Outcome("cancel", "cancelled", reply, codes)


async def _how_to_cancel(talk: Talk) -> Outcome:
    """How: with the code of the one visit, to the number that was told it; else in general."""
    mine = await talk.backend.visits.of_phone(talk.phone)
    if len(mine) != 1:
        return Outcome("cancel", "no-code", talk.plain("reply_cancel_how"))
    reply = await told_of(talk, "reply_cancel_this", mine[0])
    return Outcome("cancel", "no-code", reply, frozenset({mine[0].code}))


async def _offer(talk: Talk, found: Question) -> Reply:
    offer = await talk.backend.waitlist.offered(found.id)
    activity = await talk.backend.catalogue.activity(offer.activity)
    return talk.slot(
        "reply_offered",
        activity=activity.name[talk.language],
        when=near_moment(offer.slot.start.astimezone(talk.zone), talk.language),
        street=await talk.street(offer.slot.office),
        code=offer.code,
        persons=offer.persons,
        until=until(offer.answer_by.astimezone(talk.zone), talk.now, talk.language),
    )


async def _lost(talk: Talk, visit: Visit, lost: Rebooking) -> Reply:
    """The visit's counter is closed; what is offered instead, if anything."""
    was = wished(None, lost.was.start.astimezone(talk.zone), talk.language)
    if not lost.can_accept or lost.offered is None or lost.answer_by is None:
        return talk.slot("reply_unplaced", wished=was, code=visit.code)
    return talk.slot(
        "reply_unplaced",
        wished=was,
        code=visit.code,
        when=near_moment(lost.offered.start.astimezone(talk.zone), talk.language),
        street=await talk.street(lost.offered.office),
        until=until(lost.answer_by.astimezone(talk.zone), talk.now, talk.language),
    )
