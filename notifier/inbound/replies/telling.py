"""A visit in an answer, or that there is none."""

from __future__ import annotations

from booking.api import Visit, code_is_well_formed
from notifier.inbound.model import Outcome, Reply
from notifier.inbound.replies.wording import near_moment
from notifier.inbound.talk import Talk
from notifier.received.store import MALFORMED_CODE, UNKNOWN_CODE


async def told_of(talk: Talk, template: str, visit: Visit) -> Reply:
    """What it is for, when and where, its code, and for how many."""
    activity = await talk.backend.catalogue.activity(visit.activity)
    return talk.slot(
        template,
        activity=activity.name[talk.language],
        when=near_moment(visit.start.astimezone(talk.zone), talk.language),
        street=await talk.street(visit.office),
        code=visit.code,
        persons=visit.persons,
    )


def unknown(talk: Talk, name: str, code: str) -> Outcome:
    """One answer for all codes that name nothing: nobody learns which ones exist."""
    result = UNKNOWN_CODE if code_is_well_formed(code) else MALFORMED_CODE
    return Outcome(name, result, talk.plain("reply_code_wrong"))
