"""How one's applications stand, after login and PIN."""

from __future__ import annotations

from collections.abc import Sequence

from booking.api import Application, Backend, Citizen, LimitReached, Scope
from ivr.call.asking import Form
from ivr.call.call import Call
from ivr.call.prompts import Phrase, phrase
from ivr.dialogs.acting import for_whom
from ivr.dialogs.numbers import ending, mobile_for_sms
from ivr.dialogs.registry import Next, dialog

READ_ALL = 3
"""So many are read at once; of more, the caller keys the number."""

NUMBER = Form(
    6,
    silence="applications.number_silence",
    wrong="applications.unknown_number",
    incomplete="applications.unknown_number",
    least=1,
)


@dialog("my_applications")
async def my_applications(call: Call, backend: Backend) -> Next:
    """Tell how they stand and offer it in an SMS."""
    caller, whose = await for_whom(call, backend, Scope.APPLICATIONS)
    mine = await call.fetch("mine", backend.applications.of, whose.id)
    if not mine:
        call.say(phrase("applications.none"))
        return Next.MAIN
    told = mine if len(mine) <= READ_ALL else await _by_number(call, mine)
    for application in told:
        call.concerns(application.service, application.kind)
        for prompt in status(application):
            call.say(prompt)
    await call.choose("after_status", phrase("status.sms_offer"), {"1": True})
    phone = await _phone(call, caller)
    try:
        for application in told:
            await call.command(
                "send",
                backend.applications.send_status,
                application.id,
                phone=phone,
                language=call.language,
            )
        call.say(phrase("status.sms_sent", ending=ending(phone)))
    except LimitReached:
        call.say(phrase("sms.limit"))
    call.say(phrase("goodbye"))
    return Next.END


def status(application: Application) -> list[Phrase]:
    """'Žádost o kácení dřevin, číslo …, se vyřizuje. Lhůta končí třetího prosince.'"""
    said = [
        phrase(
            "application.state",
            kind=application.kind_name,
            reference=f"{application.number}/{application.year}",
            state=application.state_name,
        )
    ]
    if application.deadline is not None:
        said.append(phrase("application.deadline", deadline=application.deadline))
    return said


async def _by_number(call: Call, mine: Sequence[Application]) -> list[Application]:
    """Those with the number that the caller keys: a number comes back every year."""
    call.say(phrase("applications.count", count=len(mine)))

    def accept(digits: str) -> list[Application] | None:
        return [one for one in mine if one.number == int(digits)] or None

    return await call.ask("number", phrase("applications.ask_number"), NUMBER, accept)


async def _phone(call: Call, citizen: Citizen) -> str:
    if citizen.reachable_phone is not None:
        return citizen.reachable_phone
    return await mobile_for_sms(call, "sms")
