"""The waiting list: joining it, hearing what is offered, and answering."""

from __future__ import annotations

from dataclasses import dataclass

from booking.api import (
    Accepted,
    Backend,
    Contact,
    EntryState,
    Language,
    Offer,
    OfferOver,
    Unavailable,
    Visit,
    WaitChannel,
    Wants,
    is_mobile,
)
from ivr.call.call import Call
from ivr.call.errors import Back, TriesUsedUp
from ivr.call.prompts import Prompt, Told, Unhurried, Voice, phrase, together
from ivr.dialogs.codes import check_owner
from ivr.dialogs.numbers import caller_phone, ending, mobile_for_sms, promise_sms
from ivr.dialogs.registry import Next
from ivr.speech.segments import Utterance

MOST_PLACES = 3
"""So many are named; nobody keeps more in mind."""

LATE_DAYS = 14
"""A visit so many days ahead, or more, is late: an earlier one is offered if something frees."""


async def hear_offer(call: Call, backend: Backend) -> Next | None:
    """What is offered to the calling number, before anything else; None to go on to the menus.

    The number may be forged: so nothing is said here that the message has not said, and the code of
    a visit that is moved is not told.
    """
    offer_id = call.note("offer", await _live_offer(call, backend), int | None)
    if offer_id is None:
        return None
    offer = await call.fetch("offer.told", backend.waitlist.offered, offer_id)
    if offer.language is not call.language:
        call.record.speak(offer.language)
    try:
        return await answer_offer(call, backend, offer)
    except Back:
        return None


async def answer_offer(call: Call, backend: Backend, offer: Offer) -> Next | None:
    """Say what is offered and take the answer; None where the caller goes on to the menus."""
    entry = await call.fetch("offer.entry", backend.waitlist.get, offer.entry_id)
    prompt = OfferPrompt(
        await _offered(backend, offer, earlier=entry.visit_id is not None),
        phrase("waitlist.answer"),
    )
    # whoever keys the usual way on and on must not accept what they have not heard
    await call.fetch("offer.heard", _hear, call, prompt)
    key = await call.choose("offer.answer", prompt, {key: key for key in "123"}, confirms=True)
    if key == "3":
        return None
    if key == "1" and entry.visit_id is not None:
        visit = await call.fetch("offer.visit", backend.visits.get, entry.visit_id)
        await check_owner(call, backend, "offer", visit)
    try:
        if key == "2":
            return await _declined(call, backend, offer)
        accepted: Accepted = await call.command(
            "offer.accept", backend.waitlist.accept, offer.id, by="caller"
        )
    except OfferOver:
        call.say(phrase("waitlist.over"))
        return Next.MAIN
    return await _accepted(call, backend, accepted)


@dataclass(slots=True)
class OfferPrompt:
    """The offer and the keys for the answer; right after the offer was heard, the keys alone."""

    offer: Prompt
    keys: Prompt
    just_heard: bool = False

    def utter(self, voice: Voice, language: Language, *, short: bool) -> Utterance:
        parts = (self.keys,) if self.just_heard else (self.offer, self.keys)
        self.just_heard = False
        return together(*parts).utter(voice, language, short=short)


async def _hear(call: Call, prompt: OfferPrompt) -> bool:
    """Say the offer to its end, whatever is keyed."""
    await call.tell(prompt.offer)
    prompt.just_heard = True
    return True


async def _live_offer(call: Call, backend: Backend) -> int | None:
    phone = caller_phone(call)
    if phone is None:
        return None
    try:
        found = await backend.waitlist.offers_to(phone)
    except Unavailable:
        return None  # the menus need no database: what does, will say so
    return found[0].id if found else None


async def _offered(backend: Backend, offer: Offer, *, earlier: bool) -> Prompt:
    office = await backend.catalogue.office(offer.slot.office)
    activity = await backend.catalogue.activity(offer.activity)
    return phrase(
        "waitlist.offer_earlier" if earlier else "waitlist.offer",
        start=offer.slot.start,
        place=office.address,
        activity=activity.name,
    )


async def _accepted(call: Call, backend: Backend, accepted: Accepted) -> Next:
    visit = accepted.visit
    if accepted.moved:
        call.say(phrase("waitlist.moved"))
    else:
        activity = await backend.catalogue.activity(visit.activity)
        call.say(phrase("visit.booked", code=visit.code))
        call.say(Unhurried(Told(activity.bring)))
    if visit.phone is not None and visit.phone == caller_phone(call) and is_mobile(visit.phone):
        if accepted.moved:
            call.say(phrase("visit.sms_to", ending=ending(visit.phone)))
        else:
            await promise_sms(call, backend, visit.phone, visit.code, "visit.sms_to")
    call.say(phrase("goodbye"))
    return Next.END


