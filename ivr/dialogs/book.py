"""Booking a visit: the nearest slot, another one, and the code. Never asks for a login."""

from __future__ import annotations

from booking.api import Backend, HoldExpired, LimitReached, SlotTaken, Wants
from ivr.call.call import Call
from ivr.call.errors import Back, ToOperator, TriesUsedUp
from ivr.call.prompts import Phrase, phrase
from ivr.dialogs.about import concerns_activity, looked_at_slot
from ivr.dialogs.book_changes import (
    Offer,
    Wanted,
    hold_nearest,
    other_day,
    other_hour,
    other_place_or_persons,
)
from ivr.dialogs.booked import booked, contact_of
from ivr.dialogs.numbers import caller_phone
from ivr.dialogs.registry import Next, dialog
from ivr.dialogs.waitlist import none_free

CHANGES = {"2": other_hour, "3": other_day, "4": other_place_or_persons}


@dialog("book")
async def book(call: Call, backend: Backend, *, activity: str) -> Next:
    """Offer the nearest slot and keep it while the caller decides."""
    await concerns_activity(call, backend, activity)
    wanted = Wanted(activity)
    nearest = await hold_nearest(call, backend, wanted)
    if nearest is None:
        return await none_free(call, backend, _wants(wanted))
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
        except (Back, ToOperator, TriesUsedUp):
            # else one call that goes in and out could keep every slot of the town
            await call.command("let_go", backend.visits.release, offer.hold.id)
            raise
        try:
            visit = await call.command(
                "confirm",
                backend.visits.confirm,
                offer.hold.id,
                contact=await contact_of(call, backend),
                language=call.language,
                citizen_id=call.citizen_id,
                caller=caller_phone(call),
            )
        except LimitReached:  # the runner says so, and leads to a person
            await call.command("let_go", backend.visits.release, offer.hold.id)
            raise
        except (SlotTaken, HoldExpired):
            call.say(phrase("visit.taken_meanwhile"))
            another = await hold_nearest(call, backend, offer.wanted)
            if another is None:
                return await none_free(call, backend, _wants(offer.wanted))
            offer = offer.then(another, "visit.next_nearest")
            continue
        return await booked(call, backend, visit)


def _wants(wanted: Wanted) -> Wants:
    """What somebody waits for who finds nothing free."""
    offices = () if wanted.office is None else (wanted.office,)
    return Wants(wanted.activity, wanted.persons, wanted.also, offices)


async def _offered(backend: Backend, offer: Offer) -> Phrase:
    hold = offer.hold
    office = await backend.catalogue.office(hold.slot.office)
    return phrase(
        offer.said_as,
        start=hold.slot.start,
        place=office.address,
        short_place=office.short_address,
        persons=hold.persons,
    )
