"""A visit in an answer."""

from __future__ import annotations

from booking.api import Visit
from notifier.inbound.model import Reply
from notifier.inbound.talk import Talk
from notifier.inbound.wording import near_moment


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