async def _declined(call: Call, backend: Backend, offer: Offer) -> Next:
    await call.command("offer.decline", backend.waitlist.decline, offer.id, by="caller")
    call.say(phrase("waitlist.declined"))
    if await call.choose("offer.stay", phrase("waitlist.stay"), {"1": False, "2": True}):
        return Next.MAIN
    return await _leave(call, backend, offer.entry_id)


async def _leave(call: Call, backend: Backend, entry_id: int) -> Next:
    await call.command("waitlist.leave", backend.waitlist.leave, entry_id, by="caller")
    call.say(phrase("waitlist.left"))
    return Next.MAIN


async def none_free(call: Call, backend: Backend, wants: Wants) -> Next:
    """No slot within the horizon: put the caller on the list, or tell that they are on it."""
    town = await backend.catalogue.town()
    horizon = town.limits.horizon_days
    phone = call.note("waitlist.caller", caller_phone(call), str | None)
    entry_id = call.note(
        "waitlist.there", await _entry_of(backend, phone, wants.activity), int | None
    )
    if entry_id is not None:
        prompt = phrase("waitlist.none_free_waiting", horizon=horizon)
        await call.choose("waiting_already", prompt, {"1": True})
        return await _leave(call, backend, entry_id)
    await call.choose("none_free", phrase("visit.none_free", horizon=horizon), {"1": True})
    await _join(call, backend, wants, await _contact(call, phone))
    call.say(phrase("goodbye"))
    return Next.END


async def offer_earlier(call: Call, backend: Backend, visit: Visit) -> None:
    """After a late visit was booked: put the caller on the list, if they want an earlier one."""
    today = backend.clock.today()
    late = call.note("waitlist.late", (visit.start.date() - today).days >= LATE_DAYS, bool)
    phone = visit.phone or call.note("waitlist.caller", caller_phone(call), str | None)
    if not late or phone is None:
        return
    try:
        await call.choose("earlier", phrase("waitlist.earlier_offer"), {"1": True})
    except (Back, TriesUsedUp):
        return
    contact = Contact(phone, visit.email, visit.verified)
    wants = Wants(visit.activity).done_as(visit.parts)
    await _join(call, backend, wants, contact, visit)


async def _join(
    call: Call, backend: Backend, wants: Wants, contact: Contact, visit: Visit | None = None
) -> None:
    await call.command(
        "wait",
        backend.waitlist.join,
        wants,
        contact=contact,
        language=call.language,
        channel=WaitChannel.SMS if is_mobile(contact.phone) else WaitChannel.RING,
        by="caller",
        citizen_id=call.citizen_id,
        visit_id=None if visit is None else visit.id,
    )
    call.say(phrase("visit.waiting_recorded"))
    await _say_where(call, backend, wants)


async def _say_where(call: Call, backend: Backend, wants: Wants) -> None:
    """At which offices a slot may free, where there are several."""
    if wants.offices:
        return
    places = await call.fetch("wait.offices", backend.catalogue.offices, wants.activity)
    for part in wants.also:
        done_at = await call.fetch("wait.offices", backend.catalogue.offices, part.activity)
        places = [office for office in places if office in done_at]
    if len(places) > MOST_PLACES:
        call.say(phrase("waitlist.any_place"))
    elif len(places) > 1:
        said = [*["waitlist.place"] * (len(places) - 2), "waitlist.place_but_one"]
        call.say(phrase("waitlist.places"))
        for key, office in zip([*said, "waitlist.last_place"], places, strict=True):
            call.say(phrase(key, place=office.address))


async def _contact(call: Call, phone: str | None) -> Contact:
    """Where an offer goes: an SMS, or to a landline an operator's ring."""
    if phone is not None and not is_mobile(phone):
        prompt = phrase("callback.to_ending", ending=ending(phone))
        if await call.choose("waiting.ring", prompt, {"1": True, "2": False}):
            return Contact(phone)
    return Contact(await mobile_for_sms(call, "waiting"))


async def _entry_of(backend: Backend, phone: str | None, activity: str) -> int | None:
    if phone is None:
        return None
    mine = await backend.waitlist.of_phone(phone)
    # who was paused asks for offers again by asking at all
    return next(
        (
            one.id
            for one in mine
            if one.wants.activity == activity and one.state is EntryState.WAITING
        ),
        None,
    )
