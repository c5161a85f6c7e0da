"""Hearing and cancelling one's booked visit by its code, without a login; answering an offer."""

from __future__ import annotations

from booking.api import Backend, NotFound, Offer, Office, Refused, Visit
from ivr.call.call import Call
from ivr.call.errors import Back, TriesUsedUp
from ivr.call.prompts import Prompt, phrase, together
from ivr.dialogs.codes import CODE_TRIES, ask_code
from ivr.dialogs.numbers import caller_phone
from ivr.dialogs.rebooking import answer_rebooking
from ivr.dialogs.registry import Next, dialog
from ivr.dialogs.waitlist import answer_offer

TOLD = (
    ("visit.told", "visit.told_persons"),
    ("visit.told_but_one", "visit.told_but_one_persons"),
    ("visit.told_part", "visit.told_part_persons"),
)
"""How a part of a visit is said, for one person and for several: the last one, the one before it,
and all before that."""


@dialog("cancel_visit")
async def cancel_visit(call: Call, backend: Backend) -> Next:
    """Tell when and where it is, and cancel it if the caller wants."""
    visit = await _found(call, backend)
    if isinstance(visit, Offer):
        return await answer_offer(call, backend, visit) or Next.MAIN
    lost = await call.fetch("visit.rebooking", backend.rebookings.of_visit, visit.id)
    if lost is not None:
        return await answer_rebooking(call, backend, lost, visit, has_code=True) or Next.MAIN
    activity = await backend.catalogue.activity(visit.activity)
    office = await backend.catalogue.office(visit.office)
    call.concerns(activity.service, activity.code)
    call.say(await _told(backend, visit, office))
    await call.choose("cancel", phrase("visit.cancel_offer"), {"1": True})
    try:
        await call.choose("sure", phrase("visit.cancel_confirm"), {"1": True}, confirms=True)
    except Back:
        call.say(phrase("visit.not_cancelled"))
        return Next.MAIN
    try:
        await call.command("cancel", backend.visits.cancel, visit.id, by="caller")
    except (NotFound, Refused):
        call.say(phrase("visit.too_late"))
        return Next.MAIN
    call.say(phrase("visit.cancelled"))
    return Next.MAIN


async def _told(backend: Backend, visit: Visit, office: Office) -> Prompt:
    """All that is to be done, when and where: '…pas pro dvě osoby a …průkaz, v úterý …'."""
    said: list[Prompt] = []
    for place, part in enumerate(visit.parts):
        for_one, for_several = TOLD[min(len(visit.parts) - 1 - place, len(TOLD) - 1)]
        name = (await backend.catalogue.activity(part.activity)).name
        said.append(
            phrase(
                for_one if part.persons == 1 else for_several,
                activity=name,
                persons=part.persons,
                start=visit.start,
                place=office.address,
            )
        )
    return together(*said)


async def _found(call: Call, backend: Backend) -> Visit | Offer:
    prompt = phrase("visit.ask_code")
    for _ in range(CODE_TRIES):
        code = await ask_code(call, "code", prompt)
        who = caller_phone(call)
        offer = await call.fetch(
            "offer", backend.waitlist.offer_named_by, code, caller=who, call_id=call.id
        )
        if offer is not None:
            return offer
        visit = await call.fetch(
            "visit", backend.visits.named_by, code, caller=who, call_id=call.id
        )
        if visit is not None:
            return visit
        prompt = phrase("visit.unknown_code")
    raise TriesUsedUp
