"""Hearing that one's counter closes, what is offered instead, and answering."""

from __future__ import annotations

from booking.api import (
    Backend,
    HoldExpired,
    Rebooking,
    RebookingOver,
    SlotTaken,
    Unavailable,
    Visit,
    is_mobile,
)
from ivr.call.call import Call
from ivr.call.errors import Back, ToOperator, TriesUsedUp
from ivr.call.prompts import Prompt, phrase, together
from ivr.dialogs.about import concerns_activity, looked_at_slot
from ivr.dialogs.book_changes import (
    Offer,
    Wanted,
    hold_nearest,
    other_day,
    other_hour,
    other_place_or_persons,
)
from ivr.dialogs.codes import check_owner
from ivr.dialogs.numbers import caller_phone, ending
from ivr.dialogs.registry import Next
from ivr.dialogs.waitlist import OfferPrompt

CHANGES = {"2": other_hour, "3": other_day, "4": other_place_or_persons}


async def hear_rebooking(call: Call, backend: Backend) -> Next | None:
    """What became of the visit of the calling number, before anything else; None for the menus.

    The number may be forged: nothing is said here that the message has not said. What could be
    done is to take the offer, to choose another time or to give up a visit that cannot take place.
    """
    found = call.note("rebooking", await _live(call, backend), int | None)
    if found is None:
        return None
    one = await call.fetch("rebooking.told", backend.rebookings.get, found)
    visit = await call.fetch("rebooking.visit", backend.visits.get, one.visit_id)
    if visit.language is not call.language:
        call.record.speak(visit.language)
    try:
        return await answer_rebooking(call, backend, one, visit)
    except Back:
        return None


async def answer_rebooking(
    call: Call, backend: Backend, one: Rebooking, visit: Visit, *, has_code: bool = False
) -> Next | None:
    """Say what is offered and take the answer; None where the caller goes on to the menus.

    `has_code` tells that the visit was named by its code in this call.
    """
    await concerns_activity(call, backend, visit.activity)
    try:
        one = await call.command("rebooking.now", backend.rebookings.offer_now, one.id)
        keys = "1234" if one.can_accept else "234"
        prompt = OfferPrompt(await _told(backend, one, visit), phrase(_keys(one)))
        # whoever keys the usual way on and on must not accept what they have not heard
        await call.fetch("rebooking.heard", _hear, call, prompt)
        while True:
            key = await call.choose(
                "rebooking.answer", prompt, {key: key for key in keys}, confirms=True
            )
            if key == "4":
                return None
            if not has_code:
                await check_owner(call, backend, "rebooking", visit)
                has_code = True
            if key == "3":
                if await _is_sure(call):
                    return await _cancelled(call, backend, one)
                continue
            if key == "1":
                accept = backend.rebookings.accept
                after = await call.command("rebooking.accept", accept, one.id, by="caller")
                return _moved(call, after)
            other = await _other_time(call, backend, one, visit)
            if other is not None:
                return _moved(call, other)
    except RebookingOver:
        call.say(phrase("waitlist.over"))
        return Next.MAIN


async def _hear(call: Call, prompt: OfferPrompt) -> bool:
    """Say it to its end, whatever is keyed."""
    await call.tell(prompt.offer)
    prompt.just_heard = True
    return True


async def _live(call: Call, backend: Backend) -> int | None:
    phone = caller_phone(call)
    if phone is None:
        return None
    try:
        found = await backend.rebookings.of_phone(phone)
    except Unavailable:
        return None  # the menus need no database: what does, will say so
    return found[0].id if found else None


def _keys(one: Rebooking) -> str:
    return "rebooking.answer" if one.can_accept else "rebooking.answer_none"


async def _told(backend: Backend, one: Rebooking, visit: Visit) -> Prompt:
    lost = phrase("rebooking.lost", was=one.was.start)
    if one.offered is None:
        return together(lost, phrase("rebooking.none"))
    office = await backend.catalogue.office(one.offered.office)
    activity = await backend.catalogue.activity(visit.activity)
    start = one.offered.start
    offer = phrase("rebooking.offer", start=start, place=office.address, activity=activity.name)
    return together(lost, offer)


def _moved(call: Call, visit: Visit) -> Next:
    call.say(phrase("waitlist.moved"))
    if visit.phone is not None and visit.phone == caller_phone(call) and is_mobile(visit.phone):
        call.say(phrase("visit.sms_to", ending=ending(visit.phone)))
    call.say(phrase("goodbye"))
    return Next.END


async def _is_sure(call: Call) -> bool:
    try:
        sure = phrase("visit.cancel_confirm")
        return await call.choose("rebooking.sure", sure, {"1": True}, confirms=True)
    except Back:
        return False


async def _cancelled(call: Call, backend: Backend, one: Rebooking) -> Next:
    await call.command("rebooking.cancel", backend.rebookings.cancel, one.id, by="caller")
    call.say(phrase("visit.cancelled"))
    return Next.MAIN


async def _other_time(call: Call, backend: Backend, one: Rebooking, visit: Visit) -> Visit | None:
    """Choose another time, as for a booking; None where the caller goes back to the offer."""
    first, *also = visit.parts
    wanted = Wanted(first.activity, persons=first.persons, also=tuple(also), replaces=True)
    nearest = await hold_nearest(call, backend, wanted)
    if nearest is None:
        town = await backend.catalogue.town()
        call.say(phrase("visit.none_free_there", horizon=town.limits.horizon_days))
        return None
    offer = Offer(wanted, nearest, "visit.nearest")
    while True:
        looked_at_slot(call, offer.hold)
        try:
            key = await call.choose(
                "slot", await _offered(backend, offer), {key: key for key in "1234"}, confirms=True
            )
            if key in CHANGES:
                offer = await CHANGES[key](call, backend, offer)
                continue
        except (Back, ToOperator, TriesUsedUp) as left:
            await call.command("let_go", backend.visits.release, offer.hold.id)
            if isinstance(left, Back):
                return None
            raise
        try:
            return await call.command(
                "rebooking.choose",
                backend.rebookings.choose_other,
                one.id,
                offer.hold.id,
                by="caller",
            )
        except (SlotTaken, HoldExpired):
            call.say(phrase("visit.taken_meanwhile"))
            another = await hold_nearest(call, backend, wanted)
            if another is None:
                return None
            offer = offer.then(another, "visit.next_nearest")


async def _offered(backend: Backend, offer: Offer) -> Prompt:
    hold = offer.hold
    office = await backend.catalogue.office(hold.slot.office)
    return phrase(
        offer.said_as,
        start=hold.slot.start,
        place=office.address,
        short_place=office.short_address,
        persons=hold.persons,
    )
