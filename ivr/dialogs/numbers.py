"""Telephone numbers in conversations."""

from __future__ import annotations

from booking.api import Backend, is_mobile, parse_phone
from ivr.call.asking import Form
from ivr.call.call import Call
from ivr.call.errors import TriesUsedUp
from ivr.call.prompts import Prompt, phrase

PHONE = Form(9, silence="silence.number", wrong="number.wrong", incomplete="number.incomplete")
MOBILE = Form(9, silence="silence.number", wrong="visit.not_mobile", incomplete="number.incomplete")


def caller_phone(call: Call) -> str | None:
    """The calling number in E.164, None when it is hidden or no number. It proves nothing."""
    return None if call.caller is None else parse_phone(call.caller)


def caller_mobile(call: Call) -> str | None:
    """The calling number if it can get an SMS."""
    phone = caller_phone(call)
    return phone if phone is not None and is_mobile(phone) else None


def keyed_phone(digits: str) -> str | None:
    """Nine keyed digits as a number in E.164, None when they are none."""
    return parse_phone(digits)


def keyed_mobile(digits: str) -> str | None:
    """The same for a number that can get an SMS."""
    phone = parse_phone(digits)
    return phone if phone is not None and is_mobile(phone) else None


def ending(phone: str) -> str:
    """The last three digits, enough to know one's own number by."""
    return phone[-3:]


async def ask_mobile_or_leave(call: Call, name: str, prompt: Prompt) -> str | None:
    """Ask for a mobile number; silence means that none is wanted."""
    try:
        return await call.ask(name, prompt, MOBILE, keyed_mobile)
    except TriesUsedUp:
        return None


async def sms_waits(call: Call, backend: Backend, phone: str) -> bool:
    """Whether an SMS to this number would not go now: so many went to numbers nobody has proven.

    Asked before one is promised.
    """
    return await call.fetch("sms_waits", backend.ceiling.holds, phone)


async def promise_sms(call: Call, backend: Backend, phone: str, code: str, said_as: str) -> None:
    """Say that the SMS about a visit comes; where it has to wait, to write the code down."""
    if await sms_waits(call, backend, phone):
        call.say(phrase("visit.sms_later", code=code))
    else:
        call.say(phrase(said_as, ending=ending(phone)))


async def mobile_for_sms(call: Call, name: str) -> str:
    """Where an SMS goes: to the calling mobile if the caller agrees, else to a number keyed."""
    known = call.note(f"{name}.caller", caller_mobile(call), str | None)
    if known is not None and await call.choose(
        f"{name}.agrees", phrase("topic.sms_to", ending=ending(known)), {"1": True, "2": False}
    ):
        return known
    return await call.ask(f"{name}.number", phrase("topic.ask_mobile"), MOBILE, keyed_mobile)
