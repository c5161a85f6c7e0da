"""Another PIN: keyed twice in one go, so that its digits stay nowhere between two questions."""

from __future__ import annotations

from dataclasses import dataclass

from booking.api import Backend, Refused, Secret
from ivr.call.asking import Form
from ivr.call.call import Call
from ivr.call.digits import Patience
from ivr.call.prompts import phrase
from ivr.dialogs.identify import identify
from ivr.dialogs.registry import Next

DIGITS = 6
TWICE = Form(
    2 * DIGITS,
    silence="new_pin.silence",
    wrong="new_pin.differs",
    incomplete="new_pin.incomplete",
    patience=Patience(first=20.0, between=10.0, total=90.0),
)
"""Who makes a PIN up needs time, and more between its two halves."""

TRIES = 3
ASKED_AGAIN = {"trivial": "new_pin.trivial", "same": "new_pin.same"}
"""What is said where another PIN would do, by why this one does not."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """What has become of a new PIN.

    Attributes:
        flaw: why it was refused, in the backend's word; None where it is in force.
    """

    flaw: str | None


async def my_pin(call: Call, backend: Backend) -> Next:
    """Change the PIN of whoever has just keyed the one before."""
    citizen = await identify(call, backend)
    agreement_id = await call.fetch("agreement", _agreement_of, backend, citizen.id)
    if agreement_id is not None and await _is_changed(call, backend, agreement_id):
        call.say(phrase("new_pin.changed"))
        call.say(phrase("pin.tell_nobody"))
    else:
        call.say(phrase("new_pin.unchanged"))
    return Next.MAIN


async def _agreement_of(backend: Backend, citizen_id: int) -> int | None:
    agreement = await backend.agreements.of(citizen_id)
    return None if agreement is None else agreement.id


async def _is_changed(call: Call, backend: Backend, agreement_id: int) -> bool:
    async def change(twice: Secret, key: str) -> Chosen:
        try:
            await backend.agreements.change_pin(agreement_id, _half(twice), by="citizen", key=key)
        except Refused as refused:
            return Chosen(refused.reason)
        return Chosen(None)

    prompt = phrase("new_pin.ask")
    for _ in range(TRIES):
        chosen = await call.ask_secret("new_pin", prompt, TWICE, Chosen, change, accept=_is_twice)
        if chosen.flaw is None:
            return True
        if chosen.flaw not in ASKED_AGAIN:
            return False
        prompt = phrase(ASKED_AGAIN[chosen.flaw])
    return False


def _is_twice(keyed: Secret) -> bool:
    digits = keyed.reveal()
    return digits[:DIGITS] == digits[DIGITS:]


def _half(twice: Secret) -> Secret:
    return Secret(twice.reveal()[:DIGITS])
