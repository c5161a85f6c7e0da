"""To a person: an operator, or a call back where none is on the line."""

from __future__ import annotations

from datetime import time

from booking.api import Backend, LimitReached
from ivr.call.call import Call
from ivr.call.errors import ToOperator, TriesUsedUp
from ivr.call.prompts import Prompt, phrase
from ivr.dialogs.numbers import PHONE, caller_phone, ending, keyed_phone
from ivr.dialogs.registry import Next
from ivr.dialogs.waiting import wait_for_operator
from ivr.routing.model import Asking, RequestState
from ivr.routing.requests import Requests


async def person(
    call: Call, backend: Backend, requests: Requests, asked: Asking, *, announced: bool = False
) -> Next:
    """Lead the caller to a person.

    In hours even somebody without any tones is rung back, if only the number is known: silence
    must never be the end of their call.

    Args:
        call: the call.
        backend: the backend.
        requests: where it waits for an operator.
        asked: what the caller brings along.
        announced: the caller was told already that a person will go on.
    """
    open_now = await call.fetch("person.open", backend.catalogue.operators_open)
    known = call.note("person.caller", caller_phone(call), str | None)
    if open_now and not announced:
        call.say(phrase("connecting.operator"))
    if open_now and await call.fetch("person.there", requests.somebody_for, asked):
        if await wait_for_operator(call, requests, asked) is RequestState.DONE:
            return Next.END
        return await _agree_and_record(call, backend, known)
    offer = phrase("person.nobody") if open_now else await _hours_and_offer(backend)
    try:
        await call.choose("person.offer", offer, {"1": True, "0": True}, confirms=True)
    except TriesUsedUp as nothing:
        if open_now and nothing.silent and known is not None:
            return await _record(call, backend, known)
        call.say(phrase("goodbye"))
        return Next.END
    return await _agree_and_record(call, backend, known)


async def go_on_with_person(
    call: Call, backend: Backend, requests: Requests, asked: Asking
) -> Next:
    """After an interruption, for a caller who waited or talked: how far they were is in rows."""
    if await wait_for_operator(call, requests, asked) is RequestState.DONE:
        return Next.END
    known = call.note("person.caller", caller_phone(call), str | None)
    return await _agree_and_record(call, backend, known)


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


async def _agree_and_record(call: Call, backend: Backend, known: str | None) -> Next:
    try:
        phone = await _number(call, known)
    except (ToOperator, TriesUsedUp):
        if known is None:
            call.say(phrase("callback.not_recorded"))
            call.say(phrase("goodbye"))
            return Next.END
        phone = known
    return await _record(call, backend, phone)


async def _number(call: Call, known: str | None) -> str:
    if known is not None:
        prompt = phrase("callback.to_ending", ending=ending(known))
        if await call.choose("person.number", prompt, {"1": True, "2": False}):
            return known
    return await call.ask("person.keyed", phrase("callback.ask_number"), PHONE, keyed_phone)


async def _record(call: Call, backend: Backend, phone: str) -> Next:
    try:
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
    except LimitReached:
        call.say(phrase("callback.limit"))
    else:
        call.say(phrase("callback.recorded"))
    call.say(phrase("goodbye"))
    return Next.END
