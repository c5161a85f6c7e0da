"""What the codes of visits and offers name, for whoever has one."""

from __future__ import annotations

from booking.api import Visit, code_is_well_formed
from notifier.inbound.journeys.questions import About, Question
from notifier.inbound.senders.strangers import check_code
from notifier.inbound.talk import Talk


async def named_by(talk: Talk, code: str) -> Question | None:
    """What a code names, for whoever has it; None also for one who has guessed too often.

    Raises:
        CodesNotTaken: all together have.
    """
    await check_code(talk, code)
    backend, caller = talk.backend, talk.phone
    offer = await backend.waitlist.offer_named_by(code, caller=caller, call_id=talk.key)
    if offer is not None:
        return Question(About.OFFER, offer.id, offer.language, code, offer.slot.start)
    visit = await backend.visits.named_by(code, caller=caller, call_id=talk.key)
    return None if visit is None else await _of_visit(talk, visit)


async def named(talk: Talk, code: str) -> Question | None:
    """What a code names; None for a slip, an unknown code, and one who has guessed too often."""
    if not code_is_well_formed(code):  # a slip is told at once, and is no guess
        return None
    return await talk.settled("named", lambda: named_by(talk, code), Question | None)


async def visit_of(talk: Talk, found: Question) -> Visit:
    """The visit that was named."""
    visit_id = found.id
    if found.about is About.REBOOKING:
        visit_id = (await talk.backend.rebookings.get(found.id)).visit_id
    return await talk.backend.visits.get(visit_id)


async def _of_visit(talk: Talk, visit: Visit) -> Question:
    lost = await talk.backend.rebookings.of_visit(visit.id)
    if lost is None:
        return Question(About.REMINDER, visit.id, visit.language, visit.code, visit.start)
    when = None if lost.offered is None else lost.offered.start
    return Question(About.REBOOKING, lost.id, visit.language, visit.code, when)
