"""Who is calling: login and PIN. Both exist only for as long as they are checked."""

from __future__ import annotations

from booking.api import Backend, Citizen, Claim, Locked, PinCheck, Secret, Verified, Wrong
from ivr.call.asking import Form
from ivr.call.call import Call
from ivr.call.errors import ToOperator
from ivr.call.prompts import phrase
from ivr.dialogs.numbers import caller_phone

LOGIN = Form(
    8,
    silence="login.silence",
    wrong="login.wrong_check_digit",
    incomplete="login.incomplete",
)
PIN = Form(6, silence="pin.silence", wrong="pin.too_short", incomplete="pin.too_short")
TRIES = 3


async def identify(call: Call, backend: Backend) -> Citizen:
    """The citizen on the line, by login and PIN, or already verified in this call.

    Raises:
        ToOperator: it did not succeed.
    """
    known = call.note("who", call.citizen_id, int | None)
    if known is not None:
        return await backend.citizens.get(known)
    claim = await call.ask_secret(
        "login",
        phrase("login.ask"),
        LOGIN,
        Claim,
        lambda login, _key: backend.agreements.check_login(login),
        accept=backend.agreements.login_is_well_formed,
    )

    async def check(pin: Secret, key: str) -> PinCheck:
        return await backend.agreements.verify(
            claim, pin, caller=caller_phone(call), call_id=call.id, key=key
        )

    prompt = phrase("pin.ask")
    for _ in range(TRIES):
        outcome = await call.ask_secret("pin", prompt, PIN, PinCheck, check)
        match outcome:
            case Verified(citizen_id):
                call.record.verify(citizen_id)
                call.say(phrase("login.verified"))
                citizen = await backend.citizens.get(citizen_id)
                if citizen.slow_speech:
                    call.record.slow_down(slow=True)
                return citizen
            case Wrong(tries_left):
                prompt = phrase("pin.wrong.1" if tries_left > 1 else "pin.wrong.2")
            case Locked(minutes):
                call.say(phrase("pin.locked", minutes=minutes))
                break
    call.say(phrase("connecting.operator"))
    call.say(phrase("pin.tell_nobody"))
    raise ToOperator(announced=True)
