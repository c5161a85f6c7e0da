"""What several journeys answer: a visit, that a code names none, or which agenda is meant."""

from __future__ import annotations

from booking.api import Visit, code_is_well_formed
from notifier.inbound.model import Outcome, Reply
from notifier.inbound.reading.matters import Meant
from notifier.inbound.reading.words import Verb
from notifier.inbound.replies.wording import WRITTEN, near_moment
from notifier.inbound.talk import Talk
from notifier.received.model import MALFORMED_CODE, UNKNOWN_CODE

_MOST_OPTIONS = 4


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


def which(talk: Talk, meant: Meant, verb: Verb) -> Reply:
    """Ask which of several agendas is meant."""
    options = [one.service for one in (meant.activity, *meant.rivals) if one is not None]
    word = WRITTEN[verb][talk.language]
    told = [
        f"{word} {talk.catalogue.word_of_service(service, talk.language)}"
        for service in dict.fromkeys(options)
    ]
    return talk.choice("reply_which", told[:_MOST_OPTIONS])
