"""For whom a verified caller acts: for themselves, or for somebody whom they represent.

Names are not spoken, for everything that can be said is rendered ahead: who represents several
keys a date of birth or a company's number.
"""

from __future__ import annotations

from collections.abc import Sequence

from booking.api import Backend, Citizen, Refused, Scope
from ivr.call.asking import Form
from ivr.call.call import Call
from ivr.call.errors import ToOperator
from ivr.call.prompts import phrase
from ivr.dialogs.identify import identify

WHOM = Form(8, silence="acting.silence", wrong="acting.unknown", incomplete="acting.unknown")


async def for_whom(call: Call, backend: Backend, scope: Scope) -> tuple[Citizen, Citizen]:
    """Who is on the line, and whose matter it is; mostly the same.

    Raises:
        ToOperator: the caller could not be verified, or may act for them no more.
    """
    caller = await identify(call, backend)
    others = await call.fetch("others", backend.representations.represented_by, caller.id, scope)
    if not others or await call.choose(
        "for_whom", phrase("acting.for_whom"), {"1": True, "2": False}
    ):
        return caller, caller
    meant = others[0] if len(others) == 1 else await _keyed(call, others)
    try:
        whose: Citizen = await call.command(
            "act_for", backend.representations.act_for, caller.id, meant.id, scope
        )
    except Refused as refused:
        call.say(phrase("acting.over"))
        raise ToOperator from refused
    return caller, whose


async def _keyed(call: Call, others: Sequence[Citizen]) -> Citizen:
    def accept(digits: str) -> Citizen | None:
        found = [one for one in others if digits in _numbers(one)]
        return found[0] if len(found) == 1 else None

    return await call.ask("whom", phrase("acting.ask"), WHOM, accept)


def _numbers(citizen: Citizen) -> set[str]:
    born = f"{citizen.born:%d%m%Y}" if citizen.born else ""
    return {one for one in (born, citizen.company_number or "") if one}
