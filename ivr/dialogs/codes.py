"""The code of a visit, keyed by the caller."""

from __future__ import annotations

from booking.api import code_is_well_formed
from ivr.call.asking import Form
from ivr.call.call import Call
from ivr.call.prompts import Prompt

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


def _well_formed(digits: str) -> str | None:
    return digits if code_is_well_formed(digits) else None
