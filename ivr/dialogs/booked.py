"""How a booking ends: the code, what to bring, the SMS, and something earlier if it frees."""

from __future__ import annotations

from booking.api import Backend, Contact, LimitReached, Visit
from ivr.call.call import Call
from ivr.call.errors import Back
from ivr.call.prompts import Told, Unhurried, phrase
from ivr.dialogs.numbers import ask_mobile_or_leave, caller_mobile, promise_sms
from ivr.dialogs.registry import Next
from ivr.dialogs.waitlist import offer_earlier


async def booked(call: Call, backend: Backend, visit: Visit) -> Next:
    """Tell the code and where it is sent."""
    activity = await backend.catalogue.activity(visit.activity)
    call.say(phrase("visit.booked", code=visit.code))
    call.say(Unhurried(Told(activity.bring)))
    if visit.phone is not None:
        await promise_sms(call, backend, visit.phone, visit.code, "visit.sms_to")
    else:
        await _offer_sms(call, backend, visit)
    await offer_earlier(call, backend, visit)
    call.say(phrase("goodbye"))
    return Next.END


async def contact_of(call: Call, backend: Backend) -> Contact:
    """Where the confirmation goes.

    To the verified citizen, or else to the calling mobile, which proves nothing: so no name is
    sent there. Where one citizen is known to have this number, their own e-mail address hears of
    it too: it tells them at most that somebody booked from their number.
    """
    if call.citizen_id is not None:
        citizen = await backend.citizens.get(call.citizen_id)
        if citizen.reachable_phone is not None:
            return Contact(citizen.reachable_phone, citizen.reachable_email, verified=True)
    mobile = caller_mobile(call)
    if mobile is None:
        return Contact()
    owners = await backend.citizens.by_phone(mobile)
    return Contact(mobile, owners[0].reachable_email if len(owners) == 1 else None)


async def _offer_sms(call: Call, backend: Backend, visit: Visit) -> None:
    try:
        phone = await ask_mobile_or_leave(call, "mobile", phrase("visit.ask_mobile"))
    except Back:
        # who keyed on while the code was being said has not heard it
        call.say(phrase("visit.booked", code=visit.code))
        return
    if phone is not None:
        try:
            await call.command("contact", backend.visits.set_contact, visit.id, phone)
        except LimitReached:
            call.say(phrase("sms.limit"))
            return
        await promise_sms(call, backend, phone, visit.code, "visit.sms_sent")
