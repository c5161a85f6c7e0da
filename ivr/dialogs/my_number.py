"""Another mobile number for one's messages: keyed, heard back, proven by a code in an SMS."""

from __future__ import annotations

from booking.api import (
    Backend,
    ContactKind,
    ContactProof,
    NotProven,
    ProofCheck,
    ProofOver,
    Proven,
    Refused,
    Secret,
)
from ivr.call.asking import Form
from ivr.call.call import Call
from ivr.call.digits import Patience
from ivr.call.prompts import phrase
from ivr.dialogs.identify import identify
from ivr.dialogs.numbers import MOBILE, ending, keyed_mobile
from ivr.dialogs.registry import Next

CODE = Form(
    6,
    silence="contact.code_silence",
    wrong="contact.code_incomplete",
    incomplete="contact.code_incomplete",
    patience=Patience(first=45.0, between=10.0, total=120.0),
)
"""An SMS takes a while, and so does finding it on the telephone that one is talking with."""

TRIES = 3


async def my_number(call: Call, backend: Backend) -> Next:
    """Change the number that messages go to."""
    citizen = await identify(call, backend)
    phone = await _keyed(call)
    if phone == citizen.reachable_phone:
        call.say(phrase("contact.same"))
        return Next.MAIN
    try:
        proof: ContactProof = await call.command(
            "propose",
            backend.proofs.propose,
            citizen.id,
            ContactKind.PHONE,
            phone,
            by="citizen",
        )
    except Refused:
        call.say(phrase("contact.no_code"))
        return Next.MAIN
    if await _proven(call, backend, proof):
        call.say(phrase("contact.changed", ending=ending(phone)))
    else:
        call.say(phrase("contact.code_over"))
    return Next.MAIN


async def _keyed(call: Call) -> str:
    """A mobile number that the caller has heard back and found right."""
    while True:
        phone = await call.ask("number", phrase("contact.ask_number"), MOBILE, keyed_mobile)
        digits = phone[-9:]
        heard = phrase("contact.read_back", first=digits[:3], middle=digits[3:6], last=digits[6:])
        if await call.choose("is_right", heard, {"1": True, "2": False}, confirms=True):
            return phone


async def _proven(call: Call, backend: Backend, proof: ContactProof) -> bool:
    """Whether the code from the SMS has come back; its digits are kept nowhere."""

    async def check(code: Secret, key: str) -> ProofCheck:
        return await backend.proofs.verify(proof.id, code, by="citizen", key=key)

    prompt = phrase("contact.ask_code")
    for _ in range(TRIES):
        outcome = await call.ask_secret("code", prompt, CODE, ProofCheck, check)
        match outcome:
            case Proven():
                return True
            case ProofOver():
                return False
            case NotProven(tries_left):
                kind = "contact.code_wrong.1" if tries_left > 1 else "contact.code_wrong.2"
                prompt = phrase(kind)
    return False
