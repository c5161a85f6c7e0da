"""Whether messages come by SMS, or at all, and to which number; and a new PIN."""

from __future__ import annotations

from booking.api import Backend, Citizen, MessageChoice
from ivr.call.call import Call
from ivr.call.prompts import phrase
from ivr.dialogs.identify import identify
from ivr.dialogs.my_number import my_number
from ivr.dialogs.my_pin import my_pin
from ivr.dialogs.registry import Next


async def my_messages(call: Call, backend: Backend) -> Next:
    """Say how messages shall come."""
    citizen = await identify(call, backend)
    wanted = await call.fetch("gets_sms", backend.wishes.gets_sms, citizen.id)
    has_number = call.note("has_number", citizen.reachable_phone is not None, bool)
    by_sms = wanted and has_number
    options = phrase("messages.with_sms" if by_sms else "messages.without_sms")
    key = await call.choose("messages", options, {key: key for key in "1234"})
    match key, by_sms:
        case ("1", _):
            return await my_number(call, backend)
        case ("4", _):
            return await my_pin(call, backend)
        case ("2", True):
            await _choose(call, backend, citizen, MessageChoice.NO_SMS)
            has_email = citizen.reachable_email is not None
            call.say(phrase("messages.by_email" if has_email else "messages.sms_off"))
        case ("2", False):
            await _choose(call, backend, citizen, MessageChoice.SMS)
            call.say(phrase("messages.sms_on"))
            if not has_number:
                return await my_number(call, backend)
            return Next.MAIN
        case _:
            await _choose(call, backend, citizen, MessageChoice.NOTHING)
            call.say(phrase("messages.all_off"))
    call.say(phrase("messages.all_the_same"))
    return Next.MAIN


async def _choose(call: Call, backend: Backend, citizen: Citizen, choice: MessageChoice) -> None:
    await call.command("choose", backend.wishes.choose, citizen.id, choice, by="citizen")
