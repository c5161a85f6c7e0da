"""To a person. Until operators sit at the line, that is a call back, which is recorded."""

from __future__ import annotations

from datetime import time

from booking.api import Backend
from ivr.call.call import Call
from ivr.call.errors import ToOperator, TriesUsedUp
from ivr.call.prompts import Prompt, phrase
from ivr.dialogs.numbers import PHONE, caller_phone, ending, keyed_phone
from ivr.dialogs.registry import Next


async def person(call: Call, backend: Backend, *, announced: bool = False) -> Next:
    """Lead the caller to a person.

    In hours even somebody without any tones is rung back, if only the number is known: silence
    must never be the end of their call.

    Args:
        call: the call.
        backend: the backend.
        announced: the caller was told already that a person will go on.
    """
    open_now = await call.fetch("person.open", backend.catalogue.operators_open)
    known = call.note("person.caller", caller_phone(call), str | None)
    if open_now and not announced:
        call.say(phrase("connecting.operator"))
    offer = await _hours_and_offer(backend)
    try:
        await call.choose("person.offer", offer, {"1": True, "0": True}, confirms=True)
    except TriesUsedUp as nothing:
        if open_now and nothing.silent and known is not None:
            return await _record(call, backend, known)
        call.say(phrase("goodbye"))
        return Next.END
    try:
        phone = await _number(call, known)
    except (ToOperator, TriesUsedUp):
        if known is None:
            call.say(phrase("callback.not_recorded"))
            call.say(phrase("goodbye"))
            return Next.END
        phone = known
    return await _record(call, backend, phone)


async def _hours_and_offer(backend: Backend) -> Prompt:
    """The hours as they are on a working day; the town's first one with hours stands for all."""
    town = await backend.catalogue.town()
    spans = next((spans for spans in town.operator_hours.days if spans), None)
    if spans is None:
        return phrase("callback.offer")
    return phrase(
        "person.hours_and_offer", opens=_time(spans[0].opens), closes=_time(spans[-1].closes)
    )


def _time(minutes: int) -> time:
    return time(minutes // 60 % 24, minutes % 60)


async def _number(call: Call, known: str | None) -> str:
    if known is not None:
        prompt = phrase("callback.to_ending", ending=ending(known))
        if await call.choose("person.number", prompt, {"1": True, "2": False}):
            return known
    return await call.ask("person.keyed", phrase("callback.ask_number"), PHONE, keyed_phone)


async def _record(call: Call, backend: Backend, phone: str) -> Next:
    await call.command(
        "person.ring",
        backend.rings.request,
        phone=phone,
        dialog="callback",
        language=call.language,
        topic=call.record.topic,
        call_id=call.id,
        note=None,
    )
    call.say(phrase("callback.recorded"))
    call.say(phrase("goodbye"))
    return Next.END
