"""How an application stands, by its number and the code on the receipt of its filing."""

from __future__ import annotations

from booking.api import (
    Application,
    Backend,
    ReceiptCheck,
    ReceiptLocked,
    Secret,
    StatusTold,
    WrongCode,
    receipt_code_is_well_formed,
)
from ivr.call.asking import Form
from ivr.call.call import Call
from ivr.call.errors import ToOperator
from ivr.call.prompts import phrase
from ivr.dialogs.about import APPLICATION
from ivr.dialogs.my_applications import status
from ivr.dialogs.numbers import caller_phone
from ivr.dialogs.registry import Next, dialog

NUMBER = Form(
    6,
    silence="receipt.number_silence",
    wrong="receipt.number_wrong",
    incomplete="receipt.number_wrong",
    least=1,
)
YEAR = Form(
    4,
    silence="receipt.year_silence",
    wrong="receipt.year_wrong",
    incomplete="receipt.year_wrong",
)
CODE = Form(
    6,
    silence="receipt.code_silence",
    wrong="receipt.code_wrong",
    incomplete="receipt.code_incomplete",
)
FIRST_YEAR = 1990
TRIES = 3


@dialog("application_by_receipt")
async def application_by_receipt(call: Call, backend: Backend) -> Next:
    """Tell the state and the deadline; whose application it is, is not said."""
    number = await call.ask("number", phrase("receipt.ask_number"), NUMBER, _number)
    this_year = call.note("year", backend.clock.today().year, int)

    def year_of(digits: str) -> int | None:
        return int(digits) if FIRST_YEAR <= int(digits) <= this_year else None

    year = await call.ask("filed", phrase("receipt.ask_year"), YEAR, year_of)
    application = await _checked(call, backend, number, year)
    call.concerns(application.service, application.kind)
    call.looked_at(APPLICATION, application.reference)
    for prompt in status(application):
        call.say(prompt)
    if not is_answered(application):
        return Next.MAIN
    # what a clerk has written cannot be rendered ahead: a person reads it
    if await call.choose("answer", phrase("receipt.answered"), {"1": True, "2": False}):
        raise ToOperator
    return Next.MAIN


def is_answered(application: Application) -> bool:
    """Whether a clerk has answered somebody unknown, to whom it can be told in this way only.

    A known citizen gets the clerk's word at their own verified number or address.
    """
    return application.citizen_id is None and bool(
        application.history and application.history[-1].remark
    )


def _number(digits: str) -> int | None:
    return int(digits) or None


async def _checked(call: Call, backend: Backend, number: int, year: int) -> Application:
    async def check(code: Secret, key: str) -> ReceiptCheck:
        return await backend.applications.by_receipt(
            number, year, code, caller=caller_phone(call), call_id=call.id, key=key
        )

    prompt = phrase("receipt.ask_code")
    for _ in range(TRIES):
        outcome = await call.ask_secret(
            "code", prompt, CODE, ReceiptCheck, check, accept=receipt_code_is_well_formed
        )
        match outcome:
            case StatusTold(application):
                return application
            case WrongCode():
                prompt = phrase("receipt.wrong")
            case ReceiptLocked(minutes):
                call.say(phrase("receipt.locked", minutes=minutes))
                break
    call.say(phrase("connecting.operator"))
    raise ToOperator(announced=True)
