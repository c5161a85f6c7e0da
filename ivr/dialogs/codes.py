"""The code of a visit, keyed by the caller."""

from __future__ import annotations

from booking.api import Backend, Visit, code_is_well_formed, is_mobile
from ivr.call.asking import Form
from ivr.call.call import Call
from ivr.call.errors import TriesUsedUp
from ivr.call.prompts import Prompt, phrase
from ivr.dialogs.numbers import caller_phone

CODE = Form(
    6,
    silence="visit.code_silence",
    wrong="visit.unknown_code",
    incomplete="visit.code_incomplete",
)
CODE_TRIES = 3
"""Before a person goes on; the backend counts wrong codes over all calls of a number."""


async def ask_code(call: Call, name: str, prompt: Prompt) -> str:
    """Ask for a code; one whose check digit does not fit is asked for again.

    Raises:
        TriesUsedUp: none came.
    """
    return await call.ask(name, prompt, CODE, _well_formed)


async def check_owner(call: Call, backend: Backend, name: str, visit: Visit) -> None:
    """Have the visit's code keyed, where no message can tell what has become of the visit.

    A calling number may be forged, and whoever booked would come at a time that is not theirs.

    Raises:
        TriesUsedUp: the code did not come.
    """
    if is_mobile(visit.phone) or visit.email is not None:
        return
    prompt = phrase("visit.ask_code")
    for _ in range(CODE_TRIES):
        code = await ask_code(call, f"{name}.code", prompt)
        who = caller_phone(call)
        named = await call.fetch(
            f"{name}.named", backend.visits.named_by, code, caller=who, call_id=call.id
        )
        if named is not None and named.id == visit.id:
            return
        prompt = phrase("visit.unknown_code")
    raise TriesUsedUp


def _well_formed(digits: str) -> str | None:
    return digits if code_is_well_formed(digits) else None
